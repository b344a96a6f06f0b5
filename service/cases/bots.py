# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots and their keys: made on the command line, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import g
from sqlalchemy import delete, select

from service.audit.actions import Verb, record
from service.cases.bot_models import Bot
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.people import queries as people

LONGEST_NAME = 64


class Scope(StrEnum):
    """What a bot may, and what a pass of it is for."""

    SYNC = "sync"  # bring what pages say
    PUBLISH = "publish"  # fetch what may be published, tell what was
    NOTIFY = "notify"  # fetch who needs a notice, tell what became of it


@dataclass(frozen=True)
class Caller:
    """The bot that makes a request."""

    id: str
    team: str
    may: frozenset[str]


def add(team: str, name: str, may: Collection[Scope]) -> tuple[Bot, str]:
    """Make a bot known; return it with its key, which nobody can look up later.

    :raise Problem: `unknown_team`
    :raise ValueError: for a name or a list of scopes that cannot be
    """
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"a bot needs a name of at most {LONGEST_NAME} characters")
    if not may:
        raise ValueError("a bot that may do nothing needs no key")
    key = secrets.token_urlsafe(32)
    with transaction() as rows:
        bot = Bot(
            id=random_id(),
            team=people.team(team).id,
            name=name,
            key_hash=_hash(key),
            may=",".join(scope.value for scope in Scope if scope in may),
        )
        rows.add(bot)
        rows.flush()
        record(Verb.BOT_ADDED, bot.id)
    return bot, key


def remove(bot: str) -> None:
    """Forget a bot; its key opens nothing from now on. What it did stays.

    :raise Problem: `not_found`
    """
    with transaction() as rows:
        if rows.get(Bot, bot) is None:
            raise Problem("not_found")
        rows.execute(delete(Bot).where(Bot.id == bot))
        record(Verb.BOT_REMOVED, bot)


def known() -> Sequence[Bot]:
    """All bots, by team and name."""
    return session().scalars(select(Bot).order_by(Bot.team, Bot.name, Bot.id)).all()


def names_of(ids: Collection[str]) -> dict[str, str]:
    """What bots are called, by their ids."""
    found = session().execute(select(Bot.id, Bot.name).where(Bot.id.in_(ids)))
    return {row.id: row.name for row in found}


def teams_of(ids: Collection[str]) -> dict[str, str]:
    """Whose bots they are, by their ids."""
    found = session().execute(select(Bot.id, Bot.team).where(Bot.id.in_(ids)))
    return {row.id: row.team for row in found}


def scopes(key: str) -> frozenset[str] | None:
    """What the bot with this key may; None if there is none. Remembers who makes the request."""
    wanted = _hash(key)
    bot = session().scalar(select(Bot).where(Bot.key_hash == wanted)) if key else None
    if bot is None or not hmac.compare_digest(bot.key_hash, wanted):
        return None
    g.alcove_bot = bot.id
    return frozenset(bot.may.split(","))


def current() -> Caller:
    """The bot that makes this request.

    :raise Problem: `not_signed_in`
    """
    bot = session().get(Bot, g.get("alcove_bot", ""))
    if bot is None:
        raise Problem("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
    return Caller(bot.id, bot.team, frozenset(bot.may.split(",")))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
