# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vaults at the desk: who is let in, who is kept out, and that nothing acknowledged is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.audit.models import AuditRow
from service.infra.database import session
from service.infra.problems import Problem
from service.people import actions as people
from service.vault import client
from service.vault.models import Envelope
from service.vault.rules import LONGEST_DAYS, REPORTER
from tests.api.vaulting import (
    digest,
    epoch,
    fetched,
    grants,
    holder,
    holding,
    locked,
    real_grant,
    sealed,
    started,
)
from tests.api.world import (
    Member,
    Thread,
    World,
    at_once,
    body_of,
    problem_of,
    scalar,
    statements_of,
)
from tests.conftest import DAY, SetClock

BAD = (422, "bad_holders")
NOT_THERE = (404, "no_such_vault")


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    return world.sent()


def joined(world: World, name: str = "Eve") -> Member:
    """Somebody new whom the team's root has signed."""
    new = world.person(name)
    world.members.append(new)
    world.statement = world.state(world.members, seq=world.statement.seq + 1)
    return new


def translator(world: World, name: str = "Tam") -> Member:
    """Somebody whom the statement names so that their key is known, and no more."""
    new = world.person(name)
    lines = [one.keys.member_line() for one in world.members]
    wire = client.sign_statement(
        world.root,
        members=[*lines, {**new.keys.member_line(), "role": "translator"}],
        seq=world.statement.seq + 1,
        min_holders=2,
        issued=DAY,
        expires=DAY + timedelta(days=60),
    )
    with world.app.app_context():
        people.accept_statement("u4c", wire)
    return new


def vault_of(thread: Thread) -> str:
    vault: str = thread.payload["vault"]
    return vault


def others_learn_nothing(member: Member, vault: str) -> None:
    """Nothing somebody asks about a vault says more than about one that does not exist."""
    nowhere = client.random_id()
    asks: list[Callable[[str], TestResponse]] = [
        lambda one: member.get(f"vaults/{one}"),
        lambda one: member.post(f"vaults/{one}/envelopes", {"epoch": 0, "n": 2, "data": sealed()}),
        lambda one: member.post(f"vaults/{one}/grants", {"grants": grants(0, [holder(member)])}),
        lambda one: member.post(
            f"vaults/{one}/epochs", epoch("0" * 64, 1, [REPORTER, holder(member)])
        ),
    ]
    for ask in asks:
        there, not_there = ask(vault), ask(nowhere)
        assert problem_of(there) == NOT_THERE
        assert there.data == not_there.data
    assert holding(member, vault) is None
    assert member.reports(limit=200) == []


def test_a_member_fetches_what_is_sealed_with_only_the_own_grants(
    world: World, thread: Thread
) -> None:
    ada = world.members[0]
    found = fetched(ada, vault_of(thread))
    assert found["envelopes"] == [
        {**one, "day": DAY.isoformat()} for one in thread.payload["envelopes"]
    ]
    assert [one["holder"] for one in found["grants"]] == [holder(ada)]
    assert (found["kind"], found["matter"]) == ("thread", None)
    assert found["head"]["hash"] == thread.head


def test_who_was_left_out_learns_nothing(world: World) -> None:
    dia = world.members[3]
    others_learn_nothing(dia, vault_of(world.sent(without=(dia,))))


def test_somebody_who_joined_is_let_in_and_can_open_it(world: World, thread: Thread) -> None:
    ada, vault = world.members[0], vault_of(thread)
    eve = joined(world)
    others_learn_nothing(eve, vault)
    assert holder(eve) not in (holding(ada, vault) or {})["holders"]
    answer = ada.post(f"vaults/{vault}/grants", {"grants": [real_grant(thread, ada, eve)]})
    assert (answer.status_code, body_of(answer)) == (201, {"stored": 1, "again": 0})
    found = fetched(eve, vault)
    entries = client.read_vault(
        vault=vault,
        team="u4c",
        holder=holder(eve),
        identity=eve.keys.identity,
        grants=[client.StoredGrant.from_wire(one) for one in found["grants"]],
        envelopes=[client.StoredEnvelope.from_wire(one) for one in found["envelopes"]],
        statements=[world.statement, world.state(world.members, seq=world.statement.seq)],
    )
    assert entries[1].body["what"].startswith("They follow me")
    assert len(eve.reports()) == 1
    assert holder(eve) in (holding(ada, vault) or {})["holders"]


def test_the_same_grants_again_are_no_mistake_and_others_bytes_are(
    world: World, thread: Thread
) -> None:
    ada, ben, eve = world.members[0], world.members[1], joined(world)
    path, keys = f"vaults/{vault_of(thread)}/grants", grants(0, [holder(eve)])
    assert body_of(ada.post(path, {"grants": keys}))["stored"] == 1
    assert body_of(ada.post(path, {"grants": keys})) == {"stored": 0, "again": 1}
    answer = ben.post(path, {"grants": grants(0, [holder(eve)])})
    assert problem_of(answer) == (409, "already_granted")
    assert body_of(answer)["taken"] == [{"epoch": 0, "holder": holder(eve)}]
    assert fetched(eve, vault_of(thread))["grants"][0]["data"] == keys[0]["data"]


def test_grants_go_to_nobody_they_must_not(world: World, thread: Thread) -> None:
    ada, eve, vault = world.members[0], joined(world), vault_of(thread)
    path = f"vaults/{vault}/grants"
    stranger = world.person("Mallory")
    tam = translator(world)
    late = (DAY + timedelta(days=LONGEST_DAYS + 1)).isoformat()
    for keys in (
        grants(0, [holder(stranger)]),
        grants(0, ["0" * 32]),
        grants(0, [REPORTER]),
        grants(1, [holder(eve)]),
        grants(0, [holder(eve), holder(eve)]),
        grants(0, [holder(eve), holder(stranger)]),
        grants(0, [holder(tam)]),
        grants(0, [holder(tam)], until=(DAY - timedelta(days=1)).isoformat()),
        grants(0, [holder(tam)], until=late),
    ):
        assert problem_of(ada.post(path, {"grants": keys})) == BAD, keys
    assert holding(ada, vault) == {
        "vault": vault,
        "team": "u4c",
        "kind": "thread",
        "matter": None,
        "thread": None,
        "epoch": 0,
        "holders": sorted(holder(one) for one in world.members[:4]),
        "timed": {},
        "mine": [0],
    }


def test_who_is_let_in_for_a_time_reads_until_then_and_lets_in_nobody(
    world: World, thread: Thread, set_clock: SetClock
) -> None:
    ada, vault = world.members[0], vault_of(thread)
    eve, tam = joined(world), translator(world)
    last = DAY + timedelta(days=7)
    path = f"vaults/{vault}/grants"
    keys = grants(0, [holder(tam)], until=last.isoformat())
    assert ada.post(path, {"grants": keys}).status_code == 201
    assert (holding(ada, vault) or {})["timed"] == {holder(tam): last.isoformat()}
    assert len(fetched(tam, vault)["envelopes"]) == 2
    assert problem_of(tam.post(path, {"grants": grants(0, [holder(eve)])})) == (
        403,
        "not_allowed",
    )
    own = grants(0, [holder(tam)], until=(last + timedelta(days=9)).isoformat())
    assert problem_of(tam.post(path, {"grants": own})) == (403, "not_allowed")
    assert problem_of(locked(world, tam, vault, [tam])) == (403, "not_allowed")
    set_clock(last, 23)
    world.sign_in(tam)
    assert len(tam.reports()) == 1
    set_clock(last + timedelta(days=1), 0)
    world.sign_in(tam)
    world.sign_in(ada)
    others_learn_nothing(tam, vault)
    again = grants(0, [holder(tam)], until=(last + timedelta(days=5)).isoformat())
    assert body_of(ada.post(path, {"grants": again}))["stored"] == 1
    assert fetched(tam, vault)["grants"][0]["data"] == keys[0]["data"], "never replaced"


def test_who_is_kept_out_of_the_next_epoch_learns_nothing_any_more(
    world: World, thread: Thread
) -> None:
    ada, ben, cho, dia = world.members
    vault = vault_of(thread)
    answer = locked(world, ada, vault, [ada, ben, cho])
    assert answer.status_code == 201
    others_learn_nothing(dia, vault)
    assert [one["epoch"] for one in fetched(ben, vault)["grants"]] == [0, 1]
    assert [one["epoch"] for one in body_of(world.follow(thread))["grants"]] == [0, 1]
    assert body_of(answer)["hash"] == fetched(cho, vault)["head"]["hash"]
    late = {"epoch": 0, "n": 2, "data": sealed(), "act": "message"}
    assert problem_of(ada.post(f"reports/{ada.find(vault)['id']}/envelopes", late)) == (
        409,
        "number_taken",
    )


def test_an_epoch_keeps_the_writer_in_and_lets_no_stranger_in(world: World, thread: Thread) -> None:
    ada, ben, _, dia = world.members
    vault, mallory, tam = vault_of(thread), world.person("Mallory"), translator(world)
    path, all_of_us = f"vaults/{vault}/epochs", [holder(one) for one in (ada, ben)]
    for holders in (
        all_of_us,
        [REPORTER],
        [REPORTER, holder(ben)],
        [REPORTER, *all_of_us, holder(mallory)],
        [REPORTER, *all_of_us, holder(tam)],
        [REPORTER, *all_of_us, "0" * 32],
        [REPORTER, *all_of_us, all_of_us[0]],
    ):
        assert problem_of(ada.post(path, epoch(thread.head, 1, holders))) == BAD, holders
    right = [REPORTER, *all_of_us]
    for number, prev in ((0, thread.head), (2, thread.head), (1, "0" * 64)):
        answer = ada.post(path, epoch(prev, number, right))
        assert problem_of(answer) == (409, "number_taken")
        assert body_of(answer)["head"] == {"epoch": 0, "n": 1, "hash": thread.head}
    mixed = epoch(thread.head, 1, right)
    mixed["grants"][0]["epoch"] = 0
    assert problem_of(ada.post(path, mixed)) == (422, "invalid")
    assert len(dia.reports()) == 1, "nothing of it was stored"


def test_an_epoch_that_does_not_know_the_last_envelope_is_not_begun(
    world: World, thread: Thread
) -> None:
    ada, vault = world.members[0], vault_of(thread)
    body = epoch(thread.head, 1, [REPORTER, *(holder(one) for one in world.members)])
    assert world.write_back(thread, world.next_of_writer(thread)).status_code == 201
    assert problem_of(ada.post(f"vaults/{vault}/epochs", body)) == (409, "number_taken")
    assert fetched(ada, vault)["head"]["n"] == 2


def test_the_same_epoch_again_is_no_mistake(world: World, thread: Thread) -> None:
    ada, ben, vault = world.members[0], world.members[1], vault_of(thread)
    body = epoch(thread.head, 1, [REPORTER, holder(ada), holder(ben)])
    path = f"vaults/{vault}/epochs"
    assert ada.post(path, body).status_code == 201
    again = ada.post(path, body)
    assert (again.status_code, body_of(again)["hash"]) == (
        200,
        digest(body["envelope"]["data"]),
    )
    other = epoch(thread.head, 1, [REPORTER, holder(ada), holder(ben)])
    assert problem_of(ben.post(path, other)) == (409, "number_taken")


@pytest.mark.parametrize("_", range(3))
def test_of_epochs_and_messages_at_once_nothing_acknowledged_is_lost(
    world: World, thread: Thread, _: int
) -> None:
    vault, ada, ben = vault_of(thread), *world.members[:2]
    everybody = [REPORTER, *(holder(one) for one in world.members)]
    bodies = [epoch(thread.head, 1, everybody) for _ in range(2)]
    message = world.next_of_writer(thread)
    answers = at_once(
        lambda: ada.post(f"vaults/{vault}/epochs", bodies[0]),
        lambda: ben.post(f"vaults/{vault}/epochs", bodies[1]),
        lambda: world.stranger.post(
            "/api/v1/follow/envelopes", json=message, headers=thread.bearer
        ),
    )
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    stored = {one["data"] for one in fetched(ada, vault)["envelopes"]}
    sent = [*(body["envelope"]["data"] for body in bodies), message["data"]]
    kept = [answer.status_code == 201 for answer in answers]
    assert [data in stored for data in sent] == kept
    assert len(fetched(ada, vault)["grants"]) == 1 + any(kept[:2])


def test_a_file_is_written_by_members_and_read_by_readers_of_its_thread_only(
    world: World, thread: Thread
) -> None:
    ada, ben, cho, dia = world.members
    vault = vault_of(thread)
    file = started(world, ada, vault, world.members)
    note: dict[str, Any] = {"epoch": 0, "n": 1, "data": sealed(4096)}
    answer = dia.post(f"vaults/{file}/envelopes", note)
    assert (answer.status_code, body_of(answer)["hash"]) == (201, digest(note["data"]))
    assert dia.post(f"vaults/{file}/envelopes", note).status_code == 200
    assert problem_of(ben.post(f"vaults/{file}/envelopes", {**note, "data": sealed()})) == (
        409,
        "number_taken",
    )
    assert fetched(cho, file)["matter"] == ada.find(vault)["id"]
    # Kept out of the thread alone, which a browser may leave half done.
    assert locked(world, ada, vault, [ada, ben, cho]).status_code == 201
    others_learn_nothing(dia, file)
    head = fetched(ada, file)["head"]
    with_dia = epoch(head["hash"], 1, [holder(one) for one in world.members])
    assert problem_of(ada.post(f"vaults/{file}/epochs", with_dia)) == BAD
    again = {"grants": grants(0, [holder(dia)])}
    assert problem_of(ada.post(f"vaults/{file}/grants", again)) == BAD
    writer = epoch(head["hash"], 1, [REPORTER, holder(ada)])
    assert problem_of(ada.post(f"vaults/{file}/epochs", writer)) == BAD
    without = epoch(head["hash"], 1, [holder(one) for one in (ada, ben, cho)])
    assert ada.post(f"vaults/{file}/epochs", without).status_code == 201


def test_nobody_writes_into_a_thread_past_its_report(world: World, thread: Thread) -> None:
    body = {"epoch": 0, "n": 2, "data": sealed()}
    answer = world.members[0].post(f"vaults/{vault_of(thread)}/envelopes", body)
    assert problem_of(answer) == NOT_THERE


def test_a_matter_has_one_file(world: World, thread: Thread) -> None:
    vault = vault_of(thread)
    file = started(world, world.members[0], vault, world.members)
    with pytest.raises(Problem) as second:
        started(world, world.members[1], vault, world.members)
    assert (second.value.kind, second.value.members["file"]) == ("already_started", file)


def test_what_is_not_sealed_is_refused(world: World, thread: Thread) -> None:
    ada, eve, vault = world.members[0], joined(world), vault_of(thread)
    plain = client.b64encode(b"in clear " * 200)
    right = epoch(thread.head, 1, [REPORTER, holder(ada)])
    for path, body in (
        ("grants", {"grants": [{"epoch": 0, "holder": holder(eve), "data": plain}]}),
        ("epochs", {**right, "envelope": {"n": 0, "data": plain}}),
        ("epochs", {**right, "grants": [{**right["grants"][0], "data": plain}]}),
    ):
        assert problem_of(ada.post(f"vaults/{vault}/{path}", body)) == (422, "not_sealed")
    assert scalar(world, select(func.count()).select_from(Envelope)) == 2


def test_nothing_is_sealed_under_a_list_that_has_expired(
    world: World, thread: Thread, set_clock: SetClock
) -> None:
    ada = world.members[0]
    set_clock(DAY + timedelta(days=61), 12)
    world.sign_in(ada)
    assert problem_of(locked(world, ada, vault_of(thread), [ada])) == (422, "statement_expired")


def test_a_report_of_many_readers_takes_few_statements(world: World) -> None:
    thread = world.seal()
    with statements_of(world) as heard:
        assert world.send(thread).status_code == 201
    stored = [sql for sql in heard if sql.startswith("INSERT INTO grants")]
    assert len(stored) == 1


def test_the_record_says_what_was_done_to_those_who_may_know(world: World, thread: Thread) -> None:
    ada, ben, _, dia = world.members
    vault = vault_of(thread)
    assert locked(world, ada, vault, [ada, ben]).status_code == 201
    wanted = select(AuditRow.verb).where(AuditRow.subject == vault).order_by(AuditRow.seq)
    with world.app.app_context():
        assert session().scalars(wanted).all() == ["vault_read", "epoch_begun"]
    assert vault in ben.browser.get("/desk/audit").text
    assert vault not in dia.browser.get("/desk/audit").text
