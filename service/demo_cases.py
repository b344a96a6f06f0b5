# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two invented cases for the demo, brought through the bots' API as real bots bring real ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from service.cases import bots
from service.cases.bots import Scope
from service.infra.time import today

BOT = "Demo bot"
WIKI = "meta.wikimedia.org"
TREE = "Universal Code of Conduct/Coordinating Committee/Cases"


def bring(app: Flask, team: str, base_url: str) -> str:
    """Bring the sample cases; return the key of the bot that did, for bots that are tried out.

    A start that was cut short is done over: nobody has the key of the bot it made.
    """
    with app.app_context():
        for bot in bots.known():
            if bot.name == BOT:
                bots.remove(bot.id)
        _, key = bots.add(team, BOT, tuple(Scope))
    browser = app.test_client(use_cookies=False)
    bearer = {"Authorization": f"Bearer {key}"}
    begun = _post(browser, base_url, bearer, "passes", {"bot": "sync", "wiki": WIKI})["pass"]
    said = {"pass": begun, "wiki": WIKI, "readings": [_voted(), _new()]}
    _post(browser, base_url, bearer, "readings", said)
    ended: dict[str, Any] = {"cursor": None, "pages": 2, "requests": 2, "edits": 0, "problems": []}
    _post(browser, base_url, bearer, f"passes/{begun}/end", ended)
    return key


def _voted() -> dict[str, Any]:
    """A case in the middle of a vote, with a remedy that holds from before."""
    ago, ahead = _day(-20), _day(3)
    return _reading(
        101,
        "Sample dispute about sources",
        [
            _fact("state", {"state": "voting"}),
            _fact("kind", {"kind": "cross_wiki"}),
            _fact("filed", {"day": ago, "by": "Example filer"}),
            _party("Example filer", "filer", "filer"),
            _party("Example party", "party", "none"),
            _statement("Description of the problem", "Example filer", "description", 412),
            _statement("Example party", "Example party", "other_party", 230),
            _fact("motion", {"motion": "topic-ban", "title": "Topic ban", "words": 40}),
            _vote("Ama Demo", "support"),
            _vote("Bilal Demo", "oppose", struck=True),
            _vote("Bilal Demo", "support"),
            _fact("evidence_until", {"day": ahead}),
            _fact(
                "remedy",
                {
                    "n": 1,
                    "text": "The interaction ban of the first decision stays in force.",
                    "whom": ["Example party"],
                    "starts": ago,
                    "expires": _day(160),
                    "indefinite": False,
                    "appeal_from": _day(5),
                },
            ),
            _fact("last_activity", {"day": _day(-1)}),
        ],
    )


def _new() -> dict[str, Any]:
    """A request with a place that nobody can read but a person."""
    return _reading(
        102,
        "Sample request about an appeal",
        [
            _fact("state", {"state": "request"}),
            _fact("kind", {"kind": "appeal"}),
            _fact("filed", {"day": _day(-2), "by": "Another example"}),
            _party("Another example", "filer", "filer"),
            {
                **_fact("evidence_until", {}),
                "value": None,
                "certain": False,
                "found": "Evidence can be given until the end of next week, or later if we say so.",
            },
        ],
    )


def _reading(page: int, title: str, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "page": page,
        "ns": 0,
        "title": f"{TREE}/{today().year}/{title}",
        "rev": 1000 + page,
        "rev_day": _day(-1),
        "lang": "en",
        "bytes": 9000,
        "whole": True,
        "facts": list(facts),
    }


def _fact(key: str, value: Mapping[str, Any], item: str = "0") -> dict[str, Any]:
    place = json.dumps([key, item, value], sort_keys=True)
    return {
        "key": key,
        "item": item,
        "value": value,
        "certain": True,
        "found": "",
        "place": {"section": "", "line": 1},
        "hash": hashlib.sha256(place.encode()).hexdigest()[:16],
    }


def _party(name: str, role: str, notice: str) -> dict[str, Any]:
    value = {"name": name, "role": role, "notice": notice, "diff": None, "link": None}
    return _fact("party", value, name)


def _statement(section: str, by: str, kind: str, words: int) -> dict[str, Any]:
    return _fact("statement", {"section": section, "by": by, "kind": kind, "words": words}, section)


def _vote(by: str, vote: str, *, struck: bool = False) -> dict[str, Any]:
    value = {"motion": "topic-ban", "vote": vote, "by": by, "day": _day(-3), "struck": struck}
    return _fact("motion_vote", value, f"topic-ban/{by}/{vote}")


def _day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def _post(
    browser: FlaskClient, base_url: str, bearer: Mapping[str, str], path: str, body: Any
) -> dict[str, Any]:
    address = f"/api/v1/bots/cases/{path}"
    answer = browser.post(address, json=body, headers=bearer, base_url=base_url)
    if answer.status_code >= 400:
        raise RuntimeError(f"the demo's case was refused: {answer.get_data(as_text=True)}")
    found: dict[str, Any] = answer.get_json()
    return found
