# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser keeps while somebody is away at the wiki: one sealed cookie, for ten minutes.

The wiki's pages know nothing of it, and the service stores nothing: what a sign-in was for, and
the secrets that tie the wiki's answer to this browser, come back with the answer or are gone.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Response, after_this_request, current_app, g, render_template, request

from service.infra.config import Config
from service.infra.time import seconds

SECONDS = 600
NONCE = 12
LABEL = b"alcove sign-in flow"


class Purpose(StrEnum):
    """Why somebody is sent to the wiki. An answer for one is never taken for another."""

    DESK = "desk"
    CLAIM = "claim"


@dataclass(frozen=True)
class Flow:
    """One way to the wiki and back."""

    purpose: Purpose
    state: str
    verifier: str
    until: int
    lang: str
    fields: Mapping[str, str]


def begin(purpose: Purpose, fields: Mapping[str, str]) -> Flow:
    """Start a way to the wiki; another one this browser had begun ends."""
    made = Flow(
        purpose=purpose,
        state=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),  # 64 characters; RFC 7636 asks for 43 to 128
        until=seconds() + SECONDS,
        lang=request.args.get("uselang", ""),
        fields=dict(fields),
    )
    _set_cookie(_sealed(made), SECONDS)
    return made


def current() -> Flow | None:
    """The way this browser is on, if its ten minutes are not over."""
    found = _opened(request.cookies.get(cookie_name(_config()), ""))
    return found if found is not None and found.until >= seconds() else None


def end() -> None:
    """Forget the way, whatever came of it: an answer counts once."""
    if cookie_name(_config()) in request.cookies:
        _set_cookie("", 0)


def go_on(address: str) -> str:
    """A small page that leads on by itself.

    Not a redirect, for two reasons: browsers hold a form's page to its `form-action` through every
    redirect that follows, and send no SameSite=Strict cookie along one that began elsewhere.
    """
    return render_template("people/go_on.html", address=address)


def cookie_name(config: Config) -> str:
    """As the visit's cookie: bound to https and this host where there is https."""
    return "__Host-alcove-flow" if config.secure else "alcove-flow"


def _sealed(flow: Flow) -> str:
    nonce = secrets.token_bytes(NONCE)
    said = vars(flow) | {"fields": dict(flow.fields)}
    sealed = AESGCM(_key()).encrypt(nonce, json.dumps(said).encode(), LABEL)
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def _opened(cookie: str) -> Flow | None:
    try:
        data = base64.urlsafe_b64decode(cookie.encode("ascii"))
        said = json.loads(AESGCM(_key()).decrypt(data[:NONCE], data[NONCE:], LABEL))
    except (binascii.Error, InvalidTag, ValueError):
        return None
    return Flow(**{**said, "purpose": Purpose(said["purpose"])})  # sealed by us: its shape is ours


def _key() -> bytes:
    secret = _config().secret_key.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=LABEL).derive(secret)


def _set_cookie(value: str, seconds_kept: int) -> None:
    """Have the answer carry the cookie; what is said last counts."""
    if "alcove_flow" not in g:
        after_this_request(_add_cookie)
    g.alcove_flow = (value, seconds_kept)


def _add_cookie(response: Response) -> Response:
    config = _config()
    value, seconds_kept = g.alcove_flow
    response.set_cookie(
        cookie_name(config),
        value,
        max_age=seconds_kept,
        path="/",
        secure=config.secure,
        httponly=True,
        samesite="Lax",  # the wiki's redirect must bring it
    )
    return response


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config
