# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements: what a root refuses to sign, and what is left out when old ones are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.vault.client import SealingError, read_statements, sign_statement, verify_statement
from tests.vectors.cast import ANNA, MEMBERS, ROOT, TEAM, TODAY, wire


def signed(**bent: Any) -> dict[str, str]:
    """A statement by the team's root."""
    given: dict[str, Any] = {
        "members": [person.member_line() for person in MEMBERS],
        "seq": 1,
        "min_holders": 3,
        "issued": TODAY,
        "expires": TODAY + timedelta(days=90),
        **bent,
    }
    return sign_statement(ROOT, **given)


def test_a_member_is_known_by_their_key() -> None:
    statement = verify_statement(signed(), root=ROOT.public_key, team=TEAM, today=TODAY)
    member = statement.signed_by(ANNA.ed25519_public)
    assert member is not None
    assert (member.name, member.fingerprint, member.words) == (
        *("Anna", ANNA.fingerprint),
        ANNA.words,
    )


@pytest.mark.parametrize(
    ("bent", "error"),
    [
        ({"expires": TODAY + timedelta(days=91)}, "statement_malformed"),
        ({"seq": 0}, "statement_malformed"),
        ({"min_holders": 0}, "statement_malformed"),
        ({"min_holders": 5}, "too_few_holders"),
        ({"members": [ANNA.member_line()] * 3}, "statement_malformed"),
        ({"members": [{"name": "Anna"}]}, "statement_malformed"),
        ({"members": [ANNA.member_line("admin")]}, "statement_malformed"),
    ],
)
def test_a_root_signs_nothing_readers_would_refuse(bent: dict[str, Any], error: str) -> None:
    with pytest.raises(SealingError, match=error):
        signed(**bent)


def test_nothing_more_about_members_is_signed_than_meant() -> None:
    line = {**ANNA.member_line(), "passphrase": "oops"}
    assert "oops" not in signed(members=[line], min_holders=1)["text"]


def test_old_statements_are_read_and_foreign_ones_left_out() -> None:
    old = wire(issued=TODAY - timedelta(days=400))
    foreign = {**old, "signature": wire()["signature"]}
    found = read_statements([old, foreign, "?", None], root=ROOT.public_key, team=TEAM)
    assert [statement.text for statement in found] == [old["text"]]
