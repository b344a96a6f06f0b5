# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots' keys and passes, and what becomes of readings: stored once, in order, by whoever may."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from service.audit.models import AuditRow
from service.cases.bot_models import Bot as BotRow
from service.cases.bots import Scope
from service.cases.models import Case, CaseEvent, CasePage, Fact
from service.infra.database import session
from service.infra.web import MAX_BODY
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, state
from tests.api.world import World, body_of, problem_of, scalar
from tests.conftest import DAY, ORIGIN
from tests.teams import Somebody, SomeTeam


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


class TestKeys:
    """Made on the command line, shown once, good for what they are for."""

    def test_a_key_is_shown_once_and_kept_as_a_hash(
        self, world: World, runner: FlaskCliRunner
    ) -> None:
        made = runner.invoke(args=["bots", "add", "Sync", "--team", "u4c", "--may", "sync,notify"])
        assert made.exit_code == 0, made.output
        key = made.stdout.strip()
        listed = runner.invoke(args=["bots", "list"]).output
        assert "u4c Sync: sync,notify (seen never)" in listed
        assert key not in listed
        with world.app.app_context():
            [row] = session().scalars(select(BotRow)).all()
            assert key not in {row.id, row.key_hash, row.name}
        bot = Bot(row.id, key, world.app.test_client(use_cookies=False))
        assert bot.begin("sync")["cursor"] is None
        assert f"(seen {DAY})" in runner.invoke(args=["bots", "list"]).output
        assert runner.invoke(args=["bots", "remove", row.id]).exit_code == 0
        assert problem_of(bot.get("pages", wiki=WIKI)) == (401, "not_signed_in")

    @pytest.mark.parametrize(
        "said",
        [
            ["Sync", "--team", "nobody", "--may", "sync"],
            ["Sync", "--team", "u4c", "--may", "everything"],
            ["Sync", "--team", "u4c", "--may", ""],
            [" ", "--team", "u4c", "--may", "sync"],
            ["x" * 65, "--team", "u4c", "--may", "sync"],
        ],
    )
    def test_what_cannot_be_is_said_in_words(
        self, world: World, runner: FlaskCliRunner, said: list[str]
    ) -> None:
        answer = runner.invoke(args=["bots", "add", *said])
        assert answer.exit_code == 1
        assert "Traceback" not in answer.output
        assert scalar(world, select(func.count()).select_from(BotRow)) == 0

    @pytest.mark.parametrize("key", ["", "x", "\u00e9" * 20, "A" * 43, "A" * 5000])
    def test_no_key_no_answer(self, world: World, key: str) -> None:
        bot = a_bot(world.app)
        bot.key = key.encode().decode("latin-1")
        assert problem_of(bot.get("pages", wiki=WIKI)) == (401, "not_signed_in")

    def test_a_key_is_good_for_what_it_is_for(self, world: World) -> None:
        notifier = a_bot(world.app, Scope.NOTIFY)
        assert problem_of(notifier.get("pages", wiki=WIKI)) == (403, "not_allowed")
        assert problem_of(notifier.post("passes", {"bot": "sync", "wiki": WIKI})) == (
            403,
            "not_allowed",
        )
        passed = notifier.begin("notify")["pass"]
        sync = a_bot(world.app, Scope.SYNC)
        body = {"pass": passed, "wiki": WIKI, "readings": []}
        assert problem_of(sync.post("readings", body)) == (404, "no_such_pass")

    def test_a_members_cookie_is_no_key(self, world: World) -> None:
        ada = world.members[0]
        answer = ada.browser.get("/api/v1/bots/cases/pages", query_string={"wiki": WIKI})
        assert problem_of(answer) == (401, "not_signed_in")

    def test_a_page_of_another_site_cannot_send_for_it(self, bot: Bot) -> None:
        body = {"bot": "sync", "wiki": WIKI}
        answer = bot.post("passes", body, Origin="https://evil.example")
        assert problem_of(answer) == (403, "wrong_origin")
        assert bot.post("passes", body, Origin=ORIGIN).status_code == 201

    def test_a_bot_sends_more_than_others_may_but_not_anything(self, bot: Bot) -> None:
        passed = bot.begin()["pass"]
        body = {"pass": passed, "wiki": WIKI, "readings": [], "x": "y" * (2 * MAX_BODY)}
        assert problem_of(bot.post("readings", body)) == (422, "invalid")
        body["x"] = "y" * (4 * MAX_BODY)
        assert problem_of(bot.post("readings", body)) == (413, "too_large")


class TestPasses:
    """Only a finished one counts."""

    def test_the_next_one_goes_on_where_the_last_finished_one_came_to(self, bot: Bot) -> None:
        first = bot.begin()
        assert first["cursor"] is None
        assert bot.end(first["pass"], {"since": "☃", "log": [1, 2]}).status_code == 200
        broken_off = bot.begin()
        assert broken_off["cursor"] == {"since": "☃", "log": [1, 2]}
        assert bot.begin()["cursor"] == {"since": "☃", "log": [1, 2]}
        assert bot.begin(wiki="de.wikipedia.org")["cursor"] is None
        assert bot.begin("publish")["cursor"] is None

    def test_a_slow_one_does_not_turn_back_the_one_that_overtook_it(self, bot: Bot) -> None:
        slow, fast = bot.begin()["pass"], bot.begin()["pass"]
        assert bot.end(fast, {"at": 2}).status_code == 200
        assert bot.end(slow, {"at": 1}).status_code == 200
        assert bot.begin()["cursor"] == {"at": 2}

    def test_ending_again_changes_nothing(self, bot: Bot) -> None:
        passed = bot.begin()["pass"]
        for at in (1, 2):
            assert bot.end(passed, {"at": at}).status_code == 200
        assert bot.begin()["cursor"] == {"at": 1}

    def test_a_new_key_goes_on_where_the_old_one_came_to(self, world: World, bot: Bot) -> None:
        bot.end(bot.begin()["pass"], {"at": 1})
        assert a_bot(world.app).begin()["cursor"] == {"at": 1}

    def test_nobody_ends_or_uses_anothers(self, world: World, bot: Bot) -> None:
        passed, other = bot.begin()["pass"], a_bot(world.app)
        assert problem_of(other.end(passed)) == (404, "no_such_pass")
        body = {"pass": passed, "wiki": WIKI, "readings": []}
        assert problem_of(other.post("readings", body)) == (404, "no_such_pass")
        assert bot.end(passed).status_code == 200
        assert problem_of(bot.post("readings", body)) == (404, "no_such_pass")


class TestReadings:
    """New, changed, the same, stale."""

    def test_what_becomes_of_each(self, world: World, bot: Bot) -> None:
        first = reading(facts=[state("request"), party("Amina")])
        assert bot.bring(first) == ["new"]
        assert bot.bring(first) == ["same"]
        assert bot.bring(reading(rev=99, facts=[state("closed")])) == ["stale"]
        assert bot.bring(reading(rev=101, facts=[state("declined")])) == ["changed"]
        assert bot.bring(first, reading(8)) == ["stale", "new"]
        listed = body_of(bot.get("pages", wiki=WIKI))["pages"]
        assert [(one["page"], one["rev"], one["standing"]) for one in listed] == [
            (7, 101, "live"),
            (8, 100, "live"),
        ]
        assert body_of(bot.get("pages", wiki="de.wikipedia.org"))["pages"] == []
        assert scalar(world, select(func.count()).select_from(Case)) == 2
        assert scalar(world, select(Fact.value).where(Fact.key == "party")) is None

    def test_a_case_comes_to_where_its_page_says_it_stands(self, world: World, bot: Bot) -> None:
        assert bot.bring(reading(facts=[state("closed")])) == ["new"]
        with world.app.app_context():
            steps = session().execute(
                select(CaseEvent.after, CaseEvent.actor, CaseEvent.rev).order_by(CaseEvent.n)
            )
            assert [tuple(step) for step in steps] == [
                (state, bot.id, 100)
                for state in ("request", "accepted", "investigation", "voting", "closed")
            ]
            case = session().scalars(select(Case)).one()
            assert (case.state, case.closed, case.title) == ("closed", DAY, "Matter 7")

    def test_what_is_read_otherwise_counts_though_the_page_is_the_same(self, bot: Bot) -> None:
        unread = fact("state", None)
        assert bot.bring(reading(facts=[unread])) == ["new"]
        assert bot.bring(reading(facts=[unread])) == ["same"]
        assert bot.bring(reading(facts=[fact("state", {"state": "request"})])) == ["changed"]
        assert bot.bring(reading(facts=[fact("state", {"state": "request"})])) == ["same"]

    def test_each_is_a_row_of_the_record_and_what_changes_nothing_is_none(
        self, world: World, bot: Bot
    ) -> None:
        bot.bring(reading(), reading(8), reading(8))
        bot.bring(reading(rev=101))
        with world.app.app_context():
            rows = session().execute(
                select(AuditRow.verb, func.count().label("times"))
                .where(AuditRow.actor == bot.id)
                .group_by(AuditRow.verb)
            )
            assert {row.verb: row.times for row in rows} == {
                "bot_began": 2,
                "case_opened": 2,
                "case_read": 1,
            }

    def test_two_teams_may_each_know_a_page(self, world: World, bot: Bot) -> None:
        SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(world.app, DAY)
        other = a_bot(world.app, team="arbcom")
        assert (bot.bring(reading()), other.bring(reading())) == (["new"], ["new"])
        assert len(body_of(other.get("pages", wiki=WIKI))["pages"]) == 1

    @pytest.mark.parametrize(
        "name",
        [
            "\u200f\u0639\u0627\u0626\u0634\u0629\u200e",
            "👩🏽\u200d💻 & \"friends\" 'n' <co>",
            "%00 \\u0000 {{!}} [[x]]",
            "Ａ" * 85,  # noqa: RUF001
            "a\u0301\u0300",
            "O'Brien–Ñandú/№ 5",  # noqa: RUF001
        ],
    )
    def test_every_character_of_titles_and_names(self, world: World, bot: Bot, name: str) -> None:
        title = f"Cases/{name}"
        found = reading(title=title, facts=[party(name)])
        assert bot.bring(found) == ["new"]
        assert body_of(bot.get("pages", wiki=WIKI))["pages"][0]["title"] == title
        assert scalar(world, select(Fact.value))["name"] == name

    def test_a_page_that_was_not_read_to_its_end(self, world: World, bot: Bot) -> None:
        bot.bring(reading(facts=[state("request")]))
        unread = fact("page", None, found="too large")
        assert bot.bring(reading(rev=101, whole=False, facts=[unread])) == ["changed"]
        assert scalar(world, select(CasePage.whole)) is False
        assert scalar(world, select(Fact.found)) == "too large"
