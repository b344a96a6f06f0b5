# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots with keys, and what they bring: readings of case pages as a real one would send them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.cases import bots
from service.cases.bots import Scope
from tests.api.world import TEAM, body_of

WIKI = "meta.wikimedia.org"
TREE = "Universal Code of Conduct/Coordinating Committee/Cases"
ALL = (Scope.SYNC, Scope.PUBLISH, Scope.NOTIFY)


@dataclass
class Bot:
    """A program with a key."""

    id: str
    key: str
    browser: FlaskClient

    @property
    def bearer(self) -> dict[str, str]:
        """The header that says who it is."""
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        """Fetch something."""
        return self.browser.get(
            f"/api/v1/bots/cases/{path}", query_string=query, headers=self.bearer
        )

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Send something."""
        return self.browser.post(
            f"/api/v1/bots/cases/{path}", json=body, headers=self.bearer | headers
        )

    def begin(self, kind: str = "sync", wiki: str = WIKI) -> dict[str, Any]:
        """Begin a pass."""
        answer = self.post("passes", {"bot": kind, "wiki": wiki})
        assert answer.status_code == 201, answer.text
        return body_of(answer)

    def end(self, pass_id: str, cursor: Any = None, **said: Any) -> TestResponse:
        """End a pass."""
        body = {"cursor": cursor, "pages": 0, "requests": 0, "edits": 0, "problems": []}
        return self.post(f"passes/{pass_id}/end", body | said)

    def bring(self, *readings: Mapping[str, Any], wiki: str = WIKI) -> list[str]:
        """Bring readings in a pass of their own; what became of each."""
        answer = self.post(
            "readings", {"pass": self.begin()["pass"], "wiki": wiki, "readings": list(readings)}
        )
        assert answer.status_code == 200, answer.text
        return [one["outcome"] for one in body_of(answer)["outcomes"]]

    def tell(self, *events: Mapping[str, Any], wiki: str = WIKI) -> list[str]:
        """Tell what happened to pages and people; what became of each."""
        answer = self.post(
            "events", {"pass": self.begin()["pass"], "wiki": wiki, "events": list(events)}
        )
        assert answer.status_code == 200, answer.text
        return [one["outcome"] for one in body_of(answer)["outcomes"]]

    def overview(self) -> dict[str, Any]:
        """What may be published."""
        answer = self.get("overview")
        assert answer.status_code == 200, answer.text
        return body_of(answer)


def a_bot(app: Flask, *may: Scope, team: str = TEAM, name: str = "Some bot") -> Bot:
    """Make a bot known."""
    with app.app_context():
        made, key = bots.add(team, name, may or ALL)
        return Bot(made.id, key, app.test_client(use_cookies=False))


def fact(key: str, value: Mapping[str, Any] | None, item: str = "0", **more: Any) -> dict[str, Any]:
    """A fact; certain if it has a value. Its place is what it says, unless told otherwise."""
    place = json.dumps([key, item, value], sort_keys=True) + more.pop("place", "")
    return {
        "key": key,
        "item": item,
        "value": value,
        "certain": value is not None,
        "found": "" if value is not None else "something unclear",
        "place": {"section": "", "line": 1},
        "hash": hashlib.sha256(place.encode()).hexdigest()[:16],
        **more,
    }


def party(name: str, notice: str = "none", diff: int | None = None) -> dict[str, Any]:
    """Somebody a case is about."""
    value = {"name": name, "role": "party", "notice": notice, "diff": diff, "link": None}
    return fact("party", value, name)


def state(now: str) -> dict[str, Any]:
    """Where a page says a case stands."""
    return fact("state", {"state": now})


def vote(motion: str, by: str, how: str = "support", *, struck: bool = False) -> dict[str, Any]:
    """A vote on a motion."""
    value = {"motion": motion, "vote": how, "by": by, "day": "2026-11-20", "struck": struck}
    return fact("motion_vote", value, f"{motion}/{by}/{how}")


def remedy(n: int = 1, text: str = "Shall not.", **more: Any) -> dict[str, Any]:
    """A remedy as a page tells it."""
    value = {
        "n": n,
        "text": text,
        "whom": ["Carlos"],
        "starts": "2026-11-01",
        "expires": None,
        "indefinite": True,
        "appeal_from": None,
    }
    return fact("remedy", value | more, str(n))


def reading(
    page: int = 7, rev: int = 100, facts: Iterable[Mapping[str, Any]] = (), **more: Any
) -> dict[str, Any]:
    """What was found on a page."""
    return {
        "page": page,
        "ns": 0,
        "title": f"{TREE}/2026/Matter {page}",
        "rev": rev,
        "rev_day": "2026-11-20",
        "lang": "en",
        "bytes": 2000,
        "whole": True,
        "facts": list(facts),
        **more,
    }
