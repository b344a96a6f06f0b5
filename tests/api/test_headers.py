# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every answer of every route, errors too, carries the headers SECURITY promises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.infra.permissions import QUIET
from tests.api.routes import Route, all_routes
from tests.conftest import ORIGIN, WIKI, SignIn, make_app
from tests.teams import SomeTeam

ALWAYS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# What another page's window must be able to answer; all else is cut off from whoever opened it.
WINDOWS = {"/claim", "/claim/confirm", "/oauth/callback"}
NOTHING_BUT_OURS = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
FORM = {
    **NOTHING_BUT_OURS,
    "connect-src": f"'self' {WIKI} https://*.wikipedia.org",
    "trusted-types": "vue",
}


def policy(response: TestResponse) -> dict[str, str]:
    given = response.headers.getlist("Content-Security-Policy")
    assert len(given) == 1
    parts = [part.strip().partition(" ") for part in given[0].split(";")]
    return {name: value for name, _, value in parts}


def check(response: TestResponse, wanted: Mapping[str, str], what: object) -> None:
    always = dict(ALWAYS)
    if response.request.path in WINDOWS:
        assert "Cross-Origin-Opener-Policy" not in response.headers, what
        assert response.headers["X-Frame-Options"] == "DENY", what
        del always["Cross-Origin-Opener-Policy"]
    for name, value in always.items():
        assert response.headers.getlist(name) == [value], f"{what}: {name}"
    assert policy(response) == wanted, what
    for feature in ("camera", "geolocation", "microphone"):
        assert f"{feature}=()" in response.headers["Permissions-Policy"], what
    assert "Server" not in response.headers, what


def walk(app: Flask, sign_in: SignIn, route: Route) -> list[TestResponse]:
    stranger, member = app.test_client(), sign_in("amina")
    body = {"data": "{", "content_type": "application/json"} if route.method == "POST" else {}
    return [
        browser.open(route.address, method=route.method, buffered=True, **body)
        for browser in (stranger, member)
    ]


def test_every_route(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    routes = all_routes(app)
    assert len(routes) > 30
    for route in routes:
        for response in walk(app, sign_in, route):
            assert response.status_code != 500, route
            check(response, FORM if route.address == "/write" else NOTHING_BUT_OURS, route)
            reporters = route.permission in QUIET and route.is_api
            wanted = "cross-origin" if reporters else "same-origin"
            assert response.headers["Cross-Origin-Resource-Policy"] == wanted, route


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nothing/here", 404),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/", 405),
        ("PUT", "/api/v1/teams", 405),
        ("POST", "/api/v1/reports", 415),
        ("GET", "/static/../config.py", 404),
        ("GET", "/static/nothing.js?v=0", 404),
        ("GET", "/desk/me/", 404),
    ],
)
def test_errors_too(app: Flask, method: str, address: str, status: int) -> None:
    response = app.test_client().open(address, method=method)
    assert response.status_code == status
    check(response, NOTHING_BUT_OURS, address)


def test_when_something_breaks_too(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> None:
        raise RuntimeError("canary")

    app.view_functions["people_api.teams"] = broken
    app.view_functions["pages.home"] = broken
    for address in ("/api/v1/teams", "/"):
        response = app.test_client().get(address)
        assert response.status_code == 500
        assert "canary" not in response.get_data(as_text=True)
        check(response, NOTHING_BUT_OURS, address)


def test_built_assets_are_kept_under_their_hash_only(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "leave.js").write_text("export {}", encoding="utf-8")
    app.static_folder = str(folder)
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("leave.js")  # type: ignore[operator]
    browser = app.test_client()
    kept = browser.get(address)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    kept.close()
    for other in ("/static/leave.js", "/static/leave.js?v=0", "/static/leave.js?v="):
        answer = browser.get(other)
        assert answer.headers["Cache-Control"] == "no-store", other
        answer.close()
    (folder / "leave.js").write_text("export { changed }", encoding="utf-8")
    with app.test_request_context():
        assert app.jinja_env.globals["asset"]("leave.js") != address  # type: ignore[operator]


def test_only_https_promises_https(app: Flask, database_url: str) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers
    production = make_app(database_url, BASE_URL="https://alcove.toolforge.org").test_client()
    assert "max-age=31536000" in production.get("/healthz").headers["Strict-Transport-Security"]


# ---- origins


def origins(response: TestResponse) -> list[str]:
    return response.headers.getlist("Access-Control-Allow-Origin")


@pytest.mark.parametrize("origin", [WIKI, "https://de.wikipedia.org", "https://ar.m.wikipedia.org"])
def test_wikis_may_call_the_routes_reporters_use(app: Flask, origin: str) -> None:
    for route in all_routes(app):
        if route.permission not in QUIET or not route.is_api or route.method == "OPTIONS":
            continue
        asked = app.test_client().options(
            route.address,
            headers={
                "Origin": origin,
                "Access-Control-Request-Method": route.method,
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        assert asked.status_code == 200, route
        assert origins(asked) == [origin], route
        assert asked.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
        assert route.method in {*asked.headers["Access-Control-Allow-Methods"].split(", "), "HEAD"}
        sent = app.test_client().open(
            route.address, method=route.method, headers={"Origin": origin}, json={}, buffered=True
        )
        assert sent.status_code != 403, route
        for answer in (asked, sent):
            assert origins(answer) == [origin], route
            assert "Origin" in answer.vary, route
            assert "Access-Control-Allow-Credentials" not in answer.headers, route
            assert "Set-Cookie" not in answer.headers, route


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://meta.wikimedia.org",
        "https://meta.wikimedia.org.evil.example",
        "https://evilwikipedia.org",
        "null",
        "*",
        "",
    ],
)
def test_nobody_else_may(app: Flask, origin: str) -> None:
    for route in all_routes(app):
        answer = app.test_client().open(
            route.address, method=route.method, headers={"Origin": origin}, json={}, buffered=True
        )
        assert origins(answer) == [], route
        if route.method not in {"GET", "HEAD", "OPTIONS"}:
            assert answer.status_code == 403, route


def test_wikis_may_not_call_the_desk(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    for route in all_routes(app):
        if route.permission in QUIET:
            continue
        browser = sign_in("amina")
        answer = browser.open(
            route.address, method=route.method, headers={"Origin": WIKI}, json={}, buffered=True
        )
        assert origins(answer) == [], route
        if route.method not in {"GET", "HEAD", "OPTIONS"}:
            assert answer.status_code == 403, route


def test_an_answer_differs_by_origin_also_without_one(app: Flask) -> None:
    assert "Origin" in app.test_client().get("/api/v1/teams").vary


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "http://127.0.0.1:8001"}, 403),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Referer": f"{ORIGIN}/desk/"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 422),
        ({"Origin": ORIGIN}, 422),
    ],
)
def test_acting_with_a_cookie_needs_our_own_page(
    app: Flask, team: SomeTeam, sign_in: SignIn, headers: dict[str, str], status: int
) -> None:
    browser = sign_in("amina")
    del browser.environ_base["HTTP_ORIGIN"]
    answer = browser.post("/api/v1/desk/keys", json={}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.get_json()["code"] == "wrong_origin"


# ---- the demo


@pytest.mark.parametrize(
    ("host", "remote", "status"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 200),
        ("localhost:8000", "127.0.0.1", 200),
        ("[::1]:8000", "::1", 200),
        ("127.0.0.1:8000", "192.0.2.7", 403),
        ("127.0.0.1:8000", "", 403),
        ("evil.example", "127.0.0.1", 403),
        ("127.0.0.1.evil.example:8000", "127.0.0.1", 403),
        ("192.0.2.7:8000", "127.0.0.1", 403),
    ],
)
def test_the_demo_answers_its_own_machine_only(
    database_url: str, host: str, remote: str, status: int
) -> None:
    browser = make_app(database_url, DEMO=True).test_client()
    for address in ("/healthz", "/api/v1/teams", "/desk/sign-in"):
        answer = browser.get(
            address,
            headers={"Host": host, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost"},
            environ_overrides={"REMOTE_ADDR": remote},
        )
        assert answer.status_code == status, address


def test_where_an_asker_is_stays_unknown(app: Flask) -> None:
    """The proxy's word on the address is not taken over, so that nothing can write it down."""
    from flask import request

    app.view_functions["house.healthz"] = lambda: f"{request.remote_addr} {request.scheme}"
    answer = app.test_client().get(
        "/healthz", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    )
    assert answer.get_data(as_text=True) == "127.0.0.1 https"
