# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots tell and are told: events, the committee's pages, publications, notices."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.cases import notices, readings
from service.cases.bots import Scope
from service.cases.bots_schemas import (
    MOST_PROBLEMS,
    PassProblemSchema,
    code,
    count,
    day,
    flag,
    line,
    listed,
    name,
    pass_id,
    place_hash,
    rev,
    title,
    wiki,
)
from service.cases.committee import Announced
from service.cases.events import NEEDED, Event
from service.cases.events import Kind as EventKind
from service.cases.events import Outcome as EventOutcome
from service.cases.publishing import Answer, Place
from service.cases.rules import Notice, State
from service.infra.api import Schema
from service.vault.schemas import hex_id

MOST_EVENTS = 200
MOST_MOTIONS = 1000
MOST_MEMBERS = 200
MOST_CASES = 5000
MOST_NOTICES = 200
LONGEST_TEXT = 2000

#: What a bot can say became of a notice; that one is not needed is a member's to say.
SAID = (Notice.LISTED, Notice.BY_HAND, Notice.SENT, Notice.PROVEN)


def one_of(values: Any, **more: Any) -> fields.String:
    """One word of a closed set."""
    return fields.String(validate=validate.OneOf([*values], error="invalid"), **more)


class EventSchema(Schema):
    """Something that happened on the wiki."""

    id = fields.String(
        required=True, validate=validate.Regexp(r"[a-zA-Z0-9:._-]{1,64}\Z", error="invalid")
    )
    kind = one_of(EventKind, required=True)
    page = rev()
    rev = rev()
    title = title()
    new_name = name()
    name = name()
    day = day(required=True)

    @validates_schema
    def _complete(self, read: dict[str, Any], **_: Any) -> None:
        for needed in NEEDED[EventKind(read["kind"])]:
            if needed not in read:
                raise ValidationError("required", needed)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Event:
        return Event(**{**read, "kind": EventKind(read["kind"])})


class EventsSchema(Schema):
    """What happened on a wiki, as part of a pass."""

    pass_id = pass_id()
    wiki = wiki(required=True)
    events = listed(EventSchema, MOST_EVENTS, required=True)


class EventDoneSchema(Schema):
    """What became of an event."""

    id = fields.String(required=True)
    outcome = one_of(EventOutcome, required=True)


class EventOutcomesSchema(Schema):
    """What became of each event."""

    outcomes = listed(EventDoneSchema, MOST_EVENTS, required=True)


class AnnouncedSchema(Schema):
    """A motion as it was announced; without certainty, its numbers may be missing."""

    anchor = title(required=True)
    title = title(required=True)
    day = day(required=True, allow_none=True)
    support = count(required=True, allow_none=True)
    oppose = count(required=True, allow_none=True)
    abstain = count(required=True, allow_none=True)
    adopted = flag(required=True, allow_none=True)
    hash = place_hash(required=True)
    certain = flag(required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Announced:
        return Announced(**read)


class AnnouncementsSchema(Schema):
    """What a page of announcements says."""

    pass_id = pass_id()
    wiki = wiki(required=True)
    page = rev(required=True)
    rev = rev(required=True)
    found = listed(AnnouncedSchema, MOST_MOTIONS, required=True, data_key="motions")

    @validates_schema
    def _apart(self, read: dict[str, Any], **_: Any) -> None:
        if len({one.anchor for one in read["found"]}) != len(read["found"]):
            raise ValidationError("invalid", "motions")


class CommitteeSchema(Schema):
    """Who the wiki says the members are."""

    pass_id = pass_id()
    wiki = wiki(required=True)
    rev = rev(required=True)
    members = fields.List(
        name(), required=True, validate=validate.Length(max=MOST_MEMBERS, error="invalid")
    )
    group = fields.List(
        name(),
        required=True,
        allow_none=True,
        validate=validate.Length(max=MOST_MEMBERS, error="invalid"),
    )


class TakenInSchema(Schema):
    """What became of it."""

    outcome = one_of(readings.Outcome, required=True)


class OverviewLineSchema(Schema):
    """A case on the overview; null is what is not known with certainty."""

    case = fields.String(required=True)
    page = fields.Integer(required=True)
    title = fields.String(required=True)
    wiki = fields.String(required=True)
    state = one_of(State, required=True)
    kind = fields.String(required=True, allow_none=True)
    filed = fields.String(required=True, allow_none=True)
    last_activity = fields.String(required=True, allow_none=True)
    evidence_until = fields.String(required=True, allow_none=True)
    statement_words = fields.List(fields.Integer(), required=True)
    unproven_notices = fields.Integer(required=True)
    not_voted = fields.List(fields.String(), required=True, allow_none=True)


class RemedyLineSchema(Schema):
    """A remedy, without whom it is for."""

    text = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "only if a member found it fit to be published"},
    )
    scope = fields.String(required=True, allow_none=True)
    starts = fields.String(required=True, allow_none=True)
    expires = fields.String(required=True, allow_none=True)
    appeal_from = fields.String(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)


class CaseOutcomeSchema(Schema):
    """What came of a motion; without one, remedies that no motion here led to."""

    case = fields.String(required=True)
    title = fields.String(required=True)
    page = fields.Integer(required=True)
    day = fields.String(required=True, allow_none=True)
    motion = fields.String(required=True, allow_none=True)
    support = fields.Integer(required=True, allow_none=True)
    oppose = fields.Integer(required=True, allow_none=True)
    abstain = fields.Integer(required=True, allow_none=True)
    rule = fields.String(required=True, allow_none=True)
    remedies = listed(RemedyLineSchema, MOST_CASES, required=True)


class AnnouncedLineSchema(Schema):
    """A motion the committee announced; without its words if they name somebody."""

    wiki = fields.String(required=True)
    page = fields.Integer(required=True)
    anchor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "where on the page; null for the page as a whole"},
    )
    motion = fields.String(required=True, allow_none=True)
    day = fields.String(required=True, allow_none=True)
    adopted = fields.Boolean(required=True)
    support = fields.Integer(required=True, allow_none=True)
    oppose = fields.Integer(required=True, allow_none=True)
    abstain = fields.Integer(required=True, allow_none=True)


class HealthSchema(Schema):
    """The last finished pass of a kind on a wiki."""

    bot = one_of(Scope, required=True)
    wiki = fields.String(required=True)
    ended = fields.String(required=True, allow_none=True)
    pages = fields.Integer(required=True)
    problems = listed(PassProblemSchema, MOST_PROBLEMS, required=True)


class OverviewSchema(Schema):
    """The whole of what may be published."""

    cases = listed(OverviewLineSchema, MOST_CASES, required=True)
    outcomes = listed(CaseOutcomeSchema, MOST_CASES, required=True)
    announcements = listed(AnnouncedLineSchema, MOST_CASES, required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    health = listed(HealthSchema, MOST_CASES, required=True)


class PublishedPlaceSchema(Schema):
    """A region of a page at a revision, as part of a pass."""

    pass_id = pass_id()
    page = rev(required=True)
    rev = rev(required=True)
    region = line(64, required=True)

    @post_load
    def _placed(self, read: dict[str, Any], **_: Any) -> dict[str, Any]:
        place = Place(read.pop("page"), read.pop("rev"), read.pop("region"))
        return {**read, "place": place}


class PublicationSchema(PublishedPlaceSchema):
    """A revision a bot made, and the cases it holds something of."""

    digest = fields.String(
        required=True,
        data_key="hash",
        validate=validate.Regexp(r"[0-9a-f]{16,64}\Z", error="not_hex"),
    )
    cases = fields.List(
        hex_id(32, "a case"),
        required=True,
        validate=validate.Length(max=MOST_CASES, error="invalid"),
    )


class HandEditSchema(PublishedPlaceSchema):
    """An edit by hand where a bot writes."""

    editor = name(required=True, data_key="by")
    text = fields.String(required=True, validate=validate.Length(max=LONGEST_TEXT, error="invalid"))


class NotedSchema(Schema):
    """That it was noted."""

    id = fields.String(required=True)


class OfPageSchema(Schema):
    """Of which page, and of which wiki if that is not clear."""

    page = fields.Integer(required=True)
    wiki = wiki()


class OpenHandEditSchema(Schema):
    """An edit by hand that waits for a member's word."""

    region = fields.String(required=True)
    rev = fields.Integer(required=True)


class SettledHandEditSchema(OpenHandEditSchema):
    """An edit by hand with a member's word."""

    answer = one_of(Answer, required=True, data_key="what")


class HandEditsSchema(Schema):
    """All edits by hand on a page."""

    open = listed(OpenHandEditSchema, MOST_CASES, required=True)
    settled = listed(SettledHandEditSchema, MOST_CASES, required=True)


class NoticeSchema(Schema):
    """Whether somebody was told of a case."""

    case = fields.String(required=True)
    title = fields.String(required=True)
    page = fields.Integer(required=True)
    case_wiki = fields.String(required=True, metadata={"description": "where that page is"})
    party = fields.String(required=True)
    wiki = fields.String(
        required=True, allow_none=True, metadata={"description": "where they are told; null: open"}
    )
    state = one_of(Notice, required=True)
    diff = fields.Integer(required=True, allow_none=True)


class NoticesSchema(Schema):
    """Everybody who has to be told, or was; and the members, whose word to them is a notice."""

    notices = listed(NoticeSchema, MOST_CASES, required=True)
    members = fields.List(fields.String(), required=True)


class NoticeSaidSchema(Schema):
    """What a bot says became of a notice."""

    case = hex_id(32, "the case")
    party = name(required=True)
    state = one_of(SAID, required=True)
    diff = rev(load_default=None, allow_none=True)
    wiki = wiki(load_default=None, allow_none=True)
    why = code(load_default=None, allow_none=True)

    @validates_schema
    def _proven(self, read: dict[str, Any], **_: Any) -> None:
        if read["state"] == Notice.PROVEN and read["diff"] is None:
            raise ValidationError("required", "diff")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> notices.Said:
        return notices.Said(**{**read, "state": Notice(read["state"])})


class NoticesSaidSchema(Schema):
    """What became of notices, as part of a pass."""

    pass_id = pass_id()
    notices = listed(NoticeSaidSchema, MOST_NOTICES, required=True)


class NoticeDoneSchema(Schema):
    """What became of what a bot said."""

    case = fields.String(required=True)
    party = fields.String(required=True)
    outcome = one_of(notices.Outcome, required=True)


class NoticeOutcomesSchema(Schema):
    """What became of each."""

    outcomes = listed(NoticeDoneSchema, MOST_NOTICES, required=True)


def notice_line(line_: notices.Line) -> dict[str, Any]:
    """A notice as bots are told of it."""
    notice = line_.notice
    return {
        "case": line_.case.id,
        "title": line_.page.title,
        "page": line_.page.page,
        "case_wiki": line_.page.wiki,
        "party": notice.party,
        "wiki": notice.wiki,
        "state": notice.state,
        "diff": notice.diff,
    }
