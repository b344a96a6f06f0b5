# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases at the desk: found, settled, moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from service.cases import actions, answering, queries, settling
from service.cases.actions import Place
from service.cases.publishing import Answer
from service.cases.rules import Result, State
from service.cases.views import Filters
from service.people import actions as people
from service.people import settings
from service.people.viewers import Viewer, viewer
from service.vault import client
from tests.api.casework import ada, bot, place, refused, the_case, verbs, world
from tests.api.casing import WIKI, Bot, fact, party, reading, remedy, state, vote
from tests.api.world import World
from tests.conftest import DAY
from tests.teams import Somebody, SomeTeam

__all__ = ["ada", "bot", "world"]


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
