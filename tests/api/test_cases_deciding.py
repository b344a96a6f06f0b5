# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases at the desk: decided, closed to who is fully recused, watched by clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.cases import actions, answering, queries, remedying, settling
from service.cases.actions import Cited
from service.cases.models import Case, CaseEvent, Remedy
from service.cases.remedying import NewRemedy
from service.cases.rules import MotionResult, RecusalKind, Result, State, Why
from service.clocks.models import Clock
from service.infra import jobs
from service.infra.database import session
from service.people.viewers import Viewer, viewer
from tests.api.asking import page, words
from tests.api.casework import ada, bot, refused, the_case, verbs, world
from tests.api.casing import WIKI, Bot, fact, party, reading, remedy, state, vote
from tests.api.world import World, at_once, problem_of, scalar
from tests.conftest import DAY, SetClock

__all__ = ["ada", "bot", "world"]


class TestDeciding:
    """Motions, decisions, remedies, appeals, notices."""

    def test_a_motion_its_decision_and_its_remedy(self, bot: Bot, ada: Viewer) -> None:
        votes = [vote("m", name) for name in ("Ada", "Ben", "Cho", "Dia")]
        bot.bring(reading(facts=[state("voting"), *votes]))
        case = the_case(ada).case.id
        answering.set_up(
            "u4c",
            show_not_voted=None,
            rules={"ordinary": {"min_votes": 3, "more_than": "2/3", "min_support": 0}},
        )
        motion = actions.open_motion(ada, case, title="To warn", slug="m", closes=DAY)
        [view] = the_case(ada).motions
        assert (view.tally.met, view.tally.result, view.title) == (True, Result.PASSES, "To warn")
        actions.decide_motion(ada, case, motion.id, MotionResult.PASSED)
        with refused("wrong_state"):
            actions.decide_motion(ada, case, motion.id, MotionResult.FAILED, "No")
        cited = [Cited("foundation.wikimedia.org", "Policy:UCoC", 517692)]
        with refused("invalid", "citations"):
            actions.decide(ada, case, text="So.", citations=[], motion_id=motion.id)
        decision = actions.decide(ada, case, text="So.", citations=cited, motion_id=motion.id)
        new = NewRemedy(
            "Warned.", "all", ["Zorro"], DAY, date(2027, 1, 1), False, None, decision.id
        )
        made = remedying.add_remedy(ada, case, new)
        [outcome] = bot.overview()["outcomes"]
        assert (outcome["support"], outcome["remedies"][0]["scope"]) == (4, "all")
        assert outcome["remedies"][0]["text"] is None
        remedying.change_remedy(ada, case, made.id, scope="all", public=True)
        assert bot.overview()["outcomes"][0]["remedies"][0]["text"] == "Warned."
        remedying.lift_remedy(ada, case, made.id, "Kept to it")
        assert bot.overview()["outcomes"][0]["remedies"][0]["in_force"] is False
        shown = the_case(ada)
        assert [one.citations[0].rev for one in shown.decisions] == [517692]
        assert shown.remedies[0].due == []
        assert verbs()[-6:] == [
            "motion_opened",
            "motion_decided",
            "case_decided",
            "remedy_added",
            "remedy_changed",
            "remedy_lifted",
        ]

    def test_another_result_than_counted_needs_a_reason(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[vote("m", "Ada")]))
        case = the_case(ada).case.id
        motion = actions.open_motion(ada, case, title="To warn", slug="m")
        with refused("invalid", "reason"):
            actions.decide_motion(ada, case, motion.id, MotionResult.PASSED)
        actions.decide_motion(ada, case, motion.id, MotionResult.PASSED, "Votes by mail")
        with refused("already_used"):
            actions.open_motion(ada, case, title="Again", slug="m")
        with refused("invalid", "kind"):
            actions.open_motion(ada, case, title="x", kind="unheard of")

    def test_a_motion_stays_as_it_was_counted(self, world: World, bot: Bot, ada: Viewer) -> None:
        rule = {"min_votes": 3, "more_than": "1/2", "min_support": 0}
        answering.set_up("u4c", show_not_voted=None, rules={"ordinary": rule})
        votes = [vote("m", "Ada"), vote("m", "Ben"), vote("m", "Cho", "oppose")]
        bot.bring(reading(facts=[state("voting"), *votes]))
        case = the_case(ada).case.id
        motion = actions.open_motion(ada, case, title="To warn", slug="m")
        actions.decide_motion(ada, case, motion.id, MotionResult.PASSED)
        assert "Votes or members have changed" not in words(page(world.members[0], f"/{case}"))
        world.state([one for one in world.members if one.id != "ben"], seq=2)
        late = [*votes, vote("m", "Dia", "abstain")]
        bot.bring(reading(rev=101, facts=[state("voting"), *late]))
        [view] = the_case(ada).motions
        counted = (view.tally.support, view.tally.oppose, view.tally.abstain)
        assert (counted, view.tally.why) == ((2, 1, 0), Why.MET)
        said = words(page(world.members[0], f"/{case}"))
        assert "2 support, 1 oppose, 0 abstain" in said
        assert f"Counted on {DAY}. Votes or members have changed since." in said
        [outcome] = bot.overview()["outcomes"]
        assert [outcome[side] for side in ("support", "oppose", "abstain")] == [2, 1, 0]

    def test_of_a_private_motion_nothing_is_kept_but_its_days(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading())
        case = the_case(ada).case.id
        motion = actions.open_motion(ada, case, title="About Canary", slug="m", private=True)
        actions.decide_motion(ada, case, motion.id, MotionResult.PASSED)
        assert (motion.title, motion.slug, motion.support) == ("", None, None)
        assert bot.overview()["outcomes"] == []

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": "x" * 20_001}, "text"),
            ({"text": "a\x00b"}, "text"),
            ({"scope": "x" * 401}, "scope"),
            ({"scope": "a\nb"}, "scope"),
            ({"whom": ["x" * 256]}, "whom"),
            ({"whom": ["x"] * 201}, "whom"),
            ({"expires": DAY - timedelta(days=1)}, "expires"),
            ({"appeal_from": DAY - timedelta(days=1)}, "appeal_from"),
            ({"indefinite": True, "expires": DAY}, "expires"),
        ],
    )
    def test_a_remedy_has_to_be_one(
        self, bot: Bot, ada: Viewer, change: dict[str, Any], field: str
    ) -> None:
        bot.bring(reading())
        whole: dict[str, Any] = {"text": "No.", "scope": "", "whom": [], "starts": DAY}
        whole |= {"expires": None, "indefinite": False, "appeal_from": None}
        with refused("invalid", field):
            remedying.add_remedy(ada, the_case(ada).case.id, NewRemedy(**{**whole, **change}))

    def test_appeals_cite_the_decision_and_make_no_circle(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(1), reading(2))
        first, second = (line.case.id for line in queries.listed(ada).lines)
        cited = [Cited(WIKI, "Policy", 1)]
        decision = actions.decide(ada, first, text="So.", citations=cited)
        with refused("no_such_part"):
            actions.link_appeal(ada, first, second, decision.id)
        actions.link_appeal(ada, second, first, decision.id)
        assert [one.id for one in queries.found(ada, first).appeals] == [second]
        with refused("invalid", "of"):
            actions.link_appeal(ada, first, second)
        with refused("invalid", "of"):
            actions.link_appeal(ada, first, first)

    def test_a_notice_that_is_not_needed(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[party("Zorro"), party("Proven", "diff", 5)]))
        case = the_case(ada).case.id
        actions.waive_notice(ada, case, "zorro", "Locked for good")
        assert bot.overview()["cases"][0]["unproven_notices"] == 0
        for wrong, code in (("Proven", "wrong_state"), ("Nobody", "no_such_part")):
            with refused(code):
                actions.waive_notice(ada, case, wrong, "No")


class TestRecusal:
    """Not counted, or not even found."""

    def test_who_is_recused_from_voting_is_not_counted(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[state("voting"), vote("m", "Ben"), vote("m", "Ada")]))
        case = the_case(ada).case.id
        actions.recuse(ada, case, "ben", RecusalKind.VOTING, "Home wiki")
        view = the_case(viewer("ben"))
        assert (view.mine, view.motions[0].tally.support) == (RecusalKind.VOTING, 1)
        assert view.motions[0].tally.uncounted == ("Ben",)
        actions.recuse(ada, case, "ben", RecusalKind.NONE)
        assert the_case(ada).motions[0].tally.support == 2
        with refused("unknown_person"):
            actions.recuse(ada, case, "nobody", RecusalKind.FULL)

    def test_who_is_fully_recused_finds_it_nowhere(
        self, world: World, bot: Bot, ada: Viewer
    ) -> None:
        bot.bring(reading(1, facts=[fact("filed", None)]), reading(2))
        hidden = next(
            one.case.id for one in queries.listed(ada).lines if one.case.title == "Matter 1"
        )
        other = next(one.case.id for one in queries.listed(ada).lines if one.case.id != hidden)
        actions.link_appeal(ada, hidden, other)
        actions.recuse(ada, hidden, "ben", RecusalKind.FULL)
        ben = viewer("ben")
        assert [one.case.id for one in queries.listed(ben).lines] == [other]
        assert queries.counts(ben)[State.REQUEST] == 1
        assert settling.to_settle(ben).facts == []
        assert queries.found(ben, other).appeals == []
        assert queries.visible_to(ben, {hidden, other}) == {other}
        acts: list[Callable[[], Any]] = [
            lambda: queries.found(ben, hidden),
            lambda: actions.move(ben, hidden, 0, State.ACCEPTED, "x"),
            lambda: actions.recuse(ben, hidden, "ben", RecusalKind.NONE),
            lambda: actions.link_appeal(ben, other, hidden),
        ]
        for act in acts:
            with refused("no_such_case"):
                act()
        # Elsewhere than in this test's own context, so that each is who they are.
        ada_, ben_ = world.members[:2]
        [bens] = at_once(lambda: ben_.browser.get("/desk/audit"))
        [adas] = at_once(lambda: ada_.browser.get("/desk/audit"))
        assert hidden not in bens.text
        assert hidden in adas.text
        [asked] = at_once(lambda: ben_.get(f"cases/{hidden}"))
        assert problem_of(asked) == (404, "no_such_case")


class TestJobs:
    """What a schedule does, as often as it likes."""

    def test_a_remedy_expires_the_day_after_its_last(
        self, world: World, bot: Bot, ada: Viewer, set_clock: SetClock
    ) -> None:
        days: dict[str, Any] = {
            "starts": "2026-11-01",
            "expires": "2026-11-22",
            "indefinite": False,
        }
        bot.bring(reading(facts=[remedy(1, **days, appeal_from="2026-11-23")]))
        assert {one.kind for one in the_case(ada).remedies[0].due} == {"remedy", "appeal"}
        assert jobs.run("cases")["expired"] == 0
        set_clock(DAY + timedelta(days=1), 12)
        assert jobs.run("cases") == {"expired": 1, "appeal": 1, "purged": 0}
        assert jobs.run("cases") == {"expired": 0, "appeal": 0, "purged": 0}
        kinds = session().scalars(select(CaseEvent.kind).order_by(CaseEvent.n)).all()
        assert kinds[-2:] == ["remedy_expired", "appeal_possible"]
        bot.bring(reading(rev=101, facts=[remedy(1, **days, appeal_from="2026-11-23")]))
        assert jobs.run("cases")["expired"] == 0, "told again, it does not expire again"
        assert scalar(world, select(Remedy.lifted)) is None

    def test_what_a_deleted_page_said_is_forgotten_after_90_days(
        self, world: World, bot: Bot, ada: Viewer, set_clock: SetClock
    ) -> None:
        bot.bring(reading(facts=[party("Zorro"), remedy()]))
        bot.tell({"id": "log:1", "kind": "deleted", "page": 7, "day": DAY.isoformat()})
        set_clock(DAY + timedelta(days=89), 12)
        assert jobs.run("cases")["purged"] == 0
        set_clock(DAY + timedelta(days=90), 12)
        assert jobs.run("cases")["purged"] == 1
        assert jobs.run("cases")["purged"] == 0
        session().expire_all()
        view = the_case(ada)
        assert (view.case.title, view.parties, view.remedies) == ("", [], [])
        assert scalar(world, select(Clock.id)) is None

    def test_bots_that_bring_nothing_are_said_to(
        self, world: World, bot: Bot, set_clock: SetClock
    ) -> None:
        assert jobs.run("bots") == {"forgotten": 0}
        bot.end(bot.begin()["pass"])
        bot.begin()
        set_clock(DAY + timedelta(days=2), 12)
        assert jobs.run("bots") == {"forgotten": 0}
        set_clock(DAY + timedelta(days=3), 12)
        with pytest.raises(jobs.JobFailed, match="u4c"):
            jobs.run("bots")
        set_clock(DAY + timedelta(days=91), 12)
        bot.end(bot.begin()["pass"])
        assert jobs.run("bots") == {"forgotten": 2}


def test_a_case_is_never_deleted_with_its_page(world: World, bot: Bot) -> None:
    bot.bring(reading())
    for kind in ("deleted", "suppressed"):
        bot.tell({"id": kind, "kind": kind, "page": 7, "day": DAY.isoformat()})
    assert len(session().scalars(select(Case)).all()) == 1
