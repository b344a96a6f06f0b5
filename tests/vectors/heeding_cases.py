# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of who is the same person, and of files beside their threads: who is out of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.vault.client import Person
from tests.vectors.begun import NAMED, STATEMENT, TARA, Begun, Vault, roles
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    DORA,
    HOME,
    OTHER_VAULT,
    STRANGER,
    VAULT,
    identity,
    read,
    secret,
    signer,
)
from tests.vectors.matter_cases import bad, ok
from tests.vectors.single_cases import case

Case = dict[str, Any]

FILE = secret("the file").hex()[:32]
_TEXT = {"text": "", "lang": "de"}
_BEGUN = ok(0, 0, "file", {"v": 1})

# Dora again and again: new keys; then another name under an old key; then new keys under that name.
AGAIN = Person("Dora", HOME, identity("Dora's second"), signer("Dora's second"))
RENAMED = Person("Thea", HOME, AGAIN.identity, signer("Thea"))
LATER = Person("Thea", HOME, identity("Thea's second"), signer("Thea's second"))
NAMESAKE = Person("Dora", "de.wikipedia.org", identity("a namesake"), signer("a namesake"))


# Persons ------------------------------------------------------------------------------------------


def persons() -> Iterator[Case]:
    """Whose keys and names go together, over any number of lines."""
    everybody = [ANNA, BEN, DORA, AGAIN, RENAMED, LATER, NAMESAKE]
    theirs = [DORA, AGAIN, RENAMED, LATER]
    for name, start in (("first", DORA), ("second", AGAIN), ("last", LATER)):
        yield _same(f"found by the {name} key", [start], everybody, theirs)
    yield _same("in any order", [DORA], everybody[::-1], theirs)
    without_link = [ANNA, DORA, RENAMED, LATER, NAMESAKE]
    yield _same("without the line between", [DORA], without_link, [DORA])
    yield _same("and the rest by itself", [LATER], without_link, [RENAMED, LATER])
    signs_as_before = replace(STRANGER, signer=DORA.signer)
    both = [DORA, signs_as_before]
    yield _same("another name and age key, the same signing key", [DORA], [ANNA, *both], both)
    yield _same("a namesake on another wiki is another", [NAMESAKE], everybody, [NAMESAKE])
    joined = replace(STRANGER, name='Dora","meta', home="x")
    yield _same("a name that looks like two", [joined], [joined, DORA], [joined])
    nul = replace(STRANGER, name="Dora\0meta", home="wikimedia.org")
    split = replace(BEN, name="Dora", home="meta\0wikimedia.org")
    yield _same("a name with what parts names", [nul], [nul, split], [nul])
    yield _same("a key that is in no line", [STRANGER], [ANNA, DORA], [])
    yield _same("several at once", [DORA, BEN], everybody, [BEN, *theirs])
    yield _same("nobody", [], everybody, [])


def _same(name: str, start: list[Person], lines: list[Person], same: list[Person]) -> Case:
    keys = {one.ed25519_public for one in (*start, *same)}
    given = {
        "keys": [one.ed25519_public for one in start],
        "lines": [one.member_line() for one in lines],
    }
    out = [at for at, one in enumerate(lines) if one in same]
    return case(name, given, {"keys": sorted(keys), "out": out})


# Files beside threads -----------------------------------------------------------------------------


def files() -> Iterator[Case]:
    """A file goes on only while it leaves out whom its thread leaves out."""
    yield from _recused()
    yield from _left_out()
    yield from _renewed()
    yield from _others()


def _beside(name: str, file: Begun, thread: Vault, **expect: Any) -> Case:
    """One case; by default all is well and the file may be written to."""
    wanted = {"kind": "file", "keys": [0], "writable": True, "unheeded": [], "out": [], **expect}
    wanted = {"error": expect["error"]} if "error" in expect else wanted
    given = [case("", one.seen(ANNA), {})["input"] for one in (file, thread)]
    return case(name, {"file": given[0], "thread": given[1]}, wanted)


def _about(by: Person = BEN, excluded: tuple[Person, ...] = (), **bent: Any) -> Begun:
    return Begun("file", by, excluded, vault=FILE, **{"matter": VAULT, **bent})


def _without(*gone: Person, excluded: tuple[Person, ...] = ()) -> Vault:
    thread = Vault(excluded)
    if gone:
        thread.new_epoch(BEN, gone, statement=STATEMENT.reference)
    return thread


def _recused() -> Iterator[Case]:
    yield _beside("nobody is out", _about(), _without(), entries=[_BEGUN])
    dora = {"unheeded": [DORA.ed25519_public], "out": ["Dora"], "writable": False}
    file = _about(DORA)
    file.grant(ANNA, by=DORA.signer)
    file.write(DORA, "note")
    written = [_BEGUN, ok(0, 1, "note")]
    yield _beside("begun by somebody recused by now", file, _without(DORA), entries=written, **dora)
    file.new_epoch(BEN, [DORA], statement=STATEMENT.reference)
    anew = [*written, ok(1, 0, "epoch", _TEXT)]
    good = {"out": ["Dora"], "keys": [0, 1]}
    yield _beside("locked anew without them", file, _without(DORA), entries=anew, **good)
    file.write(DORA, "note")
    late = [*anew, bad(1, 1, "recused")]
    yield _beside("where they write no more", file, _without(DORA), entries=late, **good)
    file = _about()
    yield _beside(
        "somebody recused can still read it", file, _without(DORA), entries=[_BEGUN], **dora
    )
    file.new_epoch(BEN, [CAROL], statement=STATEMENT.reference)
    wrong = {"unheeded": [DORA.ed25519_public], "out": ["Carol", "Dora"], "writable": False}
    entries = [_BEGUN, ok(1, 0, "epoch", _TEXT)]
    without_dora = _without(DORA)
    yield _beside(
        "locked anew without another", file, without_dora, entries=entries, keys=[0, 1], **wrong
    )
    file = _about(CAROL)
    file.grant(ANNA, by=CAROL.signer)
    file.new_epoch(CAROL, [DORA], statement=STATEMENT.reference)
    file.grant(ANNA, epoch=1, by=CAROL.signer)
    thread = _without(DORA, CAROL)
    carol = {"unheeded": [CAROL.ed25519_public], "out": ["Carol", "Dora"], "writable": False}
    yield _beside(
        "locked anew by somebody recused since", file, thread, entries=entries, keys=[0, 1], **carol
    )
    left = _about(excluded=(DORA,))
    yield _beside("begun without them", left, _without(DORA), entries=[_BEGUN], out=["Dora"])
    yield _beside(
        "and with more left out than the thread says",
        left,
        _without(),
        entries=[_BEGUN],
        out=["Dora"],
    )


def _left_out() -> Iterator[Case]:
    thread = _without(excluded=(DORA,))
    nothing = {"writable": False, "keys": []}
    begun = _about(DORA)
    begun.grant(ANNA, by=BEN.signer)
    yield _beside(
        "begun by somebody left out",
        begun,
        thread,
        entries=[bad(0, 0, "excluded")],
        kind=None,
        **nothing,
    )
    begun.grant(ANNA, by=DORA.signer)
    given = {"entries": [bad(0, 0, "excluded")], "kind": None, **nothing}
    yield _beside("with a key from them", begun, thread, **given)
    forgetful = _about()
    lost = {"entries": [bad(0, 0, "exclusion_lost")], "out": ["Dora"], **nothing}
    yield _beside("that forgets somebody left out", forgetful, thread, **lost)
    yield _beside(
        "that leaves them out", _about(excluded=(DORA,)), thread, entries=[_BEGUN], out=["Dora"]
    )
    other = _about(matter=OTHER_VAULT)
    yield _beside("of another matter", other, _without(), error="wrong_place")


def _named(*more: Person, seq: int = 2) -> dict[str, str]:
    return roles(
        [*((one, "member") for one in (ANNA, BEN, CAROL)), *((m, "member") for m in more)], seq
    )


def _renewed() -> Iterator[Case]:
    """Recused under one key, at work in the file under another."""
    lists = [NAMED, _named(AGAIN), _named(RENAMED, seq=3), _named(LATER, seq=4)]
    for name, who, statement in (
        ("with new keys", AGAIN, lists[1]),
        ("renamed, with an old key", RENAMED, lists[2]),
        ("renamed, with new keys", LATER, lists[3]),
    ):
        thread = _without(DORA)
        file = _about(who, statement=read(statement).reference)
        thread.statements = file.statements = lists
        file.grant(ANNA, by=BEN.signer)
        keys = sorted(one.ed25519_public for one in (DORA, AGAIN, RENAMED, LATER))
        yield _beside(
            f"begun by them {name}",
            file,
            thread,
            entries=[_BEGUN],
            unheeded=keys,
            out=["Dora", "Thea"],
            writable=False,
        )
        thread = _without(excluded=(DORA,))
        thread.statements = lists
        yield _beside(
            f"begun {name} by somebody left out",
            file,
            thread,
            kind=None,
            keys=[],
            entries=[bad(0, 0, "excluded")],
            writable=False,
        )
    thread, file = _without(DORA), _about()
    thread.statements = file.statements = lists[:2]
    named = read(lists[1]).reference
    holders = sorted(one.fingerprint for one in (ANNA, BEN, CAROL))
    file.new_epoch(BEN, [AGAIN], statement=named, holders=holders)
    entries = [_BEGUN, ok(1, 0, "epoch", _TEXT)]
    yield _beside(
        "recused there by their old key, here by the new one",
        file,
        thread,
        entries=entries,
        keys=[0, 1],
        out=["Dora"],
    )


def _others() -> Iterator[Case]:
    """What a thread does not say, nobody is out by."""
    forged = _without()
    forged.new_epoch(STRANGER, [DORA], statement=STATEMENT.reference)
    for one in (ANNA, BEN):
        forged.grant(one, epoch=1, by=BEN.signer)
    yield _beside("recused by a stranger", _about(), forged, entries=[_BEGUN])
    stated = _without(TARA)
    yield _beside(
        "a translator who is recused",
        _about(),
        stated,
        entries=[_BEGUN],
        unheeded=[TARA.ed25519_public],
        out=["Tara"],
        writable=False,
    )
