# SPDX-License-Identifier: AGPL-3.0-or-later
"""What writers send and get: sealed bytes, random ids, days.

There is no field for who writes, about whom, or where: an unknown field is refused by name, so that
nothing confidential can be slipped in beside the envelope by a mistaken client.
"""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.infra.api import Schema
from service.reports.rules import (
    BEGINNINGS,
    Kind,
    Sending,
    State,
    Turn,
    WriterAct,
)
from service.vault.rules import FIRST, MOST_GRANTS, Place, SealedText
from service.vault.schemas import (
    EnvelopeSchema,
    EpochSchema,
    GrantSchema,
    PlaceSchema,
    StoredEnvelopeSchema,
    hex_id,
    number,
)


def one_of(values: list[str], **more: Any) -> fields.String:
    """One of a closed set of words."""
    return fields.String(validate=validate.OneOf(values, error="invalid"), **more)


class StatementNameSchema(Schema):
    """Which statement of the team the writer's browser has read and verified."""

    seq = number()
    hash = hex_id(64, "SHA-256 of the statement's text")


class SendSchema(Schema):
    """A new report: a vault with its first envelopes, granted to those who may read it."""

    KIND = Kind.REPORT

    lookup = hex_id(32, "look-up id of the receipt")
    access_hash = hex_id(64, "SHA-256 of the receipt's access token")
    team = fields.String(required=True, validate=validate.Length(max=64, error="invalid"))
    vault = hex_id(32, "random id of the vault")
    statement = fields.Nested(StatementNameSchema, required=True)
    envelopes = fields.List(
        fields.Nested(EnvelopeSchema),
        required=True,
        validate=validate.Length(1, 2, error="invalid"),
    )
    grants = fields.List(
        fields.Nested(GrantSchema),
        required=True,
        validate=validate.Length(max=MOST_GRANTS, error="invalid"),
    )

    @validates_schema
    def _at_the_beginning(self, read: dict[str, Any], **_: Any) -> None:
        if tuple(text.place for text in read["envelopes"]) != BEGINNINGS[self.KIND]:
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

    state = one_of([*State], required=True)
    day = fields.Date(required=True)
    envelopes = fields.List(fields.Nested(PlaceSchema), required=True)


class FollowSchema(Schema):
    """Which report to follow; the access token comes in the Authorization header."""

    lookup = hex_id(32, "look-up id of the receipt")


class WriteBackSchema(EnvelopeSchema):
    """The writer's next envelope, and what it does."""

    lookup = hex_id(32, "look-up id of the receipt")
    act = one_of([*WriterAct], load_default=WriterAct.MESSAGE.value)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Any:
        text = SealedText(Place(read["epoch"], read["n"]), read["data"])
        return {"lookup": read["lookup"], "act": WriterAct(read["act"]), "text": text}


class RenewOwnSchema(Schema):
    """Another code for the writer, made by themselves, with the lock that goes with it."""

    lookup = hex_id(32, "look-up id of the receipt until now")
    new_lookup = hex_id(32, "look-up id of the new receipt")
    access_hash = hex_id(64, "SHA-256 of the new receipt's access token")
    epoch = fields.Nested(EpochSchema, required=True)


class PutSchema(Schema):
    """That an envelope is stored, and where the report stands now."""

    hash = fields.String(required=True)
    state = one_of([*State], required=True)


class StatementSchema(Schema):
    """A signed statement as it travels."""

    text = fields.String(required=True)
    signature = fields.String(required=True)


class WithdrawalSchema(Schema):
    """When its writer took a report back, and when its thread is deleted."""

    day = fields.Date(required=True)
    deleted_on = fields.Date(required=True)


class StandingSchema(Schema):
    """Where a report stands."""

    kind = one_of([*Kind], required=True)
    state = one_of([*State], required=True)
    turn = one_of([*Turn], required=True)
    day = fields.Date(required=True)
    answer_by = fields.Date(
        required=True, allow_none=True, metadata={"description": "while an answer is owed"}
    )
    withdrawn = fields.Nested(WithdrawalSchema, required=True, allow_none=True)


class OwnStandingSchema(StandingSchema):
    """Where a report stands, as its writer is told."""

    update_by = fields.Date(
        required=True, allow_none=True, metadata={"description": "where the team promises news"}
    )
    promised = fields.Boolean(
        required=True, metadata={"description": "whether the team promises a first answer"}
    )
    median_days = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "how long first answers took, where none is promised"},
    )


class ThreadSchema(Schema):
    """A report's thread, still sealed, with the asker's own grants."""

    team = fields.String(required=True)
    vault = fields.String(required=True)
    head = fields.Nested(PlaceSchema, required=True, allow_none=True)
    envelopes = fields.List(fields.Nested(StoredEnvelopeSchema), required=True)
    grants = fields.List(fields.Nested(GrantSchema), required=True)


class FollowedSchema(ThreadSchema):
    """A thread as its writer gets it, with all the statements needed to check who wrote."""

    report = fields.Nested(OwnStandingSchema, required=True)
    statements = fields.List(fields.Nested(StatementSchema), required=True)


class PromiseSchema(Schema):
    """What a team promises to who writes to it, or how long it took where it promises nothing."""

    answer_days = fields.Integer(required=True, allow_none=True)
    update_days = fields.Integer(required=True, allow_none=True)
    median_days = fields.Integer(required=True, allow_none=True)


class PromisesSchema(Schema):
    """What each team promises, by the teams' ids."""

    teams = fields.Dict(keys=fields.String(), values=fields.Nested(PromiseSchema), required=True)
