# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is signed in: a random token in a cookie, of which the database keeps a keyed hash and a day.

Server-side, so that signing out, or losing a role, ends it at once. The hash is keyed with the
service's secret: who can write to the database alone cannot sign in. Reporters never get one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Date, delete
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.config import Config
from service.infra.database import Base, Hash, Key64, session, transaction
from service.infra.time import today

DAYS = 1


class SessionRow(Base):
    """Somebody's visit."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(
        Hash, primary_key=True, comment="keyed hash of the cookie's token; the token is nowhere"
    )
    person: Mapped[str] = mapped_column(Key64, index=True)
    expires: Mapped[date] = mapped_column(Date, comment="the last day it is good for")


def install(app: Flask) -> None:
    """Let responses carry the cookie that signing in or out made."""
    app.after_request(_set_cookie)


def cookie_name(config: Config) -> str:
    """`__Host-` binds the cookie to https and this very host; plain http (demo) cannot have it."""
    return "__Host-alcove" if config.secure else "alcove"


def current_person_id() -> str | None:
    """Whoever is signed in, or nobody."""
    if "alcove_person" not in g:
        g.alcove_person = _person_of(request.cookies.get(cookie_name(_config()), ""))
    found: str | None = g.alcove_person
    return found


def begin(person_id: str) -> None:
    """Start a visit with a new token; what was there before ends. Call inside a transaction."""
    end()
    token = secrets.token_urlsafe(32)
    with transaction() as rows:
        rows.execute(delete(SessionRow).where(SessionRow.expires < today()))
        rows.add(
            SessionRow(
                token_hash=_hash(token), person=person_id, expires=today() + timedelta(days=DAYS)
            )
        )
    g.alcove_cookie = token
    g.alcove_person = person_id


def end() -> None:
    """End this visit here and in the database."""
    token = request.cookies.get(cookie_name(_config()), "")
    if token:
        with transaction() as rows:
            rows.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))
        g.alcove_cookie = ""
    g.alcove_person = None


def end_all(person_id: str) -> None:
    """End every visit of one person, wherever their cookies are."""
    with transaction() as rows:
        rows.execute(delete(SessionRow).where(SessionRow.person == person_id))


def _person_of(token: str) -> str | None:
    if not token:
        return None
    row = session().get(SessionRow, _hash(token))
    return row.person if row is not None and row.expires >= today() else None


def _hash(token: str) -> str:
    key = _config().secret_key.encode()
    return hmac.new(key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _set_cookie(response: Response) -> Response:
    token = g.pop("alcove_cookie", None)
    if token is None:
        return response
    config = _config()
    response.set_cookie(
        cookie_name(config),
        token,
        max_age=None if token else 0,
        path="/",
        secure=config.secure,
        httponly=True,
        samesite="Strict",
    )
    return response


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config
