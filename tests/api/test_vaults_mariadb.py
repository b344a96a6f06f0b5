# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vaults on MariaDB: what several people do at once, what is compared, locked and rolled back."""

import pytest
from flask import Flask

from tests.api.test_vaults import (
    test_a_file_is_written_by_members_and_read_by_readers_of_its_thread_only,
    test_a_matter_has_one_file,
    test_an_epoch_keeps_the_writer_in_and_lets_no_stranger_in,
    test_grants_go_to_nobody_they_must_not,
    test_of_epochs_and_messages_at_once_nothing_acknowledged_is_lost,
    test_the_same_epoch_again_is_no_mistake,
    test_the_same_grants_again_are_no_mistake_and_others_bytes_are,
    test_who_is_kept_out_of_the_next_epoch_learns_nothing_any_more,
    test_who_is_let_in_for_a_time_reads_until_then_and_lets_in_nobody,
)
from tests.api.test_vaults_kept import (
    test_no_sequence_of_requests_tells_who_is_out_or_loses_what_is_kept,
)
from tests.api.vaulting import epoch, grants, holder
from tests.api.world import Thread, World, at_once, statements_of

pytestmark = pytest.mark.mariadb

__all__ = [
    "test_a_file_is_written_by_members_and_read_by_readers_of_its_thread_only",
    "test_a_matter_has_one_file",
    "test_an_epoch_keeps_the_writer_in_and_lets_no_stranger_in",
    "test_grants_go_to_nobody_they_must_not",
    "test_no_sequence_of_requests_tells_who_is_out_or_loses_what_is_kept",
    "test_of_epochs_and_messages_at_once_nothing_acknowledged_is_lost",
    "test_the_same_epoch_again_is_no_mistake",
    "test_the_same_grants_again_are_no_mistake_and_others_bytes_are",
    "test_who_is_kept_out_of_the_next_epoch_learns_nothing_any_more",
    "test_who_is_let_in_for_a_time_reads_until_then_and_lets_in_nobody",
]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    return world.sent()


def test_whoever_adds_holds_the_vault(world: World, thread: Thread) -> None:
    """Otherwise an envelope could be stored in an epoch that ends at that moment."""
    vault, ada = thread.payload["vault"], world.members[0]
    body = epoch(thread.head, 1, ["reporter", holder(ada)])
    with statements_of(world) as heard:
        assert ada.post(f"vaults/{vault}/epochs", body).status_code == 201
    first = next(index for index, sql in enumerate(heard) if sql.startswith("INSERT"))
    assert any("FROM vaults" in sql and sql.endswith("FOR UPDATE") for sql in heard[:first])


def test_two_let_in_the_same_person_at_once(world: World, thread: Thread) -> None:
    vault, eve = thread.payload["vault"], world.person("Eve")
    world.state([*world.members, eve], seq=2)
    first, second = grants(0, [holder(eve)]), grants(0, [holder(eve)])
    ada, ben = world.members[:2]
    answers = at_once(
        lambda: ada.post(f"vaults/{vault}/grants", {"grants": first}),
        lambda: ben.post(f"vaults/{vault}/grants", {"grants": second}),
    )
    assert sorted(one.status_code for one in answers) == [201, 409]
