# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tallies over HTTP: members add them; what is published of them comes from elsewhere."""

from typing import Any

from service.figures import actions, schemas
from service.infra.api import blueprint as api_blueprint
from service.people import viewers

blueprint = api_blueprint("figures", "Coarse counts of how matters ended, tied to none of them")


@blueprint.post("/desk/tallies")
@blueprint.arguments(schemas.TallySchema)
@blueprint.response(201, schemas.TalliedSchema)
def tally(asked: dict[str, Any]) -> dict[str, str]:
    """Count one more matter of a kind that ended in a way, in this quarter."""
    return {"quarter": actions.count(viewers.signed_in(), **asked)}
