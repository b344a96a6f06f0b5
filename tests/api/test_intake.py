# SPDX-License-Identifier: AGPL-3.0-or-later
"""A team takes reports only while enough of its members are about; else it says where to turn."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from service.audit import queries as audit
from service.infra.i18n import translate
from service.people import actions, queries
from service.people.rules import Group, Intake, Senders
from service.people.visits import visit
from tests.api.world import World, problem_of
from tests.conftest import DAY, SetClock, SignIn
from tests.teams import Somebody, SomeTeam, public, seen

LATE = DAY + timedelta(days=15)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def standing(client: FlaskClient) -> dict[str, Any]:
    """How the team stands, as anybody is told."""
    [found] = client.get("/api/v1/teams").get_json()["teams"]
    return {name: found[name] for name in ("intake", "open", "reason")}


CLOSED: dict[str, Any] = {"intake": "paused", "open": False}


@pytest.mark.parametrize(
    ("intake", "wanted"),
    [
        (Intake.OFF, {"intake": "off", "open": False, "reason": "off"}),
        (Intake.PAUSED, {"intake": "paused", "open": False, "reason": "paused"}),
        (Intake.PILOT, {"intake": "pilot", "open": True, "reason": ""}),
        (Intake.OPEN, {"intake": "open", "open": True, "reason": ""}),
    ],
)
def test_what_the_team_says(
    app: Flask, client: FlaskClient, team: SomeTeam, intake: Intake, wanted: dict[str, Any]
) -> None:
    with app.app_context():
        actions.set_team("u4c", intake=intake)
    assert standing(client) == wanted


def test_a_new_team_is_off(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        actions.add_team("new", name="New", root=public(SomeTeam().root))
    assert standing(client)["reason"] == "off"


def test_it_pauses_when_too_few_were_at_the_desk_for_two_weeks(
    app: Flask, client: FlaskClient, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    set_clock(LATE - timedelta(days=1), 23)
    assert standing(client)["open"], "fourteen days ago counts"
    set_clock(LATE, 0)
    assert standing(client) == CLOSED | {"reason": "too_few_active"}
    sign_in("amina").get("/api/v1/desk/me")
    assert not standing(client)["open"], "one is not enough"
    sign_in("bero").get("/desk/people")
    assert standing(client)["open"], "any page of the desk counts"


def test_a_report_to_a_team_nobody_looks_after_is_not_taken(
    world: World, set_clock: SetClock
) -> None:
    thread = world.seal()
    set_clock(LATE)
    assert problem_of(world.send(thread)) == (409, "team_closed")
    for one in world.members[:2]:
        world.sign_in(one)
        one.get("me")
    assert world.send(thread).status_code == 201


def test_a_visit_is_noted_once_a_day_and_only_of_members(
    app: Flask, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    with app.app_context():
        actions.add_person("sami", name="Sami", home="meta")
    set_clock(LATE, 1)
    for name in ("amina", "sami"):
        for _ in range(3):
            sign_in(name).get("/api/v1/desk/me")
    app.test_client().get("/api/v1/desk/me")
    with app.app_context():
        visit("amina")  # as another request at the same moment
        visits = [row.actor for row in audit.rows() if row.verb == "visited"]
        assert visits == ["amina"]
        sami = queries.person("sami")
        assert sami is not None
        assert sami.seen is None


def test_looking_at_public_pages_is_no_visit(
    app: Flask, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    set_clock(LATE)
    browser = sign_in("amina")
    for address in ("/", "/write", "/follow", "/privacy", "/api/v1/teams", "/desk/sign-in"):
        assert browser.get(address).status_code == 200
    with app.app_context():
        amina = queries.person("amina")
        assert amina is not None
        assert amina.seen == DAY


def test_who_is_away_is_not_counted_on(
    app: Flask, client: FlaskClient, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    days = {"begins": DAY.isoformat(), "ends": (DAY + timedelta(days=2)).isoformat()}
    made = [sign_in(one).post("/api/v1/desk/absences", json=days) for one in ("amina", "bero")]
    assert [answer.status_code for answer in made] == [201, 201]
    assert standing(client) == CLOSED | {"reason": "too_few_active"}
    set_clock(DAY + timedelta(days=2), 23)
    assert not standing(client)["open"], "the last day included"
    set_clock(DAY + timedelta(days=3), 0)
    assert standing(client)["open"]


def test_being_back_earlier(
    client: FlaskClient, team: SomeTeam, sign_in: SignIn, set_clock: SetClock
) -> None:
    browsers = {name: sign_in(name) for name in ("amina", "bero")}
    days = {"begins": DAY.isoformat(), "ends": (DAY + timedelta(days=9)).isoformat()}
    ids = {
        name: browser.post("/api/v1/desk/absences", json=days).get_json()["id"]
        for name, browser in browsers.items()
    }
    path = f"/api/v1/desk/absences/{ids['amina']}/end"
    assert problem_of(browsers["bero"].post(path)) == (404, "not_found"), "somebody else's"
    set_clock(DAY + timedelta(days=1), 12)
    assert not standing(client)["open"]
    assert browsers["amina"].post(path).status_code == 204
    assert standing(client)["open"]
    assert browsers["amina"].get("/api/v1/desk/me").get_json()["absences"] == []


@pytest.mark.parametrize("change", ["other keys", "observer", "not in the list", "lost group"])
def test_only_voting_members_who_could_read_count(
    app: Flask, client: FlaskClient, team: SomeTeam, change: str
) -> None:
    """Two are needed of three, and one is away; then one more cannot be counted on."""
    with app.app_context():
        seen(DAY - timedelta(days=30), "chidi")
        assert queries.intake(queries.team("u4c")).open
        if change == "other keys":
            new = Somebody("Amina")
            actions.set_keys("amina", new.age, new.ed25519)
        elif change == "observer":
            team.people[0].role = "observer"
            actions.accept_statement("u4c", team.statement(DAY, seq=2))
        elif change == "not in the list":
            team.people = team.people[1:]
            actions.accept_statement("u4c", team.statement(DAY, seq=2))
        else:
            actions.set_team("u4c", authority=Group("https://meta.wikimedia.org", "x"))
    assert standing(client) == CLOSED | {"reason": "too_few_active"}


def test_without_a_statement_and_with_one_that_ran_out(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    team = SomeTeam()
    with app.app_context():
        actions.add_team("u4c", name="A team", root=public(team.root), intake=Intake.OPEN)
    assert standing(client) == CLOSED | {"reason": "no_statement"}
    team.found(app, DAY)
    assert standing(client)["open"]
    set_clock(DAY + timedelta(days=91), 0)
    with app.app_context():
        seen(DAY + timedelta(days=91), "amina", "bero", "chidi")
    assert standing(client) == CLOSED | {"reason": "statement_expired"}


# ---- what is said of it


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_the_start_page_says_why_and_where_else(
    app: Flask, client: FlaskClient, team: SomeTeam, set_clock: SetClock, lang: str
) -> None:
    with app.app_context():
        actions.set_team("u4c", contact="team@example.org", intake=Intake.PILOT)
    address = f"/?uselang={lang}"
    page = unescape(client.get(address).text)
    assert translate("alcove-page-home-pilot", lang=lang) in page
    assert "team@example.org" not in page, "while it takes reports there is a better way"
    set_clock(LATE)
    page = unescape(client.get(address).text)
    assert translate("alcove-page-home-closed-too-few-active", lang=lang) in page
    assert 'href="mailto:team@example.org"' in page
    assert translate("alcove-page-home-pilot", lang=lang) not in page


def test_the_start_page_says_whom_it_takes_reports_from(
    app: Flask, client: FlaskClient, team: SomeTeam
) -> None:
    words = translate("alcove-page-home-signed-in-only", lang="en")
    assert words not in client.get("/").text
    with app.app_context():
        actions.set_team("u4c", senders=Senders.SIGNED_IN)
    assert words in client.get("/").text
    assert client.get("/api/v1/teams").get_json()["teams"][0]["senders"] == "signed_in"


# ---- the operator's command line


def test_everything_can_be_said_on_the_command_line(app: Flask, runner: FlaskCliRunner) -> None:
    root = public(SomeTeam().root)
    made = runner.invoke(
        args=[
            *["team", "add", "arbcom", "--name", "ArbCom", "--root", root, "--about", "Nine."],
            *["--intake", "pilot", "--senders", "signed_in", "--contact", "https://a.org/w/Mail"],
            *["--answer-days", "0", "--update-days", "14", "--retention-days", "30"],
            *["--daily-quota", "9", "--authority-wiki", "https://en.wikipedia.org"],
            *["--authority-group", "arbcom", "--authority-local", "--staff"],
        ]
    )
    assert made.exit_code == 0, made.output
    assert "takes reports: no (no_statement)" in made.output
    wanted: dict[str, Any] = {
        **{"name": "ArbCom", "about": "Nine.", "intake": "pilot", "senders": "signed_in"},
        **{"contact": "https://a.org/w/Mail", "answer_days": 0, "update_days": 14},
        **{"retention_days": 30, "daily_quota": 9, "staff": True, "root": root},
        **{"authority_wiki": "https://en.wikipedia.org", "authority_group": "arbcom"},
        **{"authority_global": False},
    }
    assert said(app) == wanted
    for args, changes in (
        (["--intake", "off"], {"intake": "off"}),
        (["--no-staff", "--contact", ""], {"staff": False, "contact": ""}),
        (["--authority-group", "ac"], {"authority_group": "ac"}),
        (["--authority-global"], {"authority_global": True}),
        (["--name", "Committee"], {"name": "Committee"}),
        (
            ["--authority-group", ""],
            {"authority_group": "", "authority_wiki": "", "authority_global": False},
        ),
    ):
        done = runner.invoke(args=["team", "set", "arbcom", *args])
        assert done.exit_code == 0, done.output
        wanted |= changes
        assert said(app) == wanted, args
    assert "arbcom is known" in runner.invoke(args=["team", "list"]).output


@pytest.mark.parametrize(
    "args",
    [
        ["set", "nobody", "--intake", "off"],
        ["set", "u4c", "--intake", "perhaps"],
        ["set", "u4c", "--contact", "javascript:alert(1)"],
        ["set", "u4c", "--contact", "call us"],
        ["set", "u4c", "--authority-wiki", "https://meta.wikimedia.org"],
        ["set", "u4c", "--authority-group", "x"],
        ["set", "u4c", "--authority-group", "x", "--authority-wiki", "http://meta.wikimedia.org"],
        ["set", "u4c", "--authority-group", "x", "--authority-wiki", "https://a.org/w/"],
        ["set", "u4c", "--daily-quota", "0"],
        ["forget", "nobody"],
        ["person", "wiki-7", "--name", "x", "--home", "meta"],
    ],
)
def test_what_cannot_be_said(
    app: Flask, runner: FlaskCliRunner, team: SomeTeam, args: list[str]
) -> None:
    with app.app_context():
        before = audit.head()
    failed = runner.invoke(args=["team", *args])
    assert failed.exit_code != 0
    assert "Traceback" not in failed.output
    with app.app_context():
        assert audit.head() == before


def said(app: Flask) -> dict[str, Any]:
    with app.app_context():
        team = queries.team("arbcom")
        names = [column.name for column in team.__table__.columns if column.name != "id"]
        return {name: getattr(team, name) for name in names}
