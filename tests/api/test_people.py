# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams, statements and keys over HTTP."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from service.audit import queries as audit
from service.people import actions
from service.people.rules import Intake
from tests.conftest import DAY, SetClock, SignIn
from tests.teams import Somebody, SomeTeam, public

API = "/api/v1"


def test_teams_are_listed_with_their_current_statement(client: FlaskClient, team: SomeTeam) -> None:
    answer = client.get(f"{API}/teams")
    (found,) = answer.get_json()["teams"]
    statement = found.pop("statement")
    assert found == {
        **{"id": "u4c", "name": "A team", "about": "", "contact": "", "senders": "all"},
        **{"intake": "open", "open": True, "reason": "", "min_holders": 2},
    }
    assert set(statement) == {"text", "signature"}


def test_a_team_without_a_statement_cannot_be_written_to(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        actions.add_team("new", name="New", root=public(SomeTeam().root), intake=Intake.OPEN)
    (found,) = client.get(f"{API}/teams").get_json()["teams"]
    assert (found["open"], found["statement"], found["min_holders"]) == (False, None, 0)


def test_a_team_is_open_while_it_says_so_and_its_statement_is_in_force(
    app: Flask, client: FlaskClient, team: SomeTeam, set_clock: SetClock
) -> None:
    def is_open() -> bool:
        return bool(client.get(f"{API}/teams").get_json()["teams"][0]["open"])

    assert is_open()
    set_clock(DAY + timedelta(days=91), 0)
    assert not is_open()
    set_clock(DAY, 12)
    with app.app_context():
        actions.add_team("u4c", name="A team", root=public(team.root), intake=Intake.OFF)
    assert not is_open()


def test_all_statements_of_a_team_are_public(
    app: Flask, client: FlaskClient, sign_in: SignIn, team: SomeTeam
) -> None:
    second = team.statement(DAY, seq=2)
    with app.app_context():
        actions.accept_statement("u4c", second)
    found = client.get(f"{API}/teams/u4c/statements").get_json()["statements"]
    assert len(found) == 2
    assert found[1] == second
    desk = sign_in("amina").get(f"{API}/desk/teams/u4c/statements")
    assert desk.get_json()["statements"] == found
    for unknown in ("nobody", "U4C", "%00", "a" * 40, "..", "ü"):
        answer = client.get(f"{API}/teams/{unknown}/statements")
        assert answer.status_code == 404, unknown


def test_me(sign_in: SignIn, team: SomeTeam) -> None:
    amina = team.people[0]
    assert sign_in("amina").get(f"{API}/desk/me").get_json() == {
        "person": {
            **{"id": "amina", "name": "Amina", "home": "meta.wikimedia.org"},
            **{"languages": [], "mail": "", "mail_confirmed": False},
        },
        "teams": [
            {
                "id": "u4c",
                "name": "A team",
                "role": "member",
                "fingerprint": amina.fingerprint,
                "in_statement": True,
                "authority": {"needed": False, "holds": True, "checked": None},
                "statement_expires": (DAY + timedelta(days=90)).isoformat(),
                "intake": {"intake": "open", "open": True, "reason": ""},
            }
        ],
        "absences": [],
        "keys": {
            "age": amina.age,
            "ed25519": amina.ed25519,
            "fingerprint": amina.fingerprint,
        },
    }


def test_me_before_making_keys(app: Flask, sign_in: SignIn, team: SomeTeam) -> None:
    with app.app_context():
        actions.add_person("sami", name="Sami", home="ar.wikipedia.org")
    found = sign_in("sami").get(f"{API}/desk/me").get_json()
    assert (found["teams"], found["keys"]) == ([], None)


def test_keys_are_set_and_audited(app: Flask, sign_in: SignIn, team: SomeTeam) -> None:
    new = Somebody("Amina")
    body = {"age": new.age, "ed25519": new.ed25519}
    answer = sign_in("amina").post(f"{API}/desk/keys", json=body)
    assert answer.status_code == 201
    assert answer.get_json() == {**body, "fingerprint": new.fingerprint}
    with app.app_context():
        row = audit.rows()[0]
    assert (row.verb, row.actor, row.subject) == ("keys_set", "amina", "amina")


def test_keys_that_cannot_be(sign_in: SignIn, team: SomeTeam) -> None:
    browser, new, taken = sign_in("amina"), Somebody("Amina"), team.people[1]
    for body, status, code in [
        ({"age": "age1x", "ed25519": new.ed25519}, 422, "key_malformed"),
        ({"age": str(new.identity)[:62], "ed25519": new.ed25519}, 422, "key_malformed"),
        ({"age": new.age, "ed25519": "x"}, 422, "key_malformed"),
        ({"age": taken.age, "ed25519": new.ed25519}, 409, "key_in_use"),
        ({"age": new.age, "ed25519": new.ed25519, "private": "x"}, 422, "invalid"),
        ({"age": new.age}, 422, "invalid"),
    ]:
        answer = browser.post(f"{API}/desk/keys", json=body)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code), body


def test_a_statement_is_taken_in(app: Flask, sign_in: SignIn, team: SomeTeam) -> None:
    wire = team.statement(DAY, seq=2)
    browser = sign_in("amina")
    for _ in range(2):  # again is fine
        answer = browser.post(f"{API}/desk/teams/u4c/statements", json=wire)
        assert answer.status_code == 201
        assert answer.get_json()["seq"] == 2
    with app.app_context():
        rows = audit.rows()
    assert [row.verb for row in rows].count("statement_accepted") == 2  # the first one, and this
    assert rows[0].actor == "amina"


def test_statements_that_are_not_taken_in(
    client: FlaskClient, sign_in: SignIn, team: SomeTeam
) -> None:
    browser = sign_in("amina")
    before = client.get(f"{API}/teams").get_json()
    other = SomeTeam(people=team.people)
    for wire, status, code in [
        ({"text": "{}", "signature": "x"}, 422, "statement_malformed"),
        (other.statement(DAY, seq=2), 422, "statement_wrong_root"),
        (other.statement(DAY, seq=2, root=public(team.root)), 422, "statement_bad_signature"),
        (team.statement(DAY, seq=2, team="x"), 422, "statement_wrong_team"),
        (team.statement(DAY, min_holders=3), 409, "statement_stale"),
        (team.statement(DAY - timedelta(days=99), seq=2), 422, "statement_expired"),
        (team.statement(DAY, seq=2, min_holders=9), 422, "too_few_holders"),
        ({"text": "x" * 70_000, "signature": "x"}, 422, "invalid"),
    ]:
        answer = browser.post(f"{API}/desk/teams/u4c/statements", json=wire)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    unknown = browser.post(f"{API}/desk/teams/nobody/statements", json=team.statement(DAY))
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "unknown_team")
    assert client.get(f"{API}/teams").get_json() == before
