# SPDX-License-Identifier: AGPL-3.0-or-later
"""States, notices, remedies and votes of cases, as rules alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cases import voting
from service.cases.facts import SHOWN
from service.cases.rules import (
    ENDED,
    VANISHED,
    Ballot,
    Notice,
    Result,
    Rule,
    State,
    Tally,
    Vote,
    Why,
    agrees,
    first_steps,
    in_force,
    is_reopening,
    may_move,
    may_note,
    next_states,
    same_name,
    says_name,
    short_title,
    steps_of_page,
    tally,
    tells_evidence,
)

DAY = date(2026, 11, 22)
S = State

# Written out, so that a change of the rules is a change here.
STEPS: dict[State, set[State]] = {
    S.SUBMITTED: {S.SCREENING, S.WITHDRAWN},
    S.SCREENING: {S.REQUEST, S.REDIRECTED, S.WITHDRAWN},
    S.REDIRECTED: set(),
    S.REQUEST: {S.ACCEPTED, S.DECLINED, S.WITHDRAWN},
    S.ACCEPTED: {S.INVESTIGATION, S.WITHDRAWN},
    S.INVESTIGATION: {S.DELIBERATION, S.VOTING, S.ON_HOLD, S.WITHDRAWN},
    S.DELIBERATION: {S.VOTING, S.ON_HOLD, S.WITHDRAWN},
    S.VOTING: {S.CLOSED, S.ON_HOLD},
    S.ON_HOLD: set(),
    S.CLOSED: {S.ARCHIVED, S.REQUEST},
    S.ARCHIVED: {S.REQUEST},
    S.DECLINED: {S.REQUEST},
    S.WITHDRAWN: {S.REQUEST},
}


class TestStates:
    """Every pair."""

    @pytest.mark.parametrize(("state", "to"), list(product(State, State)))
    def test_steps(self, state: State, to: State) -> None:
        assert may_move(state, to) is (to in STEPS[state])
        assert is_reopening(state, to) is (state in ENDED and to is S.REQUEST)

    @pytest.mark.parametrize("held", [S.INVESTIGATION, S.DELIBERATION, S.VOTING])
    def test_from_on_hold_it_goes_back_to_where_it_was(self, held: State) -> None:
        ways = {held} | ({S.WITHDRAWN} if held is not S.VOTING else set())
        assert set(next_states(S.ON_HOLD, held)) == ways

    @pytest.mark.parametrize("said", SHOWN)
    def test_a_page_seen_first_is_reached_by_legal_steps(self, said: State) -> None:
        at, held = S.REQUEST, None
        for to in first_steps(said):
            assert may_move(at, to, held)
            held = at if to is S.ON_HOLD else None
            at = to
        assert at is said

    @pytest.mark.parametrize(("state", "said"), list(product(State, SHOWN)))
    def test_what_a_bot_does_is_what_a_member_could(self, state: State, said: State) -> None:
        for held in (None, S.INVESTIGATION, S.VOTING):
            steps = steps_of_page(state, said, held)
            if steps is None:
                continue
            assert (steps == ()) is agrees(state, said)
            at, before = state, held
            for to in steps:
                assert may_move(at, to, before)
                assert not is_reopening(at, to)
                before = at if to is S.ON_HOLD else None
                at = to
            assert agrees(at, said)

    @pytest.mark.parametrize(
        ("state", "said", "steps"),
        [
            (S.REQUEST, S.INVESTIGATION, (S.ACCEPTED, S.INVESTIGATION)),
            (S.INVESTIGATION, S.VOTING, (S.VOTING,)),
            (S.DELIBERATION, S.INVESTIGATION, ()),
            (S.ARCHIVED, S.CLOSED, ()),
            (S.ACCEPTED, S.CLOSED, None),
            (S.REQUEST, S.CLOSED, None),
            (S.DECLINED, S.REQUEST, None),
            (S.CLOSED, S.VOTING, None),
            (S.VOTING, S.INVESTIGATION, None),
            (S.REDIRECTED, S.REQUEST, None),
        ],
    )
    def test_what_a_bot_leaves_to_a_member(
        self, state: State, said: State, steps: tuple[State, ...] | None
    ) -> None:
        assert steps_of_page(state, said) == steps


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("due", [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)])
def test_a_deadline_that_passed_reminds_until_the_case_goes_on(state: State, due: date) -> None:
    before = {S.SUBMITTED, S.SCREENING, S.REQUEST, S.ACCEPTED, S.INVESTIGATION, S.ON_HOLD}
    told = state in before or (due >= DAY and state in {S.REDIRECTED, S.DELIBERATION, S.VOTING})
    assert tells_evidence(state, due, DAY) is told


class TestNames:
    """As MediaWiki compares them."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [("amina", "Amina"), ("Amina_B", "Amina B"), (" Amina  B ", "Amina_B"), ("ñ", "Ñ")],
    )
    def test_the_same(self, one: str, other: str) -> None:
        assert same_name(one) == same_name(other)

    def test_not_the_same(self) -> None:
        assert same_name("AMina") != same_name("Amina")

    @pytest.mark.parametrize("text", ["That amina_b did", "AMINA  B", "xAmina By"])
    def test_a_text_that_says_a_name(self, text: str) -> None:
        assert says_name(text, ["Amina B"])

    def test_no_names_are_in_no_text(self) -> None:
        assert not says_name("anything", ["", "Other"])

    @pytest.mark.parametrize(
        ("title", "called"),
        [
            ("UCoC/Committee/Cases/2026/A/B: c", "A/B: c"),
            ("UCoC/Committee/Cases/Bare", "Bare"),
            ("UCoC/Committee/Cases/2026/", "2026/"),
            ("UCoC/Committee/Cases/1/2", "1/2"),
            ("Elsewhere", "Elsewhere"),
        ],
    )
    def test_what_a_case_is_called(self, title: str, called: str) -> None:
        assert short_title(title) == called

    def test_nobody_is_called_what_who_vanished_is(self) -> None:
        assert VANISHED.startswith("(")


class TestNotices:
    """Never back."""

    @pytest.mark.parametrize(("one", "other"), list(product(Notice, Notice)))
    def test_no_two_states_lead_to_each_other(self, one: Notice, other: Notice) -> None:
        assert not (may_note(one, other) and may_note(other, one))

    def test_proof_is_the_end_and_can_always_be_had(self) -> None:
        assert not any(may_note(Notice.PROVEN, other) for other in Notice)
        assert all(may_note(one, Notice.PROVEN) for one in Notice if one is not Notice.PROVEN)
        assert not may_note(Notice.BY_HAND, Notice.SENT)
        assert not may_note(Notice.WAIVED, Notice.SENT)


@pytest.mark.parametrize(
    ("starts", "expires", "lifted", "holds"),
    [
        (None, None, None, True),
        (0, 0, None, True),
        (1, None, None, False),
        (-5, -1, None, False),
        (-5, 5, 0, False),
    ],
)
def test_a_remedy_holds_on_its_first_and_last_day(
    starts: int | None, expires: int | None, lifted: int | None, holds: bool
) -> None:
    days = [None if n is None else DAY + timedelta(days=n) for n in (starts, expires, lifted)]
    assert in_force(DAY, *days) is holds


NAMES = [f"M{n}" for n in range(6)]
names = st.sampled_from([*NAMES, "Stranger"])
votes = st.lists(st.builds(Vote, names, st.sampled_from(Ballot), st.booleans()), max_size=12)
some = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
shares = st.fractions(0, Fraction(9, 10), max_denominator=10)
rules = st.builds(Rule, st.integers(0, 7), shares, st.integers(0, 7))


def count(cast: list[Vote], rule: Rule, recused: list[str] | None = None) -> Tally:
    return tally(cast, NAMES, recused or [], [], rule)


class TestTally:
    """Whatever votes there are, and whatever the rule."""

    @given(votes, rules, some, some)
    def test_it_can_still_pass_if_and_only_if_some_way_of_going_on_passes(
        self, cast: list[Vote], rule: Rule, recused: list[str], absent: list[str]
    ) -> None:
        found = tally(cast, NAMES, recused, absent, rule, without_absent=True)
        assert not set(found.open) & (set(recused) | set(absent))
        ways = combinations_with_replacement([None, *Ballot], len(found.open))
        ends = set()
        for way in ways:
            more = [Vote(by, how) for by, how in zip(found.open, way, strict=True) if how]
            ends.add(tally([*cast, *more], NAMES, recused, absent, rule).met)
        assert found.can_still_pass is (True in ends)
        wanted = Result.PASSES if ends == {True} else Result.OPEN
        assert found.result is (wanted if True in ends else Result.FAILS)

    @given(votes, rules, some, names)
    def test_one_more_in_support_never_makes_it_fail(
        self, cast: list[Vote], rule: Rule, recused: list[str], who: str
    ) -> None:
        before = count(cast, rule, recused)
        after = count([*cast, Vote(who, Ballot.SUPPORT)], rule, recused)
        assert after.met >= before.met
        assert after.can_still_pass >= before.can_still_pass

    @given(votes, rules, some)
    def test_who_is_recused_is_never_counted(
        self, cast: list[Vote], rule: Rule, recused: list[str]
    ) -> None:
        without = [vote for vote in cast if vote.by not in recused]
        one, other = count(cast, rule, recused), count(without, rule, recused)
        assert (one.support, one.oppose, one.abstain) == (
            other.support,
            other.oppose,
            other.abstain,
        )
        assert not set(recused) & {*one.open, *one.late}

    @given(votes, rules)
    def test_everybody_is_counted_once(self, cast: list[Vote], rule: Rule) -> None:
        found = count(cast, rule)
        assert found.support + found.oppose + found.abstain + len(found.open) == len(NAMES)
        assert (found.why is Why.MET) is found.met
        assert found.met <= found.can_still_pass

    def test_the_last_that_is_not_struck_counts(self) -> None:
        rule = Rule(1, Fraction(1, 2), 0)
        cast = [
            Vote("M0", Ballot.OPPOSE),
            Vote("m0", Ballot.SUPPORT),
            Vote("M0", Ballot.ABSTAIN, struck=True),
            Vote("Stranger", Ballot.OPPOSE),
        ]
        found = count(cast, rule)
        assert (found.support, found.oppose, found.abstain) == (1, 0, 0)
        assert found.uncounted == ("Stranger",)

    def test_who_is_away_may_vote_and_is_not_late(self) -> None:
        rule = Rule(6, Fraction(1, 2), 0)
        cast = [Vote(name, Ballot.SUPPORT) for name in NAMES[:5]]
        found = tally(cast, NAMES, [], ["M5"], rule)
        assert (found.open, found.late, found.can_still_pass) == (("M5",), (), True)
        assert not tally(cast, NAMES, [], ["M5"], rule, without_absent=True).can_still_pass

    @pytest.mark.parametrize(
        ("kind", "support", "oppose", "why"),
        [
            ("ordinary", 4, 0, Why.TOO_FEW_VOTES),
            ("ordinary", 3, 2, Why.MET),
            ("ordinary", 3, 3, Why.NO_MAJORITY),
            ("systemic_failure", 7, 0, Why.TOO_FEW_IN_SUPPORT),
            ("systemic_failure", 8, 7, Why.MET),
            ("systemic_failure", 8, 8, Why.NO_MAJORITY),
        ],
    )
    def test_the_rules_that_are_shipped(
        self, kind: str, support: int, oppose: int, why: Why
    ) -> None:
        rule = voting._usual()[kind]
        assert rule.lacks(support, oppose) is why
        assert rule.source

    @pytest.mark.parametrize(
        "said",
        [
            None,
            [],
            {"min_votes": 5},
            {"min_votes": 5, "more_than": "1/2", "min_support": 0, "abstain": True},
            {"min_votes": -1, "more_than": "1/2", "min_support": 0},
            {"min_votes": "5", "more_than": "1/2", "min_support": 0},
            {"min_votes": True, "more_than": "1/2", "min_support": 0},
            {"min_votes": 5, "more_than": "1", "min_support": 0},
            {"min_votes": 5, "more_than": "-1/2", "min_support": 0},
            {"min_votes": 5, "more_than": "half", "min_support": 0},
            {"min_votes": 5, "more_than": "1/0", "min_support": 0},
        ],
    )
    def test_what_is_no_rule_is_refused(self, said: object) -> None:
        with pytest.raises(ValueError, match=r".+"):
            voting.read_rule(said)
