# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests and answers about reports hold: sealed bytes, random ids, days.

There is no field for who writes, about whom, or where: an unknown field is refused by name, so that
nothing confidential can be slipped in beside the envelope by a mistaken client.
"""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.infra.api import Schema
from service.reports.queries import Cursor
from service.reports.rules import Act, Sending, State, Turn
from service.vault.rules import FIRST, MOST_GRANTS, SECOND, Place, SealedText
from service.vault.schemas import (
    EnvelopeSchema,
    GrantSchema,
    PlaceSchema,
    StoredEnvelopeSchema,
    hex_id,
    number,
)

PAGE = 50
LONGEST_PAGE = 200


def _one_of(values: list[str], **more: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(values, error="invalid"), **more)


class StatementNameSchema(Schema):
    """Which statement of the team the writer's browser has read and verified."""

    seq = number()
    hash = hex_id(64, "SHA-256 of the statement's text")


class SendSchema(Schema):
    """A new report: a vault with its first two envelopes, granted to those who may read it."""

    lookup = hex_id(32, "look-up id of the receipt")
    access_hash = hex_id(64, "SHA-256 of the receipt's access token")
    team = fields.String(required=True, validate=validate.Length(max=64, error="invalid"))
    vault = hex_id(32, "random id of the vault")
    statement = fields.Nested(StatementNameSchema, required=True)
    envelopes = fields.List(
        fields.Nested(EnvelopeSchema),
        required=True,
        validate=validate.Length(equal=2, error="invalid"),
    )
    grants = fields.List(
        fields.Nested(GrantSchema),
        required=True,
        validate=validate.Length(max=MOST_GRANTS, error="invalid"),
    )

    @validates_schema
    def _at_the_beginning(self, read: dict[str, Any], **_: Any) -> None:
        if [text.place for text in read["envelopes"]] != [FIRST, SECOND]:
            raise ValidationError("invalid", "envelopes")
        if any(key.epoch != FIRST.epoch for key in read["grants"]):
            raise ValidationError("invalid", "grants")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Sending:
        return Sending(
            lookup=read["lookup"],
            access_hash=read["access_hash"],
            team=read["team"],
            vault=read["vault"],
            statement_seq=read["statement"]["seq"],
            statement_hash=read["statement"]["hash"],
            envelopes=tuple(read["envelopes"]),
            grants=tuple(read["grants"]),
        )


class SentSchema(Schema):
    """That a report is stored. Given only after it is."""

    state = _one_of([*State], required=True)
    day = fields.Date(required=True)
    envelopes = fields.List(fields.Nested(PlaceSchema), required=True)


class FollowSchema(Schema):
    """Which report to follow; the access token comes in the Authorization header."""

    lookup = hex_id(32, "look-up id of the receipt")


class WriteBackSchema(EnvelopeSchema):
    """The writer's next envelope."""

    lookup = hex_id(32, "look-up id of the receipt")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Any:
        text = SealedText(Place(read["epoch"], read["n"]), read["data"])
        return {"lookup": read["lookup"], "text": text}


class AnswerSchema(EnvelopeSchema):
    """A member's next envelope, and what it does."""

    act = _one_of([*Act], required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Any:
        text = SealedText(Place(read["epoch"], read["n"]), read["data"])
        return {"act": Act(read["act"]), "text": text}


class PutSchema(Schema):
    """That an envelope is stored, and where the report stands now."""

    hash = fields.String(required=True)
    state = _one_of([*State], required=True)


class StatementSchema(Schema):
    """A signed statement as it travels."""

    text = fields.String(required=True)
    signature = fields.String(required=True)


class StandingSchema(Schema):
    """Where a report stands, as its writer is told."""

    state = _one_of([*State], required=True)
    turn = _one_of([*Turn], required=True)
    day = fields.Date(required=True)
    answer_by = fields.Date(
        required=True, allow_none=True, metadata={"description": "while an answer is owed"}
    )


class ThreadSchema(Schema):
    """A report's thread, still sealed, with the asker's own grants."""

    report = fields.Nested(StandingSchema, required=True)
    team = fields.String(required=True)
    vault = fields.String(required=True)
    head = fields.Nested(PlaceSchema, required=True)
    envelopes = fields.List(fields.Nested(StoredEnvelopeSchema), required=True)
    grants = fields.List(fields.Nested(GrantSchema), required=True)


class FollowedSchema(ThreadSchema):
    """A thread as its writer gets it, with all the statements needed to check who wrote."""

    statements = fields.List(fields.Nested(StatementSchema), required=True)


class DeskStandingSchema(StandingSchema):
    """Where a report stands, as the desk is told."""

    id = fields.String(required=True)
    team = fields.String(required=True)
    days = fields.Integer(required=True)


class DeskThreadSchema(ThreadSchema):
    """A thread as a member gets it."""

    report = fields.Nested(DeskStandingSchema, required=True)


class LineSchema(DeskStandingSchema):
    """One report in the queue."""

    size = fields.Integer(
        required=True, attribute="size", metadata={"description": "bytes of all its envelopes"}
    )
    envelopes = fields.Integer(required=True, metadata={"description": "how many there are"})
    vault = fields.String(required=True)
    summary = fields.Nested(EnvelopeSchema, required=True)
    grants = fields.List(fields.Nested(GrantSchema), required=True)


class PageSchema(Schema):
    """A page of the queue."""

    reports = fields.List(fields.Nested(LineSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class QueueSchema(Schema):
    """Which part of the queue."""

    state = _one_of([*State])
    after = fields.String(validate=validate.Length(max=64, error="invalid"))
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, LONGEST_PAGE, error="invalid")
    )

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "state": State(read["state"]) if "state" in read else None,
            "after": Cursor.read(read["after"]) if "after" in read else None,
            "limit": read["limit"],
        }
