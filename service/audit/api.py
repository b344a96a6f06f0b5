# SPDX-License-Identifier: AGPL-3.0-or-later
"""What anybody may keep, so that nobody can change the audit afterwards without being found out."""

from __future__ import annotations

from typing import Any

from service.audit import queries
from service.audit.schemas import HeadsQuerySchema, HeadsSchema
from service.infra.api import blueprint as api_blueprint

A_YEAR = 366

blueprint = api_blueprint("audit", "The record of what was done")


@blueprint.get("/audit/heads")
@blueprint.arguments(HeadsQuerySchema, location="query")
@blueprint.response(200, HeadsSchema)
def heads(query: dict[str, Any]) -> dict[str, Any]:
    """List one hash for each day that is over; together with the record it shows any change."""
    return {"heads": queries.finished_days(query.get("since"), A_YEAR)}
