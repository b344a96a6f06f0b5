# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which accounts count as established, and how a claim's text is made."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from flask import Flask

from service.people import claims
from service.people.claims import Account, Asked, Kind
from service.people.rules import Unproven, unproven
from service.vault import client as sealing
from tests.conftest import DAY, make_app
from tests.teams import SomeTeam

LONG_AGO = date(2004, 1, 1)
SEED = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize(
    ("registered", "edits", "blocked", "why"),
    [
        (LONG_AGO, 50, False, None),
        (None, 50, False, None),
        (DAY - timedelta(days=30), 50, False, None),
        (DAY - timedelta(days=29), 50_000, False, Unproven.TOO_NEW),
        (DAY + timedelta(days=1), 50, False, Unproven.TOO_NEW),
        (LONG_AGO, 49, False, Unproven.TOO_FEW_EDITS),
        (None, 0, False, Unproven.TOO_FEW_EDITS),
        (LONG_AGO, 50_000, True, Unproven.BLOCKED),
        (DAY, 0, True, Unproven.BLOCKED),
    ],
)
def test_an_established_account(
    registered: date | None, edits: int, blocked: bool, why: Unproven | None
) -> None:
    assert unproven(registered, edits, blocked=blocked, today=DAY) is why


@pytest.fixture
def app(database_url: str) -> Flask:
    return make_app(database_url, CLAIM_SEED=SEED)


@pytest.mark.parametrize("name", ["Jörg 👋", 'quo"te', "\u2028", "ناصر", "a" * 255])
def test_both_languages_read_what_is_signed(app: Flask, team: SomeTeam, name: str) -> None:
    """The text is JSON that the clients' strict readers take, whatever somebody is called."""
    receipt, nonce = sealing.new_receipt(), bytes(32)
    writer = receipt.signer.public_key
    verifier = "ab" * 32
    challenge = hashlib.sha256(bytes.fromhex(verifier)).hexdigest()
    asked = Asked(team.id, sealing.binding(writer, team.id, nonce), challenge, "")
    with app.app_context():
        claims.hand_over(asked, Account("7", name, False, None), Kind.NAME, to_opener=False)
        state, wire = claims.collect(verifier, "")
        assert state is claims.State.CONFIRMED
        key = app.extensions["alcove_config"].claim_public
    claim = sealing.verify_claim(
        wire, claim_key=key, team=team.id, ed25519=writer, nonce=nonce, seen=()
    )
    assert claim.subject == {"central id": 7, "name": name, "blocked": False}
    assert claim.day == DAY


def test_what_travels_between_two_pages_comes_back_the_same() -> None:
    for who in (
        Account("7", "Ines", False, None),
        Account("8", "Kofi", True, Unproven.BLOCKED),
    ):
        assert claims.read_account(who.fields) == who
    assert claims.read_account({"team": "u4c"}) is None
