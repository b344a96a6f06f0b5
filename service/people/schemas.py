# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the people slice's requests and answers hold."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from service.infra.api import Schema
from service.people.statements import LONGEST_TEXT


class WireSchema(Schema):
    """A statement as it travels: the exact text, and the root's signature over it."""

    text = fields.String(required=True, validate=Length(max=LONGEST_TEXT))
    signature = fields.String(required=True, validate=Length(max=88))


class TeamSchema(Schema):
    """A team, as somebody who looks for help needs it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    about = fields.String(required=True)
    open = fields.Boolean(required=True)
    min_holders = fields.Integer(required=True)
    statement = fields.Nested(WireSchema, required=True, allow_none=True)


class TeamsSchema(Schema):
    """All teams."""

    teams = fields.List(fields.Nested(TeamSchema), required=True)


class StatementsSchema(Schema):
    """All statements of one team, oldest first."""

    statements = fields.List(fields.Nested(WireSchema), required=True)


class AcceptedSchema(Schema):
    """A statement that was taken in."""

    seq = fields.Integer(required=True)
    hash = fields.String(required=True)


class NewKeysSchema(Schema):
    """Public keys somebody made."""

    age = fields.String(required=True, validate=Length(max=64))
    ed25519 = fields.String(required=True, validate=Length(max=64))


class KeysSchema(NewKeysSchema):
    """Public keys with the name grants use for them."""

    fingerprint = fields.String(required=True)


class PersonSchema(Schema):
    """Somebody signed in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    home = fields.String(required=True)


class MembershipSchema(Schema):
    """What somebody is in a team."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    fingerprint = fields.String(required=True, allow_none=True)
    in_statement = fields.Boolean(required=True)


class MeSchema(Schema):
    """Who is signed in, and where they belong."""

    person = fields.Nested(PersonSchema, required=True)
    teams = fields.List(fields.Nested(MembershipSchema), required=True)
    keys = fields.Nested(KeysSchema, required=True, allow_none=True)
