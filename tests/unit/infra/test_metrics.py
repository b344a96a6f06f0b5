# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers for the operator that say nothing of when somebody looked for help."""

from __future__ import annotations

from flask import Flask

from service.infra.permissions import Permission
from service.routes import ROUTES
from tests.conftest import SignIn, make_app
from tests.teams import SomeTeam


def numbers(app: Flask) -> str:
    return app.test_client().get("/metrics").get_data(as_text=True)


def test_the_desk_is_counted(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    for _ in range(2):
        sign_in("amina").get("/api/v1/desk/me")
    app.test_client().get("/api/v1/desk/me")
    found = numbers(app)
    assert 'alcove_requests_total{endpoint="people_api.me",status="200"} 2.0' in found
    assert 'alcove_requests_total{endpoint="people_api.me",status="401"} 1.0' in found


def test_what_anybody_may_open_is_not_counted(app: Flask) -> None:
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        if ROUTES[rule.endpoint] in {Permission.PUBLIC, Permission.REPORTER, Permission.RECEIPT}:
            address = rule.rule.replace("<code:team_id>", "u4c").replace("<path:filename>", "x")
            browser.get(address)
            browser.post(address, json={}, headers={"Origin": "http://127.0.0.1:8000"})
    browser.get("/nothing/here")
    assert "alcove_requests_total{" not in numbers(app)


def test_only_the_operator_reads_them(database_url: str) -> None:
    secret = {"SECRET_KEY": "x" * 32, "BASE_URL": "https://alcove.toolforge.org"}
    app = make_app(database_url, TESTING=False, METRICS_TOKEN="a token", **secret)
    browser = app.test_client()
    given = {"": 403, "Bearer wrong": 403, "Bearer é": 403, "Basic x": 403, "Bearer a token": 200}
    for header, status in given.items():
        answer = browser.get("/metrics", headers={"Authorization": header} if header else {})
        assert answer.status_code == status, header
    closed = make_app(database_url, TESTING=False, **secret).test_client()
    assert closed.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
