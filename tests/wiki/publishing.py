# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bot that writes on a wiki, and a wiki that can be put back to where it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.faults import Bots, Run
from tests.wiki.casetree import Tree
from tests.wiki.caseworld import Deeds
from tests.wiki.gadget import bot_command
from tests.wiki.wikis import Wiki

CASES, OUTCOMES, HEALTH = (
    f"User:AlcoveBot/Alcove {name}" for name in ("cases", "outcomes", "health")
)
PAGES = (CASES, OUTCOMES, HEALTH)
STOP = "User:AlcoveBot/Stop"
SCRIPT = "publish_cases.py"
SHAPES = ("form", "dated", "voted")


def edit_call(run: Run, number: int = 1) -> int:
    """At which call a run sent its n-th edit; 0 if it did not."""
    found = [call for call, body in enumerate(run.bodies, 1) if "action=edit" in body]
    return found[number - 1] if len(found) >= number else 0


class Moment:
    """Everything a wiki has stored at a moment."""

    def __init__(self, wiki: Wiki) -> None:
        """Copy its databases."""
        self._wiki = wiki
        self._kept = {}
        for path in (wiki.folder / "data").glob("*.sqlite"):
            self._kept[path] = sqlite3.connect(":memory:")
            with closing(sqlite3.connect(path, timeout=60)) as database:
                database.backup(self._kept[path])

    def restore(self) -> None:
        """Put it back, under the running wiki."""
        for path, kept in self._kept.items():
            with closing(sqlite3.connect(path, timeout=60)) as database:
                kept.backup(database)
        # Who signed in since then is not any more.
        for session in self._wiki.sessions.values():
            session.close()
        self._wiki.sessions.clear()


def block(wiki: Wiki, name: str) -> None:
    """Block somebody, so that they cannot write on their own talk page either."""
    token = wiki.api("Admin", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    data = {"action": "block", "user": name, "reblock": 1, "token": token, "format": "json"}
    done = wiki.session("Admin").post(f"{wiki.url}/w/api.php", data=data, timeout=60).json()
    assert "block" in done, done


@dataclass
class Publisher:
    """The bot, with the cases of a tree."""

    tree: Tree
    bots: Bots

    @property
    def wiki(self) -> Wiki:
        return self.tree.wiki

    @property
    def deeds(self) -> Deeds:
        return self.tree.deeds

    def arguments(self, *more: str) -> list[str]:
        return [f"-service:{self.tree.service.url}", "-always", *more]

    def run(self, *more: str, code: int = 0, **how: Any) -> Run:
        """Run the bot, and have it end as expected."""
        run = self.bots.run(*self.arguments(*more), **how)
        assert run.code == code, run.output
        return run

    def bots_of(self, user: str) -> Bots:
        """The same bot with another account."""
        command = bot_command(self.wiki, script=SCRIPT, user=user)
        return Bots(*command, ALCOVE_BOT_KEY=self.tree.service.key)

    def edits(self, run: Run) -> int:
        """How many edits a run tried."""
        return sum("action=edit" in body for body in run.bodies)

    def history(self, *titles: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every revision of some pages: what they are called and what they say."""
        found = {}
        for title in titles or PAGES:
            answer = self.wiki.api(
                action="query", prop="revisions", titles=title, rvlimit=50,
                rvprop="ids|user|comment|content|flags", rvslots="main",
            )  # fmt: skip
            [page] = answer["query"]["pages"]
            found[title] = [
                (one["revid"], one["user"], one["comment"], one["minor"],
                 one["slots"]["main"]["content"])
                for one in page.get("revisions", ())
            ]  # fmt: skip
        return found

    def problems(self) -> list[str]:
        """Which problems the last pass told of."""
        return [row[0] for row in self.tree.service.rows(
            "SELECT json_extract(value, '$.code') FROM passes, json_each(passes.problems)"
            " WHERE kind = 'publish' AND n = (SELECT max(n) FROM passes WHERE kind = 'publish')"
        )]  # fmt: skip
