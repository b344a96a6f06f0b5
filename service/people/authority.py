# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask a team's wiki whether somebody holds the team's group.

The wiki's word counts beside the team's signed statement: who was voted out loses the group at
once, while the statement's root may be on holiday. An answer that is none counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from flask import current_app

from service.infra.config import Config
from service.people.models import Person, Team
from service.people.oauth import TIMEOUT, Profile, user_agent

#: Whom wikis with CentralAuth give one number for all of them.
CENTRAL = "CentralAuth"


class WikiSilent(Exception):
    """The wiki did not answer, or something else than it was asked."""


def holds(team: Team, who: Person | Profile) -> bool:
    """Whether the wiki says now that an account holds the team's group. Not inside a transaction.

    :raise WikiSilent: if it says neither yes nor no
    """
    if team.authority_global:
        asked = {"meta": "globaluserinfo", "guiprop": "groups"}
        asked |= {"guiid": who.central_id} if who.central_id else {"guiuser": who.name}
        return _holds_globally(team.authority_group, _query(team, asked).get("globaluserinfo"))
    asked = {"list": "users", "ususers": who.name, "usprop": "groups|centralids"}
    found = _query(team, asked).get("users")
    one = found[0] if isinstance(found, list) and len(found) == 1 else None
    return _holds_here(team.authority_group, one, who.central_id)


def _holds_globally(group: str, said: object) -> bool:
    if not isinstance(said, dict):
        raise WikiSilent
    if said.get("missing") or said.get("locked"):
        return False
    return group in _groups(said)


def _holds_here(group: str, said: object, central_id: str | None) -> bool:
    if not isinstance(said, dict):
        raise WikiSilent
    if said.get("missing") or said.get("invalid"):
        return False
    ids = said.get("centralids")
    number = ids.get(CENTRAL) if isinstance(ids, dict) else None
    if number and central_id and str(number) != central_id:
        return False  # somebody else has the name now
    return group in _groups(said)


def _groups(said: Mapping[str, Any]) -> list[Any]:
    groups = said.get("groups")
    if not isinstance(groups, list):
        raise WikiSilent
    return groups


def _query(team: Team, asked: Mapping[str, str]) -> dict[str, Any]:
    config: Config = current_app.extensions["alcove_config"]
    try:
        answer = requests.get(
            f"{team.authority_wiki}/w/api.php",
            params={"action": "query", "format": "json", "formatversion": "2", **asked},
            headers={"User-Agent": user_agent(config)},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        said = answer.json()
    except (requests.RequestException, ValueError):
        raise WikiSilent from None
    found = said.get("query") if isinstance(said, dict) and answer.status_code == 200 else None
    if not isinstance(found, dict):
        raise WikiSilent
    return found
