# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots call: passes, what pages say, what may be published, notices. No cookies."""

from __future__ import annotations

from typing import Any

from service.cases import bots, passes, readings
from service.cases import bots_schemas as schemas
from service.cases.bot_models import Pass
from service.cases.bots import Scope
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
    """Bring what pages say now. Each is stored by itself; older or the same changes nothing."""
    bot = bots.current()
    passes.running(bot, asked["pass_id"], Scope.SYNC)
    found = [(one, readings.take(bot, asked["wiki"], one)) for one in asked["readings"]]
    return {"outcomes": [{"page": one.page, "outcome": outcome} for one, outcome in found]}
