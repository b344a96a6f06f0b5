# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another private code for a writer: by themselves, or by a member after they proved who they are.

From then on the one before opens nothing.
"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.audit.models import AuditRow
from service.clocks.models import Clock
from service.infra.database import session
from service.people import actions as people
from service.people.rules import Intake
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, File, Grant, Vault
from tests.api.vaulting import epoch, holder, locked, sealed
from tests.api.working import (
    an_invitation,
    bearer,
    file_started,
    follow,
    line,
    new_code,
    next_epoch,
    writes,
)
from tests.api.world import Thread, World, at_once, body_of, problem_of, scalar
from tests.conftest import DAY


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    return world.sent()


def renewed(world: World, thread: Thread, body: dict[str, Any], by: client.Receipt) -> Any:
    return world.stranger.post("/api/v1/follow/renew", json=body, headers=bearer(by))


def test_a_writer_goes_on_under_a_code_of_their_own(world: World, thread: Thread) -> None:
    new = client.new_receipt()
    body = new_code(thread, new, *world.members)
    answer = renewed(world, thread, body, thread.receipt)
    assert answer.status_code == 201
    assert problem_of(world.follow(thread)) == (404, "no_such_report")
    own = body_of(follow(world, new))
    assert own["vault"] == thread.payload["vault"]
    assert own["head"] == {"epoch": 1, "n": 0, "hash": body_of(answer)["hash"]}
    assert [one["epoch"] for one in own["grants"]] == [0, 1]
    reply = {"lookup": new.lookup, "epoch": 1, "n": 1, "data": sealed()}
    answer = world.stranger.post("/api/v1/follow/envelopes", json=reply, headers=bearer(new))
    assert answer.status_code == 201
    for member in world.members:
        assert line(member, thread)["head"]["epoch"] == 1
    row = select(AuditRow.actor, AuditRow.verb)
    with world.app.app_context():
        verbs = session().execute(row).all()
    assert (None, "report_renewed") in [tuple(one) for one in verbs]


def test_who_was_invited_makes_the_teams_code_their_own(world: World, thread: Thread) -> None:
    """Until then a member could have read with it; from then on only in what was written before."""
    ada = world.members[0]
    receipt, body = an_invitation(world, ada)
    ada.post(f"reports/{world.report_of(thread)}/invitations", body)
    head = body_of(follow(world, receipt))["head"]["hash"]
    new = client.new_receipt()
    asked = {
        "lookup": receipt.lookup,
        "new_lookup": new.lookup,
        "access_hash": new.access_hash,
        "epoch": epoch(head, 1, ["reporter", holder(ada)]),
    }
    assert renewed(world, thread, asked, receipt).status_code == 201
    assert problem_of(follow(world, receipt)) == (404, "no_such_report")
    assert body_of(follow(world, new))["report"]["kind"] == "invitation"


def test_without_the_code_nothing_is_renewed(world: World, thread: Thread) -> None:
    new = client.new_receipt()
    body = new_code(thread, new, *world.members)
    for receipt in (new, world.sent().receipt):
        answer = renewed(world, thread, body, receipt)
        assert problem_of(answer) == (404, "no_such_report")
    unknown = renewed(world, thread, body | {"lookup": client.random_id()}, thread.receipt)
    assert problem_of(unknown) == (404, "no_such_report")
    assert world.follow(thread).status_code == 200


def test_a_code_somebody_has_is_not_taken(world: World, thread: Thread) -> None:
    other = world.sent()
    body = new_code(thread, client.new_receipt(), *world.members)
    body["new_lookup"] = other.receipt.lookup
    answer = renewed(world, thread, body, thread.receipt)
    assert problem_of(answer) == (409, "already_used")
    assert body_of(world.follow(thread))["head"]["epoch"] == 0, "nor was the lock changed"


def test_a_renewal_lets_nobody_in_and_drops_not_everybody(world: World, thread: Thread) -> None:
    new = client.new_receipt()
    ada, ben, cho, dia = world.members
    assert locked(world, ada, thread.payload["vault"], (ada, ben, cho)).status_code == 201
    head = body_of(world.follow(thread))["head"]["hash"]

    def asked(*holders: str) -> Any:
        body = new_code(thread, new) | {"epoch": epoch(head, 2, holders)}
        return renewed(world, thread, body, thread.receipt)

    members = [holder(one) for one in (ada, ben, cho)]
    for holders in (
        members,
        ["reporter"],
        ["reporter", holder(dia)],
        ["reporter", *members, holder(dia)],
        ["reporter", *members, client.random_id()],
    ):
        assert problem_of(asked(*holders)) == (422, "bad_holders")
    assert asked("reporter", *members).status_code == 201


def test_what_was_written_meanwhile_is_seen_first(world: World, thread: Thread) -> None:
    body = new_code(thread, client.new_receipt(), *world.members)
    world.answer(world.members[0], thread)
    answer = renewed(world, thread, body, thread.receipt)
    assert problem_of(answer) == (409, "number_taken")
    assert body_of(answer)["head"]["hash"] == thread.head


@pytest.mark.usefixtures("on_both")
def test_of_renewals_at_once_one_code_opens_it(world: World, thread: Thread) -> None:
    codes = [client.new_receipt() for _ in range(4)]
    bodies = [new_code(thread, one, *world.members) for one in codes]
    answers = at_once(
        *[lambda body=body: renewed(world, thread, body, thread.receipt) for body in bodies]
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 404, 409}
    opened = [follow(world, one).status_code for one in (thread.receipt, *codes)]
    assert opened == [404, *[200 if one == 201 else 404 for one in statuses]]


def rows(world: World, model: type[Any]) -> int:
    number: int = scalar(world, select(func.count()).select_from(model))
    return number


@pytest.mark.usefixtures("on_both")
def test_a_member_gives_a_new_code_to_who_proved_themselves_in_a_new_report(
    world: World, thread: Thread
) -> None:
    """The old thread goes on under the new report's code, and the new report is gone."""
    ada = world.members[0]
    world.answer(ada, thread)
    proof = world.sent()
    file_started(world, ada, proof, ada)
    report, source = world.report_of(thread), world.report_of(proof)
    turn = next_epoch(thread, *world.members)
    body = {"from": source, "epoch": turn}
    answer = ada.post(f"reports/{report}/renew", body)
    assert answer.status_code == 201
    assert problem_of(world.follow(thread)) == (404, "no_such_report"), "whoever has the old code"
    own = body_of(world.follow(proof))
    assert (own["vault"], own["head"]["epoch"]) == (thread.payload["vault"], 1)
    assert problem_of(ada.get(f"reports/{source}")) == (404, "no_such_report")
    assert [rows(world, one) for one in (Report, Vault, File, Clock)] == [1, 1, 0, 1]
    assert (rows(world, Envelope), rows(world, Grant)) == (4, 10)
    # The answer was lost: asked the same again, the same is said, and nothing is done twice.
    reply = {"lookup": proof.receipt.lookup, "epoch": 1, "n": 1, "data": sealed()}
    world.stranger.post("/api/v1/follow/envelopes", json=reply, headers=bearer(proof.receipt))
    version = line(ada, thread)["version"]
    again = ada.post(f"reports/{report}/renew", body)
    assert (again.status_code, body_of(again)) == (200, body_of(answer))
    assert line(ada, thread)["version"] == version
    other = {"from": source, "epoch": epoch(turn["prev"], 1, ["reporter", holder(ada)])}
    assert problem_of(ada.post(f"reports/{report}/renew", other)) == (404, "no_such_report")


@pytest.mark.usefixtures("on_both")
def test_of_one_request_sent_several_times_at_once_one_is_done(
    world: World, thread: Thread
) -> None:
    ada, proof = world.members[0], world.sent()
    report = world.report_of(thread)
    body = {"from": world.report_of(proof), "epoch": next_epoch(thread, *world.members)}
    answers = at_once(*[lambda: ada.post(f"reports/{report}/renew", body) for _ in range(4)])
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({body_of(one)["hash"] for one in answers}) == 1
    with world.app.app_context():
        verbs = list(session().scalars(select(AuditRow.verb)))
    assert verbs.count("report_renewed") == 1


def test_whoever_may_not_read_the_thread_learns_nothing_by_sending_it_again(
    world: World,
) -> None:
    ada, ben = world.members[:2]
    thread, proof = world.sent(without=(ben,)), world.sent()
    report, source = world.report_of(thread), world.report_of(proof)
    others = [one for one in world.members if one is not ben]
    body = {"from": source, "epoch": next_epoch(thread, *others)}
    assert ada.post(f"reports/{report}/renew", body).status_code == 201
    for asked in (report, client.random_id()):
        again = ben.post(f"reports/{asked}/renew", body)
        assert problem_of(again) == (404, "no_such_report")


def test_what_does_not_go_together_stays_apart(world: World, thread: Thread) -> None:
    ada, ben = world.members[:2]
    report = world.report_of(thread)
    hidden = world.sent(without=(ada,))
    _, body = an_invitation(world, ben)
    answer = ben.post(f"reports/{report}/invitations", body)
    invitation = body_of(answer)["report"]
    turn = next_epoch(thread, *world.members)
    tried = [
        (ada, world.report_of(hidden), (404, "no_such_report")),
        (ada, client.random_id(), (404, "no_such_report")),
        (ada, report, (422, "invalid")),
        (ben, invitation, (422, "invalid")),
    ]
    for member, source, refused in tried:
        answer = member.post(f"reports/{report}/renew", {"from": source, "epoch": turn})
        assert problem_of(answer) == refused
    assert world.follow(thread).status_code == 200
    assert rows(world, Report) == 3


def test_two_teams_reports_stay_two(world: World, thread: Thread) -> None:
    ada = world.members[0]
    root = client.new_root("arbcom")
    lines = [member.keys.member_line() for member in world.members]
    wire = client.sign_statement(
        root,
        members=lines,
        seq=1,
        min_holders=2,
        issued=DAY,
        expires=DAY,
    )
    with world.app.app_context():
        people.add_team("arbcom", name="ArbCom", root=root.public_key, intake=Intake.OPEN)
        people.accept_statement("arbcom", wire)
    statement = client.verify_statement(wire, root=root.public_key, team="arbcom", today=DAY)
    other = client.seal_report(team="arbcom", statement=statement, report={}, summary={})
    source = body_of(ada.post("reports", other.payload))["report"]
    body = {"from": source, "epoch": next_epoch(thread, *world.members)}
    answer = ada.post(f"reports/{world.report_of(thread)}/renew", body)
    assert problem_of(answer) == (422, "invalid")


def test_a_refused_lock_deletes_nothing(world: World, thread: Thread) -> None:
    ada = world.members[0]
    proof = world.sent()
    stale = next_epoch(thread, *world.members)
    writes(world, thread)
    body = {"from": world.report_of(proof), "epoch": stale}
    answer = ada.post(f"reports/{world.report_of(thread)}/renew", body)
    assert problem_of(answer) == (409, "number_taken")
    assert (world.follow(thread).status_code, world.follow(proof).status_code) == (200, 200)
