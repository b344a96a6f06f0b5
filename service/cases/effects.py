# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows for a case from what its page says: state, kind, deadline, notices, remedies.

Part of the action that changed what is known, in that one's transaction. Working it out again
changes nothing.
"""

from __future__ import annotations

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


def follow(case: Case, page: CasePage, actor: str, *, is_new: bool = False) -> None:
    """Have a case, which the caller has locked, follow what is known of its page."""
    said = known.of([page.id])[page.id]
    _state(case, page, said, actor, is_new=is_new)
    kind = said.one("kind")
    if kind is not None:
        case.kind = kind["kind"]
    _evidence(case, said)
    _notices(case, page, said)
    if page.whole:
        _remedies(case, page, said)
    session().flush()


def forget_remedies(page: CasePage, kept: frozenset[str] = frozenset()) -> None:
    """Take out remedies read from a page that are no longer on it; a member's word on one stays."""
    rows = session()
    for remedy in rows.scalars(select(Remedy).where(Remedy.page_id == page.id)).all():
        if remedy.item not in kept and remedy.lifted is None and remedy.decision_id is None:
            clocks.drop(remedy.id)
            rows.delete(remedy)
    rows.flush()


def set_clocks(remedy: Remedy) -> None:
    """Have a remedy's days be watched."""
    for kind, day in ((Kind.REMEDY, remedy.expires), (Kind.APPEAL, remedy.appeal_from)):
        if day is None or remedy.lifted is not None:
            clocks.drop(remedy.id, [kind])
        else:
            clocks.watch(remedy.id, kind, day)


def _state(case: Case, page: CasePage, said: known.Page, actor: str, *, is_new: bool) -> None:
    value = said.one("state")
    if value is None:
        return
    now, shown = State(case.state), State(value["state"])
    held = State(case.held_from) if case.held_from else None
    steps = first_steps(shown) if is_new else steps_of_page(now, shown, held)
    for to in steps or ():
        timeline.step(case, to, actor, rev=page.rev)


def _evidence(case: Case, said: known.Page) -> None:
    value = said.one("evidence_until")
    due = facts.day_of(value["day"]) if value is not None else None
    if due is None:
        clocks.drop(case.id, [Kind.EVIDENCE])
    else:
        clocks.watch(case.id, Kind.EVIDENCE, due)


def _notices(case: Case, page: CasePage, said: known.Page) -> None:
    rows = session()
    stored = {
        one.party if names.is_sealed(one.party) else same_name(one.party): one
        for one in rows.scalars(select(Notice).where(Notice.case_id == case.id))
    }
    named: set[str] = set()
    for _, value in said.values("party"):
        name = same_name(value["name"])
        if value["role"] == "filer" or value["notice"] == "filer":
            continue
        named.add(name)
        _notice(case, page, stored, value)
    for name, notice in stored.items():
        if name not in named and notice.state == NoticeState.NEEDED:
            rows.delete(notice)


def _notice(case: Case, page: CasePage, stored: dict[str, Notice], value: Any) -> None:
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


def _remedies(case: Case, page: CasePage, said: known.Page) -> None:
    rows = session()
    stored = {
        one.item: one for one in rows.scalars(select(Remedy).where(Remedy.page_id == page.id))
    }
    shown = {one.fact.item: value for one, value in said.values("remedy")}
    unsure = {one.fact.item for one in said.all("remedy") if one.unread}
    forget_remedies(page, frozenset(shown.keys() | unsure))
    for item, value in shown.items():
        remedy = stored.get(item)
        if remedy is None:
            remedy = Remedy(id=random_id(), case_id=case.id, page_id=page.id, item=item)
            remedy.scope, remedy.public = "", False
            rows.add(remedy)
        elif remedy.text != value["text"]:
            remedy.public = False  # somebody found other words fit to be published
        remedy.text, remedy.whom = value["text"], value["whom"]
        remedy.starts = facts.day_of(value["starts"])
        remedy.expires = facts.day_of(value["expires"])
        remedy.indefinite = value["indefinite"]
        remedy.appeal_from = facts.day_of(value["appeal_from"])
        rows.flush()
        set_clocks(remedy)
