# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of new epochs: who begins one, who is in it, who has the private code from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.vault.client import Person
from tests.vectors.begun import CODE, LATER, NAMED, STATEMENT, TARA, Vault, roles, without
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    DORA,
    HOME,
    RECEIPT,
    STRANGER,
    identity,
    read,
    signer,
)
from tests.vectors.matter_cases import bad, ok, read_as
from tests.vectors.single_cases import case
from tests.vectors.vault_cases import BEGINNING

Case = dict[str, Any]
_EPOCH = ok(1, 0, "epoch", {})


def epochs() -> Iterator[Case]:
    """Whoever has the code, members, those in it, and keys that are handed on."""
    yield from _by_the_writer()
    yield from _by_members()
    yield from _holders()
    yield from _persons()
    yield from _handed_on()
    yield from _withdrawn()


def _refused(error: str, *, epoch: int = 1, keys: tuple[int, ...] = (0,)) -> dict[str, Any]:
    before = [_EPOCH] * (epoch - 1)
    return read_as(*BEGINNING, *before, bad(epoch, 0, error), keys=keys, writable=False)


def _by_the_writer() -> Iterator[Case]:
    thread = Vault()
    thread.renew(RECEIPT.signer)
    thread.add("message", {"text": "Text", "lang": "de"}, CODE.signer)
    wanted = read_as(*BEGINNING, _EPOCH, ok(1, 1, "message"), keys=(0, 1))
    yield case("the writer makes the code anew", thread.seen(ANNA), wanted)
    yield case("read with the new code", thread.seen(CODE), wanted)
    yield case(
        "read with another code",
        thread.seen(CODE, reporter=STRANGER.ed25519_public),
        {"error": "grant_forged"},
    )
    thread.add("message", {"text": "Text", "lang": "de"}, RECEIPT.signer)
    wanted["entries"].append(bad(1, 2, "not_a_member"))
    yield case("written with the old code", thread.seen(ANNA), wanted)
    thread = Vault()
    thread.renew(RECEIPT.signer)
    thread.renew(CODE.signer, LATER)
    twice = read_as(*BEGINNING, _EPOCH, ok(2, 0, "epoch", {}), keys=(0, 1, 2))
    yield case("made anew twice", thread.seen(LATER), twice)
    thread.grant(ANNA, epoch=2, by=RECEIPT.signer)
    yield case("a key from a code given up", thread.seen(ANNA), {"error": "grant_forged"})
    bent: list[tuple[str, str, dict[str, Any]]] = [
        ("without a new code", "not_a_member", {"reporter": None, "reporter_age": None}),
        ("who recuses somebody", "not_a_member", {"recused": [DORA.ed25519_public]}),
        ("who drops somebody", "holder_missing", {"holders": without([DORA])}),
        ("who names no statement", "statement_unknown", {"statement": None}),
    ]
    for name, error, how in bent:
        thread = Vault()
        thread.renew(RECEIPT.signer, **how)
        yield case(f"by the writer {name}", thread.seen(ANNA), _refused(error))


def _by_members() -> Iterator[Case]:
    thread = Vault()
    thread.renew(BEN.signer)
    given = read_as(*BEGINNING, _EPOCH, keys=(0, 1))
    yield case("a member gives a new code", thread.seen(CODE), given)
    thread.add("message", {"text": "Text", "lang": "de"}, RECEIPT.signer)
    given["entries"].append(bad(1, 1, "not_a_member"))
    yield case("and the old one is nobody's", thread.seen(ANNA), given)
    bent: list[tuple[str, str, Person, dict[str, Any]]] = [
        ("by a stranger", "not_a_member", STRANGER, {}),
        ("by an excluded member", "excluded", DORA, {}),
        ("by a translator", "not_a_member", TARA, {}),
        ("that is a member's key", "malformed", BEN, {"reporter": CAROL.ed25519_public}),
        ("of an excluded member", "malformed", BEN, {"reporter": DORA.ed25519_public}),
        ("that a member opens", "malformed", BEN, {"reporter_age": BEN.recipient}),
        ("without an age key", "malformed", BEN, {"reporter_age": None}),
        ("without a signing key", "malformed", BEN, {"reporter": None}),
    ]
    for name, error, who, how in bent:
        thread = Vault(excluded=[DORA])
        thread.renew(who.signer, **how)
        yield case(f"a new code {name}", thread.seen(ANNA), _refused(error))
    thread = Vault()
    thread.renew(BEN.signer)
    thread.renew(BEN.signer, RECEIPT)
    back = _refused("malformed", epoch=2, keys=(0, 1))
    yield case("a code given up comes back", thread.seen(ANNA), back)
    thread = Vault()
    gone = {"reporter": None, "reporter_age": None, "recused": [DORA.ed25519_public]}
    thread.renew(BEN.signer, RECEIPT, **gone, holders=without([DORA]))
    thread.renew(DORA.signer, holders=without([DORA]))
    recused = _refused("recused", epoch=2, keys=(0, 1))
    yield case("a new code by a recused member", thread.seen(ANNA), recused)


def _holders() -> Iterator[Case]:
    none = {"reporter": None, "reporter_age": None}
    stay = without([DORA])
    bent: list[tuple[str, str, dict[str, Any]]] = [
        ("drops somebody unnamed", "holder_missing", {"holders": without([DORA, CAROL])}),
        ("lets an excluded member in", "exclusion_lost", {"holders": without([])}),
        ("lets a translator in", "exclusion_lost", {"holders": [*stay, TARA.fingerprint]}),
        ("lets a stranger in", "exclusion_lost", {"holders": [*stay, STRANGER.fingerprint]}),
        ("keeps whom it recuses", "exclusion_lost", {"recused": [CAROL.ed25519_public]}),
        ("does not say who is in it", "malformed", {"holders": None}),
        ("has nobody in it", "malformed", {"holders": []}),
        ("names holders that are none", "malformed", {"holders": ["Ben"]}),
    ]
    for name, error, how in bent:
        thread = Vault(excluded=[DORA])
        thread.renew(BEN.signer, RECEIPT, **{**none, **how})
        yield case(f"an epoch {name}", thread.seen(ANNA), _refused(error))


def _persons() -> Iterator[Case]:
    again = Person("Dora", HOME, identity("Dora's second"), signer("Dora's second"))
    renamed = replace(again, name="Dora 2", identity=DORA.identity)
    none = {"reporter": None, "reporter_age": None}
    for name, error, who, excluded in (
        ("an excluded person with new keys", "exclusion_lost", again, [DORA]),
        ("an excluded person renamed", "exclusion_lost", renamed, [DORA]),
        ("somebody with new keys dropped", "holder_missing", again, []),
    ):
        newer = roles([*((one, "member") for one in (ANNA, BEN, CAROL)), (who, "member")], seq=2)
        holders = [*without([DORA]), who.fingerprint] if excluded else without([DORA])
        thread = Vault(excluded=excluded)
        thread.statements = [NAMED, newer]
        named = read(newer).reference
        thread.renew(BEN.signer, RECEIPT, **none, statement=named, holders=holders)
        yield case(name, thread.seen(ANNA), _refused(error))
    newer = roles([(one, "member") for one in (ANNA, BEN, CAROL, again)], seq=2)
    thread = Vault()
    thread.statements = [NAMED, newer]
    both = [*without([DORA]), again.fingerprint]
    recused = {"recused": [DORA.ed25519_public], "holders": both}
    thread.renew(BEN.signer, RECEIPT, **none, statement=read(newer).reference, **recused)
    yield case(
        "recused by lost keys, let in by new ones", thread.seen(ANNA), _refused("exclusion_lost")
    )
    thread = Vault()
    thread.statements = [NAMED, newer]
    named = read(newer).reference
    holders = [*without([DORA]), again.fingerprint]
    thread.renew(BEN.signer, RECEIPT, **none, statement=named, holders=holders)
    thread.write(again, statement=named)
    thread.write(DORA, statement=named)
    thread.write(DORA, statement=STATEMENT.reference)
    late = [ok(1, 1, "message"), bad(1, 2, "not_a_member"), bad(1, 3, "statement_stale")]
    wanted = read_as(*BEGINNING, _EPOCH, *late, keys=(0, 1))
    yield case("lost keys, and new ones", thread.seen(ANNA), wanted)


def _handed_on() -> Iterator[Case]:
    thread = Vault()
    thread.renew(RECEIPT.signer)
    mine = (0, ANNA.fingerprint)
    thread.grants = [one for one in thread.grants if (one["epoch"], one["holder"]) != mine]
    wanted = read_as(*BEGINNING, _EPOCH, keys=(0, 1))
    yield case("the newest key opens everything", thread.seen(ANNA), wanted)
    thread = Vault(excluded=[DORA])
    thread.renew(DORA.signer, reporter=None, reporter_age=None)
    thread.envelopes = thread.envelopes[1:]
    thread.grant(ANNA, epoch=1, by=DORA.signer)
    hidden = read_as(bad(0, 1, "gap"), _EPOCH, kind=None, keys=(), writable=False)
    yield case("a hidden beginning, and an excluded member's epoch", thread.seen(ANNA), hidden)
    thread.grants = [one for one in thread.grants if one["epoch"] == 1]
    yield case("which alone hands the keys on", thread.seen(ANNA), hidden)


def _withdrawn() -> Iterator[Case]:
    body = {"text": "Text", "lang": "de"}
    thread = Vault()
    thread.add("withdrawn", body)
    thread.add("taken_back", body)
    thread.write(BEN, "withdrawn")
    said = [ok(0, 2, "withdrawn"), ok(0, 3, "taken_back"), bad(0, 4, "wrong_place")]
    yield case("only the writer withdraws", thread.seen(ANNA), read_as(*BEGINNING, *said))
