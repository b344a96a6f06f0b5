# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every answer carries and every request must pass: headers, origins, loopback, address forms.

A report is hostile input beside a member's keys, so pages may load nothing from elsewhere, run no
inline script, and be framed by nobody.
"""

from __future__ import annotations

import hashlib
import logging
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from service.infra import permissions
from service.infra.config import Config, is_loopback
from service.infra.i18n import direction, language, translate
from service.infra.permissions import QUIET
from service.infra.problems import Problem

MAX_BODY = 1024 * 1024
MAX_BOTS_BODY = 4 * MAX_BODY  # fifty case pages at once
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_PATHS = frozenset({"/write"})  # the form looks pages and accounts up on the wikis, on request
#: A window that another page opened and that answers it: cut off from its opener, it could not.
WINDOW_PATHS = frozenset({"/claim", "/claim/confirm", "/oauth/callback"})

_COMMON = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), "
        "clipboard-write=(self), display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), "
        "screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

_PLAIN_ERROR = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Alcove</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>{title}</h1><p>{detail}</p></main></body></html>"""


class IdConverter(BaseConverter):
    """A random id in an address; anything else leads nowhere."""

    regex = "[0-9a-f]{32}"


class CodeConverter(BaseConverter):
    """A team's short name in an address."""

    regex = "[a-z0-9][a-z0-9-]{0,31}"


def install(app: Flask, config: Config) -> None:
    """Guard the application's requests and dress its answers."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["code"] = CodeConverter
    app.jinja_env.globals["asset"] = asset
    if not config.demo:
        # Toolforge ends TLS before us. The address of who asks is never taken over.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.before_request(_only_here)
    app.before_request(_only_our_pages)
    app.before_request(_preflight)
    app.before_request(_let_bots_send_more)
    app.after_request(_dress)


def asset(name: str) -> str:
    """The address of a file in `static/`, with its content's hash so that it may be kept."""
    return f"{current_app.static_url_path}/{name}?v={_hash_of(name)}"


def error_page(problem: str, status: int, texts: tuple[str, ...]) -> ResponseReturnValue:
    """A page that says what went wrong, without anything of the request in it."""
    words = {
        "title": translate(f"alcove-problem-{problem}-title"),
        "detail": translate(f"alcove-problem-{problem}-detail", *texts),
        "status": status,
        "code": problem,
    }
    try:
        return render_template("error.html", **words), status
    except Exception:
        # What every page shows may be the very thing that failed, such as the database.
        logging.getLogger(__name__).exception("the error page failed")
        return _PLAIN_ERROR.format(
            lang=language(), dir=direction(language()), **{k: escape(v) for k, v in words.items()}
        ), status


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config


def _only_here() -> None:
    """In the demo anybody may sign in as anybody, so it MUST NOT answer another machine.

    The Host is looked at too: a page elsewhere may have its name point to this machine.
    """
    if not _config().demo:
        return
    host = urlsplit(f"//{request.host}").hostname or ""
    if not is_loopback(request.remote_addr or "") or not is_loopback(host):
        raise Problem("not_loopback")


def _only_our_pages() -> None:
    """Refuse what another site's page sends: with somebody's cookie, or to the reporters' routes.

    Browsers send ``Origin: null`` with a form when the page's referrer policy is ``no-referrer``,
    as ours is; then ``Sec-Fetch-Site``, which no page can set, tells whether it is our own.
    """
    if request.method in SAFE_METHODS or isinstance(request.routing_exception, MethodNotAllowed):
        return
    origin = request.headers.get("Origin")
    if _is_reporters():
        if origin is None or origin == _config().origin or _config().allows_wiki(origin):
            return
        raise Problem("wrong_origin")
    if origin is None and permissions.is_for_bots():
        return  # no page sent it, and no cookie is looked at
    own_form = origin == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin"
    if origin != _config().origin and not own_form:
        raise Problem("wrong_origin")


def _preflight() -> ResponseReturnValue | None:
    """Answer a wiki's browser that asks whether it may send; `_dress` adds the answer's headers."""
    if request.method == "OPTIONS" and request.endpoint is not None and _is_reporters():
        return current_app.make_default_options_response()
    return None


def _let_bots_send_more() -> None:
    if permissions.is_for_bots():
        request.max_content_length = MAX_BOTS_BODY


def _is_reporters() -> bool:
    """Whether a route is one that wikis' pages may call."""
    return permissions.required(request.endpoint) in QUIET and request.path.startswith("/api/")


def _dress(response: Response) -> Response:
    config = _config()
    for name, value in _COMMON.items():
        response.headers[name] = value
    if request.path in WINDOW_PATHS:
        del response.headers["Cross-Origin-Opener-Policy"]
    response.headers["Content-Security-Policy"] = _policy(config, request.path)
    response.headers["Cache-Control"] = _keeping(response)
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if config.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if _is_reporters():
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        _allow_wiki(response, config)
    return response


def _policy(config: Config, path: str) -> str:
    form = path in FORM_PATHS
    wikis = list(config.wiki_origins) if form else []
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            " ".join(["connect-src 'self'", *wikis]),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types vue" if form else "trusted-types 'none'",
        ]
    )


def _keeping(response: Response) -> str:
    if request.endpoint == "static" and response.status_code == 200:
        name = (request.view_args or {}).get("filename", "")
        if request.args.get("v") == _hash_of(name):
            return "public, max-age=31536000, immutable"
    return "no-store"


def _allow_wiki(response: Response, config: Config) -> None:
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if not config.allows_wiki(origin):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"


def _hash_of(name: str) -> str:
    path = Path(current_app.static_folder or "") / name
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return "0"
    return _content_hash(path, changed)


@lru_cache(maxsize=256)
def _content_hash(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
