# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same on MariaDB, which locks, compares and waits in other ways than SQLite.

Here run those tests of reports that a database can make fail: what several people do at once, what
is compared letter by letter, what is rolled back, what is ordered, and large sealed files.
"""

import pytest
from flask import Flask

from service.vault import client
from service.vault.rules import BUCKETS
from tests.api.test_desk_queue import (
    test_the_queue_asks_the_database_as_often_for_one_as_for_many,
    test_the_queue_goes_by_state_then_by_what_is_due_first,
)
from tests.api.test_desk_reports import (
    test_many_at_once_who_try_again_all_get_through_in_an_unbroken_chain,
    test_of_members_and_writer_at_once_one_gets_the_number,
)
from tests.api.test_desk_visibility import (
    test_who_is_recused_from_an_epoch_on_sees_nothing_any_more,
    test_who_was_left_out_cannot_tell_that_it_exists,
)
from tests.api.test_follow import (
    test_every_wrong_receipt_gets_the_same_answer,
    test_one_number_is_given_out_once_however_many_write_at_once,
    test_writing_to_a_closed_report_opens_it_again,
)
from tests.api.test_promises import test_four_answers_are_too_few_to_tell_anything_of
from tests.api.test_reports import (
    test_a_failure_before_the_end_stores_nothing,
    test_many_reports_at_once_are_all_stored,
    test_of_two_different_reports_with_one_id_one_is_stored,
    test_sending_again_works_when_things_went_on,
    test_the_same_report_sent_many_times_at_once_is_stored_once,
    test_what_is_stored_is_what_was_sent_byte_for_byte,
)
from tests.api.test_withdrawal import (
    test_afterwards_the_receipt_is_as_good_as_one_that_never_was,
    test_the_teams_file_stays_and_says_why_for_those_who_held_it,
)
from tests.api.test_work import (
    test_members_set_days_and_the_queue_puts_first_what_is_due_first,
)
from tests.api.world import TEAM, World, body_of, problem_of, statements_of

pytestmark = pytest.mark.mariadb

__all__ = [
    "test_a_failure_before_the_end_stores_nothing",
    "test_afterwards_the_receipt_is_as_good_as_one_that_never_was",
    "test_every_wrong_receipt_gets_the_same_answer",
    "test_four_answers_are_too_few_to_tell_anything_of",
    "test_many_at_once_who_try_again_all_get_through_in_an_unbroken_chain",
    "test_many_reports_at_once_are_all_stored",
    "test_members_set_days_and_the_queue_puts_first_what_is_due_first",
    "test_of_members_and_writer_at_once_one_gets_the_number",
    "test_of_two_different_reports_with_one_id_one_is_stored",
    "test_one_number_is_given_out_once_however_many_write_at_once",
    "test_sending_again_works_when_things_went_on",
    "test_the_queue_asks_the_database_as_often_for_one_as_for_many",
    "test_the_queue_goes_by_state_then_by_what_is_due_first",
    "test_the_same_report_sent_many_times_at_once_is_stored_once",
    "test_the_teams_file_stays_and_says_why_for_those_who_held_it",
    "test_what_is_stored_is_what_was_sent_byte_for_byte",
    "test_who_is_recused_from_an_epoch_on_sees_nothing_any_more",
    "test_who_was_left_out_cannot_tell_that_it_exists",
    "test_writing_to_a_closed_report_opens_it_again",
]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def test_the_largest_envelope_fits(world: World) -> None:
    thread = world.sent()
    largest = client.seal_next(
        vault_recipient=thread.sealed.vault.recipient,
        vault=thread.sealed.vault.id,
        epoch=0,
        n=2,
        prev=thread.head,
        team=TEAM,
        kind="message",
        body={"text": "ü" * (BUCKETS[-1] // 2 - 1000)},
        signer=thread.receipt.signer,
    )
    body = largest.reporter_payload(thread.receipt)
    assert world.write_back(thread, body).status_code == 201
    assert body_of(world.follow(thread))["envelopes"][2]["data"] == largest.data


def test_a_team_is_known_by_its_exact_name_only(world: World) -> None:
    """MariaDB takes letters of another case, accents and spaces at the end for the same."""
    for name in ("U4C", "u4c ", "u4\u0107"):
        thread = world.seal()
        thread.payload["team"] = name
        assert problem_of(world.send(thread)) == (404, "unknown_team")


def test_whoever_writes_holds_the_report_so_that_its_state_fits_its_thread(world: World) -> None:
    """Otherwise one could decide on a state that another request is changing at that moment."""
    thread = world.sent()
    with statements_of(world) as heard:
        assert world.write_back(thread, world.next_of_writer(thread)).status_code == 201
        assert world.answer(world.members[0], thread, "acknowledged").status_code == 201
    held = [sql for sql in heard if "FROM reports" in sql and sql.endswith("FOR UPDATE")]
    assert len(held) == 2
