# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases at the desk: listed, settled, moved, decided; and closed to who is fully recused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.audit.models import AuditRow
from service.cases import actions, answering, queries, remedying, settling
from service.cases.actions import Cited, Place
from service.cases.models import Case, CaseEvent, Remedy
from service.cases.publishing import Answer
from service.cases.remedying import NewRemedy
from service.cases.rules import MotionResult, RecusalKind, Result, State
from service.cases.views import CaseView, Filters
from service.clocks.models import Clock
from service.infra import jobs
from service.infra.database import session
from service.infra.problems import Problem
from service.people import actions as people
from service.people import settings
from service.people.viewers import Viewer, viewer
from service.vault import client
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, remedy, state, vote
from tests.api.world import World, at_once, problem_of, scalar
from tests.conftest import DAY, SetClock
from tests.teams import Somebody, SomeTeam


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    made = World(app)
    with app.test_request_context("/"):
        yield made


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


@pytest.fixture
def ada(world: World) -> Viewer:
    return viewer("ada")


def the_case(who: Viewer) -> CaseView:
    [line] = queries.listed(who).lines
    return queries.found(who, line.case.id)


@contextmanager
def refused(code: str, field: str = "") -> Iterator[None]:
    with pytest.raises(Problem) as caught:
        yield
    assert caught.value.kind == code
    if field:
        assert [one["field"] for one in caught.value.errors] == [field]


def place(view: CaseView, key: str) -> Place:
    [known] = view.pages[0].said.all(key)
    return Place(view.pages[0].page.id, key, known.fact.item, known.fact.hash)


def verbs() -> list[str]:
    wanted = select(AuditRow.verb).where(AuditRow.actor == "ada").order_by(AuditRow.seq)
    return list(session().scalars(wanted))


class TestFinding:
    """The list and the page of a case."""

    def test_the_list_goes_on_where_it_ended(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(*[reading(page) for page in range(1, 6)])
        bot.bring(reading(6, facts=[state("declined")]), reading(7, facts=[fact("kind", None)]))
        seen: list[str] = []
        after, pages = None, 0
        while after is not None or not pages:
            page = queries.listed(ada, after=after, limit=3)
            seen += [line.case.title for line in page.lines]
            after, pages = page.next, pages + 1
        assert pages == 3
        assert sorted(seen) == [f"Matter {n}" for n in range(1, 8)]
        assert seen[-1] == "Matter 6", "what is over comes last"
        assert queries.counts(ada)[State.REQUEST] == 6
        with refused("invalid", "after"):
            queries.listed(ada, after="1-20261399-x")

    def test_filters(self, bot: Bot, ada: Viewer) -> None:
        kind = fact("kind", {"kind": "appeal"})
        bot.bring(reading(1, facts=[state("closed"), kind]), reading(2, title="Cases/100%_\\ Ünal"))

        def found(**wanted: Any) -> list[str]:
            return [line.case.title for line in queries.listed(ada, Filters(**wanted)).lines]

        assert found(states=frozenset({State.CLOSED})) == ["Matter 1"]
        assert found(kind="appeal") == ["Matter 1"]
        assert found(over=False) == ["Cases/100%_\\ Ünal"]
        assert found(title="100%_") == ["Cases/100%_\\ Ünal"]
        assert found(title="%") == found(title="_") == ["Cases/100%_\\ Ünal"]
        assert found(team="nobody") == []

    def test_a_case_with_everything(self, bot: Bot, ada: Viewer) -> None:
        found = [state("voting"), party("Zorro", "diff", 5), vote("m", "Ben"), remedy()]
        due = fact("evidence_until", {"day": "2026-12-01"})
        bot.bring(reading(facts=[*found, due, fact("filed", None, found="??")]))
        settings.be_away("cho", DAY, DAY + timedelta(days=3))
        view = the_case(ada)
        assert (view.state, view.case.title, view.may_act) == (State.VOTING, "Matter 7", True)
        assert view.next_states == (State.CLOSED, State.ON_HOLD)
        assert [(one.name, one.notice and one.notice.state) for one in view.parties] == [
            ("Zorro", "proven")
        ]
        assert [(one.kind, one.due) for one in view.due] == [("evidence", date(2026, 12, 1))]
        [motion] = view.motions
        assert (motion.tally.support, motion.tally.open) == (1, ("Ada", "Cho", "Dia"))
        assert motion.tally.late == ("Ada", "Dia")
        assert motion.tally.result is Result.FAILS, "four members never make five votes"
        assert [(one.remedy.text, one.in_force) for one in view.remedies] == [("Shall not.", True)]
        assert [line.unread for line in queries.listed(ada).lines] == [1]

    def test_other_teams_see_nothing(self, world: World, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading())
        SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(world.app, DAY)
        assert queries.listed(viewer("xenia")).lines == []
        with refused("no_such_case"):
            queries.found(viewer("xenia"), the_case(ada).case.id)
        assert len(settling.to_settle(viewer("xenia"))) == 0


class TestSettling:
    """What could not be read is asked for until somebody says it, or the place changes."""

    def test_settled_until_the_place_changes(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[fact("evidence_until", None, found="next week")]))
        view, value = the_case(ada), {"day": "2026-12-24"}
        [waiting] = settling.to_settle(ada).facts
        assert waiting.fact.found == "next week"
        actions.settle(ada, view.case.id, place(view, "evidence_until"), value, "On the talk page")
        assert settling.to_settle(ada).facts == []
        assert bot.overview()["cases"][0]["evidence_until"] == "2026-12-24"
        assert [one.due for one in the_case(ada).due] == [date(2026, 12, 24)]
        same = fact("evidence_until", None, found="next week")
        bot.bring(reading(rev=101, facts=[state("request"), same]))
        assert settling.to_settle(ada).facts == [], "the place is as it was"
        bot.bring(reading(rev=102, facts=[fact("evidence_until", None, place="else")]))
        assert len(settling.to_settle(ada).facts) == 1
        assert bot.overview()["cases"][0]["evidence_until"] is None
        assert verbs()[-1] == "fact_settled"

    def test_nothing_at_all_is_an_answer(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[fact("party", None, "?1", found="[[User:")]))
        view = the_case(ada)
        actions.settle(ada, view.case.id, place(view, "party"), None)
        assert settling.to_settle(ada).facts == []
        assert the_case(ada).parties == []

    def test_who_looked_at_an_older_page_is_told_so(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[fact("filed", None)]))
        view = the_case(ada)
        old, value = place(view, "filed"), {"day": "2026-11-01", "by": "Filer"}
        bot.bring(reading(rev=101, facts=[fact("filed", None, place="else")]))
        with refused("changed"):
            actions.settle(ada, view.case.id, old, value)
        with refused("no_such_part"):
            actions.settle(ada, view.case.id, Place(old.page_id, "kind", "0", old.hash), None)

    @pytest.mark.parametrize(
        ("value", "field"),
        [
            ({}, "value.day"),
            ({"day": "2026-11-31", "by": "x"}, "value.day"),
            ({"day": "2026-11-01", "by": ""}, "value.by"),
            ({"day": "2026-11-01", "by": "a\nb"}, "value.by"),
            ({"day": "2026-11-01", "by": "x" * 256}, "value.by"),
            ({"day": "2026-11-01", "by": "x", "more": 1}, "value.more"),
        ],
    )
    def test_a_value_has_to_be_one(
        self, bot: Bot, ada: Viewer, value: dict[str, Any], field: str
    ) -> None:
        bot.bring(reading(facts=[fact("filed", None)]))
        view = the_case(ada)
        with refused("invalid", field):
            actions.settle(ada, view.case.id, place(view, "filed"), value)

    def test_a_page_that_says_otherwise_than_the_desk(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[state("declined")]))
        bot.bring(reading(rev=101, facts=[state("request")]))
        view = the_case(ada)
        assert view.state is State.DECLINED, "no bot opens a case again"
        [clash] = settling.to_settle(ada).clashes
        assert clash.said is State.REQUEST
        said = {"state": "request"}
        actions.settle(ada, view.case.id, place(view, "state"), said, "The box was taken down")
        assert the_case(ada).state is State.REQUEST
        assert settling.to_settle(ada).clashes == []

    def test_a_clash_may_stand(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[state("closed")]))
        bot.bring(reading(rev=101, facts=[state("voting")]))
        view = the_case(ada)
        with refused("wrong_state"):
            actions.settle(ada, view.case.id, place(view, "state"), {"state": "voting"})
        actions.settle(ada, view.case.id, place(view, "state"), None, "An old box")
        assert (the_case(ada).state, settling.to_settle(ada).clashes) == (State.CLOSED, [])

    def test_the_committees_own_pages(self, world: World, bot: Bot, ada: Viewer) -> None:
        unread: dict[str, Any] = {
            "title": "?",
            "day": None,
            "support": None,
            "oppose": None,
            "abstain": None,
        }
        unread |= {"adopted": None, "anchor": "x", "hash": "1" * 16, "certain": False}
        body = {"pass": bot.begin()["pass"], "wiki": WIKI, "page": 4, "rev": 5}
        bot.post("announcements", body | {"motions": [unread]})
        roster = {"pass": body["pass"], "wiki": WIKI, "rev": 5, "members": ["Ada"], "group": None}
        bot.post("membership", roster)
        waiting = settling.to_settle(ada)
        [announcement], [(team, differences)] = waiting.announcements, waiting.rosters
        assert differences.statement_only == ("Ben", "Cho", "Dia")
        answering.see_announcement(ada, announcement.id, announcement.hash)
        with refused("changed"):
            answering.see_roster(ada, team, "0" * 64)
        answering.see_roster(ada, team, differences.hash)
        assert len(settling.to_settle(ada)) == 0
        bot.post("membership", roster | {"rev": 6, "members": ["Ada", "Eve"]})
        assert len(settling.to_settle(ada).rosters) == 1

    def test_an_edit_by_hand_and_a_publication_to_clear(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading())
        passed, case = bot.begin("publish")["pass"], the_case(ada).case.id
        body = {"pass": passed, "page": 3, "rev": 9, "region": "overview"}
        bot.post("hand-edits", body | {"by": "Somebody", "text": "Mine"})
        bot.post("publications", body | {"hash": "a" * 64, "cases": [case]})
        event = {"id": "log:1", "kind": "suppressed", "page": 7, "day": "2026-11-22"}
        bot.tell(event)
        waiting = settling.to_settle(ada)
        answering.answer_hand_edit(ada, waiting.hand_edits[0].id, Answer.OVERWRITE)
        answering.clear_publication(ada, waiting.publications[0].id)
        assert len(settling.to_settle(ada)) == 0


class TestMoving:
    """States, by hand."""

    def test_with_a_reason_and_as_it_was_seen(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading())
        view = the_case(ada)
        seen = view.case.version
        actions.move(ada, view.case.id, seen, State.ACCEPTED, "Five accepted")
        with refused("changed"):
            actions.move(ada, view.case.id, seen, State.DECLINED, "Late")
        now = the_case(ada)
        assert (now.state, now.events[-1].reason, now.events[-1].actor) == (
            State.ACCEPTED,
            "Five accepted",
            "ada",
        )
        with refused("wrong_state"):
            actions.move(ada, view.case.id, now.case.version, State.CLOSED, "Why not")
        with refused("invalid", "reason"):
            actions.move(ada, view.case.id, now.case.version, State.INVESTIGATION, " \n")
        assert [verb for verb in verbs() if verb == "case_moved"] == ["case_moved"]

    def test_on_hold_and_back_to_where_it_was(self, bot: Bot, ada: Viewer) -> None:
        bot.bring(reading(facts=[state("voting")]))
        for to in (State.ON_HOLD, State.VOTING):
            view = the_case(ada)
            actions.move(ada, view.case.id, view.case.version, to, "Because")
        assert the_case(ada).state is State.VOTING

    def test_who_only_reads_along_does_not_act(self, world: World, bot: Bot) -> None:
        bot.bring(reading())
        olu = world.person("Olu")
        line = olu.keys.member_line() | {"role": "observer"}
        lines = [one.keys.member_line() for one in world.members]
        wire = client.sign_statement(
            world.root,
            members=[*lines, line],
            seq=2,
            min_holders=2,
            issued=DAY,
            expires=DAY + timedelta(days=60),
        )
        people.accept_statement("u4c", wire)
        reader = viewer("olu")
        view = the_case(reader)
        assert view.may_act is False
        with refused("no_vote"):
            actions.move(reader, view.case.id, view.case.version, State.ACCEPTED, "I say so")
        assert [voter.name for voter in view.voters.members] == ["Ada", "Ben", "Cho", "Dia"]


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
