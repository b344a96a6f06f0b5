# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wiki that signs people in, for tests: OAuth 2 exactly as Extension:OAuth answers.

Odd answers are included, and the two API queries that say who holds a group.

It runs in a thread, on a port of its own. Nothing in it is shared with the code it tests.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID = "0123456789abcdef0123456789abcdef"
CLIENT_SECRET = "a secret that the stand-in wiki and the service share"
REST = "/w/rest.php/oauth2"
USER = "standinUserID"

_DENIED = "The resource owner or authorization server denied the request."
_BAD_GRANT = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or"
    " refresh token is invalid, expired, revoked, does not match the redirection URI used in the"
    " authorization request, or was issued to another client."
)
_BAD_REQUEST = (
    "The request is missing a required parameter, includes an invalid parameter value, includes a"
    " parameter more than once, or is otherwise malformed."
)


@dataclass
class Account:
    """Somebody on the wiki."""

    name: str
    central_id: int
    groups: list[str] = field(default_factory=list)
    global_groups: list[str] = field(default_factory=list)
    blocked: bool = False
    hidden: bool = False  # suppressed: the profile has no name
    locked: bool = False  # cannot authorise anything
    temporary: bool = False  # neither can these
    edits: int = 1234
    edits_everywhere: int = 5678
    registered: str | None = "20150203040506"
    registered_anywhere: str = "2015-02-03T04:05:06Z"


class Wiki:
    """What it knows and what it was asked. Set `odd` to have the next answers be odd ones.

    odd: "" · "token_html" · "token_list" · "token_empty" · "profile_html" · "profile_list" ·
    "revoked" · "expired" · "broken" (the connection ends) · "slow" (until `release`) ·
    "api_html" · "api_error" · "api_broken" · "api_slow" · "api_empty"
    """

    def __init__(self, url: str, callback: str) -> None:
        self.url = url
        self.callback = callback
        self.client_id = CLIENT_ID
        self.client_secret = CLIENT_SECRET
        self.accounts: dict[str, Account] = {}
        self.accepted: set[str] = set()
        self.odd = ""
        self.release = threading.Event()
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.tokens: dict[str, Account] = {}
        self._codes: dict[str, dict[str, Any]] = {}
        self._passes: set[str] = set()

    @property
    def settings(self) -> dict[str, str]:
        """What the service is configured with."""
        return {
            "OAUTH_WIKI": self.url,
            "OAUTH_CLIENT_ID": CLIENT_ID,
            "OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        }

    def add(self, name: str, central_id: int | None = None, **more: Any) -> Account:
        """Register an account."""
        number = central_id or 1000 + len(self.accounts)
        self.accounts[name] = Account(name, number, **more)
        return self.accounts[name]

    def rename(self, old: str, new: str) -> None:
        """Give an account another name; its number stays."""
        account = self.accounts.pop(old)
        account.name = new
        self.accounts[new] = account

    def walk(self, address: str, name: str, press: str = "accept") -> str:
        """Do what somebody does in a browser; the address they are sent back to, query included.

        :raise AssertionError: with the page, if the wiki shows one instead of sending them back
        """
        with requests.Session() as browser:
            number = str(self.accounts[name].central_id) if name in self.accounts else ""
            browser.cookies.set(USER, number, domain="localhost.local")
            answer = browser.get(address, allow_redirects=False)
            for _ in range(8):
                if answer.is_redirect:
                    target = answer.headers["Location"]
                    if target.startswith(self.callback):
                        return target
                    answer = browser.get(target, allow_redirects=False)
                elif "name=accept" in answer.text:
                    where = answer.url
                    answer = browser.post(where, data={press: "1"}, allow_redirects=False)
                else:
                    break
            raise AssertionError(answer.text)

    def code_for(self, account: Account, query: dict[str, str]) -> str:
        """A new authorization code: long, as the real ones are."""
        code = "def50200" + secrets.token_hex(416 + secrets.randbelow(51))
        self._codes[code] = {"account": account, "query": query, "used": False}
        return code

    # ---- the OAuth endpoints

    def authorize(self) -> ResponseReturnValue:
        query = {name: value for name, value in request.args.items() if name != "approval_pass"}
        if query.get("client_id") != self.client_id:
            return _page("Client authentication failed", 401)
        if query.get("redirect_uri", self.callback) != self.callback:
            return _page("Client authentication failed", 401)
        account = self._logged_in()
        if account is None or account.temporary:
            back = {"returnto": "Special:OAuth/rest_redirect", "returntoquery": urlencode(query)}
            return redirect(f"{self.url}/wiki/Special:UserLogin?{urlencode(back)}", 307)
        if request.args.get("approval_pass") and account.name in self._passes:
            self._passes.discard(account.name)
            given = {"code": self.code_for(account, query), "state": query.get("state", "")}
            return redirect(f"{self.callback}?{urlencode(given)}", 302)
        return redirect(f"{self.url}/wiki/Special:OAuth/approve?{urlencode(query)}", 307)

    def log_in(self) -> ResponseReturnValue:
        account = self.accounts.get(request.form.get("wpName", ""))
        if request.method == "POST" and account is not None and not account.temporary:
            query = request.args.get("returntoquery", "")
            answer = redirect(f"{self.url}{REST}/authorize?{query}", 302)
            answer.set_cookie(USER, str(account.central_id))
            return answer
        return _page(
            "Log in",
            200,
            '<form method="post"><label>Username <input id="wpName1" name="wpName"></label>'
            '<button id="wpLoginAttempt">Log in</button></form>',
        )

    def approve(self) -> ResponseReturnValue:
        account = self._logged_in()
        if account is None or account.locked or account.temporary:
            return _page("Permission error", 403, "<p>Your account may not authorize this.</p>")
        query = request.query_string.decode()
        if "cancel" in request.form:
            said = {
                "error": "unauthorized_client",
                "error_description": "User has rejected the request from client application",
                "message": "User has rejected the request from client application",
            }
            return redirect(f"{self.callback}?{urlencode(said)}", 302)
        if "accept" in request.form or account.name in self.accepted:
            self.accepted.add(account.name)
            self._passes.add(account.name)
            return redirect(f"{self.url}{REST}/authorize?{query}&approval_pass=1", 302)
        return _page(
            f"Hi {escape(account.name)}, Alcove wants to know who you are",
            200,
            '<form method="post"><button name=accept value=1>Allow</button>'
            "<button name=cancel value=1>Cancel</button></form>",
        )

    def access_token(self) -> ResponseReturnValue:
        if request.mimetype != "application/x-www-form-urlencoded":
            return _refusal(415, "unsupported_media_type", "", "")
        if odd := self._odd("token"):
            return odd
        given = request.form
        basic = request.authorization
        said = (given.get("client_id"), given.get("client_secret"))
        if basic is not None and basic.type == "basic":
            said = (basic.username, basic.password)
        if said != (self.client_id, self.client_secret):
            return _refusal(401, "invalid_client", "Client authentication failed", "")
        code = self._codes.get(given.get("code", ""))
        if code is None or given.get("grant_type") != "authorization_code":
            return _refusal(400, "invalid_request", _BAD_REQUEST, "Cannot decrypt the code")
        if code["used"]:
            hint = "Authorization code has been revoked"
            return _refusal(400, "invalid_request", _BAD_REQUEST, hint)
        if given.get("redirect_uri") != code["query"].get("redirect_uri"):
            hint = "Check the `redirect_uri` parameter"
            return _refusal(400, "invalid_request", _BAD_REQUEST, hint)
        if _s256(given.get("code_verifier", "")) != code["query"].get("code_challenge"):
            hint = "Failed to verify `code_verifier`."
            return _refusal(400, "invalid_grant", _BAD_GRANT, hint)
        code["used"] = True
        return _json(self._token(code["account"]), 200, {"Cache-Control": "no-store"})

    def profile(self) -> ResponseReturnValue:
        if odd := self._odd("profile"):
            return odd
        bearer = request.authorization
        token = bearer.token if bearer is not None and bearer.type == "bearer" else None
        account = self.tokens.get(token or "")
        if account is None or self.odd in {"revoked", "expired"}:
            hint = "Access token has been revoked" if self.odd == "revoked" else "Not verified"
            return _refusal(401, "access_denied", _DENIED, hint)
        if account.hidden:
            return _json({"sub": str(account.central_id), "blocked": account.blocked})
        return _json(
            {
                "sub": str(account.central_id),
                "username": account.name,
                "editcount": account.edits,
                "email_verified": True,
                "confirmed_email": True,
                "blocked": account.blocked,
                "registered": account.registered,
                "groups": ["*", "user", "autoconfirmed", *account.groups],
                "rights": [],
                "grants": ["mwoauth-authonly"],
            }
        )

    # ---- api.php

    def api(self) -> ResponseReturnValue:
        if odd := self._odd("api"):
            return odd
        query: dict[str, Any] = {}
        if request.args.get("meta") == "globaluserinfo":
            query["globaluserinfo"] = self._global()
        if request.args.get("list") == "users":
            query["users"] = [self._local(request.args["ususers"])]
        return _json({"batchcomplete": True, "query": query})

    def _global(self) -> dict[str, Any]:
        wanted = request.args.get("guiid"), request.args.get("guiuser")
        said = request.args.get("guiprop", "").split("|")
        for one in self.accounts.values():
            if wanted[0] == str(one.central_id) or wanted[1] == one.name:
                lock = {"locked": True} if one.locked else {}
                return {
                    "home": "enwiki",
                    "id": one.central_id,
                    "registration": one.registered_anywhere,
                    "name": one.name,
                    **lock,
                    **({"editcount": one.edits_everywhere} if "editcount" in said else {}),
                    "groups": one.global_groups,
                }
        return {"missing": True}

    def _local(self, name: str) -> dict[str, Any]:
        account = self.accounts.get(name)
        if account is None:
            return {"name": name, "missing": True}
        return {
            "userid": account.central_id % 100,
            "name": account.name,
            "groups": [*account.groups, "*", "user", "autoconfirmed"],
            "centralids": {"CentralAuth": account.central_id, "local": account.central_id % 100},
            "attachedlocal": {"CentralAuth": True, "local": True},
        }

    # ---- answers

    def _logged_in(self) -> Account | None:
        number = request.cookies.get(USER)
        return next((one for one in self.accounts.values() if str(one.central_id) == number), None)

    def _token(self, account: Account) -> dict[str, Any]:
        now = time.time()
        claims = {
            "aud": self.client_id,
            "jti": secrets.token_hex(40),
            "iat": now,
            "nbf": now,
            "exp": now + 3600.25,
            "sub": str(account.central_id),
            "iss": self.url,
            "scopes": ["mwoauth-authonly"],
        }
        parts = [json.dumps(one).encode() for one in ({"typ": "JWT", "alg": "RS256"}, claims)]
        token = ".".join(_b64url(part) for part in [*parts, secrets.token_bytes(256)])
        self.tokens[token] = account
        return {
            "token_type": "Bearer",
            "expires_in": 3600,
            "access_token": token,
            "refresh_token": "def50200" + secrets.token_hex(300),
        }

    def _odd(self, place: str) -> Response | None:
        """Whatever is odd about this place now."""
        if self.odd in {f"{place}_slow", "slow"}:
            self.release.wait(10)
        if self.odd in {f"{place}_broken", "broken"}:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        if self.odd == f"{place}_html":
            return _page("Wikimedia Error", 503, "<p>Our servers are currently under load.</p>")
        if self.odd == f"{place}_list":
            return _json([])
        if self.odd == f"{place}_empty":
            return _json({})
        if self.odd == f"{place}_error":
            said = {"code": "internal_api_error_DBQueryError", "info": "A database query error"}
            return _json({"error": said})
        return None


def _page(title: str, status: int, body: str = "") -> Response:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><h1>{title}</h1>{body}</html>"
    return Response(text, status, content_type="text/html; charset=utf-8")


def _json(said: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(said), status, headers, content_type="application/json")


def _refusal(status: int, error: str, description: str, hint: str) -> Response:
    said = {"error": error, "error_description": description, "hint": hint, "message": description}
    return _json({name: value for name, value in said.items() if value}, status)


def _b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _s256(verifier: str) -> str:
    return _b64url(hashlib.sha256(verifier.encode()).digest())


class _Quiet(WSGIRequestHandler):
    def log(self, _kind: str, _message: str, *_args: Any) -> None:
        """Say nothing of what is asked."""


def application(wiki: Wiki) -> Flask:
    """The wiki's routes."""
    app = Flask("stand-in")

    @app.before_request
    def note() -> None:
        wiki.asked.append((request.method, request.path, request.values.to_dict()))

    for path, view, methods in (
        (f"{REST}/authorize", wiki.authorize, ["GET"]),
        (f"{REST}/access_token", wiki.access_token, ["POST"]),
        (f"{REST}/resource/profile", wiki.profile, ["GET"]),
        ("/wiki/Special:UserLogin", wiki.log_in, ["GET", "POST"]),
        ("/wiki/Special:OAuth/approve", wiki.approve, ["GET", "POST"]),
        ("/w/api.php", wiki.api, ["GET"]),
    ):
        app.add_url_rule(path, view.__name__, view, methods=methods)
    return app


@contextlib.contextmanager
def standing_in(callback: str) -> Iterator[Wiki]:
    """Run it for a service whose callback this is.

    It calls itself localhost: a browser holds that for another site than 127.0.0.1.
    """
    wiki = Wiki("", callback)
    server = make_server("127.0.0.1", 0, application(wiki), threaded=True, request_handler=_Quiet)
    wiki.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield wiki
    finally:
        wiki.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


def query_of(address: str) -> dict[str, str]:
    """What an address says behind its question mark."""
    return dict(parse_qsl(urlsplit(address).query))
