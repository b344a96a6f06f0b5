# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows for a case from what its page says: state, kind, deadline, notices, remedies.

Part of the action that changed what is known, in that one's transaction. Working it out again
changes nothing. Many cases are worked out together, with as many queries as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from service.cases import facts, known, names, timeline
from service.cases.models import Case, CasePage, Notice, Remedy
from service.cases.rules import Notice as NoticeState
from service.cases.rules import State, first_steps, may_note, same_name, steps_of_page
from service.clocks import actions as clocks
from service.clocks.rules import Kind
from service.infra.database import session
from service.infra.ids import random_id
from service.infra.time import today

_NOTICE_OF = {
    "none": NoticeState.NEEDED,
    "local": NoticeState.BY_HAND,
    "diff": NoticeState.PROVEN,
}

#: All that anything follows from.
_KEYS = ("state", "kind", "evidence_until", "party", "remedy")


def follow(
    read: Sequence[tuple[Case, CasePage]], actor: str, new: Collection[str] = frozenset()
) -> None:
    """Have cases, which the caller has locked, follow what is known of their pages.

    :param new: the ids of those that are seen for the first time
    """
    said = known.of([page.id for _, page in read], _KEYS)
    happened: list[timeline.Entry] = []
    due: dict[tuple[str, Kind], date | None] = {}
    for case, page in read:
        happened += _steps(case, page, said[page.id], actor, is_new=case.id in new)
        kind, until = said[page.id].one("kind"), said[page.id].one("evidence_until")
        if kind is not None:
            case.kind = kind["kind"]
        due[case.id, Kind.EVIDENCE] = facts.day_of(until["day"]) if until is not None else None
    timeline.write(happened)
    _notices(read, said)
    due |= _remedies([(case, page) for case, page in read if page.whole], said)
    session().flush()
    clocks.watch(due)


def forget_remedies(page: CasePage) -> None:
    """Take out the remedies read from a page; a member's word on one stays."""
    rows = session()
    for remedy in rows.scalars(select(Remedy).where(Remedy.page_id == page.id)).all():
        if _is_of_page_only(remedy):
            clocks.drop(remedy.id)
            rows.delete(remedy)
    rows.flush()


def set_clocks(remedy: Remedy) -> None:
    """Have a remedy's days be watched."""
    clocks.watch(_days(remedy))


def _days(remedy: Remedy) -> dict[tuple[str, Kind], date | None]:
    is_over = remedy.lifted is not None
    return {
        (remedy.id, Kind.REMEDY): None if is_over else remedy.expires,
        (remedy.id, Kind.APPEAL): None if is_over else remedy.appeal_from,
    }


def _is_of_page_only(remedy: Remedy) -> bool:
    return remedy.lifted is None and remedy.decision_id is None


def _steps(
    case: Case, page: CasePage, said: known.Page, actor: str, *, is_new: bool
) -> list[timeline.Entry]:
    value = said.one("state")
    if value is None:
        return []
    now, shown = State(case.state), State(value["state"])
    held = State(case.held_from) if case.held_from else None
    steps = first_steps(shown) if is_new else steps_of_page(now, shown, held)
    return [timeline.move(case, to, actor, rev=page.rev) for to in steps or ()]


def _notices(read: Sequence[tuple[Case, CasePage]], said: Mapping[str, known.Page]) -> None:
    wanted = select(Notice).where(Notice.case_id.in_({case.id for case, _ in read}))
    stored: dict[str, dict[str, Notice]] = defaultdict(dict)
    for one in session().scalars(wanted):
        name = one.party if names.is_sealed(one.party) else same_name(one.party)
        stored[one.case_id][name] = one
    for case, page in read:
        _notices_of(case, said[page.id], stored[case.id])


def _notices_of(case: Case, said: known.Page, stored: dict[str, Notice]) -> None:
    named: set[str] = set()
    for _, value in said.values("party"):
        name = same_name(value["name"])
        if value["role"] == "filer" or value["notice"] == "filer":
            continue
        named.add(name)
        _notice(case, stored, value)
    for name, notice in stored.items():
        if name not in named and notice.state == NoticeState.NEEDED:
            session().delete(notice)


def _notice(case: Case, stored: dict[str, Notice], value: Any) -> None:
    name, shown = same_name(value["name"]), _NOTICE_OF[value["notice"]]
    if shown is NoticeState.PROVEN and value["diff"] is None:
        shown = NoticeState.BY_HAND
    notice = stored.get(name) or stored.get(names.sealed(name))
    if notice is not None:
        notice.party = value["name"]  # which was not known for a time, or is spelt otherwise now
    if notice is None:
        made = Notice(case_id=case.id, party=value["name"], state=shown.value, day=today())
        made.diff = value["diff"] if shown is NoticeState.PROVEN else None
        stored[name] = made
        session().add(made)
    elif may_note(NoticeState(notice.state), shown):
        notice.state, notice.day = shown.value, today()
        notice.diff = value["diff"] or notice.diff


def _remedies(
    read: Sequence[tuple[Case, CasePage]], said: Mapping[str, known.Page]
) -> dict[tuple[str, Kind], date | None]:
    """Keep remedies as their pages tell them; return the days to be watched."""
    wanted = select(Remedy).where(Remedy.page_id.in_([page.id for _, page in read]))
    stored: dict[str | None, dict[str | None, Remedy]] = defaultdict(dict)
    for one in session().scalars(wanted):
        stored[one.page_id][one.item] = one
    due: dict[tuple[str, Kind], date | None] = {}
    for case, page in read:
        for remedy, is_shown in _remedies_of(case, page, said[page.id], stored[page.id]):
            due |= _days(remedy) if is_shown else dict.fromkeys(_days(remedy))
    return due


def _remedies_of(
    case: Case, page: CasePage, said: known.Page, stored: Mapping[str | None, Remedy]
) -> Iterator[tuple[Remedy, bool]]:
    """Yield each remedy that was made, changed or taken out, and whether its page shows it."""
    rows = session()
    shown = {one.fact.item: value for one, value in said.values("remedy")}
    unsure = {one.fact.item for one in said.all("remedy") if one.unread}
    for item, remedy in stored.items():
        if item not in shown.keys() | unsure and _is_of_page_only(remedy):
            rows.delete(remedy)
            yield remedy, False
    for item, value in shown.items():
        found = stored.get(item)
        if found is None:
            found = Remedy(id=random_id(), case_id=case.id, page_id=page.id, item=item)
            found.scope, found.public = "", False
            rows.add(found)
        elif found.text != value["text"]:
            found.public = False  # somebody found other words fit to be published
        found.text, found.whom = value["text"], value["whom"]
        found.starts = facts.day_of(value["starts"])
        found.expires = facts.day_of(value["expires"])
        found.indefinite = value["indefinite"]
        found.appeal_from = facts.day_of(value["appeal_from"])
        yield found, True
