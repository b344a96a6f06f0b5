# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passes: what a bot did between beginning and end. Only what was ended counts for the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from service.audit.actions import Verb, record
from service.cases.bot_models import Bot, Pass
from service.cases.bots import Caller, Scope
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today


@dataclass(frozen=True)
class Report:
    """What a bot says of a pass at its end."""

    cursor: Any
    pages: int
    requests: int
    edits: int
    problems: Sequence[Mapping[str, Any]]


@settled
def begin(bot: Caller, kind: Scope, wiki: str) -> tuple[Pass, Any]:
    """Begin a pass; return it with where the last finished one of its kind and wiki had come to.

    :raise Problem: `not_allowed`, if the bot may not do such a thing
    """
    if kind not in bot.may:
        raise Problem("not_allowed")
    with transaction() as rows:
        last = rows.scalar(select(func.max(Pass.n)).where(*_same(bot.team, kind, wiki)))
        made = Pass(
            id=random_id(),
            team=bot.team,
            bot=bot.id,
            wiki=wiki,
            kind=kind.value,
            n=(last or 0) + 1,
            begun=today(),
            pages=0,
            requests=0,
            edits=0,
            problems=[],
        )
        rows.add(made)
        known = rows.get(Bot, bot.id)
        if known is not None:
            known.seen = today()
        rows.flush()
        before = last_finished(bot.team, kind, wiki)
        record(Verb.BOT_BEGAN, made.id, bot.id)
    return made, before.cursor if before is not None else None


@settled
def end(bot: Caller, pass_id: str, report: Report) -> Pass:
    """End a pass. Again is no mistake: what was said first holds.

    :raise Problem: `no_such_pass`
    """
    with transaction() as rows:
        found = rows.get(Pass, pass_id, with_for_update=True)
        if found is None or found.bot != bot.id:
            raise Problem("no_such_pass")
        if found.ended is not None:
            return found
        found.ended, found.cursor = today(), report.cursor
        found.pages, found.requests, found.edits = report.pages, report.requests, report.edits
        found.problems = [dict(problem) for problem in report.problems]
        rows.flush()
        record(Verb.BOT_ENDED, found.id, bot.id)
    return found


def running(bot: Caller, pass_id: str, kind: Scope) -> Pass:
    """A pass that a bot has begun and not ended, for what belongs to its kind.

    :raise Problem: `no_such_pass`
    """
    found = session().get(Pass, pass_id)
    if found is None or (found.bot, found.kind) != (bot.id, kind.value) or found.ended is not None:
        raise Problem("no_such_pass")
    return found


def last_finished(team: str, kind: Scope, wiki: str) -> Pass | None:
    """The newest pass that came to its end: of two at once, the one that began later."""
    wanted = select(Pass).where(*_same(team, kind, wiki), Pass.ended.is_not(None))
    return session().scalar(wanted.order_by(Pass.n.desc()).limit(1))


def _same(team: str, kind: Scope, wiki: str) -> tuple[Any, ...]:
    return Pass.team == team, Pass.kind == kind.value, Pass.wiki == wiki
