# SPDX-License-Identifier: AGPL-3.0-or-later
"""What taking a report in costs the database, while others wait for their turn to write."""

import pytest
from flask import Flask

from tests.api.world import World, statements_of


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def test_taking_a_report_in_asks_as_little_of_the_database_for_a_large_team(world: World) -> None:
    world.sent()
    asked = []
    for seq, names in ((2, ()), (3, ("Eve", "Fay", "Gil", "Hal", "Ida", "Jon"))):
        more = [world.person(name) for name in names]
        world.statement = world.state([*world.members, *more], seq=seq)
        thread = world.seal()
        with statements_of(world) as heard:
            assert world.send(thread).status_code == 201
        asked.append(len(heard))
    assert asked[0] == asked[1]
    assert asked[1] <= 20
