# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cases say is public on the wiki, and still no business of logs and metrics.

Names, titles and texts go through every route of bots and desk, well made and badly made. None of
them is found in what the service logs, counts, records or answers in headers; that the database has
them shows that they arrived.
"""

from __future__ import annotations

import html
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from service.routes import ROUTES
from tests.api.asking import page, send
from tests.api.casing import TREE, WIKI, Bot, a_bot, fact, party, reading, remedy, state, vote
from tests.api.searching import Places, canary
from tests.api.test_cases_file import start
from tests.api.world import Member, World
from tests.conftest import DAY, SetClock

Word = Callable[[str], str]
CLERK = {"kind": "ordinary"}


@pytest.fixture
def world(app: Flask, places: Places) -> Iterator[World]:
    # What cases hold is not sealed: of the database's own log, rows are more than anybody may see.
    app.extensions["alcove_engine"].echo = True
    rows = logging.getLogger("sqlalchemy")
    level = rows.level
    rows.setLevel(logging.INFO)
    yield World(app)
    rows.setLevel(level)


@pytest.fixture
def words() -> dict[str, bytes]:
    return {}


@pytest.fixture
def word(words: dict[str, bytes]) -> Word:
    def make(name: str) -> str:
        words[name] = canary(re.sub(r"[^a-z]", "", name)).encode()
        return words[name].decode()

    return make


def brings(bot: Bot, word: Word) -> str:
    """A case page with something of everything in it; returns the case."""
    slug, name = word("slug"), word("party")
    unread = fact("evidence_until", None, found=word("found")) | {
        "place": {"section": word("section"), "line": 3}
    }
    said = {"section": word("heading"), "by": word("speaker"), "kind": "description", "words": 9}
    bot.bring(
        reading(
            title=f"{TREE}/2026/{word('title')}",
            facts=[
                state("voting"),
                fact("filed", {"day": "2026-11-02", "by": word("filer")}),
                party(name),
                fact("statement", said),
                fact("motion", {"motion": slug, "title": word("motion"), "words": 12}, slug),
                vote(slug, word("voter")),
                fact("finding", {"n": 1, "text": word("finding")}),
                remedy(text=word("remedy"), whom=[name]),
                unread,
            ],
        )
    )
    return str(bot.overview()["cases"][0]["case"])


def tells(bot: Bot, word: Word, voter: str) -> None:
    """Everything else bots bring and fetch."""
    begun = bot.begin()["pass"]
    motion = {
        "anchor": word("anchor"), "title": word("announced"), "day": None, "support": None,
        "oppose": None, "abstain": None, "adopted": None, "hash": "a" * 16, "certain": False,
    }  # fmt: skip
    told = {"pass": begun, "wiki": WIKI, "page": 5, "rev": 6, "motions": [motion]}
    members = {"pass": begun, "wiki": WIKI, "rev": 5, "members": [word("member")], "group": None}
    edit = {"pass": bot.begin("publish")["pass"], "page": 9, "rev": 7, "region": "overview"}
    [notice] = bot.get("notices").get_json()["notices"]
    sent = {"case": notice["case"], "party": notice["party"], "state": "listed"}
    notices = {"pass": bot.begin("notify")["pass"], "notices": [sent]}
    answers = [
        bot.post("announcements", told),
        bot.post("membership", members),
        bot.post("publications", edit | {"hash": "b" * 16, "cases": [notice["case"]]}),
        bot.post("hand-edits", edit | {"by": word("editor"), "text": word("hand edit")}),
        bot.get("hand-edits", page=9, wiki=WIKI),
        bot.post("notices", notices),
        bot.get("pages", wiki=WIKI),
        bot.end(begun, {"since": word("cursor")}),
    ]
    assert all(answer.status_code < 300 for answer in answers), [one.text for one in answers]
    renamed = {"id": "log:1", "kind": "renamed", "name": voter, "new_name": word("new")}
    moved = {"id": "log:2", "kind": "moved", "page": 7, "title": f"{TREE}/2026/{word('moved')}"}
    assert bot.tell(*({**one, "day": str(DAY)} for one in (renamed, moved))) == ["done", "done"]


def acts(case: str, members: list[Member], bot: Bot, word: Word) -> None:
    """Every form of the desk, filled in."""
    ada, ben, *_ = members
    bot.bring(reading(page=8, facts=[state("request")]))
    [other] = {one["case"] for one in bot.overview()["cases"]} - {case}
    day = {"day": "2026-12-01", "reason": word("settled"), "verdict": "value"}
    policy = {"policy0": word("policy"), "rev0": "5", "wiki0": WIKI}
    steps = [
        ("settle", day),
        ("motion", CLERK | {"title": word("opened")}),
        ("decide-motion", {"result": "passed", "reason": word("counted")}),
        ("decide", {"text": word("decision"), **policy}),
        ("remedy", {"text": word("added"), "scope": word("scope"), "whom": word("whom")}),
        ("change", {"scope": word("changed"), "public": "yes"}),
        ("lift", {"reason": word("lifted")}),
        ("appeal", {"of": other}),
        ("waive", {"reason": word("waived")}),
        ("move", {"to": "closed", "reason": word("moved on")}),
        ("reopen", {"reason": word("reopened")}),
        ("recuse", {"kind": "voting", "reason_public": word("recused")}),
    ]
    for verb, typed in steps:
        assert send(ada, case, verb, typed).status_code == 303, verb
    assert page(ben, f"?title={word('looked for')}").status_code == 200
    assert start(case, ben, members).status_code == 201
    assert ada.get(f"cases/{case}").status_code == 200


def answers_what_waits(ada: Member) -> None:
    """What lies above the list."""
    for form in re.findall(
        r'<form method="post" action="(/desk/cases/settle/[^"]*)"(.*?)</form>',
        page(ada).text,
        re.DOTALL,
    ):
        hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[1]))
        typed = {name: html.unescape(value) for name, value in hidden.items()}
        assert ada.browser.post(form[0], data=typed | {"answer": "keep"}).status_code == 303


def mistakes(case: str, ada: Member, bot: Bot, word: Word) -> None:
    """What is refused leaves nothing either."""
    refused = [
        send(ada, case, "move", {"to": word("to"), "reason": ""}),
        send(ada, case, "decide", {"text": word("half"), "policy0": word("half policy")}),
        ada.browser.post(f"/desk/cases/{case}/{word('act')}", data={}),
        ada.browser.post("/desk/cases/settle/roster", data={"about": word("about")}),
        ada.get(f"cases/{word('case')}"),
        bot.post("readings", {"pass": word("pass"), "wiki": WIKI, "readings": []}),
        bot.post("readings", {"pass": bot.begin()["pass"], "wiki": WIKI, word("field"): []}),
        bot.post("hand-edits", {"text": word("alone")}),
        bot.get("hand-edits", page=word("page")),
    ]
    assert all(400 <= one.status_code < 500 for one in refused), [one.text for one in refused]


def test_logs_and_metrics_know_nothing_of_what_cases_say(
    world: World,
    places: Places,
    words: dict[str, bytes],
    word: Word,
    runner: FlaskCliRunner,
    set_clock: SetClock,
) -> None:
    bot, (ada, ben, *_) = a_bot(world.app), world.members
    case = brings(bot, word)
    tells(bot, word, words["voter"].decode())
    acts(case, world.members, bot, word)
    answers_what_waits(ada)
    arrived = dict(words)
    mistakes(case, ada, bot, word)
    set_clock(DAY + timedelta(days=30), 4)
    places.logged.append(runner.invoke(args=["jobs", "run"]).output)
    places.logged.append(runner.invoke(args=["bots", "list"]).output)
    world.sign_in(ben)
    record = ben.browser.get("/desk/audit")
    assert "found a new case" in record.text
    places.more = {"record": record.data, "heads": world.stranger.get("/api/v1/audit/heads").data}
    places.metrics = world.app.test_client().get("/metrics").data
    called = set(re.findall(rb'endpoint="((?:bots_api|cases_api|cases)\.\w+)"', places.metrics))
    assert called == {
        one.encode() for one in ROUTES if one.startswith(("bots_api.", "cases_api.", "cases."))
    }
    assert len(places.logged) > 500
    found = {(name, place) for name, place, _ in places.search(words)}
    assert {name for name, place in found if not place.startswith("alcove.db")} == set()
    # What is looked for is asked for only; a scope was changed, and a voter has a new name.
    assert {name for name, _ in found} >= arrived.keys() - {"looked for", "voter", "scope"}


def test_an_error_nobody_foresaw_is_told_without_what_was_written(
    world: World, places: Places, words: dict[str, bytes], word: Word
) -> None:
    bot, ada = a_bot(world.app), world.members[0]
    case = brings(bot, word)
    typed = {"to": "closed", "reason": word("reason")}
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    with sqlite3.connect(places.database) as database:
        never = "BEFORE INSERT ON case_events BEGIN SELECT RAISE(ABORT, 'never'); END"
        database.execute(f"CREATE TRIGGER never {never}")
    database.close()
    answer = send(ada, case, "move", typed)
    assert answer.status_code == 500
    assert any("an error nobody" in one for one in places.logged)
    found = {(name, place) for name, place, _ in places.search(words)}
    assert not {name for name, place in found if not place.startswith("alcove.db")}
    assert not {name for name, one in words.items() if one in answer.data}
