# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide what may become of a case, its notices and its remedies, and how votes come out.

The states are those of the committee's practice (domain notes, "building blocks"); nothing written
by the committee fixes them, so a page may well skip the quiet ones between.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

VANISHED = "(vanished user)"


class State(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    SCREENING = "screening"
    REDIRECTED = "redirected"
    REQUEST = "request"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    INVESTIGATION = "investigation"
    DELIBERATION = "deliberation"
    VOTING = "voting"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Standing(StrEnum):
    """Whether a case page can be read on the wiki."""

    LIVE = "live"
    REDIRECT = "redirect"
    DELETED = "deleted"
    HIDDEN = "hidden"


class Happening(StrEnum):
    """What can have happened in a case."""

    OPENED = "opened"
    MOVED = "moved"  # to another state
    TITLE = "title"
    REDIRECTED = "redirected"
    DELETED = "deleted"
    RESTORED = "restored"
    HIDDEN = "hidden"
    SETTLED = "settled"
    RECUSED = "recused"
    MOTION_OPENED = "motion_opened"
    MOTION_DECIDED = "motion_decided"
    DECIDED = "decided"
    REMEDY_ADDED = "remedy_added"
    REMEDY_CHANGED = "remedy_changed"
    REMEDY_LIFTED = "remedy_lifted"
    REMEDY_EXPIRED = "remedy_expired"
    APPEAL_POSSIBLE = "appeal_possible"
    APPEAL = "appeal"
    NOTICE_WAIVED = "notice_waived"


class RecusalKind(StrEnum):
    """How far somebody stays out of a case."""

    NONE = "none"
    VOTING = "voting"
    FULL = "full"


HOLDABLE = frozenset({State.INVESTIGATION, State.DELIBERATION, State.VOTING})
ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.CLOSED, State.ARCHIVED})
# Where evidence is still taken, or would be.
_HEARING = frozenset(
    {
        State.SUBMITTED,
        State.SCREENING,
        State.REQUEST,
        State.ACCEPTED,
        State.INVESTIGATION,
        State.ON_HOLD,
    }
)
_BEFORE_VOTING = frozenset(
    {
        State.SUBMITTED,
        State.SCREENING,
        State.REQUEST,
        State.ACCEPTED,
        State.INVESTIGATION,
        State.DELIBERATION,
    }
)
_FORWARD: Mapping[State, tuple[State, ...]] = {
    State.SUBMITTED: (State.SCREENING,),
    State.SCREENING: (State.REQUEST, State.REDIRECTED),
    State.REQUEST: (State.ACCEPTED, State.DECLINED),
    State.ACCEPTED: (State.INVESTIGATION,),
    State.INVESTIGATION: (State.VOTING, State.DELIBERATION),
    State.DELIBERATION: (State.VOTING,),
    State.VOTING: (State.CLOSED,),
    State.CLOSED: (State.ARCHIVED,),
}
# What a page need not show: these are passed through on the way to what it does show.
_QUIET = frozenset({State.SUBMITTED, State.SCREENING, State.ACCEPTED, State.DELIBERATION})
# What a page goes on saying of a case that is further on at the desk.
_SAID_AS: Mapping[State, frozenset[State]] = {
    State.REQUEST: frozenset({State.SUBMITTED, State.SCREENING}),
    State.INVESTIGATION: frozenset({State.DELIBERATION}),
    State.CLOSED: frozenset({State.ARCHIVED}),
}


def next_states(state: State, held_from: State | None = None) -> tuple[State, ...]:
    """Where a case can go from where it is, in the order in which people would look for it.

    :param held_from: for a case on hold, where it was before
    """
    if state is State.ON_HOLD:
        back = (held_from,) if held_from is not None else ()
        return (*back, State.WITHDRAWN) if held_from in _BEFORE_VOTING else back
    found = list(_FORWARD.get(state, ()))
    if state in HOLDABLE:
        found.append(State.ON_HOLD)
    if state in _BEFORE_VOTING:
        found.append(State.WITHDRAWN)
    if state in ENDED:
        found.append(State.REQUEST)
    return tuple(found)


def may_move(state: State, to: State, held_from: State | None = None) -> bool:
    """Whether a member may move a case there in one step."""
    return to in next_states(state, held_from)


def is_reopening(state: State, to: State) -> bool:
    """Whether a step opens a case again that was over."""
    return state in ENDED and to is State.REQUEST


def agrees(state: State, said: State) -> bool:
    """Whether what a page says of a case is no news at the desk."""
    return said is state or state in _SAID_AS.get(said, frozenset())


def first_steps(said: State) -> tuple[State, ...]:
    """From `request`, how a case came to stand as a page says that is seen for the first time."""
    return _shortest(State.REQUEST, said, frozenset(State)) or ()


def steps_of_page(
    state: State, said: State, held_from: State | None = None
) -> tuple[State, ...] | None:
    """The steps a bot takes because a page says so; None if somebody has to look at it.

    Forward only, past nothing a page would have shown. Opening again is a decision with a reason,
    and a status box can be lost by accident: that is a member's to say.
    """
    if agrees(state, said):
        return ()
    if state is State.ON_HOLD:
        return (said,) if may_move(state, said, held_from) else None
    return _shortest(state, said, _QUIET)


def _shortest(state: State, to: State, past: Collection[State]) -> tuple[State, ...] | None:
    ways: list[tuple[State, ...]] = [()]
    seen = {state}
    for way in ways:
        at = way[-1] if way else state
        if at is to:
            return way
        if way and at not in past:
            continue
        for step in next_states(at):
            if step not in seen and not is_reopening(at, step):
                seen.add(step)
                ways.append((*way, step))
    return None


def tells_evidence(state: State, due: date, today: date) -> bool:
    """Whether the day until which evidence is taken is worth a word.

    Once it has passed it reminds, until the case goes on.
    """
    return state not in ENDED and (due >= today or state in _HEARING)


def short_title(title: str) -> str:
    """What a case is called: its page's title, less the page tree and the year."""
    _, cases, rest = title.partition("/Cases/")
    name = rest if cases else title
    year, slash, further = name.partition("/")
    if slash and further and len(year) == 4 and year.isascii() and year.isdecimal():
        return further
    return name


# ---- names


def same_name(name: str) -> str:
    """A user name as MediaWiki compares it: spaces for underscores, a capital in front."""
    plain = " ".join(name.replace("_", " ").split())
    return plain[:1].upper() + plain[1:]


def says_name(text: str, names: Iterable[str]) -> bool:
    """Whether one of some names stands in a text, however it is spelt there."""
    plain = " ".join(text.replace("_", " ").split()).casefold()
    return any(name and same_name(name).casefold() in plain for name in names)


# ---- notices


class Notice(StrEnum):
    """How far a party has been told of a case."""

    NEEDED = "needed"
    LISTED = "listed"
    BY_HAND = "by_hand"
    SENT = "sent"
    PROVEN = "proven"
    WAIVED = "waived"


UNPROVEN = frozenset({Notice.NEEDED, Notice.LISTED, Notice.BY_HAND, Notice.SENT})
_NOTICES: Mapping[Notice, frozenset[Notice]] = {
    Notice.NEEDED: frozenset(Notice) - {Notice.NEEDED},
    Notice.LISTED: frozenset({Notice.BY_HAND, Notice.SENT, Notice.PROVEN, Notice.WAIVED}),
    Notice.BY_HAND: frozenset({Notice.PROVEN, Notice.WAIVED}),
    Notice.SENT: frozenset({Notice.PROVEN, Notice.WAIVED}),
    Notice.PROVEN: frozenset(),
    Notice.WAIVED: frozenset({Notice.PROVEN}),
}


def may_note(before: Notice, after: Notice) -> bool:
    """Whether a notice can go from one state to another; it never goes back."""
    return after in _NOTICES[before]


# ---- remedies


def in_force(today: date, starts: date | None, expires: date | None, lifted: date | None) -> bool:
    """Whether a remedy holds today. The day it expires is the last on which it does."""
    return (
        lifted is None
        and (starts is None or starts <= today)
        and (expires is None or today <= expires)
    )


# ---- votes


class Ballot(StrEnum):
    """What somebody can say to a motion."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"


class MotionResult(StrEnum):
    """What became of a motion."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """How a vote stands, whatever those may still do who have not voted."""

    PASSES = "passes"
    FAILS = "fails"
    OPEN = "open"


class Why(StrEnum):
    """What a motion has, or still lacks."""

    MET = "met"
    TOO_FEW_VOTES = "too_few_votes"
    TOO_FEW_IN_SUPPORT = "too_few_in_support"
    NO_MAJORITY = "no_majority"


@dataclass(frozen=True)
class Rule:
    """What a motion needs to pass. Abstentions are recorded, but count nowhere (an assumption)."""

    min_votes: int  # in support or against
    more_than: Fraction  # of those
    min_support: int
    source: str = ""

    def lacks(self, support: int, oppose: int) -> Why:
        """What stands between so many votes and passing."""
        votes = support + oppose
        if votes < self.min_votes:
            return Why.TOO_FEW_VOTES
        if support < self.min_support:
            return Why.TOO_FEW_IN_SUPPORT
        return Why.MET if support > self.more_than * votes else Why.NO_MAJORITY

    def met(self, support: int, oppose: int) -> bool:
        """Whether so many votes pass it."""
        return self.lacks(support, oppose) is Why.MET


@dataclass(frozen=True)
class Vote:
    """One vote as a page shows it, in the order of the page."""

    by: str
    vote: Ballot
    struck: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Tally:
    """How a vote stands."""

    support: int
    oppose: int
    abstain: int
    open: tuple[str, ...]  # who may still vote
    late: tuple[str, ...]  # those of them who are not away
    uncounted: tuple[str, ...]  # who voted, but is no member or is recused
    result: Result
    met: bool  # whether it would pass if it ended now
    can_still_pass: bool
    why: Why
    rule: Rule


def tally(
    votes: Sequence[Vote],
    members: Iterable[str],
    recused: Iterable[str],
    absent: Iterable[str],
    rule: Rule,
    *,
    without_absent: bool = False,
) -> Tally:
    """Count a vote. Of somebody's votes the last that is not struck counts.

    :param recused: members who may not vote in this case, whatever they did
    :param absent: members who are away today; they may vote, but nobody calls them late
    :param without_absent: whether they are taken not to vote any more
    """
    barred = {same_name(name) for name in recused}
    voters = {same_name(name): name for name in members if same_name(name) not in barred}
    away = {same_name(name) for name in absent}
    cast = {same_name(vote.by): vote for vote in votes if not vote.struck}
    counts = dict.fromkeys(Ballot, 0)
    for name, vote in cast.items():
        counts[vote.vote] += name in voters
    support, oppose = counts[Ballot.SUPPORT], counts[Ballot.OPPOSE]
    waiting = [name for name in voters if name not in cast]
    open_ = [name for name in waiting if not (without_absent and name in away)]
    possible = rule.met(support + len(open_), oppose)
    certain = rule.met(support, oppose) and rule.met(support, oppose + len(open_))
    unsure = Result.OPEN if possible else Result.FAILS
    return Tally(
        support=support,
        oppose=oppose,
        abstain=counts[Ballot.ABSTAIN],
        open=tuple(sorted(voters[name] for name in open_)),
        late=tuple(sorted(voters[name] for name in waiting if name not in away)),
        uncounted=tuple(sorted({vote.by for name, vote in cast.items() if name not in voters})),
        result=Result.PASSES if certain else unsure,
        met=rule.met(support, oppose),
        can_still_pass=possible,
        why=rule.lacks(support, oppose),
        rule=rule,
    )
