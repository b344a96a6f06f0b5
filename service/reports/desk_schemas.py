# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members send and get about reports: sealed bytes, random ids, days, states."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.clocks.rules import SETTABLE
from service.clocks.rules import Kind as ClockKind
from service.handovers.rules import State as HandoverState
from service.infra.api import Schema
from service.infra.paging import Cursor
from service.reports.rules import Act, Kind, State
from service.reports.schemas import SendSchema, SentSchema, StandingSchema, ThreadSchema, one_of
from service.vault.rules import MOST_GRANTS, NewVault, Place, SealedText
from service.vault.schemas import (
    EnvelopeSchema,
    EpochSchema,
    FurtherGrantSchema,
    GrantSchema,
    PlaceSchema,
    hex_id,
    number,
)

PAGE = 50
LONGEST_PAGE = 200


def _day(**more: Any) -> fields.Date:
    return fields.Date(format="%Y-%m-%d", **more)


class AnswerSchema(EnvelopeSchema):
    """A member's next envelope, and what it does."""

    act = one_of([*Act], required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Any:
        text = SealedText(Place(read["epoch"], read["n"]), read["data"])
        return {"act": Act(read["act"]), "text": text}


class EnteredSchema(SentSchema):
    """That a report is stored, with the id the desk knows it by."""

    report = fields.String(required=True)


class InvitationSchema(SendSchema):
    """A new thread with somebody the team writes to: its first envelope is a member's."""

    KIND = Kind.INVITATION


class InvitedSchema(Schema):
    """The id of the new thread at the desk. Nothing stored says what it came from."""

    report = fields.String(required=True)


class TakenSchema(Schema):
    """Who works on a report, and the last day others leave it to them."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    until = fields.Date(required=True)


class FileAtSchema(Schema):
    """The team's own file about a report, and how far it goes."""

    vault = fields.String(required=True)
    head = fields.Nested(PlaceSchema, required=True)


class DueSchema(Schema):
    """Something that is to happen by a day."""

    kind = one_of([*ClockKind], required=True)
    due = fields.Date(required=True)


class DeskStandingSchema(StandingSchema):
    """Where a report stands, as the desk is told."""

    id = fields.String(required=True)
    team = fields.String(required=True)
    vault = fields.String(required=True)
    days = fields.Integer(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "to be named by whoever changes something"}
    )
    taken = fields.Nested(TakenSchema, required=True, allow_none=True)
    muted = fields.Boolean(required=True)
    head = fields.Nested(
        PlaceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "the thread's last envelope; none once it was deleted"},
    )
    file = fields.Nested(FileAtSchema, required=True, allow_none=True)
    clocks = fields.List(fields.Nested(DueSchema), required=True)
    handovers_waiting = fields.Integer(required=True)


class HandoverSchema(Schema):
    """A handover: that there was one, and whether it is still waited for."""

    id = fields.String(required=True)
    state = one_of([*HandoverState], required=True)
    day = fields.Date(required=True)
    answer_by = fields.Date(required=True, allow_none=True)
    ended = fields.Date(required=True, allow_none=True)


class TeamDaysSchema(Schema):
    """What a team set itself, in days; null where it did not."""

    answer = fields.Integer(required=True, allow_none=True)
    update = fields.Integer(required=True, allow_none=True)
    retention = fields.Integer(required=True)


class DeskThreadSchema(ThreadSchema):
    """A thread as a member gets it."""

    report = fields.Nested(DeskStandingSchema, required=True)
    grants = fields.List(fields.Nested(FurtherGrantSchema), required=True)
    handovers = fields.List(fields.Nested(HandoverSchema), required=True)
    team_days = fields.Nested(TeamDaysSchema, required=True)


class LineSchema(DeskStandingSchema):
    """One report in the queue."""

    size = fields.Integer(required=True, metadata={"description": "bytes of all its envelopes"})
    envelopes = fields.Integer(required=True, metadata={"description": "how many there are"})
    summary = fields.Nested(
        EnvelopeSchema,
        required=True,
        allow_none=True,
        metadata={"description": "none where only the file is left, or the asker's"},
    )
    grants = fields.List(fields.Nested(FurtherGrantSchema), required=True)


class PageSchema(Schema):
    """A page of the queue."""

    reports = fields.List(fields.Nested(LineSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class QueueSchema(Schema):
    """Which part of the queue."""

    state = one_of([*State])
    mine = one_of(["1", "true", "0", "false"], load_default="0")
    after = fields.String(validate=validate.Length(max=64, error="invalid"))
    limit = fields.Integer(
        load_default=PAGE, validate=validate.Range(1, LONGEST_PAGE, error="invalid")
    )

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "state": State(read["state"]) if "state" in read else None,
            "mine": read["mine"] in {"1", "true"},
            "after": Cursor.read(read["after"]) if "after" in read else None,
            "limit": read["limit"],
        }


class VersionSchema(Schema):
    """Which standing the asker has seen; who saw an older one is told the newest."""

    version = number()


class TakeSchema(VersionSchema):
    """Take a report, from somebody else if need be."""

    force = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class MuteSchema(VersionSchema):
    """Mute a report's writer, or no longer."""

    muted = fields.Boolean(required=True, truthy={True}, falsy={False})


class ClockSchema(VersionSchema):
    """By when something is to happen; null: it need not."""

    kind = one_of(sorted(SETTABLE), required=True)
    due = _day(
        required=True,
        allow_none=True,
        metadata={"description": "the last day; null: none any more"},
    )

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**read, "kind": ClockKind(read["kind"])}


class NewFileSchema(Schema):
    """A new vault of members only, with its first envelopes."""

    vault = hex_id(32, "random id of the vault")
    envelopes = fields.List(
        fields.Nested(EnvelopeSchema),
        required=True,
        validate=validate.Length(1, 2, error="invalid"),
    )
    grants = fields.List(
        fields.Nested(GrantSchema),
        required=True,
        validate=validate.Length(1, MOST_GRANTS, error="invalid"),
    )

    @validates_schema
    def _at_the_beginning(self, read: dict[str, Any], **_: Any) -> None:
        places = [text.place for text in read["envelopes"]]
        if places != [Place(0, n) for n in range(len(places))]:
            raise ValidationError("invalid", "envelopes")
        if any(key.epoch != 0 for key in read["grants"]):
            raise ValidationError("invalid", "grants")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> NewVault:
        return NewVault(read["vault"], tuple(read["envelopes"]), tuple(read["grants"]))


class StartedSchema(Schema):
    """The vault that is the file now."""

    vault = fields.String(required=True)


class HandOverSchema(Schema):
    """A handover of today. To whom, how and with which words stands in the file, sealed."""

    id = hex_id(32, "random id of the handover, as in the file")
    answer_by = _day(required=True, allow_none=True, metadata={"description": "when to ask again"})


class HandoverEndSchema(Schema):
    """What came of a handover."""

    state = one_of([HandoverState.ANSWERED, HandoverState.ENDED], required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> HandoverState:
        return HandoverState(read["state"])


class RenewSchema(Schema):
    """Let a writer go on with the code of another report of theirs."""

    source = fields.String(
        required=True,
        data_key="from",
        validate=validate.Regexp(r"[0-9a-f]{32}\Z", error="not_hex"),
        metadata={"description": "the report in which they proved who they are"},
    )
    epoch = fields.Nested(EpochSchema, required=True)
