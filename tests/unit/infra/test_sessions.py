# SPDX-License-Identifier: AGPL-3.0-or-later
"""Visits: a cookie nobody can guess, steal from the database, or keep after signing out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.infra import sessions
from service.infra.sessions import SessionRow
from tests.conftest import DAY, SetClock, SignIn, make_app
from tests.teams import SomeTeam

ME = "/api/v1/desk/me"


def test_a_visit_lasts_until_the_end_of_the_next_day(
    team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    browser = sign_in("amina")
    assert browser.get(ME).status_code == 200
    set_clock(DAY + timedelta(days=1), 23)
    assert browser.get(ME).status_code == 200
    set_clock(DAY + timedelta(days=2), 0)
    assert browser.get(ME).status_code == 401


def test_the_token_is_not_in_the_database(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    browser = sign_in("amina")
    cookie = browser.get_cookie("alcove")
    assert cookie is not None
    with app.app_context():
        row = sessions.session().scalars(select(SessionRow)).one()
    assert len(cookie.value) >= 43
    assert cookie.value not in (row.token_hash, row.person)


def test_who_can_write_to_the_database_alone_cannot_sign_in(
    app: Flask, database_url: str, team: SomeTeam, sign_in: SignIn
) -> None:
    """The hash is keyed: with another secret the same row is good for nothing."""
    cookie = sign_in("amina").get_cookie("alcove")
    assert cookie is not None
    other = make_app(database_url, SECRET_KEY="another secret of the same length, somewhere")
    browser = other.test_client()
    browser.set_cookie("alcove", cookie.value)
    assert browser.get(ME).status_code == 401


def test_all_visits_of_somebody_can_be_ended(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    first, second, other = sign_in("amina"), sign_in("amina"), sign_in("bero")
    with app.app_context():
        sessions.end_all("amina")
    assert [browser.get(ME).status_code for browser in (first, second, other)] == [401, 401, 200]


def test_signing_in_forgets_old_visits(
    app: Flask, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    sign_in("amina")
    set_clock(DAY + timedelta(days=5), 12)
    sign_in("bero")
    with app.app_context():
        assert sessions.session().scalars(select(SessionRow.person)).all() == ["bero"]


@pytest.mark.parametrize("value", ["", "x", "é", "a" * 4000, "%00", "' OR 1=1 --"])
def test_made_up_cookies_are_nobody(app: Flask, team: SomeTeam, value: str) -> None:
    browser = app.test_client()
    browser.set_cookie("alcove", value)
    assert browser.get(ME).status_code == 401


def cookie_set_by(app: Flask) -> str:
    with app.test_request_context():
        sessions.begin("amina")
        response = app.process_response(app.make_response("ok"))
    return response.headers["Set-Cookie"]


def test_the_cookie_in_production(database_url: str) -> None:
    app = make_app(database_url, BASE_URL="https://alcove.toolforge.org")
    cookie = cookie_set_by(app)
    assert cookie.startswith("__Host-alcove=")
    parts = set(cookie.split("; ")[1:])
    assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_the_cookie_in_the_demo_on_plain_http(database_url: str) -> None:
    cookie = cookie_set_by(make_app(database_url, DEMO=True))
    assert cookie.startswith("alcove=")
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Strict"}


def test_signing_out_takes_the_cookie_and_the_row(app: Flask, db: Session) -> None:
    with app.test_request_context():
        sessions.begin("amina")
        token = sessions.g.alcove_cookie
    with app.test_request_context(headers={"Cookie": f"alcove={token}"}):
        assert sessions.current_person_id() == "amina"
        sessions.end()
        assert sessions.current_person_id() is None
        response = app.process_response(app.make_response("ok"))
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert db.scalars(select(SessionRow)).all() == []
