# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases in words, for the desk's pages: who did it, where it stands on the wiki, how many days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from service.cases import bots
from service.cases.models import CaseEvent
from service.cases.rules import Happening
from service.cases.views import CaseView
from service.cases.voting import MotionView
from service.infra.config import is_loopback
from service.infra.i18n import translate
from service.infra.time import today
from service.people import queries as people

_SAID_OF_STATES = frozenset({Happening.MOVED, Happening.OPENED})


@dataclass(frozen=True)
class Event:
    """Something that happened, as the timeline tells it."""

    day: date
    who: str
    what: str
    reason: str
    rev: int | None


def at_wiki(wiki: str, **query: object) -> str:
    """The address of something on a wiki; only wikis on this machine are reached without TLS."""
    host = urlsplit(f"//{wiki}").hostname or ""
    scheme = "http" if is_loopback(host) else "https"
    return f"{scheme}://{wiki}/w/index.php?{urlencode(query)}"


def word(kind: str, value: object) -> str:
    """What a value is called: ``word("state", "on_hold")``."""
    return translate(f"alcove-page-case-{kind}-{str(value).replace('_', '-')}")


def due(kind: str, day: date) -> str:
    """What a day is for, in one sentence: evidence closes in 3 days, or closed yesterday."""
    days = (day - today()).days
    tense = "today" if days == 0 else "ahead" if days > 0 else "past"
    return translate(f"alcove-page-case-due-{kind}-{tense}", abs(days))


def names_of(ids: Iterable[str]) -> Mapping[str, str]:
    """What people and bots are called, by their ids."""
    wanted = set(ids)
    found = dict(bots.names_of(wanted))
    for one in wanted:
        who = people.person(one)
        if who is not None:
            found[one] = who.name
    return found


def timeline(view: CaseView) -> list[Event]:
    """What happened, the newest first."""
    acting = {one.actor for one in view.events if one.actor}
    meant = {one.before for one in view.events if one.kind == Happening.RECUSED}
    names = names_of(acting | meant)
    return [
        Event(
            day=one.day,
            who=names.get(one.actor, one.actor[:8]) if one.actor else word("by", "calendar"),
            what=_what(one, names),
            reason=one.reason,
            rev=one.rev,
        )
        for one in reversed(view.events)
    ]


def _what(one: CaseEvent, names: Mapping[str, str]) -> str:
    key = f"alcove-page-case-event-{one.kind.replace('_', '-')}"
    before, after = one.before, one.after
    if one.kind in _SAID_OF_STATES:
        before, after = _state(before), _state(after)
    elif one.kind == Happening.RECUSED:
        before, after = names.get(before, before[:8]), word("recusal", after)
    elif one.kind == Happening.SETTLED:
        after = word("fact", after)
    elif one.kind == Happening.MOTION_OPENED:
        after = rule(after)
    elif one.kind == Happening.MOTION_DECIDED:
        after = word("result", after)
    return translate(key, before, after)


def _state(value: str) -> str:
    return word("state", value) if value else ""


def rule(kind: str) -> str:
    """What the rule of a motion is called; a team may have rules of its own."""
    known = {"ordinary", "systemic_failure"}
    return word("rule", kind) if kind in known else kind


def tally(motion: MotionView) -> str:
    """How a motion's votes stand, in one line."""
    count = motion.tally
    return translate("alcove-page-case-tally", count.support, count.oppose, count.abstain)


def for_script(view: CaseView) -> dict[str, Any]:
    """What is public of a case, as the script copies it as wikitext and puts it beside the file."""
    pages = [
        {"wiki": one.page.wiki, "title": one.page.title, "rev": one.page.rev} for one in view.pages
    ]
    filed = next((one.said.one("filed") for one in view.pages if one.said.one("filed")), None)
    return {
        "case": view.case.id,
        "team": view.case.team,
        "title": view.case.title,
        "may_act": view.may_act,
        "pages": pages,
        "facts": [
            [word("fact", "state"), word("state", view.state)],
            *([[word("fact", "kind"), word("kind", view.case.kind)]] if view.case.kind else []),
            *([[word("fact", "filed"), f"{filed['day']} · {filed['by']}"]] if filed else []),
            *([word("clock", due.kind), due.due.isoformat()] for due in view.due),
        ],
        "parties": [_party(one.name, one.role, one.notice) for one in view.parties],
        "motions": [_motion(one) for one in view.motions],
        "decisions": [
            {
                "text": one.decision.text,
                "day": one.decision.day.isoformat(),
                "citations": [
                    {"title": cited.title, "rev": cited.rev, "wiki": cited.wiki}
                    for cited in one.citations
                ],
            }
            for one in view.decisions
        ],
        "remedies": [
            {
                "text": one.remedy.text,
                "facts": [
                    [translate(f"alcove-page-case-field-{name}"), value]
                    for name, value in remedy_facts(one.remedy, in_force=one.in_force)
                ],
            }
            for one in view.remedies
        ],
    }


def _party(name: str, role: str, notice: Any) -> list[str]:
    told = word("notice", notice.state) if notice is not None else ""
    return [one for one in (name, word("role", role), told) if one]


def _motion(one: MotionView) -> dict[str, Any]:
    return {
        "title": one.title or word("field", "private"),
        "rule": rule(one.kind),
        "result": word("result", one.result),
        "tally": "" if one.private else tally(one),
        "votes": [
            [vote.by, word("vote", vote.vote), word("field", "struck") if vote.struck else ""]
            for vote in one.votes
        ],
    }


def remedy_facts(remedy: Any, *, in_force: bool) -> list[tuple[str, str]]:
    """What stands with a remedy, field by field."""
    found = [
        ("standing", force(remedy, in_force=in_force)),
        ("scope", remedy.scope),
        ("whom", ", ".join(remedy.whom)),
        ("starts", _day(remedy.starts)),
        ("expires", word("field", "indefinite") if remedy.indefinite else _day(remedy.expires)),
        ("appeal-from", _day(remedy.appeal_from)),
    ]
    return [(name, value) for name, value in found if value]


def force(remedy: Any, *, in_force: bool) -> str:
    """Whether a remedy holds, and if not, why."""
    if in_force:
        return word("force", "yes")
    if remedy.lifted is not None:
        return translate("alcove-page-case-force-lifted", remedy.lifted.isoformat())
    not_yet = remedy.starts is not None and remedy.starts > today()
    return word("force", "not-yet" if not_yet else "over")


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
