# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports over HTTP, as whoever writes them uses them: sent, followed, withdrawn, promised."""

from typing import Any

from flask import request

from service.infra.api import blueprint as api_blueprint
from service.infra.api import status
from service.people import queries as people
from service.reports import actions, codes, queries, schemas, sending
from service.reports.actions import Put, Thread
from service.reports.rules import Sending
from service.reports.sending import Sent
from service.vault.rules import from_base64
from service.vault.schemas import AddedSchema

blueprint = api_blueprint("reports", "Sealed reports and the threads that follow them")


@blueprint.post("/reports")
@blueprint.arguments(schemas.SendSchema)
@blueprint.response(201, schemas.SentSchema)
@blueprint.alt_response(200, schema=schemas.SentSchema, description="It was here already")
def send(asked: Sending) -> tuple[Sent, int]:
    """Send a sealed report. Sending the same bytes again is safe and answered in the same way."""
    sent = sending.send(asked)
    return sent, status(sent.again)


@blueprint.post("/follow")
@blueprint.arguments(schemas.FollowSchema)
@blueprint.response(200, schemas.FollowedSchema)
def follow(asked: dict[str, str]) -> dict[str, Any]:
    """Fetch the own report's thread, with the receipt's look-up id and access token."""
    thread = actions.follow(asked["lookup"], _token())
    statements = [one.wire for one in people.statements(thread.team.id)]
    return {**fields_of(thread), "report": _told(thread), "statements": statements}


@blueprint.post("/follow/envelopes")
@blueprint.arguments(schemas.WriteBackSchema)
@blueprint.response(201, schemas.PutSchema)
@blueprint.alt_response(200, schema=schemas.PutSchema, description="It was here already")
def write_back(asked: dict[str, Any]) -> tuple[Put, int]:
    """Add to the own report's thread. A message opens a closed one again, "withdrawn" ends it."""
    put = actions.write_back(asked["lookup"], _token(), asked["act"], asked["text"])
    return put, status(put.again)


@blueprint.post("/follow/renew")
@blueprint.arguments(schemas.RenewOwnSchema)
@blueprint.response(201, AddedSchema)
def renew_own(asked: dict[str, Any]) -> Any:
    """Go on under a new private code. The old one opens nothing from then on."""
    return codes.renew_own(token=_token(), **asked)


@blueprint.get("/promises")
@blueprint.response(200, schemas.PromisesSchema)
def promises() -> dict[str, Any]:
    """Say what each team promises, and how long first answers took where it promises nothing."""
    teams = people.teams()
    medians = queries.median_answers([team.id for team in teams if not team.answer_days])
    return {
        "teams": {
            team.id: {
                "answer_days": team.answer_days or None,
                "update_days": team.update_days or None,
                "median_days": medians.get(team.id),
            }
            for team in teams
        }
    }


def fields_of(thread: Thread) -> dict[str, Any]:
    """What writers and members get of a thread alike."""
    return {
        "team": thread.team.id,
        "vault": thread.vault,
        "head": thread.head,
        "envelopes": thread.envelopes,
        "grants": thread.grants,
    }


def _told(thread: Thread) -> dict[str, Any]:
    standing = thread.report
    return {
        "kind": standing.kind,
        "state": standing.state,
        "turn": standing.turn,
        "day": standing.day,
        "answer_by": standing.answer_by,
        "update_by": standing.update_by if thread.team.update_days else None,
        "withdrawn": standing.withdrawn,
        "promised": thread.team.answer_days > 0,
        "median_days": thread.median_days,
    }


def _token() -> bytes:
    """The receipt's access token; what cannot be read opens nothing, like any wrong one."""
    given = request.authorization
    return from_base64((given.token or "") if given is not None else "") or b""
