# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs to a team, and what a key looks like."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.people.rules import (
    Member,
    Role,
    find_member,
    fingerprint,
    in_force,
    is_recipient,
    voting,
)
from tests.conftest import DAY

# Fixed, because names of tests are made of it.
IDENTITY = "AGE-SECRET-KEY-130CM8D069T8QSM9QHECYYXWHWN3DZT99ZKHEN0U3CVNHLP0Q8UYS5QKC5G"
RECIPIENT = "age1qx80c2p5v42ejpc6q0ph2jv2ny2cczp8tka6yzl993eppcptzq7sf63d42"


def member(name: str, role: Role = Role.MEMBER) -> Member:
    return Member(name, "meta", role, f"age of {name}", f"key of {name}")


def test_real_recipients_are_recipients() -> None:
    assert str(pyrage.x25519.Identity.from_str(IDENTITY).to_public()) == RECIPIENT
    assert is_recipient(RECIPIENT)
    for _ in range(50):
        assert is_recipient(str(pyrage.x25519.Identity.generate().to_public()))


@given(st.integers(4, 61), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_symbol_is_found(place: int, symbol: str) -> None:
    changed = RECIPIENT[:place] + symbol + RECIPIENT[place + 1 :]
    assert is_recipient(changed) is (changed == RECIPIENT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        RECIPIENT.upper(),
        RECIPIENT + "q",
        RECIPIENT + "\n",
        " " + RECIPIENT,
        RECIPIENT.replace("age1", "age2"),
        IDENTITY,
        None,
        7,
        ["age1"],
    ],
)
def test_other_things_are_not(text: object) -> None:
    assert not is_recipient(text)


def test_the_fingerprint_is_the_first_half_of_a_hash() -> None:
    assert fingerprint(RECIPIENT) == hashlib.sha256(RECIPIENT.encode()).hexdigest()[:32]


def test_a_statement_is_in_force_from_a_day_early_through_its_last_day() -> None:
    last = DAY + timedelta(days=90)
    wanted = {-2: False, -1: True, 0: True, 90: True, 91: False}
    found = {days: in_force(DAY, last, DAY + timedelta(days=days)) for days in wanted}
    assert found == wanted


def test_only_members_vote() -> None:
    assert voting([member("a"), member("b", Role.OBSERVER), member("c")]) == 2


def test_somebody_is_found_by_both_keys_and_not_by_name() -> None:
    amina, bero = member("Amina"), member("Bero")
    assert find_member([amina, bero], bero.age, bero.ed25519) is bero
    assert find_member([amina, bero], amina.age, bero.ed25519) is None
    assert find_member([replace(amina, age="other")], amina.age, amina.ed25519) is None
