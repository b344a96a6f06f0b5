# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked and told about the audit without signing in: one hash a day, and nothing else."""

from __future__ import annotations

from marshmallow import fields

from service.infra.api import Schema


class HeadsQuerySchema(Schema):
    """From which day on."""

    since = fields.Date(metadata={"description": "the first day that is wanted"})


class HeadSchema(Schema):
    """A day that is over, and what anybody may keep of it."""

    day = fields.String(required=True)
    hash = fields.String(required=True)


class HeadsSchema(Schema):
    """Days that are over, oldest first; at most a year of them at once."""

    heads = fields.List(fields.Nested(HeadSchema), required=True)
