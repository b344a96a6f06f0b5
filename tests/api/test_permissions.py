# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route is called as everybody, and answers as its row in the permission table says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.cases import bots
from service.cases.bots import Scope
from service.infra import permissions
from service.infra.permissions import Permission
from service.people import actions
from service.routes import ROUTES
from tests.api.routes import Route, all_routes
from tests.conftest import DAY, ORIGIN, SignIn, make_app
from tests.teams import Somebody, SomeTeam

TOKEN = "the operator's token"

# What each asker may, beyond what is open to everybody.
MAY: dict[str, set[Permission]] = {
    "stranger": set(),
    "holder of something like a receipt": {Permission.RECEIPT},
    "somebody signed in": {Permission.SIGNED_IN},
    "former member": {Permission.SIGNED_IN},
    "member with other keys": {Permission.SIGNED_IN},
    "observer": {Permission.SIGNED_IN, Permission.MEMBER},
    "member": {Permission.SIGNED_IN, Permission.MEMBER},
    "operator": {Permission.OPERATOR, Permission.RECEIPT},
    "bot that reads": {Permission.BOT, Permission.BOT_SYNC, Permission.RECEIPT},
    "bot that publishes": {Permission.BOT, Permission.BOT_PUBLISH, Permission.RECEIPT},
    "bot that notifies": {Permission.BOT, Permission.BOT_NOTIFY, Permission.RECEIPT},
    "bot that was removed": {Permission.RECEIPT},
}
OPEN = {Permission.PUBLIC, Permission.REPORTER}

Asker = Callable[[], FlaskClient]


@pytest.fixture
def app(database_url: str) -> Flask:
    """As in production, but for https."""
    return make_app(database_url, METRICS_TOKEN=TOKEN)


@pytest.fixture
def askers(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> dict[str, Asker]:
    config = app.extensions["alcove_config"]
    object.__setattr__(config, "testing", False)  # the operator is asked for the token
    team = SomeTeam()
    team.people += [Somebody("Olu", role="observer"), Somebody("Fatou"), Somebody("Nia")]
    team.found(app, DAY)
    with app.app_context():
        team.people = [person for person in team.people if person.name != "Fatou"]
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
        new = Somebody("Nia")
        actions.set_keys("nia", new.age, new.ed25519)
        actions.add_person("sami", name="Sami", home="meta")
        keys = {scope: bots.add("u4c", "A bot", [scope])[1] for scope in Scope}
        gone, its_key = bots.add("u4c", "A bot", list(Scope))
        bots.remove(gone.id)

    def with_token(token: str) -> FlaskClient:
        browser = app.test_client()
        browser.environ_base["HTTP_ORIGIN"] = ORIGIN
        if token:
            browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return browser

    return {
        "stranger": lambda: with_token(""),
        "holder of something like a receipt": lambda: with_token("A" * 43 + "="),
        "somebody signed in": lambda: sign_in("sami"),
        "former member": lambda: sign_in("fatou"),
        "member with other keys": lambda: sign_in("nia"),
        "observer": lambda: sign_in("olu"),
        "member": lambda: sign_in("amina"),
        "operator": lambda: with_token(TOKEN),
        "bot that reads": lambda: with_token(keys[Scope.SYNC]),
        "bot that publishes": lambda: with_token(keys[Scope.PUBLISH]),
        "bot that notifies": lambda: with_token(keys[Scope.NOTIFY]),
        "bot that was removed": lambda: with_token(its_key),
    }


def is_refused(route: Route, asker: FlaskClient) -> bool:
    body = {"json": {}} if route.method == "POST" else {}
    answer = asker.open(route.address, method=route.method, buffered=True, **body)
    assert answer.status_code != 500, route
    sent_to_sign_in = answer.status_code == 303 and answer.location == "/desk/sign-in"
    if route.endpoint == "people.sign_out" and route.permission is Permission.SIGNED_IN:
        # Signing out leads there as well, but takes the cookie.
        sent_to_sign_in = sent_to_sign_in and "Set-Cookie" not in answer.headers
    if answer.status_code == 401:
        assert "WWW-Authenticate" in answer.headers, route
    return answer.status_code in {401, 403} or sent_to_sign_in


@pytest.mark.parametrize("who", MAY)
def test_everybody_may_exactly_what_the_table_says(
    app: Flask, askers: dict[str, Asker], who: str
) -> None:
    for route in all_routes(app):
        if route.method == "OPTIONS":
            continue
        wanted = route.permission not in OPEN | MAY[who]
        assert is_refused(route, askers[who]()) is wanted, f"{who}: {route}"


def test_every_role_is_met_by_some_route() -> None:
    assert set(ROUTES.values()) == set(Permission)


def test_every_row_has_its_route_and_every_route_its_row(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def test_a_route_without_a_row_keeps_the_application_from_starting(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/new", "new.route", lambda: "")
    with pytest.raises(RuntimeError, match=r"new\.route"):
        permissions.check_complete(app)


def test_desk_routes_are_never_open() -> None:
    for endpoint, permission in ROUTES.items():
        if permission in OPEN:
            # What is published of the record is one hash a day, blinded.
            assert not endpoint.startswith("audit") or endpoint == "audit_api.heads", endpoint


def test_everything_below_the_desk_asks_who_one_is(app: Flask) -> None:
    for route in all_routes(app):
        below = "/desk/" in route.address and not route.address.startswith("/desk/sign-")
        if below:
            assert route.permission in {Permission.SIGNED_IN, Permission.MEMBER}, route


def test_reporters_and_bots_cookies_are_not_looked_at(
    app: Flask, askers: dict[str, Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(_token: str) -> None:
        raise AssertionError("a cookie was looked at")

    browser = askers["member"]()
    monkeypatch.setattr("service.infra.sessions._person_of", looked)
    for route in all_routes(app):
        if route.permission in {*permissions.QUIET, *permissions.BOTS}:
            body = {"json": {}} if route.method == "POST" else {}
            answer = browser.open(route.address, method=route.method, buffered=True, **body)
            assert answer.status_code != 500, route
            assert "Set-Cookie" not in answer.headers, route
