# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a case: sealed to its team's members, less whom the case is closed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.cases import actions
from service.cases.rules import RecusalKind
from service.people import actions as people
from service.people.viewers import viewer
from service.vault import client
from tests.api.casing import a_bot, reading
from tests.api.vaulting import epoch, grants, holder, holding, sealed
from tests.api.world import TEAM, Member, World, at_once, body_of, problem_of
from tests.conftest import DAY


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def case(world: World) -> str:
    bot = a_bot(world.app)
    bot.bring(reading())
    return str(bot.overview()["cases"][0]["case"])


def new_file(members: Iterable[Member], vault: str = "") -> dict[str, Any]:
    return {
        "vault": vault or client.random_id(),
        "envelopes": [{"epoch": 0, "n": 0, "data": sealed()}],
        "grants": grants(0, [holder(member) for member in members]),
    }


def start(case: str, by: Member, members: Iterable[Member]) -> TestResponse:
    return by.post(f"cases/{case}/file", new_file(members))


def recuse(world: World, case: str, who: Member, kind: RecusalKind, by: str = "ada") -> None:
    with world.app.test_request_context("/"):
        actions.recuse(viewer(by), case, who.id, kind)


def test_a_case_has_one_file_and_says_where_it_is(world: World, case: str) -> None:
    ada, ben, *_ = world.members
    assert body_of(ada.get(f"cases/{case}"))["file"] is None
    body = new_file(world.members)
    first = ada.post(f"cases/{case}/file", body)
    again = ada.post(f"cases/{case}/file", body)
    assert (first.status_code, again.status_code) == (201, 200)
    other = start(case, ben, world.members)
    assert problem_of(other) == (409, "already_started")
    assert body_of(other)["file"] == body["vault"]
    said = body_of(ben.get(f"cases/{case}"))
    assert (said["file"], said["head"]["n"], said["kept_out"]) == (body["vault"], 0, [])
    assert body_of(ben.get(f"vaults/{body['vault']}"))["vault"] == body["vault"]
    line = holding(ben, body["vault"])
    assert line is not None
    assert line["kind"] == "file"


def test_two_who_start_at_once_have_one_file(world: World, case: str) -> None:
    ada, ben, *_ = world.members
    answers = at_once(
        lambda: start(case, ada, world.members), lambda: start(case, ben, world.members)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_it_goes_to_nobody_it_must_not(world: World, case: str) -> None:
    ada, ben, cho, dia = world.members
    eve = world.person("Eve")
    recuse(world, case, dia, RecusalKind.FULL)
    for members in ([ben, cho], [ada, eve], [ada, ada], world.members):
        assert problem_of(start(case, ada, members)) == (422, "bad_holders")
    assert problem_of(start(case, dia, [dia])) == (404, "no_such_case")
    assert start(case, ada, [ada, ben, cho]).status_code == 201
    assert body_of(ada.get(f"cases/{case}"))["kept_out"] == [holder(dia)]


def test_who_is_recused_reads_nothing_from_that_moment_on(world: World, case: str) -> None:
    ada, ben, _, dia = world.members
    body = new_file(world.members)
    ada.post(f"cases/{case}/file", body)
    vault = body["vault"]
    assert dia.get(f"vaults/{vault}").status_code == 200
    recuse(world, case, dia, RecusalKind.FULL)
    assert problem_of(dia.get(f"vaults/{vault}")) == (404, "no_such_vault")
    assert holding(dia, vault) is None

    # Until a browser has locked it anew, nothing more is sealed to them.
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert problem_of(ben.post(f"vaults/{vault}/envelopes", note)) == (409, "half_locked")
    head = body_of(ben.get(f"vaults/{vault}"))["head"]["hash"]
    everybody = [holder(member) for member in world.members]
    wrong = ben.post(f"vaults/{vault}/epochs", epoch(head, 1, everybody))
    assert problem_of(wrong) == (422, "bad_holders")
    assert ben.post(f"vaults/{vault}/epochs", epoch(head, 1, everybody[:3])).status_code == 201
    note = {"epoch": 1, "n": 1, "data": sealed()}
    assert ben.post(f"vaults/{vault}/envelopes", note).status_code == 201


def test_no_key_they_make_lets_them_in(world: World, case: str) -> None:
    ada, ben, cho, dia = world.members
    recuse(world, case, dia, RecusalKind.FULL)
    body = new_file([ada, ben])
    ada.post(f"cases/{case}/file", body)
    with world.app.test_request_context("/"):
        dia.keys = client.new_person("Dia", "meta")
        people.set_keys(dia.id, dia.keys.recipient, dia.keys.ed25519_public)
    world.state(world.members, seq=2)
    path = f"vaults/{body['vault']}/grants"
    assert problem_of(ada.post(path, {"grants": grants(0, [holder(dia)])})) == (422, "bad_holders")
    assert ada.post(path, {"grants": grants(0, [holder(cho)])}).status_code == 201

    # Whoever may come back is given it like anybody else.
    recuse(world, case, dia, RecusalKind.VOTING)
    assert problem_of(dia.get(f"vaults/{body['vault']}")) == (404, "no_such_vault")
    assert ada.post(path, {"grants": grants(0, [holder(dia)])}).status_code == 201
    assert dia.get(f"vaults/{body['vault']}").status_code == 200


def test_who_has_no_vote_adds_to_a_file_that_is_there_and_begins_none(
    world: World, case: str
) -> None:
    ada, _, _, dia = world.members
    lines = [{**one.keys.member_line(), "role": "member"} for one in world.members]
    lines[-1]["role"] = "observer"
    wire = client.sign_statement(
        world.root, members=lines, seq=2, min_holders=2,
        issued=DAY, expires=DAY + timedelta(days=60),
    )  # fmt: skip
    with world.app.app_context():
        people.accept_statement(TEAM, wire)
    assert problem_of(start(case, dia, world.members)) == (403, "no_vote")
    body = new_file(world.members)
    assert ada.post(f"cases/{case}/file", body).status_code == 201
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert dia.post(f"vaults/{body['vault']}/envelopes", note).status_code == 201
