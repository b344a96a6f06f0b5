# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may call what: one table for the whole application, checked at the start and each request.

The table itself stands in `service/routes.py`, because infra knows nothing of the domain. A route
without a row keeps the application from starting.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from enum import StrEnum

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue

from service.infra.config import Config
from service.infra.links import here
from service.infra.problems import Problem
from service.infra.sessions import current_person_id


class Permission(StrEnum):
    """What somebody must be, to call a route."""

    PUBLIC = "public"  # anybody; nothing is asked
    REPORTER = "reporter"  # anybody; no cookie is looked at, no log, no count, wikis may call it
    RECEIPT = "receipt"  # as REPORTER, with a receipt's access token, which the action checks
    SIGNED_IN = "signed_in"  # somebody signed in
    MEMBER = "member"  # signed in and named, with the own keys, in a team's current statement
    BOT = "bot"  # a program with a key of its own; no cookie is looked at
    BOT_SYNC = "bot_sync"  # as BOT, and its key is for bringing what pages say
    BOT_PUBLISH = "bot_publish"  # … for publishing
    BOT_NOTIFY = "bot_notify"  # … for notices
    OPERATOR = "operator"  # who runs the service, with the token from the configuration


# Routes a reporter uses: nothing may remember that, or when, they were called.
QUIET = frozenset({Permission.REPORTER, Permission.RECEIPT})

# Routes of programs, and what a key has to be for ("": any key will do).
BOTS: Mapping[Permission, str] = {
    Permission.BOT: "",
    Permission.BOT_SYNC: "sync",
    Permission.BOT_PUBLISH: "publish",
    Permission.BOT_NOTIFY: "notify",
}

Check = Callable[[], bool]
Scopes = Callable[[str], frozenset[str] | None]


def install(
    app: Flask,
    table: Mapping[str, Permission],
    *,
    is_member: Check,
    scopes: Scopes,
    sign_in: str,
) -> None:
    """Enforce the table from now on. Call `check_complete` when all routes are there.

    :param scopes: what a bot's key is for; None for what is no key
    """
    app.extensions["alcove_permissions"] = dict(table)
    app.extensions["alcove_is_member"] = is_member
    app.extensions["alcove_scopes"] = scopes
    app.extensions["alcove_sign_in"] = sign_in
    app.before_request(_enforce)


def check_complete(app: Flask) -> None:
    """Refuse to start when a route has no row in the table, or a row no route.

    :raise RuntimeError: naming them
    """
    table = app.extensions["alcove_permissions"]
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    missing = sorted(endpoints - set(table))
    if missing:
        raise RuntimeError(f"no row in service/routes.py for: {', '.join(missing)}")


def required(endpoint: str | None) -> Permission | None:
    """What the table asks for an endpoint; None for an address that leads nowhere."""
    table: Mapping[str, Permission] = current_app.extensions["alcove_permissions"]
    return table[endpoint] if endpoint is not None else None


def is_quiet() -> bool:
    """Whether this request MUST leave no trace of when it came."""
    return required(request.endpoint) in QUIET


def is_for_bots() -> bool:
    """Whether this request is one that only programs make."""
    return required(request.endpoint) in BOTS


def _enforce() -> ResponseReturnValue | None:
    needed = required(request.endpoint)
    if needed is None or request.method == "OPTIONS":
        return None
    if needed is Permission.RECEIPT and not _bearer():
        raise Problem("receipt_required", headers={"WWW-Authenticate": "Bearer"})
    if needed is Permission.OPERATOR and not _is_operator():
        raise Problem("not_allowed")
    if needed in BOTS:
        _check_key(BOTS[needed])
    if needed in {Permission.SIGNED_IN, Permission.MEMBER} and current_person_id() is None:
        if request.path.startswith("/api/"):
            raise Problem("sign_in_required", headers={"WWW-Authenticate": "Cookie"})
        return redirect(here(current_app.extensions["alcove_sign_in"]), code=303)
    if needed is Permission.MEMBER and not current_app.extensions["alcove_is_member"]():
        raise Problem("not_allowed")
    return None


def _check_key(scope: str) -> None:
    scopes = current_app.extensions["alcove_scopes"](_bearer())
    if scopes is None:
        raise Problem("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
    if scope and scope not in scopes:
        raise Problem("not_allowed")


def _bearer() -> str:
    given = request.authorization
    return (given.token or "") if given is not None and given.type == "bearer" else ""


def _is_operator() -> bool:
    config: Config = current_app.extensions["alcove_config"]
    if config.demo or config.testing:
        return True
    # bytes, because compare_digest refuses text beyond ASCII
    given, wanted = _bearer().encode(), config.metrics_token.encode()
    return bool(wanted) and hmac.compare_digest(given, wanted)
