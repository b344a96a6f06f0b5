# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots may publish: nobody's name, nothing that is not certain; and what they tell of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.cases import committee
from service.cases.bot_models import HandEdit
from service.cases.models import Case, CaseSettings, Decision, Fact, Motion, Remedy, Settlement
from service.infra.database import session, transaction
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, remedy, state, vote
from tests.api.world import World, body_of, problem_of, scalar
from tests.conftest import DAY
from tests.teams import Somebody, SomeTeam

CANARIES = (
    "Zorro Canary",
    "Finding Canary",
    "Whom Canary",
    "Settled Canary",
    "Filer Canary",
    "Motion Canary",
    "Scope Canary",
    "Sister_Canary",
)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


def statement(words: int, by: str | None = None, kind: str = "description") -> dict[str, Any]:
    value = {"section": f"{kind} ({by})", "by": by, "kind": kind, "words": words}
    return fact("statement", value, f"{kind}/{by}")


def a_line(bot: Bot) -> dict[str, Any]:
    [line] = bot.overview()["cases"]
    assert isinstance(line, dict)
    return line


def test_a_line_says_what_is_known_of_a_case(world: World, bot: Bot) -> None:
    bot.bring(
        reading(
            facts=[
                state("investigation"),
                fact("kind", {"kind": "appeal"}),
                fact("filed", {"day": "2026-10-01", "by": "Filer"}),
                fact("last_activity", {"day": "2026-11-20"}),
                fact("evidence_until", {"day": "2026-12-01"}),
                statement(120, "Filer"),
                statement(80, "Zorro", "other_party"),
                party("Zorro"),
                party("Sent", "local"),
                party("Proven", "diff", 5),
            ]
        )
    )
    assert a_line(bot) == {
        "case": scalar(world, select(Case.id)),
        "page": 7,
        "title": reading()["title"],
        "wiki": WIKI,
        "state": "investigation",
        "kind": "appeal",
        "filed": "2026-10-01",
        "last_activity": "2026-11-20",
        "evidence_until": "2026-12-01",
        "statement_words": [120, 80],
        "unproven_notices": 2,
        "not_voted": None,
    }
    assert bot.overview()["counts"] == {"investigation": 1}


def test_what_is_not_certain_is_nothing_until_somebody_settles_it(world: World, bot: Bot) -> None:
    unread = [fact(key, None) for key in ("filed", "last_activity", "evidence_until", "statement")]
    bot.bring(reading(facts=[fact("state", None), party("Zorro"), *unread]))
    line = a_line(bot)
    assert [line[key] for key in ("filed", "last_activity", "evidence_until")] == [None] * 3
    assert (line["state"], line["statement_words"]) == ("request", [])
    settled(world, "filed", {"day": "2026-10-02", "by": "Filer"})
    assert a_line(bot)["filed"] == "2026-10-02"


def settled(world: World, key: str, value: Any) -> None:
    with world.app.app_context(), transaction() as rows:
        found = rows.scalars(select(Fact).where(Fact.key == key)).one()
        made = Settlement(id="5" * 32, key=key, item=found.item, hash=found.hash, value=value)
        made.page_id, made.person, made.day, made.reason = found.page_id, "ada", DAY, "Settled so"
        rows.add(made)


def test_nobodys_name_is_in_it(world: World, bot: Bot) -> None:
    found = [
        state("closed"),
        party("Zorro Canary"),
        party("Sister_Canary"),
        fact("finding", {"n": 1, "text": "Finding Canary did it."}),
        fact("filed", None, found="Settled Canary ??"),
        remedy(text="Whom Canary and zorro_canary shall not.", whom=["Whom Canary"]),
        fact("motion", {"motion": "m", "title": "Ban Zorro  Canary", "words": 9}, "m"),
        vote("m", "Motion Canary"),
        fact(
            "motion_result",
            {"motion": "m", "adopted": True, "support": 7, "oppose": 0, "abstain": 1},
            "m",
        ),
        statement(10, "Filer Canary"),
    ]
    bot.bring(reading(facts=found))
    settled(world, "filed", {"day": "2026-10-02", "by": "Settled Canary"})
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(Remedy).values(public=True, scope="wherever sister canary edits"))
        case = rows.scalars(select(Case)).one()
        made = Motion(id="6" * 32, case_id=case.id, title="Warn SETTLED CANARY", kind="ordinary")
        made.begun = made.decided = DAY
        made.result, made.private = "failed", False
        made.rule = {"min_votes": 5, "more_than": "1/2", "min_support": 0, "source": ""}
        rows.add(made)
    text = json.dumps(bot.overview(), ensure_ascii=False)
    for canary in CANARIES:
        assert canary.casefold() not in text.casefold().replace("_", " "), canary
    assert "canary" not in text.casefold()
    assert len(bot.overview()["outcomes"]) == 3, "nothing is left out but words"


def test_a_remedys_text_is_told_only_where_a_member_found_it_fit(world: World, bot: Bot) -> None:
    days: dict[str, Any] = {
        "starts": "2026-11-01",
        "expires": "2026-11-21",
        "appeal_from": "2027-05-01",
    }
    bot.bring(reading(facts=[state("closed"), remedy(text="No more than one edit.", **days)]))
    [outcome] = bot.overview()["outcomes"]
    assert outcome["remedies"] == [{**days, "text": None, "scope": None, "in_force": False}]
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(Remedy).values(public=True, scope="all projects"))
    [outcome] = bot.overview()["outcomes"]
    assert outcome["remedies"][0]["text"] == "No more than one edit."
    assert outcome["remedies"][0]["scope"] == "all projects"
    # Other words on the page are others than those somebody found fit.
    bot.bring(reading(rev=101, facts=[state("closed"), remedy(text="Zorro may not.", **days)]))
    [outcome] = bot.overview()["outcomes"]
    assert outcome["remedies"][0]["text"] is None


def test_outcomes_are_motions_with_their_tallies_and_remedies(world: World, bot: Bot) -> None:
    votes = [vote("m", name) for name in ("Ada", "Ben", "Cho", "Dia")]
    result = {"motion": "n", "adopted": False, "support": 2, "oppose": 5, "abstain": 0}
    found = [state("voting"), *votes, vote("n", "Ada"), fact("motion_result", result, "n")]
    bot.bring(reading(facts=found))
    with world.app.app_context(), transaction() as rows:
        case = rows.scalars(select(Case)).one()
        made = Motion(id="6" * 32, case_id=case.id, slug="m", title="To warn", kind="ordinary")
        made.begun = made.decided = DAY
        made.result, made.private = "passed", False
        made.rule = {"min_votes": 3, "more_than": "1/2", "min_support": 0, "source": ""}
        rows.add(made)
        rows.flush()
        decision = Decision(id="7" * 32, case_id=case.id, motion_id=made.id, day=DAY, text="So.")
        rows.add(decision)
        rows.flush()
        warning = Remedy(id="8" * 32, case_id=case.id, decision_id=decision.id, text="Warned.")
        warning.scope, warning.whom, warning.indefinite, warning.public = "", [], False, True
        rows.add(warning)
    first, second = bot.overview()["outcomes"]
    assert (first["motion"], first["support"], first["rule"], first["day"]) == (
        "To warn",
        4,
        "ordinary",
        DAY.isoformat(),
    )
    assert [one["text"] for one in first["remedies"]] == ["Warned."]
    assert (second["motion"], second["support"], second["oppose"], second["rule"]) == (
        "n",
        2,
        5,
        None,
    )
    assert (second["day"], second["remedies"]) == ("2026-11-20", [])


def test_who_has_not_voted_is_told_if_the_team_wants_it(world: World, bot: Bot) -> None:
    votes = [vote("m", "Ada"), vote("m", "Ben", struck=True), vote("m", "Stranger")]
    bot.bring(reading(facts=[state("voting"), *votes]))
    assert a_line(bot)["not_voted"] is None
    with world.app.app_context(), transaction() as rows:
        rows.add(CaseSettings(team="u4c", show_not_voted=True))
    assert a_line(bot)["not_voted"] == ["Ben", "Cho", "Dia"]


def test_other_teams_cases_are_not_in_it(world: World, bot: Bot) -> None:
    SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(world.app, DAY)
    bot.bring(reading())
    assert a_bot(world.app, team="arbcom").overview()["cases"] == []


def test_health_is_that_of_the_last_finished_passes(bot: Bot) -> None:
    problem = {"code": "protected", "page": 9}
    bot.end(bot.begin()["pass"], pages=12, problems=[problem, {"code": "lagged", "page": None}])
    bot.begin()
    bot.begin("notify", "de.wikipedia.org")
    assert bot.overview()["health"] == [
        {
            "bot": "notify",
            "wiki": "de.wikipedia.org",
            "ended": None,
            "pages": 0,
            "problems": [],
        },
        {
            "bot": "sync",
            "wiki": WIKI,
            "ended": DAY.isoformat(),
            "pages": 12,
            "problems": [problem, {"code": "lagged", "page": None}],
        },
    ]


class TestNotices:
    """Needed, listed, sent, proven; never back, never twice."""

    def say(self, bot: Bot, party_: str, state_: str, **more: Any) -> str:
        case = a_line(bot)["case"]
        said = {"case": case, "party": party_, "state": state_, **more}
        body = {"pass": bot.begin("notify")["pass"], "notices": [said]}
        answer = bot.post("notices", body)
        assert answer.status_code == 200, answer.text
        [outcome] = body_of(answer)["outcomes"]
        assert (outcome["case"], outcome["party"]) == (case, party_)
        return str(outcome["outcome"])

    def states(self, bot: Bot) -> dict[str, str]:
        return {one["party"]: one["state"] for one in body_of(bot.get("notices"))["notices"]}

    def test_a_state_never_goes_back(self, bot: Bot) -> None:
        bot.bring(reading(facts=[party("Zorro")]))
        steps = ["listed", "listed", "sent", "listed", "by_hand", "sent", "proven", "sent"]
        said = [self.say(bot, "Zorro", one, diff=5) for one in steps]
        assert said == ["done", "again", "done", *["refused"] * 2, "again", "done", "refused"]
        assert self.states(bot) == {"Zorro": "proven"}

    def test_a_diff_on_the_page_is_the_proof(self, bot: Bot) -> None:
        bot.bring(reading(facts=[party("Zorro"), party("Yara"), party("Xu", "local")]))
        assert self.say(bot, "zorro", "sent") == "done"
        assert self.states(bot) == {"Zorro": "sent", "Yara": "needed", "Xu": "by_hand"}
        proof = [party("Zorro", "diff", 9), party("Yara"), party("Xu", "none")]
        bot.bring(reading(rev=101, facts=proof))
        assert self.states(bot) == {"Zorro": "proven", "Yara": "needed", "Xu": "by_hand"}
        bot.bring(reading(rev=102, facts=[party("Zorro")]))
        assert self.states(bot) == {"Zorro": "proven", "Xu": "by_hand"}, "what was done stays"

    def test_who_filed_needs_none_and_what_is_over_begins_none(self, bot: Bot) -> None:
        filer = party("Filer", "filer")
        bot.bring(reading(facts=[filer, party("Zorro")]))
        assert self.states(bot) == {"Zorro": "needed"}
        bot.bring(reading(rev=101, facts=[state("declined"), filer, party("Zorro")]))
        assert self.states(bot) == {}

    def test_who_tells_them_knows_where_and_for_whom(self, bot: Bot) -> None:
        bot.bring(reading(facts=[party("Zorro")]))
        bot.bring(reading(facts=[party("Zorro")]), wiki="test.wikipedia.org")
        told = body_of(bot.get("notices"))
        assert [one["case_wiki"] for one in told["notices"]] == [WIKI, "test.wikipedia.org"]
        assert [one["wiki"] for one in told["notices"]] == [None, None]
        assert told["members"] == ["Ada", "Ben", "Cho", "Dia"]

    def test_what_nobody_knows_of(self, world: World, bot: Bot) -> None:
        bot.bring(reading(facts=[party("Zorro")]))
        assert self.say(bot, "Nobody", "sent") == "unknown"
        SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(world.app, DAY)
        other = a_bot(world.app, team="arbcom")
        said = {"case": a_line(bot)["case"], "party": "Zorro", "state": "sent"}
        body = {"pass": other.begin("notify")["pass"], "notices": [said]}
        assert body_of(other.post("notices", body))["outcomes"][0]["outcome"] == "unknown"
        assert self.states(bot) == {"Zorro": "needed"}

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"state": "waived"}, "state"),
            ({"state": "needed"}, "state"),
            ({"state": "proven"}, "diff"),
            ({"state": "sent", "wiki": "A B"}, "wiki"),
            ({"state": "sent", "why": "x" * 33}, "why"),
            ({"state": "sent", "party": ""}, "party"),
            ({"state": "sent", "case": "x"}, "case"),
        ],
    )
    def test_what_is_wrong_is_named(self, bot: Bot, said: dict[str, Any], field: str) -> None:
        whole = {"case": "0" * 32, "party": "Zorro", **said}
        answer = bot.post("notices", {"pass": bot.begin("notify")["pass"], "notices": [whole]})
        assert problem_of(answer) == (422, "invalid")
        assert [one["field"] for one in body_of(answer)["errors"]] == [f"notices.0.{field}"]


def test_an_edit_by_hand_is_noted_once_and_waits(world: World, bot: Bot) -> None:
    passed = bot.begin("publish")["pass"]
    body = {
        "pass": passed,
        "page": 3,
        "rev": 9,
        "region": "overview",
        "by": "Ünal",
        "text": "🙂\n|",
    }
    for _ in range(2):
        assert bot.post("hand-edits", body).status_code == 201
    assert body_of(bot.get("hand-edits", page=3)) == {
        "open": [{"region": "overview", "rev": 9}],
        "settled": [],
    }
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(HandEdit).values(answer="keep", person="ada", answered=DAY))
    settled_ = [{"region": "overview", "rev": 9, "what": "keep"}]
    assert body_of(bot.get("hand-edits", page=3))["settled"] == settled_
    assert body_of(bot.get("hand-edits", page=3, wiki="de.wikipedia.org"))["settled"] == []
    too_long = bot.post("hand-edits", body | {"text": "x" * 2001})
    assert problem_of(too_long) == (422, "invalid")


def test_a_publication_is_noted_once(world: World, bot: Bot) -> None:
    bot.bring(reading())
    cases = [a_line(bot)["case"], "0" * 32]
    body = {"page": 3, "rev": 9, "region": "overview", "hash": "ab" * 32, "cases": cases}
    passed = bot.begin("publish")["pass"]
    first, again = (bot.post("publications", body | {"pass": passed}) for _ in range(2))
    assert (first.status_code, body_of(first)) == (201, body_of(again))
    wrong = bot.post("publications", body | {"pass": bot.begin()["pass"]})
    assert problem_of(wrong) == (404, "no_such_pass")


class TestCommittee:
    """Announcements and membership: stored, compared, and no right changed."""

    def test_announcements(self, world: World, bot: Bot) -> None:
        motion = {"title": "On us", "day": None, "support": 7, "oppose": 0, "abstain": 1}
        motion |= {"adopted": True, "anchor": "On_us", "hash": "0" * 16, "certain": True}

        def bring(rev: int, *motions: dict[str, Any]) -> Any:
            body = {"pass": bot.begin()["pass"], "wiki": WIKI, "page": 4, "rev": rev}
            answer = bot.post("announcements", body | {"motions": list(motions)})
            return body_of(answer)["outcome"]

        unread = motion | {"anchor": "X", "support": None, "adopted": None, "certain": False}
        assert [bring(5, motion), bring(5), bring(4), bring(6, motion, unread)] == [
            "new",
            "same",
            "stale",
            "changed",
        ]
        body = {"pass": bot.begin()["pass"], "wiki": WIKI, "page": 4, "rev": 7}
        twice = bot.post("announcements", body | {"motions": [motion, motion]})
        assert problem_of(twice) == (422, "invalid")

    def test_membership(self, world: World, bot: Bot) -> None:
        def bring(rev: int, members: list[str], group: list[str] | None) -> Any:
            body = {"pass": bot.begin()["pass"], "wiki": WIKI, "rev": rev, "members": members}
            return body_of(bot.post("membership", body | {"group": group}))["outcome"]

        assert bring(5, ["ada", "Ben", "Eve"], None) == "new"
        assert bring(5, ["ada", "Ben", "Eve"], None) == "same"
        assert bring(4, [], None) == "stale"
        with world.app.app_context():
            found = committee.differences("u4c")
            assert (found.page_only, found.statement_only) == (("Eve",), ("Cho", "Dia"))
            assert (found.group_only, found.group_lacks) == ((), ())
        assert bring(5, ["Ada"], ["Ada", "Ben", "Cho"]) == "changed"
        with world.app.app_context():
            assert committee.differences("u4c").group_lacks == ("Dia",)
            assert session().scalars(select(Case)).all() == []
