# SPDX-License-Identifier: AGPL-3.0-or-later
"""Motions with their votes as pages show them, counted by the rule each follows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.cases import facts, known
from service.cases.models import Case, CasePage, CaseSettings, Motion, Recusal
from service.cases.rules import (
    ENDED,
    Ballot,
    MotionResult,
    RecusalKind,
    Rule,
    Tally,
    Vote,
    tally,
)
from service.infra.database import session
from service.infra.time import today
from service.people import queries as people
from service.people.models import Absence, Key, Person
from service.people.rules import Role

ORDINARY = "ordinary"
#: What pages say of motions.
ABOUT_MOTIONS = ("motion", "motion_vote", "motion_result")

_DATA = Path(__file__).parent / "data" / "motions.json"
_PARTS = frozenset({"min_votes", "more_than", "min_support", "source"})


@dataclass(frozen=True)
class Voter:
    """A member with a vote, as the team's statement names them."""

    name: str
    person: str | None
    away: bool


@dataclass(frozen=True)
class MotionView:
    """A motion as it stands: opened at the desk, or only seen on the page so far."""

    id: str | None
    slug: str | None
    title: str
    kind: str
    assumed: bool  # nobody said which rule it follows
    begun: date | None
    closes: date | None
    result: MotionResult
    decided: date | None
    private: bool
    votes: Sequence[Vote]
    tally: Tally
    announced: Mapping[str, Any] | None  # the result as the page tells it
    unread: int  # votes that could not be read
    differs: bool = False  # whether it would be counted otherwise by now


@dataclass(frozen=True)
class Voters:
    """Who may vote in a case."""

    members: Sequence[Voter]
    recused: Collection[str]

    @property
    def names(self) -> list[str]:
        """All members, recused or not."""
        return [voter.name for voter in self.members]

    @property
    def away(self) -> list[str]:
        """Those who are away today."""
        return [voter.name for voter in self.members if voter.away]


def rules_of(team: str) -> Mapping[str, Rule]:
    """What motions need in a team, by their kinds."""
    settings = session().get(CaseSettings, team)
    chosen = settings.rules if settings is not None and settings.rules else {}
    return {**_usual(), **read_rules(chosen)}


def read_rules(document: Any) -> dict[str, Rule]:
    """Read rules from JSON.

    :raise ValueError: for anything that is no rule; part by part, nothing is left out silently
    """
    if not isinstance(document, dict):
        raise ValueError("rules are an object")
    return {str(kind): read_rule(said) for kind, said in document.items()}


def read_rule(said: Any) -> Rule:
    """Read one rule from JSON.

    :raise ValueError: if it is none
    """
    if not isinstance(said, dict) or not said.keys() <= _PARTS:
        raise ValueError("a rule has these parts: " + ", ".join(sorted(_PARTS)))
    counts = [said.get("min_votes"), said.get("min_support")]
    if not all(facts.is_count(count) for count in counts):
        raise ValueError("min_votes and min_support are numbers")
    try:
        share = Fraction(str(said.get("more_than")))
    except ZeroDivisionError:
        raise ValueError("more_than is no share") from None
    if not 0 <= share < 1:
        raise ValueError("more_than is a share below one, such as 1/2")
    return Rule(said["min_votes"], share, said["min_support"], str(said.get("source", "")))


def written(rule: Rule) -> dict[str, Any]:
    """A rule as it is kept with a motion."""
    return {
        "min_votes": rule.min_votes,
        "more_than": str(rule.more_than),
        "min_support": rule.min_support,
        "source": rule.source,
    }


def voters(team: str) -> list[Voter]:
    """Everybody with a vote in a team, by name."""
    statement = people.current_statement(team)
    named = [one for one in (statement.members if statement else ()) if one.role is Role.MEMBER]
    rows = session()
    by_key = {
        key.fingerprint: who
        for key, who in rows.execute(
            select(Key, Person)
            .join(Person, Person.id == Key.person)
            .where(Key.fingerprint.in_({one.fingerprint for one in named}))
        )
    }
    now = (Absence.begins <= today(), Absence.ends >= today())
    away = set(rows.scalars(select(Absence.person).where(*now)))
    found = []
    for one in named:
        who = by_key.get(one.fingerprint)
        if who is None:
            found.append(Voter(one.name, None, away=False))
        else:
            # Accounts are renamed; the statement says what they were called when it was signed.
            found.append(Voter(who.name, who.id, away=who.id in away))
    return sorted(found, key=lambda voter: voter.name)


def in_case(members: Sequence[Voter], recusals: Sequence[Recusal]) -> Voters:
    """Who may vote in one case."""
    out = {one.person for one in recusals if one.kind != RecusalKind.NONE}
    return Voters(members, [voter.name for voter in members if voter.person in out])


def motions(
    said: known.Page, stored: Sequence[Motion], who: Voters, rules: Mapping[str, Rule]
) -> list[MotionView]:
    """Every motion of a case: those of the desk first, then what only the page has."""
    found = [_of_desk(motion, said, who) for motion in stored]
    usual, slugs = rules[ORDINARY], {motion.slug for motion in stored}
    for slug, title in _on_page(said).items():
        if slug not in slugs:
            found.append(_of_page(slug, title, said, who, usual))
    return found


def open_in(cases: Collection[Case]) -> Counter[str]:
    """How many motions nobody has decided yet, case by case, in as many queries for one as for all.

    Those that stand only on a page count as long as their case goes on: what an old page never told
    the end of is nobody's to vote on.
    """
    ids, rows = [one.id for one in cases], session()
    going = {one.id for one in cases if one.state not in ENDED}
    found: Counter[str] = Counter()
    slugs: dict[str, set[str | None]] = {one: set() for one in ids}
    for motion in rows.scalars(select(Motion).where(Motion.case_id.in_(ids))):
        slugs[motion.case_id].add(motion.slug)
        found[motion.case_id] += motion.result == MotionResult.OPEN
    pages = rows.execute(select(CasePage.id, CasePage.case_id).where(CasePage.case_id.in_(going)))
    case_of = {row.id: row.case_id for row in pages}
    told: dict[str, list[known.Known]] = {}
    for page, said in known.of(list(case_of), ABOUT_MOTIONS).items():
        told.setdefault(case_of[page], []).extend(said.facts)
    for case_id, facts_of_case in told.items():
        said = known.Page(facts_of_case)
        undecided = _on_page(said).keys() - slugs[case_id]
        found[case_id] += sum(_announced(said, slug) is None for slug in undecided)
    return found


def _on_page(said: known.Page) -> dict[str, str]:
    """The titles of the motions on a case's pages."""
    found = {value["motion"]: value["title"] for _, value in said.values("motion")}
    for key in ("motion_vote", "motion_result"):
        for _, value in said.values(key):
            found.setdefault(value["motion"], value["motion"])
    return found


def _of_desk(motion: Motion, said: known.Page, who: Voters) -> MotionView:
    votes = _votes(said, motion.slug)
    now = _count(votes, who, read_rule(motion.rule))
    counted = _on_its_day(motion, now)
    return MotionView(
        id=motion.id,
        slug=motion.slug,
        title=motion.title,
        kind=motion.kind,
        assumed=False,
        begun=motion.begun,
        closes=motion.closes,
        result=MotionResult(motion.result),
        decided=motion.decided,
        private=motion.private,
        votes=votes,
        tally=counted,
        announced=_announced(said, motion.slug),
        unread=_unread(said, motion.slug),
        differs=counted is not now,
    )


def _on_its_day(motion: Motion, now: Tally) -> Tally:
    """The count by which a motion was decided: members leave later, and pages change."""
    support, oppose, abstain = motion.support, motion.oppose, motion.abstain
    if support is None or oppose is None or abstain is None:
        return now
    if (support, oppose, abstain) == (now.support, now.oppose, now.abstain):
        return now
    return replace(
        now,
        support=support,
        oppose=oppose,
        abstain=abstain,
        uncounted=(),  # who has left since may have counted then
        met=now.rule.met(support, oppose),
        why=now.rule.lacks(support, oppose),
    )


def _of_page(slug: str, title: str, said: known.Page, who: Voters, rule: Rule) -> MotionView:
    votes, announced = _votes(said, slug), _announced(said, slug)
    adopted = {None: MotionResult.OPEN, True: MotionResult.PASSED, False: MotionResult.FAILED}
    return MotionView(
        id=None,
        slug=slug,
        title=title,
        kind=ORDINARY,
        assumed=True,
        begun=None,
        closes=None,
        result=adopted[announced["adopted"] if announced else None],
        decided=None,
        private=False,
        votes=votes,
        tally=_count(votes, who, rule),
        announced=announced,
        unread=_unread(said, slug),
    )


def _count(votes: Sequence[Vote], who: Voters, rule: Rule) -> Tally:
    return tally(votes, who.names, who.recused, who.away, rule)


def _votes(said: known.Page, slug: str | None) -> list[Vote]:
    return [
        Vote(value["by"], Ballot(value["vote"]), value["struck"], facts.day_of(value["day"]))
        for _, value in said.values("motion_vote")
        if slug is not None and value["motion"] == slug
    ]


def _announced(said: known.Page, slug: str | None) -> Mapping[str, Any] | None:
    found = [value for _, value in said.values("motion_result") if value["motion"] == slug]
    return found[0] if found and slug is not None else None


def _unread(said: known.Page, slug: str | None) -> int:
    """Votes nobody could read, in the section of this motion as far as that can be told."""
    unread = [known_ for known_ in said.all("motion_vote") if known_.unread]
    titles = {value["title"] for _, value in said.values("motion") if value["motion"] == slug}
    return sum(
        1 for one in unread if one.fact.section in titles or one.fact.item.startswith(f"{slug}")
    )


@cache
def _usual() -> Mapping[str, Rule]:
    return read_rules(json.loads(_DATA.read_text(encoding="utf-8")))
