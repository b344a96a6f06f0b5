# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports over HTTP, as members at the desk use them: listed, read, answered, worked on."""

from typing import Any

from service.handovers.actions import Noted
from service.handovers.models import Handover
from service.infra.api import blueprint as api_blueprint
from service.infra.api import status
from service.people.viewers import signed_in
from service.reports import actions, codes, queries, sending, work
from service.reports import desk_schemas as schemas
from service.reports.actions import Put
from service.reports.api import fields_of
from service.reports.rules import Sending
from service.reports.schemas import PutSchema, SendSchema
from service.reports.sending import Sent
from service.reports.standings import Standing
from service.vault.rules import NewVault
from service.vault.schemas import AddedSchema

blueprint = api_blueprint("work", "Members' work on reports")


@blueprint.get("/desk/reports")
@blueprint.arguments(schemas.QueueSchema, location="query")
@blueprint.response(200, schemas.PageSchema)
def queue(asked: dict[str, Any]) -> dict[str, Any]:
    """List the reports sealed to whoever asks, what nobody has looked at first."""
    page = actions.list_queue(signed_in(), **asked)
    return {"reports": [_line(line) for line in page.lines], "next": page.next}


@blueprint.post("/desk/reports")
@blueprint.arguments(SendSchema)
@blueprint.response(201, schemas.EnteredSchema)
@blueprint.alt_response(200, schema=schemas.EnteredSchema, description="It was here already")
def enter(asked: Sending) -> tuple[Sent, int]:
    """Enter a report that came by another way. It is taken in even while the team takes none."""
    sent = sending.enter(signed_in(), asked)
    return sent, status(sent.again)


@blueprint.get("/desk/reports/<id:report>")
@blueprint.response(200, schemas.DeskThreadSchema)
def thread(report: str) -> dict[str, Any]:
    """Fetch a report's whole thread, still sealed."""
    found = actions.read(signed_in(), report)
    team_days = {
        "answer": found.team.answer_days or None,
        "update": found.team.update_days or None,
        "retention": found.team.retention_days,
    }
    more = {"report": found.report, "handovers": found.handovers, "team_days": team_days}
    return {**fields_of(found), **more}


@blueprint.post("/desk/reports/<id:report>/envelopes")
@blueprint.arguments(schemas.AnswerSchema)
@blueprint.response(201, PutSchema)
@blueprint.alt_response(200, schema=PutSchema, description="It was here already")
def answer(asked: dict[str, Any], report: str) -> tuple[Put, int]:
    """Add a member's envelope to a thread, and do what it does: answer, acknowledge, close…"""
    put = actions.answer(signed_in(), report, asked["act"], asked["text"])
    return put, status(put.again)


@blueprint.post("/desk/reports/<id:report>/take")
@blueprint.arguments(schemas.TakeSchema)
@blueprint.response(200, schemas.DeskStandingSchema)
def take(asked: dict[str, Any], report: str) -> Standing:
    """Let others know that one works on a report, for a week; every act of one's own renews it."""
    return work.take(signed_in(), report, asked["version"], force=asked["force"])


@blueprint.post("/desk/reports/<id:report>/release")
@blueprint.arguments(schemas.VersionSchema)
@blueprint.response(200, schemas.DeskStandingSchema)
def release(asked: dict[str, Any], report: str) -> Standing:
    """Let others know that nobody works on a report."""
    return work.release(signed_in(), report, asked["version"])


@blueprint.post("/desk/reports/<id:report>/mute")
@blueprint.arguments(schemas.MuteSchema)
@blueprint.response(200, schemas.DeskStandingSchema)
def mute(asked: dict[str, Any], report: str) -> Standing:
    """Have what a writer sends move nothing and tell nobody. It is still kept, and answered so."""
    return work.mute(signed_in(), report, asked["version"], muted=asked["muted"])


@blueprint.post("/desk/reports/<id:report>/clocks")
@blueprint.arguments(schemas.ClockSchema)
@blueprint.response(200, schemas.DeskStandingSchema)
def set_clock(asked: dict[str, Any], report: str) -> Standing:
    """Say by when something is to happen. Deletion can only be put off, for two years at most."""
    return work.set_clock(signed_in(), report, asked["version"], asked["kind"], asked["due"])


@blueprint.post("/desk/reports/<id:report>/file")
@blueprint.arguments(schemas.NewFileSchema)
@blueprint.response(201, schemas.StartedSchema)
@blueprint.alt_response(200, schema=schemas.StartedSchema, description="It was here already")
def start_file(new: NewVault, report: str) -> tuple[dict[str, str], int]:
    """Begin the team's own file about a report, which its writer never sees."""
    put = work.start_file(signed_in(), report, new)
    return {"vault": new.id}, status(put.again)


@blueprint.post("/desk/reports/<id:report>/invitations")
@blueprint.arguments(schemas.InvitationSchema)
@blueprint.response(201, schemas.InvitedSchema)
@blueprint.alt_response(200, schema=schemas.InvitedSchema, description="It was here already")
def invite(asked: Sending, report: str) -> tuple[Sent, int]:
    """Begin a thread of its own with somebody else. Nothing stored says what it came from."""
    sent = sending.invite(signed_in(), report, asked)
    return sent, status(sent.again)


@blueprint.post("/desk/reports/<id:report>/handovers")
@blueprint.arguments(schemas.HandOverSchema)
@blueprint.response(201, schemas.HandoverSchema)
@blueprint.alt_response(200, schema=schemas.HandoverSchema, description="It was here already")
def hand_over(asked: dict[str, Any], report: str) -> tuple[Handover, int]:
    """Note that something went elsewhere. To whom and with which words stands in the file."""
    noted = work.hand_over(signed_in(), report, asked["id"], asked["answer_by"])
    return noted.handover, status(noted.again)


@blueprint.post("/desk/reports/<id:report>/handovers/<id:handover>")
@blueprint.arguments(schemas.HandoverEndSchema)
@blueprint.response(200, schemas.HandoverSchema)
def end_handover(outcome: Any, report: str, handover: str) -> Handover:
    """Note that a handover was answered, or that nobody waits for it any more."""
    noted: Noted = work.end_handover(signed_in(), report, handover, outcome)
    return noted.handover


@blueprint.post("/desk/reports/<id:report>/renew")
@blueprint.arguments(schemas.RenewSchema)
@blueprint.response(201, AddedSchema)
@blueprint.alt_response(200, schema=AddedSchema, description="It was done already")
def renew(asked: dict[str, Any], report: str) -> tuple[Any, int]:
    """Let a writer go on with the code of a newer report of theirs, which is deleted."""
    put = codes.renew_for(signed_in(), report, asked["source"], asked["epoch"])
    return put, status(put.again)


@blueprint.post("/desk/reports/<id:report>/leave")
@blueprint.response(204)
def leave(report: str) -> None:
    """Take no part in a report any more, and read nothing of it from now on."""
    work.leave(signed_in(), report)


def _line(line: queries.Line) -> dict[str, Any]:
    standing = line.standing
    shown = {name: getattr(standing, name) for name in schemas.DeskStandingSchema().fields}
    return {
        **shown,
        "size": standing.extent.size,
        "envelopes": standing.extent.envelopes,
        "summary": line.summary,
        "grants": line.grants,
    }
