# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams, statements and keys over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.audit import queries as audit
from service.infra.database import session, transaction
from service.infra.outbox import OutboxRow
from service.people import actions, news, settings
from service.people.models import Person
from service.people.rules import Intake
from tests.conftest import DAY, SetClock, SignIn
from tests.teams import Somebody, SomeTeam, public

API = "/api/v1"
NOT_NEEDED = {"needed": False, "holds": True, "checked": None}


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
                "belongs": True,
                "authority": NOT_NEEDED,
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


# ---- what members say of themselves


def me(browser: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"{API}/desk/me").get_json()
    return found


def test_languages_and_home(app: Flask, sign_in: SignIn, team: SomeTeam) -> None:
    browser = sign_in("amina")
    body = {"languages": ["ar", "de", "zh-hant"], "home": "ar.wikipedia.org"}
    answer = browser.post(f"{API}/desk/settings", json=body)
    assert answer.status_code == 200
    assert me(browser)["person"] | body == answer.get_json()
    with app.app_context():
        assert audit.rows()[0].verb == "settings_changed"


@pytest.mark.parametrize(
    "body",
    [
        {"languages": "de", "home": "meta"},
        {"languages": ["Deutsch"], "home": "meta"},
        {"languages": ["de en"], "home": "meta"},
        {"languages": ["de"] * 11, "home": "meta"},
        {"languages": ["de"], "home": ""},
        {"languages": ["de"], "home": "https://meta.wikimedia.org"},
        {"languages": ["de"]},
        {"languages": ["de"], "home": "meta", "name": "Bero"},
    ],
)
def test_settings_that_cannot_be(sign_in: SignIn, team: SomeTeam, body: dict[str, Any]) -> None:
    browser = sign_in("amina")
    before = me(browser)
    answer = browser.post(f"{API}/desk/settings", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    assert me(browser) == before


def test_an_address_counts_when_its_code_was_typed_in(
    app: Flask, sign_in: SignIn, team: SomeTeam
) -> None:
    browser, mail, confirm = (
        sign_in("amina"),
        f"{API}/desk/settings/mail",
        f"{API}/desk/settings/mail/confirm",
    )

    def sent(code: str) -> None:
        """As the worker does when it sends the mail."""
        with app.app_context(), transaction() as rows:
            who = rows.get(Person, "amina")
            assert who is not None
            who.mail_code = news.code_hash(who, code)

    said = browser.post(mail, json={"mail": "amina@example.org"}).get_json()
    assert (said["mail"], said["mail_confirmed"]) == ("amina@example.org", False)
    assert browser.post(confirm, json={"code": "-" * 64}).status_code == 422
    sent("abcd")
    wrong = browser.post(confirm, json={"code": "abce"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "wrong_code")
    browser.post(mail, json={"mail": "other@example.org"})
    assert browser.post(confirm, json={"code": "abcd"}).status_code == 422, "of another address"
    sent("efgh")
    assert browser.post(confirm, json={"code": " EFGH "}).get_json()["mail_confirmed"]
    assert browser.post(confirm, json={"code": "efgh"}).status_code == 422, "it is used up"
    assert browser.post(mail, json={"mail": "other@example.org"}).get_json()["mail_confirmed"]
    browser.post(mail, json={"mail": "third@example.org"})
    gone = browser.post(mail, json={"mail": ""}).get_json()
    assert (gone["mail"], gone["mail_confirmed"]) == ("", False)
    with app.app_context():
        waiting = session().scalars(select(OutboxRow)).all()
        assert [(row.topic, row.subject) for row in waiting] == [("mail-code", "amina")]
        verbs = [row.verb for row in audit.rows()]
        assert (verbs.count("mail_changed"), verbs.count("mail_confirmed")) == (4, 1)
        amina = session().get(Person, "amina")
        assert amina is not None
        assert amina.mail_code == "", "no code is waited for, and none is sent to nowhere"


@pytest.mark.parametrize(
    "mail",
    ["amina", "a@b", "a b@example.org", "a@example.org\nBcc: x@y.z", "<a@b.c>", "a@b.c,d@e.f"],
)
def test_what_is_no_address(sign_in: SignIn, team: SomeTeam, mail: str) -> None:
    answer = sign_in("amina").post(f"{API}/desk/settings/mail", json={"mail": mail})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")


def test_nobody_can_flood_an_address_or_guess_a_code(sign_in: SignIn, team: SomeTeam) -> None:
    browser = sign_in("amina")
    asked = [
        browser.post(f"{API}/desk/settings/mail", json={"mail": f"a{n}@example.org"}).status_code
        for n in range(settings.MAILS_DAILY + 1)
    ]
    assert asked == [200] * settings.MAILS_DAILY + [429]
    guessed = [
        browser.post(f"{API}/desk/settings/mail/confirm", json={"code": str(n)}).status_code
        for n in range(settings.TRIES_DAILY + 1)
    ]
    assert guessed == [422] * settings.TRIES_DAILY + [429]


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [(-2, 3, "begins"), (400, 401, "begins"), (3, 2, "ends"), (0, 400, "ends")],
)
def test_absences_that_cannot_be(
    sign_in: SignIn, team: SomeTeam, begins: int, ends: int, field: str
) -> None:
    days = {
        name: (DAY + timedelta(days=n)).isoformat()
        for name, n in (("begins", begins), ("ends", ends))
    }
    answer = sign_in("amina").post(f"{API}/desk/absences", json=days)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)


# ---- everybody in a team


def roster(browser: FlaskClient) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    answer = browser.get(f"{API}/desk/teams/u4c/people")
    assert answer.status_code == 200, answer.text
    found = answer.get_json()
    return {one["name"]: one for one in found["people"]}, found["alarms"]


def test_the_people_of_a_team(sign_in: SignIn, team: SomeTeam) -> None:
    browser, amina = sign_in("amina"), team.people[0]
    browser.post(f"{API}/desk/settings", json={"languages": ["sw"], "home": amina.home})
    days = {"begins": DAY.isoformat(), "ends": (DAY + timedelta(days=4)).isoformat()}
    sign_in("bero").post(f"{API}/desk/absences", json=days)
    people, alarms = roster(browser)
    assert list(people) == ["Amina", "Bero", "Chidi"]
    assert people["Amina"] == {
        **{"id": "amina", "name": "Amina", "home": amina.home, "role": "member"},
        **{"fingerprint": amina.fingerprint, "age": amina.age, "ed25519": amina.ed25519},
        **{"in_statement": True, "named": True, "languages": ["sw"], "absent_until": None},
        **{"seen": DAY.isoformat(), "authority": NOT_NEEDED},
    }
    assert people["Bero"]["absent_until"] == days["ends"]
    assert alarms == []


def test_keys_nobody_signed_raise_an_alarm(app: Flask, sign_in: SignIn, team: SomeTeam) -> None:
    other, stranger = Somebody("Chidi"), Somebody("Zoe")
    team.people.append(Somebody("Fatou", role="observer"))
    with app.app_context():
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
        actions.set_keys("chidi", other.age, other.ed25519)
        actions.add_person("zoe", name="Zoe", home="meta")
        actions.set_keys("zoe", stranger.age, stranger.ed25519)
        actions.add_person("keyless", name="Keyless", home="meta")
    people, alarms = roster(sign_in("amina"))
    assert set(people) == {"Amina", "Bero", "Chidi", "Fatou", "Zoe"}
    assert (people["Fatou"]["id"], people["Fatou"]["in_statement"]) == (None, True)
    assert (people["Zoe"]["role"], people["Zoe"]["named"]) == (None, False)
    assert (people["Chidi"]["age"], people["Chidi"]["in_statement"]) == (other.age, False)
    assert {(one["what"], one["person"], one["fingerprint"]) for one in alarms} == {
        ("other_keys", "chidi", other.fingerprint),
        ("not_in_statement", "zoe", stranger.fingerprint),
    }


def test_keys_of_another_teams_people_are_none_of_its_business(
    app: Flask, sign_in: SignIn, team: SomeTeam
) -> None:
    elsewhere = SomeTeam(id="arbcom", people=[Somebody("Dara"), Somebody("Eno")])
    elsewhere.found(app, DAY)
    assert set(roster(sign_in("amina"))[0]) == {"Amina", "Bero", "Chidi"}
    foreign = sign_in("dara").get(f"{API}/desk/teams/u4c/people")
    assert (foreign.status_code, foreign.get_json()["code"]) == (403, "not_allowed")


def test_a_list_about_to_end_raises_an_alarm(
    sign_in: SignIn, team: SomeTeam, set_clock: SetClock
) -> None:
    end = DAY + timedelta(days=90)
    for days, wanted in ((22, []), (21, [end.isoformat()]), (-1, [end.isoformat()])):
        set_clock(end - timedelta(days=days), 12)
        alarms = roster(sign_in("amina"))[1]
        assert [one["expires"] for one in alarms if one["what"] == "statement_expires"] == wanted
