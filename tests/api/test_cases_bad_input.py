# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that can be wrong with what a bot brings: named exactly, and nothing is stored."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.cases import facts
from service.cases.models import Case, Fact
from service.infra.database import session
from service.infra.i18n import translate
from tests.api.bad_bodies import MARK, Bad, drop, put
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, remedy, state, vote
from tests.api.world import World, body_of, problem_of, scalar

VALUES: dict[str, Any] = {
    "state": state("request")["value"],
    "kind": {"kind": "appeal"},
    "filed": {"day": "2026-11-01", "by": "Filer"},
    "party": party("Zorro")["value"],
    "evidence_until": {"day": "2026-12-01"},
    "statement": {"section": "A", "by": None, "kind": "description", "words": 1},
    "acceptance": {"vote": "accept", "by": "Ada", "day": "2026-11-01", "struck": False},
    "motion": {"motion": "m", "title": "M", "words": 1},
    "motion_vote": vote("m", "Ada")["value"],
    "motion_result": {"motion": "m", "adopted": True, "support": 1, "oppose": 0, "abstain": 0},
    "finding": {"n": 1, "text": "That."},
    "remedy": remedy()["value"],
    "last_activity": {"day": "2026-11-20"},
}
WRONG: list[Any] = [7, -1, 1.5, True, "", "x\ny", "x" * 2001, [], {}, [1], "2026-13-01", "\u2028"]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


def send(bot: Bot, *readings: Any) -> Any:
    body = {"pass": bot.begin()["pass"], "wiki": WIKI, "readings": list(readings)}
    return bot.post("readings", body, **{"Accept-Language": "de"})


def in_fact(*path: str | int) -> tuple[str | int, ...]:
    return ("facts", 0, *path)


BAD = [
    *[
        Bad(f"no {name}", drop(name), 422, "invalid", name)
        for name in ("page", "ns", "title", "rev", "rev_day", "lang", "bytes", "whole", "facts")
    ],
    Bad("unknown", put("x", value=MARK), 422, "invalid", "x"),
    Bad("page 0", put("page", value=0), 422, "invalid", "page"),
    Bad("page of text", put("page", value="7"), 422, "invalid", "page"),
    Bad("page beyond", put("page", value=2**63), 422, "invalid", "page"),
    Bad("namespace below", put("ns", value=-1), 422, "invalid", "ns"),
    Bad("no title at all", put("title", value=""), 422, "invalid", "title"),
    Bad("long title", put("title", value="x" * 401), 422, "invalid", "title"),
    Bad("title of two lines", put("title", value=f"{MARK}\n"), 422, "invalid", "title"),
    Bad("no revision", put("rev", value=0), 422, "invalid", "rev"),
    Bad("half a revision", put("rev", value=1.5), 422, "invalid", "rev"),
    Bad("no such day", put("rev_day", value="2026-02-30"), 422, "invalid", "rev_day"),
    Bad("a time", put("rev_day", value="2026-02-03T10:00"), 422, "invalid", "rev_day"),
    Bad("language", put("lang", value="E N"), 422, "invalid", "lang"),
    Bad("negative size", put("bytes", value=-1), 422, "invalid", "bytes"),
    Bad("whole of text", put("whole", value="yes"), 422, "invalid", "whole"),
    Bad("not whole, but says more", put("whole", value=False), 422, "invalid", "whole"),
    Bad("key", put(*in_fact("key"), value="gossip"), 422, "invalid", "facts.0.key"),
    Bad("long item", put(*in_fact("item"), value="x" * 401), 422, "invalid", "facts.0.item"),
    Bad("item of two lines", put(*in_fact("item"), value="a\rb"), 422, "invalid", "facts.0.item"),
    Bad("no hash", put(*in_fact("hash"), value="x" * 16), 422, "invalid", "facts.0.hash"),
    Bad("long text", put(*in_fact("found"), value="x" * 501), 422, "invalid", "facts.0.found"),
    Bad("a guess", put(*in_fact("certain"), value=False), 422, "invalid", "facts.0.certain"),
    Bad("no value", put(*in_fact("value"), value=None), 422, "invalid", "facts.0.certain"),
    Bad("line", put(*in_fact("place", "line"), value=-1), 422, "invalid", "facts.0.place.line"),
    Bad(
        "section",
        put(*in_fact("place", "section"), value="\x85"),
        422,
        "invalid",
        "facts.0.place.section",
    ),
    Bad("twice", put("facts", value=[state("request")] * 2), 422, "invalid", "facts"),
    Bad("NUL", put("title", value="a\0b"), 422, "invalid", "title"),
    Bad("half a character", put("title", value="a\ud800"), 422, "invalid", "title"),
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_is_wrong_with_a_reading(world: World, bot: Bot, bad: Bad) -> None:
    good = reading(facts=[state("request")])
    wrong = copy.deepcopy(good)
    bad.change(wrong)
    answer = send(bot, good, wrong)
    assert problem_of(answer) == (bad.status, bad.code)
    problem = body_of(answer)
    assert problem["title"] == translate(f"alcove-problem-{bad.code}-title", lang="de")
    assert f"readings.1.{bad.field}" in {one["field"] for one in problem["errors"]}
    assert MARK not in answer.text.replace("readings.1.x", "")
    assert scalar(world, select(func.count()).select_from(Case)) == 0


def said_of(key: str, value: Any) -> str:
    """The part of a value that is found wrong; empty if it is right."""
    try:
        facts.check(key, value)
    except facts.BadValue as bad:
        return str(bad)
    return ""


@pytest.mark.parametrize("key", VALUES)
def test_every_part_of_every_value(key: str) -> None:
    facts.check(key, VALUES[key])
    for part in VALUES[key]:
        said = [said_of(key, VALUES[key] | {part: value}) for value in WRONG]
        assert set(said) <= {"", f"value.{part}"}
        assert said.count(f"value.{part}") > len(WRONG) / 3, part
        less = {name: value for name, value in VALUES[key].items() if name != part}
        with pytest.raises(facts.BadValue, match=f"value.{part}"):
            facts.check(key, less)
    with pytest.raises(facts.BadValue):
        facts.check(key, VALUES[key] | {"more": 1})


def test_all_keys_are_tried() -> None:
    assert set(VALUES) == set(facts.KEYS) - {facts.UNREADABLE}
    with pytest.raises(facts.BadValue):
        facts.check(facts.UNREADABLE, {})
    with pytest.raises(facts.BadValue):
        facts.check("gossip", {})


@pytest.mark.parametrize(
    "body", [{"readings": [reading()] * 51}, {"readings": {}}, {"wiki": "a b"}]
)
def test_what_is_wrong_with_the_whole(bot: Bot, body: dict[str, Any]) -> None:
    whole = {"pass": bot.begin()["pass"], "wiki": WIKI, "readings": []}
    assert problem_of(bot.post("readings", whole | body)) == (422, "invalid")


@pytest.mark.parametrize(
    "wiki", ["", "Meta.wikimedia.org", "https://x", "x/y", "-x", "x:", "x:123456", "x" * 256, "ü"]
)
def test_what_is_no_wiki(bot: Bot, wiki: str) -> None:
    assert problem_of(bot.get("pages", wiki=wiki)) == (422, "invalid")
    assert problem_of(bot.post("passes", {"bot": "sync", "wiki": wiki})) == (422, "invalid")


@pytest.mark.parametrize("wiki", ["127.0.0.1:8081", "meta.wikimedia.org", "localhost", "a-b.c"])
def test_what_is_one(bot: Bot, wiki: str) -> None:
    assert bot.get("pages", wiki=wiki).status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cursor": {"x": "y" * 8200}}, "cursor"),
        ({"cursor": {"x": "🙂" * 2050}}, "cursor"),
        ({"cursor": [1]}, "cursor"),
        ({"pages": -1}, "pages"),
        ({"edits": "1"}, "edits"),
        ({"problems": [{"code": "Not a code", "page": None}]}, "problems.0.code"),
        ({"problems": [{"code": "x", "page": 0}]}, "problems.0.page"),
        ({"problems": [{"code": "x", "page": None}] * 201}, "problems"),
    ],
)
def test_what_is_wrong_with_an_end(bot: Bot, said: dict[str, Any], field: str) -> None:
    answer = bot.end(bot.begin()["pass"], **said)
    assert problem_of(answer) == (422, "invalid")
    assert [one["field"] for one in body_of(answer)["errors"]] == [field]


text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=text, name=text, item=text)
def test_whatever_a_wiki_allows_comes_back_as_it_was(
    world: World, bot: Bot, title: str, name: str, item: str
) -> None:
    found = [party(name), fact("finding", {"n": 1, "text": name}, item)]
    page = int.from_bytes(title.encode()[:6], "big") + 1
    bot.bring(reading(page, rev=100, title=title, facts=found))
    with world.app.app_context():
        wanted = select(Fact.value).where(Fact.key == "party", Fact.item == name)
        assert name in [value["name"] for value in session().scalars(wanted)]
