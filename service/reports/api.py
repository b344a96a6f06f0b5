# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports over HTTP: sent and followed by whoever writes them, worked by members at the desk."""

from typing import Any

from flask import request

from service.infra.api import blueprint as api_blueprint
from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.people import queries as people
from service.reports import actions, queries, schemas
from service.reports.actions import Put, Sent, Thread
from service.reports.queries import Viewer
from service.reports.rules import Act, Sending
from service.vault.rules import SealedText, from_base64

blueprint = api_blueprint("reports", "Sealed reports and the threads that follow them")


@blueprint.post("/reports")
@blueprint.arguments(schemas.SendSchema)
@blueprint.response(201, schemas.SentSchema)
@blueprint.alt_response(200, schema=schemas.SentSchema, description="It was here already")
def send(sending: Sending) -> tuple[Sent, int]:
    """Send a sealed report. Sending the same bytes again is safe and answered in the same way."""
    sent = actions.send(sending)
    return sent, _status(sent.again)


@blueprint.post("/follow")
@blueprint.arguments(schemas.FollowSchema)
@blueprint.response(200, schemas.FollowedSchema)
def follow(asked: dict[str, str]) -> dict[str, Any]:
    """Fetch the own report's thread, with the receipt's look-up id and access token."""
    thread = actions.follow(asked["lookup"], _token())
    statements = [one.wire for one in people.statements(thread.team)]
    return _fields(thread) | {"statements": statements}


@blueprint.post("/follow/envelopes")
@blueprint.arguments(schemas.WriteBackSchema)
@blueprint.response(201, schemas.PutSchema)
@blueprint.alt_response(200, schema=schemas.PutSchema, description="It was here already")
def write_back(asked: dict[str, Any]) -> tuple[Put, int]:
    """Add an envelope to the own report's thread. A closed report is opened again by it."""
    put = actions.write_back(asked["lookup"], _token(), asked["text"])
    return put, _status(put.again)


@blueprint.get("/desk/reports")
@blueprint.arguments(schemas.QueueSchema, location="query")
@blueprint.response(200, schemas.PageSchema)
def queue(asked: dict[str, Any]) -> dict[str, Any]:
    """List the reports sealed to whoever asks, what nobody has looked at first."""
    page = actions.list_queue(_viewer(), asked["state"], asked["after"], asked["limit"])
    return {"reports": [_line(line) for line in page.lines], "next": page.next}


@blueprint.get("/desk/reports/<id:report>")
@blueprint.response(200, schemas.DeskThreadSchema)
def thread(report: str) -> dict[str, Any]:
    """Fetch a report's whole thread, still sealed."""
    return _fields(actions.read(_viewer(), report))


@blueprint.post("/desk/reports/<id:report>/envelopes")
@blueprint.arguments(schemas.AnswerSchema)
@blueprint.response(201, schemas.PutSchema)
@blueprint.alt_response(200, schema=schemas.PutSchema, description="It was here already")
def answer(asked: dict[str, Any], report: str) -> tuple[Put, int]:
    """Add a member's envelope to a thread, and do what it does: answer, acknowledge, close…"""
    act: Act = asked["act"]
    text: SealedText = asked["text"]
    put = actions.answer(_viewer(), report, act, text)
    return put, _status(put.again)


def _status(again: bool) -> int:
    return 200 if again else 201


def _token() -> bytes:
    """The receipt's access token; what cannot be read opens nothing, like any wrong one."""
    given = request.authorization
    return from_base64((given.token or "") if given is not None else "") or b""


def _viewer() -> Viewer:
    person = current_person_id()
    if person is None:
        raise Problem("sign_in_required", headers={"WWW-Authenticate": "Cookie"})
    return queries.viewer(person)


def _fields(thread: Thread) -> dict[str, Any]:
    return {
        "report": thread.report,
        "team": thread.team,
        "vault": thread.vault,
        "head": thread.head,
        "envelopes": thread.envelopes,
        "grants": thread.grants,
    }


def _line(line: queries.Line) -> dict[str, Any]:
    standing = line.standing
    return {
        "id": standing.id,
        "team": standing.team,
        "state": standing.state,
        "turn": standing.turn,
        "day": standing.day,
        "days": standing.days,
        "answer_by": standing.answer_by,
        "size": line.extent.size,
        "envelopes": line.extent.envelopes,
        "vault": standing.vault,
        "summary": line.summary,
        "grants": line.grants,
    }
