# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots call: passes, what pages say, what may be published, notices. No cookies."""

from __future__ import annotations

from typing import Any

from service.cases import (
    bots,
    committee,
    events,
    notices,
    overview,
    passes,
    publishing,
    readings,
    voting,
)
from service.cases import bots_schemas as schemas
from service.cases import tell_schemas as told
from service.cases.bot_models import Pass
from service.cases.bots import Caller, Scope
from service.cases.passes import Report
from service.infra.api import blueprint as api_blueprint

blueprint = api_blueprint("bots", "For bots, each with a key of its team")


@blueprint.post("/bots/cases/passes")
@blueprint.arguments(schemas.PassBeginSchema)
@blueprint.response(201, schemas.PassBegunSchema)
def begin(asked: dict[str, str]) -> dict[str, Any]:
    """Begin a pass. Nothing of it counts for the next one before it was ended."""
    made, cursor = passes.begin(bots.current(), Scope(asked["bot"]), asked["wiki"])
    return {"id": made.id, "cursor": cursor}


@blueprint.post("/bots/cases/passes/<id:pass_id>/end")
@blueprint.arguments(schemas.PassEndSchema)
@blueprint.response(200, schemas.PassEndedSchema)
def end(report: Report, pass_id: str) -> Pass:
    """End a pass, and say where the next one goes on."""
    return passes.end(bots.current(), pass_id, report)


@blueprint.get("/bots/cases/pages")
@blueprint.arguments(schemas.OfWikiSchema, location="query")
@blueprint.response(200, schemas.KnownPagesSchema)
def pages(asked: dict[str, str]) -> dict[str, Any]:
    """List every page that is known of a wiki, with the revision that was read."""
    return {"pages": readings.known(bots.current().team, asked["wiki"])}


@blueprint.post("/bots/cases/readings")
@blueprint.arguments(schemas.ReadingsSchema)
@blueprint.response(200, schemas.ReadOutcomesSchema)
def bring(asked: dict[str, Any]) -> dict[str, Any]:
    """Bring what pages say now. Of each all is stored or nothing; older or the same is not."""
    bot, found = _in_pass(asked, Scope.SYNC), asked["readings"]
    outcomes = zip(found, readings.bring(bot, asked["wiki"], found), strict=True)
    return {"outcomes": [{"page": one.page, "outcome": outcome} for one, outcome in outcomes]}


@blueprint.post("/bots/cases/events")
@blueprint.arguments(told.EventsSchema)
@blueprint.response(200, told.EventOutcomesSchema)
def tell(asked: dict[str, Any]) -> dict[str, Any]:
    """Tell what happened to pages and people. Each is acted on once."""
    bot = _in_pass(asked, Scope.SYNC)
    done = [(one.id, events.take(bot, asked["wiki"], one)) for one in asked["events"]]
    return {"outcomes": [{"id": event, "outcome": outcome} for event, outcome in done]}


@blueprint.post("/bots/cases/announcements")
@blueprint.arguments(told.AnnouncementsSchema)
@blueprint.response(200, told.TakenInSchema)
def announce(asked: dict[str, Any]) -> dict[str, Any]:
    """Bring the motions that a page of announcements tells of."""
    bot = _in_pass(asked, Scope.SYNC)
    return {"outcome": committee.announced(bot, **asked)}


@blueprint.post("/bots/cases/membership")
@blueprint.arguments(told.CommitteeSchema)
@blueprint.response(200, told.TakenInSchema)
def list_members(asked: dict[str, Any]) -> dict[str, Any]:
    """Bring who the wiki says the members are. It changes nobody's rights."""
    bot = _in_pass(asked, Scope.SYNC)
    return {"outcome": committee.listed(bot, **asked)}


@blueprint.get("/bots/cases/overview")
@blueprint.response(200, told.OverviewSchema)
def fetch_overview() -> dict[str, Any]:
    """Fetch the whole of what may be published. No party's name is in it."""
    return overview.whole(bots.current().team)


@blueprint.post("/bots/cases/publications")
@blueprint.arguments(told.PublicationSchema)
@blueprint.response(201, told.NotedSchema)
def publish(asked: dict[str, Any]) -> Any:
    """Tell of a revision a bot made, so that it can be found again."""
    return publishing.published(bots.current(), **asked)


@blueprint.post("/bots/cases/hand-edits")
@blueprint.arguments(told.HandEditSchema)
@blueprint.response(201, told.NotedSchema)
def report_hand_edit(asked: dict[str, Any]) -> Any:
    """Tell of an edit by hand where a bot writes. A member says what becomes of it."""
    return publishing.edited_by_hand(bots.current(), **asked)


@blueprint.get("/bots/cases/hand-edits")
@blueprint.arguments(told.OfPageSchema, location="query")
@blueprint.response(200, told.HandEditsSchema)
def hand_edits(asked: dict[str, Any]) -> dict[str, Any]:
    """List the edits by hand on a page, and what members said to them."""
    team = bots.current().team
    found = publishing.hand_edits(team, asked["page"], asked.get("wiki"))
    return {
        "open": [one for one in found if one.answer is None],
        "settled": [one for one in found if one.answer is not None],
    }


@blueprint.get("/bots/cases/notices")
@blueprint.response(200, told.NoticesSchema)
def list_notices() -> dict[str, Any]:
    """List who has to be told of a case, or was; and the members, who can tell them."""
    team = bots.current().team
    return {
        "notices": [told.notice_line(line) for line in notices.listed(team)],
        "members": [voter.name for voter in voting.voters(team)],
    }


@blueprint.post("/bots/cases/notices")
@blueprint.arguments(told.NoticesSaidSchema)
@blueprint.response(200, told.NoticeOutcomesSchema)
def note_notices(asked: dict[str, Any]) -> dict[str, Any]:
    """Tell how far parties were told. A state never goes back."""
    bot = _in_pass(asked, Scope.NOTIFY)
    done = [(one, notices.note(bot, one)) for one in asked["notices"]]
    return {
        "outcomes": [
            {"case": one.case, "party": one.party, "outcome": outcome} for one, outcome in done
        ]
    }


def _in_pass(asked: dict[str, Any], scope: Scope) -> Caller:
    """Take out the pass a request belongs to; return whose it is.

    :raise Problem: `no_such_pass`
    """
    bot = bots.current()
    passes.running(bot, asked.pop("pass_id"), scope)
    return bot
