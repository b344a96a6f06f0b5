# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests and answers about tallies hold: nothing of any matter."""

from typing import Any

from marshmallow import fields, post_load, validate

from service.figures.rules import MOST_AT_ONCE, Category, Outcome
from service.infra.api import Schema


class TallySchema(Schema):
    """One more of a kind, or many that were closed together."""

    team = fields.String(required=True, validate=validate.Length(max=64, error="invalid"))
    category = fields.String(required=True, validate=validate.OneOf([*Category], error="invalid"))
    outcome = fields.String(required=True, validate=validate.OneOf([*Outcome], error="invalid"))
    count = fields.Integer(
        strict=True,
        load_default=1,
        validate=validate.And(
            validate.Range(-MOST_AT_ONCE, MOST_AT_ONCE, error="invalid"),
            validate.NoneOf([0], error="invalid"),
        ),
        metadata={"description": "how many; below zero, so many were counted by mistake"},
    )

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "team": read["team"],
            "category": Category(read["category"]),
            "outcome": Outcome(read["outcome"]),
            "number": read["count"],
        }


class TalliedSchema(Schema):
    """Into which quarter it was counted."""

    quarter = fields.String(required=True)
