# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask a wiki who somebody is: OAuth 2 against MediaWiki, with PKCE, as a confidential client.

The wiki's tokens live for one request of its profile and are dropped: never stored, never logged.
Every odd answer becomes one of a few reasons, and each reason has a page that says what to do next.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import Request, current_app, url_for
from requests import RequestException

from service.infra.config import Config
from service.infra.i18n import language
from service.people import flow
from service.people.flow import Purpose

#: Long enough for a slow wiki, short enough that waiting people do not use up the workers.
TIMEOUT = (5, 10)

_TEMPORARY = re.compile(r"~\d{4}-")  # how names of temporary accounts begin


class Reason(StrEnum):
    """Why somebody is not signed in. Texts: ``alcove-page-refused-<reason>``."""

    NO_CLIENT = "no_client"  # the service has no client registered with the wiki
    CANCELLED = "cancelled"  # they said no at the wiki
    ENDED = "ended"  # ten minutes over, another browser, or an answer used twice
    CLIENT = "client"  # the wiki does not accept the service's own client
    WIKI_ERROR = "wiki_error"  # the wiki answered something else than it should
    WIKI_SILENT = "wiki_silent"  # the wiki did not answer
    TOKEN = "token"  # noqa: S105  # the wiki took the permission back meanwhile
    SUPPRESSED = "suppressed"  # the account's name is hidden
    TEMPORARY = "temporary"  # an account that ends by itself
    BLOCKED = "blocked"  # a blocked account whose team's group nobody can look up
    NOT_NAMED = "not_named"  # in no team's list, no team's group, not added
    AUTHORITY_LOST = "authority_lost"  # in a team's list, but without the team's group now
    AUTHORITY_UNKNOWN = "authority_unknown"  # the wiki cannot be asked about the group now


class SignInRefused(Exception):
    """Nobody was signed in; the reason says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Profile:
    """Who the wiki says somebody is, at this moment."""

    central_id: str
    name: str
    blocked: bool
    registered: date | None
    edits: int


def is_possible(config: Config) -> bool:
    """Whether there is a client to ask with."""
    return bool(config.oauth_client_id and config.oauth_client_secret)


def begin(purpose: Purpose, fields: Mapping[str, str]) -> str:
    """The wiki's address to send somebody to. Their browser gets the flow's cookie.

    Send them there with `flow.go_on`.

    :param fields: what is wanted back with the answer; it may be a kilobyte
    :raise SignInRefused: ``no_client``
    """
    config = _config()
    if not is_possible(config):
        raise SignInRefused(Reason.NO_CLIENT)
    begun = flow.begin(purpose, fields)
    more = {"display": "popup"} if purpose is Purpose.CLAIM else {}
    with _client(config) as client:
        address, _ = client.create_authorization_url(
            _wiki(config, "authorize"),
            state=begun.state,
            code_verifier=begun.verifier,
            ui_locales=language(),
            **more,
        )
    return str(address)


def finish(request: Request) -> Profile:
    """What the wiki's answer says of somebody. It counts once: the flow ends here.

    :raise SignInRefused: with the reason, for every answer that is none
    """
    begun = flow.current()
    flow.end()
    if begun is None:
        raise SignInRefused(Reason.ENDED)
    said = request.args
    if "error" in said:
        # MediaWiki says unauthorized_client when somebody cancels, and brings no state.
        cancelled = said["error"] in {"unauthorized_client", "access_denied"}
        raise SignInRefused(Reason.CANCELLED if cancelled else Reason.WIKI_ERROR)
    # bytes, because compare_digest refuses text beyond ASCII
    same = hmac.compare_digest(said.get("state", "").encode(), begun.state.encode())
    if not same or not said.get("code"):
        raise SignInRefused(Reason.ENDED)
    return _profile(_asked(_config(), said["code"], begun.verifier))


def _asked(config: Config, code: str, verifier: str) -> Mapping[str, Any]:
    """The profile's JSON object; the token it was asked with is gone when this returns."""
    try:
        with _client(config) as client:
            client.fetch_token(
                _wiki(config, "access_token"),
                code=code,
                code_verifier=verifier,
                allow_redirects=False,
            )
            answer = client.get(_wiki(config, "resource/profile"), allow_redirects=False)
            said = answer.json()
    except OAuthError as error:
        known = {"invalid_client": Reason.CLIENT}
        known |= dict.fromkeys(("invalid_grant", "invalid_request"), Reason.ENDED)
        raise SignInRefused(known.get(error.error, Reason.WIKI_ERROR)) from None
    except (ValueError, RequestException) as error:
        raise SignInRefused(_why(error)) from None
    if answer.status_code == 401:
        raise SignInRefused(Reason.TOKEN)
    if answer.status_code != 200 or not isinstance(said, dict):
        raise SignInRefused(Reason.WIKI_ERROR)
    return said


def _why(error: Exception) -> Reason:
    """An HTML page instead of JSON is an answer; a broken connection is none."""
    answered = isinstance(error, ValueError) or getattr(error, "response", None) is not None
    return Reason.WIKI_ERROR if answered else Reason.WIKI_SILENT


def _profile(said: Mapping[str, Any]) -> Profile:
    central_id, name = said.get("sub"), said.get("username")
    if not isinstance(central_id, str) or not central_id.isdecimal() or len(central_id) > 20:
        raise SignInRefused(Reason.WIKI_ERROR)
    if name is None:
        raise SignInRefused(Reason.SUPPRESSED)
    if not isinstance(name, str) or not name or len(name) > 255:
        raise SignInRefused(Reason.WIKI_ERROR)
    if _TEMPORARY.match(name) or "temp" in _list(said.get("groups")):
        raise SignInRefused(Reason.TEMPORARY)
    edits = said.get("editcount")
    return Profile(
        central_id=central_id,
        name=name,
        blocked=said.get("blocked") is not False,  # what is not said is not granted
        registered=_day(said.get("registered")),
        edits=edits if type(edits) is int else 0,
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _day(value: object) -> date | None:
    """The day of MediaWiki's 14 digits; very old accounts have none."""
    try:
        return date.fromisoformat(str(value)[:8]) if value else None
    except ValueError:
        return None


def _client(config: Config) -> OAuth2Session:
    client = OAuth2Session(
        client_id=config.oauth_client_id,
        client_secret=config.oauth_client_secret,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106  # a method's name
        redirect_uri=config.base_url + url_for("people.callback"),
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )
    client.headers["User-Agent"] = user_agent(config)
    return client


def user_agent(config: Config) -> str:
    """How the service names itself to wikis, as their policy asks."""
    return f"Alcove/1 ({config.origin})"


def _wiki(config: Config, path: str) -> str:
    return f"{config.oauth_wiki}/w/rest.php/oauth2/{path}"


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config
