# SPDX-License-Identifier: AGPL-3.0-or-later
"""Call somebody by another name, everywhere: accounts are renamed, and some people vanish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, Text, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from service.cases import names
from service.cases.bot_models import Announcement, HandEdit, Roster
from service.cases.models import (
    Case,
    CaseEvent,
    CaseName,
    CasePage,
    Decision,
    Fact,
    Motion,
    Notice,
    Remedy,
    Settlement,
)
from service.cases.rules import VANISHED, may_note, same_name
from service.cases.rules import Notice as NoticeState
from service.infra.database import session


def rename(team: str, old: str, new: str | None) -> bool:
    """Replace a name in all that is known of a team's cases; whether it stood anywhere.

    :param new: the new name; None for who vanished
    """
    name = new if new is not None else _vanished(team)
    now = {names.hash_of(old): name}
    found = [_notices(team, old, name)]
    for wanted, columns in _places(team):
        found.append(_in_rows(wanted, columns, old, now))
    if any(found):
        names.remember(team, old, name)
    return any(found)


def _vanished(team: str) -> str:
    """What to call somebody who vanished, other than those before them."""
    taken = set(
        session().scalars(
            select(CaseName.name).where(CaseName.team == team, CaseName.name.startswith(VANISHED))
        )
    )
    n = 1
    while (name := VANISHED if n == 1 else f"{VANISHED} {n}") in taken:
        n += 1
    return name


def _places(team: str) -> Iterable[tuple[Select[Any], tuple[str, ...]]]:
    """Every row that may hold a name, with the columns it may stand in."""
    cases = select(Case.id).where(Case.team == team)
    pages = select(CasePage.id).where(CasePage.team == team)
    decisions = select(Decision).where(Decision.case_id.in_(cases))
    yield select(Fact).where(Fact.page_id.in_(pages)), ("value", "found", "section", "item")
    yield select(Settlement).where(Settlement.page_id.in_(pages)), ("value", "item", "reason")
    yield select(CaseEvent).where(CaseEvent.case_id.in_(cases)), ("reason",)
    yield select(Remedy).where(Remedy.case_id.in_(cases)), ("text", "whom", "item")
    yield select(Motion).where(Motion.case_id.in_(cases)), ("title", "slug")
    yield decisions, ("text",)
    yield select(HandEdit).where(HandEdit.team == team), ("text", "editor")
    yield select(Announcement).where(Announcement.team == team), ("title",)
    yield select(Roster).where(Roster.team == team), ("listed", "holders")


def _in_rows(
    wanted: Select[Any], columns: tuple[str, ...], old: str, now: Mapping[str, str]
) -> bool:
    rows, table = session(), wanted.column_descriptions[0]["entity"]
    might = or_(*(_might_hold(getattr(table, name), old) for name in columns))
    changed = False
    for row in rows.scalars(wanted.where(might)).all():
        for column in columns:
            before = getattr(row, column)
            is_item = column == "item" and before is not None
            if is_item:
                after = names.in_item(before, now)
            else:
                after = names.replaced(before, now, is_name=column == "editor")
            if after != before:
                setattr(row, column, _free(row, after) if is_item else after)
                changed = True
    rows.flush()
    return changed


def _free(row: Any, item: str) -> str:
    """An item that no other of its key on its page has: two names may have become one."""
    rows, table, made, n = session(), type(row), item, 1
    wanted = select(table.item).where(table.page_id == row.page_id)
    if not isinstance(row, Remedy):
        wanted = wanted.where(table.key == row.key)
    taken = set(rows.scalars(wanted)) - {row.item}
    while made in taken:
        n += 1
        made = names.numbered(item, n)
    return made


def _might_hold(column: InstrumentedAttribute[Any], name: str) -> Any:
    """A cheap first look, as a condition: all but the first letter, spaces or underscores."""
    inside = json.dumps(same_name(name), ensure_ascii=False)[1:-1]
    pattern = "".join(
        "_" if char in " _" else f"!{char}" if char in "%!" else char for char in inside[1:]
    )
    return type_coerce(column, Text).like(f"%{pattern}%", escape="!")


def _notices(team: str, old: str, name: str) -> bool:
    rows, found = session(), False
    cases = select(Case.id).where(Case.team == team)
    wanted = select(Notice).where(Notice.case_id.in_(cases))
    by_party = {(one.case_id, one.party): one for one in rows.scalars(wanted).all()}
    for (case, party), notice in by_party.items():
        if same_name(party) != same_name(old):
            continue
        found, there = True, by_party.get((case, name))
        if there is None:
            notice.party = name
        else:
            if may_note(NoticeState(there.state), NoticeState(notice.state)):
                there.state, there.diff, there.day = notice.state, notice.diff, notice.day
            rows.delete(notice)
    rows.flush()
    return found
