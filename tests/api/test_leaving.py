# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member takes no part in a report any more: what they see of it, and what is written meanwhile.

Until somebody locks it anew they know its keys, so they are handed out nothing of it from the
moment they leave, and nothing goes into a file that they could open.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from service.audit.models import AuditRow
from service.infra.database import session
from service.jobs import has_news
from service.vault import client
from service.vault.models import Grant
from tests.api.vaulting import digest, epoch, fetched, grants, holder, holding, locked, sealed
from tests.api.working import (
    bearer,
    done,
    file_started,
    follow,
    line,
    new_code,
    next_epoch,
)
from tests.api.world import Member, Thread, World, at_once, body_of, problem_of
from tests.conftest import DAY

NOTHING = (404, "no_such_report")


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    return world.sent()


def leaves(world: World, member: Member, thread: Thread) -> int:
    """The status of the answer."""
    answer = member.post(f"reports/{world.report_of(thread)}/leave", {})
    return answer.status_code


@pytest.mark.usefixtures("on_both")
def test_whoever_leaves_has_lost_it_at_once(world: World, thread: Thread) -> None:
    ada, ben = world.members[:2]
    report, vault = world.report_of(thread), thread.payload["vault"]
    file = file_started(world, ada, thread, *world.members)
    done(world, ben, thread, "take")
    assert leaves(world, ben, thread) == 204
    assert ben.reports() == []
    assert problem_of(ben.get(f"reports/{report}")) == NOTHING
    for one in (vault, file):
        assert problem_of(ben.get(f"vaults/{one}")) == (404, "no_such_vault")
        assert holding(ben, one) is None
        own = grants(0, [holder(ben)])
        refused = ben.post(f"vaults/{one}/grants", {"grants": own})
        assert problem_of(refused) == (404, "no_such_vault")
    assert leaves(world, ben, thread) == 404, "who is out cannot tell that it exists"
    with world.app.app_context():
        assert not has_news("ben")
        assert has_news("ada")
    # The others have it as before, and see that it is to be locked anew.
    shown = line(ada, thread)
    assert (shown["taken"], shown["file"]["vault"]) == (None, file)
    for one in (vault, file):
        held = holding(ada, one)
        assert held is not None
        assert holder(ben) not in held["holders"]
        assert held["timed"][holder(ben)] < DAY.isoformat()


def test_a_new_code_does_not_bring_them_back(world: World, thread: Thread) -> None:
    """The writer's browser cannot know who left; what it seals to them is not handed out."""
    ben = world.members[1]
    assert leaves(world, ben, thread) == 204
    new = client.new_receipt()
    body = new_code(thread, new, *world.members)
    answer = world.stranger.post("/api/v1/follow/renew", json=body, headers=bearer(thread.receipt))
    assert answer.status_code == 201
    assert ben.reports() == []
    assert body_of(follow(world, new))["head"]["epoch"] == 1


def test_the_last_reader_stays(world: World) -> None:
    ada, ben, cho, dia = world.members
    thread = world.sent(without=(cho, dia))
    assert leaves(world, ada, thread) == 204
    answer = ben.post(f"reports/{world.report_of(thread)}/leave", {})
    assert problem_of(answer) == (422, "bad_holders")
    assert len(ben.reports()) == 1


@pytest.mark.usefixtures("on_both")
def test_of_the_last_two_who_leave_at_once_one_stays(world: World) -> None:
    ada, ben, cho, dia = world.members
    thread = world.sent(without=(cho, dia))
    path = f"reports/{world.report_of(thread)}/leave"
    answers = at_once(lambda: ada.post(path, {}), lambda: ben.post(path, {}))
    assert sorted(one.status_code for one in answers) == [204, 422]


def test_it_is_written_down_once_and_only_for_whom_it_concerns(
    world: World, thread: Thread
) -> None:
    ben, cho = world.members[1:3]
    report = world.report_of(thread)
    leaves(world, ben, thread)
    leaves(world, ben, thread)
    with world.app.app_context():
        query = select(AuditRow.actor, AuditRow.subject).where(AuditRow.verb == "report_left")
        assert session().execute(query).all() == [("ben", report)]
    words = "took no more part in a report"
    assert words in cho.browser.get("/desk/audit?uselang=en").get_data(as_text=True)


def test_nothing_goes_into_a_file_between_the_two_locks(world: World, thread: Thread) -> None:
    """Whoever was locked out of the thread knows the key of the file, until that is locked too."""
    ada, ben, cho, dia = world.members
    file = file_started(world, ada, thread, *world.members)
    head = fetched(ada, file)["head"]
    note = {"epoch": 0, "n": 1, "data": sealed()}
    others = (ada, ben, cho)
    assert locked(world, ada, thread.payload["vault"], others).status_code == 201
    for member in others:
        answer = member.post(f"vaults/{file}/envelopes", note)
        assert problem_of(answer) == (409, "half_locked")
    assert fetched(ada, file)["head"] == head
    body = epoch(head["hash"], 1, [holder(one) for one in others])
    assert cho.post(f"vaults/{file}/epochs", body).status_code == 201
    data = sealed()
    note = {"epoch": 1, "n": 1, "data": data}
    assert ada.post(f"vaults/{file}/envelopes", note).status_code == 201
    assert digest(data) == fetched(cho, file)["head"]["hash"]
    assert problem_of(dia.get(f"vaults/{file}")) == (404, "no_such_vault")


def test_a_guest_of_the_file_alone_keeps_nobody_from_writing(world: World, thread: Thread) -> None:
    """Somebody's last day in the thread may come before that in the file."""
    ada, ben = world.members[:2]
    file = file_started(world, ada, thread, ada)
    until = {"until": DAY.isoformat()}
    given = ada.post(f"vaults/{file}/grants", {"grants": grants(0, [holder(ben)], **until)})
    assert given.status_code in {200, 201}
    rest = [one for one in world.members if one is not ben]
    body = next_epoch(thread, *rest)
    assert ada.post(f"vaults/{thread.payload['vault']}/epochs", body).status_code == 201
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert ada.post(f"vaults/{file}/envelopes", note).status_code == 201


def test_what_was_sealed_to_them_is_never_deleted_or_changed(world: World, thread: Thread) -> None:
    def stored() -> set[tuple[str, bytes]]:
        with world.app.app_context():
            found = session().execute(select(Grant.holder, Grant.data))
            return {(one.holder, one.data) for one in found}

    before = stored()
    leaves(world, world.members[1], thread)
    assert stored() == before
