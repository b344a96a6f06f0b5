# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys a page of the service lets its script trust: teams' roots and the claim key.

On a wiki they stand in a page that only interface administrators can change; here the service says
them itself. Whoever runs the service dishonestly could say others: SECURITY names that limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from service.infra.config import Config
from service.people import queries


def pins() -> Mapping[str, Any]:
    """As the gadget's page of pins has them."""
    config: Config = current_app.extensions["alcove_config"]
    return {
        "service": config.origin,
        "claim_key": config.claim_public,
        "home": config.home_wiki,
        "teams": {team.id: {"name": team.name, "root": team.root} for team in queries.teams()},
    }
