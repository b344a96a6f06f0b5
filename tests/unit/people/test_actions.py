# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding teams, taking in statements, setting keys: each leaves its audit row."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from service.audit import queries as audit
from service.infra import sessions
from service.infra.problems import Problem
from service.people import actions, queries
from tests.conftest import DAY, SetClock, make_app
from tests.teams import Somebody, SomeTeam, public


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as raised:
        act()
    return raised.value.kind


def verbs() -> list[str]:
    return [row.verb for row in reversed(audit.rows())]


@pytest.mark.usefixtures("on_both")
def test_a_team_is_founded(db: Session, team: SomeTeam) -> None:
    current = queries.current_statement("u4c")
    assert current is not None
    assert (current.seq, current.min_holders) == (1, 2)
    assert [member.name for member in current.members] == ["Amina", "Bero", "Chidi"]
    assert verbs() == [
        "team_added",
        *["person_added", "keys_set"] * 3,
        "statement_accepted",
    ]


def test_the_root_of_a_known_team_never_changes(db: Session, team: SomeTeam) -> None:
    with pytest.raises(ValueError, match="root"):
        actions.add_team("u4c", name="A team", root=public(SomeTeam().root))
    actions.add_team("u4c", name="Another name", root=public(team.root))
    assert queries.team("u4c").name == "Another name"


@pytest.mark.parametrize("team_id", ["", "U4C", "-a", "a b", "a" * 33, "ä", "a\n"])
def test_names_of_teams_are_short_and_plain(db: Session, team_id: str) -> None:
    with pytest.raises(ValueError, match="short name"):
        actions.add_team(team_id, name="x", root=public(SomeTeam().root))


def test_the_next_statement_takes_over_and_the_last_is_kept(db: Session, team: SomeTeam) -> None:
    actions.accept_statement("u4c", team.statement(DAY, seq=3), "amina")
    assert [one.seq for one in queries.statements("u4c")] == [1, 3]
    current = queries.current_statement("u4c")
    assert current is not None
    assert current.seq == 3
    assert audit.rows()[0].actor == "amina"


def test_the_same_statement_again_changes_nothing(db: Session, team: SomeTeam) -> None:
    wire = team.statement(DAY, seq=2)
    first = actions.accept_statement("u4c", wire)
    before = audit.head()
    assert actions.accept_statement("u4c", wire) is first
    assert audit.head() == before


def test_statements_that_are_not_accepted(db: Session, team: SomeTeam) -> None:
    before = audit.head()
    other = SomeTeam(people=team.people)
    cases = {
        "statement_malformed": {"text": "{}", "signature": "x"},
        "statement_wrong_root": other.statement(DAY, seq=2),
        "statement_bad_signature": other.statement(DAY, seq=2, root=public(team.root)),
        "statement_wrong_team": team.statement(DAY, seq=2, team="arbcom"),
        "statement_stale": team.statement(DAY, seq=1, min_holders=3),
        "statement_expired": team.statement(DAY - timedelta(days=91), seq=2),
        "too_few_holders": team.statement(DAY, seq=2, min_holders=4),
    }
    for code, wire in cases.items():
        assert refused(lambda wire=wire: actions.accept_statement("u4c", wire)) == code
    assert refused(lambda: actions.accept_statement("nobody", {})) == "unknown_team"
    assert audit.head() == before
    assert len(queries.statements("u4c")) == 1


def test_keys_can_be_replaced_by_their_owner_only(db: Session, team: SomeTeam) -> None:
    new = Somebody("Amina")
    actions.set_keys("amina", new.age, new.ed25519)
    kept = queries.keys("amina")
    assert kept is not None
    assert (kept.age, kept.fingerprint) == (new.age, new.fingerprint)
    taken = team.people[1]
    set_keys = actions.set_keys
    assert refused(lambda: set_keys("amina", taken.age, new.ed25519)) == "key_in_use"
    assert refused(lambda: set_keys("amina", new.age, taken.ed25519)) == "key_in_use"
    assert refused(lambda: set_keys("amina", "age1x", new.ed25519)) == "key_malformed"
    assert refused(lambda: set_keys("amina", new.age, "AAAA")) == "key_malformed"


def test_belonging_is_by_keys_and_the_current_statement(
    db: Session, team: SomeTeam, set_clock: SetClock
) -> None:
    def amina() -> tuple[bool, str | None]:
        (membership,) = queries.teams_of("amina")
        return membership.in_statement, membership.fingerprint

    old = team.people[0]
    assert amina() == (True, old.fingerprint)
    new = Somebody("Amina")
    actions.set_keys("amina", new.age, new.ed25519)
    assert amina() == (False, None), "known by name only, until the root signs the new keys"
    assert queries.member("amina", "u4c") is None

    team.people[0] = new
    actions.accept_statement("u4c", team.statement(DAY, seq=2))
    assert amina() == (True, new.fingerprint)
    set_clock(DAY + timedelta(days=400), 12)
    assert amina() == (True, new.fingerprint), "an expired statement ends sealing, not reading"

    set_clock(DAY, 12)
    team.people.pop(0)
    actions.accept_statement("u4c", team.statement(DAY, seq=3))
    assert queries.teams_of("amina") == []


def test_nobody_signs_in_without_proof_outside_the_demo(app: Flask, team: SomeTeam) -> None:
    with app.test_request_context():
        assert refused(lambda: actions.sign_in_demo("amina")) == "not_found"
        assert sessions.current_person_id() is None


def test_anybody_signs_in_and_out_in_the_demo(database_url: str, team: SomeTeam) -> None:
    demo = make_app(database_url, DEMO=True)
    with demo.test_request_context():
        assert refused(lambda: actions.sign_in_demo("nobody")) == "unknown_person"
        actions.sign_in_demo("amina")
        assert sessions.current_person_id() == "amina"
        actions.sign_out()
        assert sessions.current_person_id() is None
        actions.sign_out()
        assert verbs()[-2:] == ["signed_in", "signed_out"]


def test_the_command_line(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    team = SomeTeam(id="arbcom")
    root = public(team.root)
    made = runner.invoke(
        args=[
            *["team", "add", "arbcom", "--name", "Committee", "--root", root],
            *["--answer-days", "7", "--intake", "open"],
        ]
    )
    assert made.exit_code == 0, made.output
    wire = tmp_path / "statement.json"
    wire.write_text(json.dumps(team.statement(DAY)), encoding="utf-8")
    taken = runner.invoke(args=["team", "statement", str(wire)])
    assert taken.exit_code == 0, taken.output
    assert "statement 1 of arbcom" in taken.output
    wire.write_text(json.dumps(team.statement(DAY - timedelta(days=200), seq=2)), encoding="utf-8")
    late = runner.invoke(args=["team", "statement", str(wire)])
    assert late.exit_code == 1
    assert "statement_expired" in late.output
    for nonsense in ("", "[]", "{}", '{"text": "[]"}', '{"text": "{}", "signature": ""}'):
        wire.write_text(nonsense, encoding="utf-8")
        assert runner.invoke(args=["team", "statement", str(wire)]).exit_code == 1
    bad = runner.invoke(args=["team", "add", "x", "--name", "x", "--root", "short"])
    assert bad.exit_code == 1
    added = runner.invoke(args=["team", "person", "dana", "--name", "Dana", "--home", "meta"])
    assert added.exit_code == 0
    with app.app_context():
        known = queries.team("arbcom")
        assert (known.answer_days, known.intake == "open") == (7, True)
        assert [person.name for person in queries.people()] == ["Dana"]


def test_the_operator_prints_what_the_gadget_pins(
    app: Flask, runner: FlaskCliRunner, team: SomeTeam
) -> None:
    printed = json.loads(runner.invoke(args=["team", "pins"]).output)
    assert printed["teams"] == {"u4c": {"name": "A team", "root": public(team.root)}}
    assert printed["service"] == app.extensions["alcove_config"].origin
    assert set(printed) == {"service", "claim_key", "home", "teams"}
