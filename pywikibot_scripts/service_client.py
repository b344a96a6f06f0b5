# SPDX-License-Identifier: AGPL-3.0-or-later
"""How bots talk with Alcove's service: with their key, patiently, and saying what is wrong.

Whatever is sent may be sent again: the service answers a repetition as it answered the first. So
a request that got no answer is simply repeated, and a bot that was stopped is simply started.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

KEY_NAME = "ALCOVE_BOT_KEY"
SECONDS = 60
#: Seconds between attempts; a machine that restarts, or a limit that is reached, needs no longer.
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
LONGEST_PAUSE = 120.0
AGAIN = {429, 502, 503, 504}
LOCAL = {"127.0.0.1", "localhost", "::1"}
ADDRESS = re.compile(r"https?://[^/?#\s@]+/?")


class ServiceError(Exception):
    """The service cannot be used; the message says what to do about it."""


class RefusedError(ServiceError):
    """The service does not take what was sent."""

    def __init__(self, message: str, status: int, kind: str) -> None:
        """Keep which problem it was, for who can do something about it."""
        super().__init__(message)
        self.status, self.kind = status, kind


class _Key(AuthBase):
    """Adds a key to requests, so that nothing on the machine (a netrc file) replaces it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def key_from_environment() -> str:
    """Return the bot's key.

    :raise ServiceError: if there is none, or nothing that could be one
    """
    key = os.environ.get(KEY_NAME, "").strip()
    if not key:
        raise ServiceError(
            f"{KEY_NAME} is not set. Whoever runs the service makes a key with "
            "'flask --app service bots add NAME --team … --may …'."
        )
    if not re.fullmatch(r"[\x21-\x7e]{1,500}", key):
        raise ServiceError(f"{KEY_NAME} holds something that cannot be a key.")
    return key


class Service:
    """The part of the service's API that is for bots."""

    def __init__(
        self,
        address: str,
        key: str,
        bot: str,
        *,
        pauses: Sequence[float] = PAUSES,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """Open a session; nothing is asked yet.

        :raise ServiceError: if the key would travel readable for others
        """
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            raise ServiceError(f"{address} is not https: the key would travel in clear.")
        self._base = f"{address.rstrip('/')}/api/v1/bots/cases"
        self._host = parts.netloc
        self._pauses, self._wait = pauses, wait or time.sleep
        self._session = requests.Session()
        self._session.auth = _Key(key)
        self._session.headers["User-Agent"] = f"Alcove {bot} (Pywikibot)"

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """Ask for something below ``/bots/cases``."""
        return self._ask("GET", path, query=query)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send something below ``/bots/cases``."""
        return self._ask("POST", path, body=body)

    def begin(self, bot: str, wiki: str) -> tuple[str, Any]:
        """Begin a pass; return it, and the cursor of the last one that came to its end."""
        answer = self.post("passes", {"bot": bot, "wiki": wiki})
        return str(answer["pass"]), answer.get("cursor")

    def end(
        self,
        number: str,
        *,
        cursor: Any,
        pages: int,
        requests: int,
        edits: int,
        problems: Sequence[Mapping[str, Any]],
    ) -> None:
        """End a pass: now its cursor counts."""
        body = {"cursor": cursor, "pages": pages, "requests": requests, "edits": edits}
        self.post(f"passes/{number}/end", {**body, "problems": list(problems)})

    def outcomes(self, path: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Send several things; return what became of each."""
        found: list[dict[str, Any]] = self.post(path, body)["outcomes"]
        return found

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        why = ""
        for pause in (*self._pauses, None):
            try:
                answer = self._session.request(
                    method,
                    f"{self._base}/{path}",
                    params=query,
                    json=body,
                    timeout=SECONDS,
                    allow_redirects=False,  # elsewhere is nobody the key was given for
                )
            except (requests.ConnectionError, requests.Timeout) as error:
                why = type(error).__name__
                told = None
            else:
                if answer.status_code not in AGAIN:
                    return self._read(answer, path)
                why = f"{answer.status_code} {answer.reason}"
                told = answer.headers.get("Retry-After", "")
            if pause is not None:
                self._wait(_pause(pause, told))
        raise ServiceError(
            f"The service at {self._host} does not answer ({why}). Nothing is lost: the next run "
            "goes on from here. If it stays so, look whether the service is running."
        )

    def _read(self, answer: requests.Response, path: str) -> dict[str, Any]:
        try:
            said = answer.json()
        except ValueError:
            said = None
        if answer.ok and isinstance(said, dict):
            return said
        kind = _kind(said)
        if answer.status_code == 401:
            advice = f"it does not know the key in {KEY_NAME}; a new one has to be made"
        elif answer.status_code == 403:
            advice = "the key was made for other work; its --may has to name this"
        elif answer.ok or answer.is_redirect:
            advice = "that is no answer of Alcove's API; is the address right?"
        elif answer.status_code >= 500:
            advice = "something is wrong there; its log says what"
        else:
            advice = "bot and service are perhaps of different versions"
        words = f"The service answers {path} with {answer.status_code} {kind}".rstrip()
        raise RefusedError(f"{words}: {advice}.", answer.status_code, kind)


def _pause(planned: float, told: str | None) -> float:
    """How long to wait: as planned, or as the service says, within reason."""
    if told and told.isdigit():
        return min(max(planned, float(told)), LONGEST_PAUSE)
    return planned


def _kind(said: Any) -> str:
    """The code of a problem document (RFC 9457), if it is one."""
    kind = said.get("type", "") if isinstance(said, dict) else ""
    match = re.search(r"[a-z_-]{1,64}\Z", kind) if isinstance(kind, str) else None
    return match[0] if match else ""
