# SPDX-License-Identifier: AGPL-3.0-or-later
"""What writers are told of how long it takes: a promise if there is one, else what it took."""

from datetime import timedelta

import pytest
from flask import Flask

from service.infra.database import transaction
from service.people import actions as people
from service.people.rules import Intake
from service.reports.models import Report
from service.vault import client
from service.vault.models import Vault
from tests.api.world import TEAM, World, body_of
from tests.conftest import DAY, WIKI, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def promising(world: World, answer_days: int, update_days: int = 0) -> None:
    with world.app.app_context():
        people.add_team(
            TEAM,
            name="A team",
            root=world.root.public_key,
            intake=Intake.OPEN,
            answer_days=answer_days,
            update_days=update_days,
        )


def answered(world: World, days: list[int], ago: int = 0, kind: str = "report") -> None:
    """Reports that were answered within so many days, some time ago."""
    with world.app.app_context(), transaction() as rows:
        for number in days:
            vault, day = client.random_id(), DAY - timedelta(days=ago)
            rows.add(Vault(id=vault, team=TEAM, kind="thread"))
            rows.flush()
            rows.add(
                Report(
                    id=client.random_id(),
                    team=TEAM,
                    lookup=client.random_id(),
                    access_hash="0" * 64,
                    vault=vault,
                    state="closed",
                    turn="nobody",
                    day=day - timedelta(days=number),
                    answered=day,
                    kind=kind,
                )
            )


def told(world: World) -> dict[str, int | None]:
    answer = world.stranger.get("/api/v1/promises", headers={"Origin": WIKI})
    assert answer.headers["Access-Control-Allow-Origin"] == WIKI
    found: dict[str, int | None] = body_of(answer)["teams"][TEAM]
    return found


def own(world: World) -> tuple[bool, int | None]:
    report = body_of(world.follow(world.sent()))["report"]
    return report["promised"], report["median_days"]


def test_a_promise_is_told_and_no_median_beside_it(world: World) -> None:
    promising(world, 7, 14)
    answered(world, [1] * 9)
    assert told(world) == {"answer_days": 7, "update_days": 14, "median_days": None}
    assert own(world) == (True, None)


def test_without_a_promise_it_is_what_it_took(world: World) -> None:
    promising(world, 0)
    answered(world, [20, 2, 9, 4, 3])
    assert told(world) == {"answer_days": None, "update_days": None, "median_days": 4}
    assert own(world) == (False, 4)


def test_four_answers_are_too_few_to_tell_anything_of(world: World) -> None:
    promising(world, 0)
    answered(world, [2] * 4)
    answered(world, [3] * 9, ago=366)
    answered(world, [0] * 9, kind="invitation")
    assert told(world)["median_days"] is None
    assert own(world) == (False, None)
    answered(world, [2], ago=365)
    assert told(world)["median_days"] == 2


def test_the_first_answer_counts_and_having_it_is_none(world: World, set_clock: SetClock) -> None:
    promising(world, 0)
    threads = [world.sent() for _ in range(5)]
    ada = world.members[0]
    for thread in threads:
        world.answer(ada, thread, "received")
    for days, act in ((3, "acknowledged"), (9, "message")):
        set_clock(DAY + timedelta(days=days), 12)
        world.sign_in(ada)
        for thread in threads:
            world.answer(ada, thread, act)
    assert told(world)["median_days"] == 3


def test_looking_leaves_no_trace(world: World) -> None:
    answer = world.stranger.get("/api/v1/promises")
    assert "Set-Cookie" not in answer.headers
