# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of signed texts: statements and claims."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from service.vault.client import Signer, b64encode, binding, new_root, sha256_hex, sign_claim
from service.vault.sealing.encoding import compact_json
from tests.vectors.cast import (
    ANNA,
    BEN,
    DORA,
    RECEIPT,
    ROOT,
    TEAM,
    TODAY,
    person,
    secret,
    signer,
    wire,
)
from tests.vectors.single_cases import case

Case = dict[str, Any]


def _signed(text: str, key: Signer, domain: str) -> dict[str, str]:
    message = f"alcove/1 {domain}\0".encode() + text.encode()
    return {"text": text, "signature": b64encode(key.sign(message))}


# Statements ---------------------------------------------------------------------------------------


def _checking(statement: Any, **bent: Any) -> dict[str, Any]:
    given = {"root": ROOT.public_key, "team": TEAM, "today": TODAY.isoformat()}
    return {"wire": statement, **given, "remembered": None, **bent}


def _said(statement: dict[str, str], members: int = 4) -> dict[str, Any]:
    text = statement["text"]
    return {"seq": json.loads(text)["seq"], "hash": sha256_hex(text.encode()), "members": members}


def _rewritten(change: Callable[[dict[str, Any]], object]) -> dict[str, str]:
    """A statement with something else in it, rightly signed."""
    content = json.loads(wire()["text"])
    change(content)
    return _signed(compact_json(content), ROOT.signer, "statement")


def statements() -> Iterator[Case]:
    """Who is in a team, and what is not believed about it."""
    good = wire(seq=3)
    yield case("valid", _checking(good), _said(good))
    observed = wire(observers=[DORA])
    yield case("with an observer", _checking(observed), _said(observed))
    yield from _days()
    yield from _memories(good)
    yield from _wrong_hands(good)
    few = _rewritten(lambda content: content.update(min_holders=5))
    yield case("too few members", _checking(few), "too_few_holders")

    def observers(content: dict[str, Any]) -> None:
        for member in content["members"][:2]:
            member["role"] = "observer"

    yield case("observers do not count", _checking(_rewritten(observers)), "too_few_holders")
    nobody = _rewritten(lambda content: content.update(members=[]))
    yield case("nobody in it", _checking(nobody), "too_few_holders")
    yield from _malformed_statements(good)


def _days() -> Iterator[Case]:
    short = wire(days=10)
    for name, days, right in (
        ("on its last day", 10, True),
        ("the day after its last", 11, False),
        ("a day before it was issued", -1, True),
        ("two days before it was issued", -2, False),
    ):
        today = (TODAY + timedelta(days=days)).isoformat()
        wanted = _said(short) if right else "statement_expired"
        yield case(name, _checking(short, today=today), wanted)


def _memories(good: dict[str, str]) -> Iterator[Case]:
    other = {"seq": 3, "hash": "0" * 64}
    same = {"seq": 3, "hash": sha256_hex(good["text"].encode())}
    for name, remembered, right in (
        ("the one remembered", same, True),
        ("newer than remembered", {**other, "seq": 2}, True),
        ("older than remembered", {**other, "seq": 4}, False),
        ("another with the same number", other, False),
    ):
        wanted = _said(good) if right else "statement_stale"
        yield case(name, _checking(good, remembered=remembered), wanted)


def _wrong_hands(good: dict[str, str]) -> Iterator[Case]:
    foreign = new_root(TEAM)
    yield case("of another root", _checking(wire(root=foreign)), "statement_wrong_root")
    pinned = _checking(good, root=foreign.public_key)
    yield case("another root is pinned", pinned, "statement_wrong_root")
    stolen = _signed(good["text"], signer("Stranger"), "statement")
    yield case("signed by another", _checking(stolen), "statement_bad_signature")
    as_claim = _signed(good["text"], ROOT.signer, "claim")
    yield case("signed as a claim", _checking(as_claim), "statement_bad_signature")
    changed = {**good, "text": good["text"].replace('"seq":3', '"seq":4')}
    yield case("text changed", _checking(changed), "statement_bad_signature")
    spaced = {**good, "text": good["text"].replace(",", ", ", 1)}
    yield case("same meaning, other text", _checking(spaced), "statement_bad_signature")
    yield case("of another team", _checking(good, team="stewards"), "statement_wrong_team")


def _malformed_statements(good: dict[str, str]) -> Iterator[Case]:
    def text(change: Callable[[str], str]) -> dict[str, str]:
        return _signed(change(good["text"]), ROOT.signer, "statement")

    def member(**bent: Any) -> dict[str, str]:
        return _rewritten(lambda content: content["members"][0].update(bent))

    late = (TODAY + timedelta(days=91)).isoformat()
    early = (TODAY - timedelta(days=1)).isoformat()
    for name, statement in (
        ("not JSON", text(lambda t: t[:-1])),
        ("a key twice", text(lambda t: t.replace("{", '{"seq":9,', 1))),
        ("not an object", text(lambda t: f"[{t}]")),
        ("another version", _rewritten(lambda c: c.update(v=2))),
        ("longer than 90 days", _rewritten(lambda c: c.update(expires=late))),
        ("expires before it is issued", _rewritten(lambda c: c.update(expires=early))),
        ("no such day", _rewritten(lambda c: c.update(expires="2027-02-29"))),
        ("a day written otherwise", _rewritten(lambda c: c.update(issued="20261122"))),
        ("a week", _rewritten(lambda c: c.update(issued="2026-W47-7"))),
        ("nobody needed", _rewritten(lambda c: c.update(min_holders=0))),
        ("half a person needed", _rewritten(lambda c: c.update(min_holders=1.5))),
        ("a negative number", _rewritten(lambda c: c.update(seq=-1))),
        ("members missing", _rewritten(lambda c: c.pop("members"))),
        ("root missing", _rewritten(lambda c: c.pop("root"))),
        ("a name twice", member(name="Ben")),
        ("an age key twice", member(age=BEN.recipient)),
        ("a signing key twice", member(ed25519=BEN.ed25519_public)),
        ("no such role", member(role="admin")),
        ("no age key", member(age="age1abc")),
        ("an age key in capitals", member(age=ANNA.recipient.upper())),
        ("a short signing key", member(ed25519="AAAA")),
        ("a secret where the public key belongs", member(age=ANNA.identity)),
        ("a signature too short", {**good, "signature": good["signature"][:-4]}),
        ("no signature", {"text": good["text"]}),
        ("no text", {"signature": good["signature"]}),
    ):
        yield case(name, _checking(statement), "statement_malformed")


# Claims -------------------------------------------------------------------------------------------

CLAIM_KEY = signer("claims of the service")
NONCE = secret("nonce")


def claims() -> Iterator[Case]:
    """What the service confirmed, for whom, and that it counts once."""
    me = RECEIPT.ed25519_public
    bound = binding(me, TEAM, NONCE)
    named = {"central id": 4711, "name": "Jörg 👋", "blocked": False}
    nameless = {"established": True}

    def checking(claim: Any, **bent: Any) -> dict[str, Any]:
        given = {"claim_key": CLAIM_KEY.public_key, "team": TEAM, "ed25519": me}
        return {"wire": claim, **given, "nonce": b64encode(NONCE), "seen": [], **bent}

    good = sign_claim(CLAIM_KEY, subject=named, bind=bound, day=TODAY)
    yield case("a name", checking(good), {"subject": named})
    quiet = sign_claim(CLAIM_KEY, subject=nameless, bind=bound, day=TODAY)
    yield case("no name", checking(quiet), {"subject": nameless})
    mine, others = sha256_hex(good["text"].encode()), sha256_hex(quiet["text"].encode())
    yield case("another was seen", checking(good, seen=[others]), {"subject": named})
    yield case("reused", checking(good, seen=[others, mine]), "claim_reused")
    yield case("of another team", checking(good, team="stewards"), "claim_not_bound")
    other_key = checking(good, ed25519=person("Other").ed25519_public)
    yield case("of another key", other_key, "claim_not_bound")
    nonce = b64encode(secret("another nonce"))
    yield case("with another nonce", checking(good, nonce=nonce), "claim_not_bound")
    short = b64encode(NONCE[:31])
    yield case("with a short nonce", checking(good, nonce=short), "claim_not_bound")
    wrong = checking(good, claim_key=signer("Stranger").public_key)
    yield case("another claim key is pinned", wrong, "claim_bad_signature")
    forged = sign_claim(signer("Stranger"), subject=named, bind=bound, day=TODAY)
    yield case("wrong claim key", checking(forged), "claim_bad_signature")
    changed = {**good, "text": good["text"].replace("4711", "4712")}
    yield case("text changed", checking(changed), "claim_bad_signature")
    as_statement = _signed(good["text"], CLAIM_KEY, "statement")
    yield case("signed as a statement", checking(as_statement), "claim_bad_signature")
    for name, bad in (
        ("not JSON", good["text"][:-1]),
        ("a key twice", good["text"].replace("{", '{"v":1,', 1)),
        ("no such day", good["text"].replace("2026-11-22", "2026-02-30")),
        ("no subject", good["text"].replace("subject", "object")),
    ):
        yield case(name, checking(_signed(bad, CLAIM_KEY, "claim")), "claim_malformed")
