# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are shown of cases: the list's lines, and everything of one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.cases import known, voting
from service.cases.bot_models import Publication
from service.cases.models import (
    Case,
    CaseEvent,
    CasePage,
    Citation,
    Decision,
    Notice,
    Recusal,
    Remedy,
)
from service.cases.rules import RecusalKind, State
from service.clocks.queries import Due


@dataclass(frozen=True)
class Filters:
    """Which cases."""

    states: frozenset[State] = frozenset()  # none: all
    kind: str | None = None
    team: str | None = None
    title: str = ""  # a part of the title, in any case
    over: bool | None = None  # only those that are over, or only the others
    needs: str | None = None  # only those in which somebody has something to do: queries.NEEDS


@dataclass(frozen=True)
class CaseLine:
    """A case in the list."""

    case: Case
    page: CasePage | None
    unread: int
    unproven: int
    open_motions: int
    due: Sequence[Due]


@dataclass(frozen=True)
class Page:
    """A part of the list, and where the next part begins."""

    lines: Sequence[CaseLine]
    next: str | None


@dataclass(frozen=True)
class PageView:
    """A case page with all that is known of it."""

    page: CasePage
    said: known.Page
    clash: State | None  # where it says the case stands, if nobody may follow it without a look


@dataclass(frozen=True)
class PartyView:
    """Somebody the case is about, with how far they were told."""

    name: str
    role: str
    notice: Notice | None


@dataclass(frozen=True)
class DecisionView:
    """A decision with what it rests on."""

    decision: Decision
    citations: Sequence[Citation]


@dataclass(frozen=True)
class RemedyView:
    """A remedy, whether it holds today, and what of it is watched."""

    remedy: Remedy
    in_force: bool
    due: Sequence[Due]


@dataclass(frozen=True)
class RecusalView:
    """Who stays out, by name."""

    recusal: Recusal
    name: str


@dataclass(frozen=True)
class CaseView:
    """Everything of one case that its members may see."""

    case: Case
    state: State
    next_states: Sequence[State]
    may_act: bool
    mine: RecusalKind
    pages: Sequence[PageView]
    parties: Sequence[PartyView]
    events: Sequence[CaseEvent]
    voters: voting.Voters
    motions: Sequence[voting.MotionView]
    recusals: Sequence[RecusalView]
    decisions: Sequence[DecisionView]
    remedies: Sequence[RemedyView]
    notices: Sequence[Notice]
    publications: Sequence[Publication]
    due: Sequence[Due]
    appeals: Sequence[Case]
    appeal_of: Case | None
    file: str | None
