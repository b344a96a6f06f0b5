# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of single things: receipts, words, key files, envelopes, grants."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from typing import Any

import pyrage
from mnemonic import Mnemonic

from service.vault.client import (
    REPORTER,
    Person,
    Receipt,
    Root,
    Signer,
    b64decode,
    b64encode,
    make_key_file,
    seal_grant,
)
from service.vault.sealing import agefile
from service.vault.sealing.encoding import compact_json
from service.vault.sealing.envelope import pack
from service.vault.sealing.keys import fingerprint
from service.vault.sealing.receipt import PREFIX
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    OTHER_VAULT,
    RECEIPT,
    ROOT,
    STRANGER,
    TEAM,
    TODAY,
    VAULT,
    Thread,
    identity,
    person,
    secret,
    signer,
)

Case = dict[str, Any]


def case(
    name: str,
    given: dict[str, Any],
    expect: dict[str, Any] | str,
    *,
    grants_of_all: bool = False,
) -> Case:
    """One vector; a text as expectation is the code of a refusal.

    A reader is handed their own grants alone, unless the others' are the point.
    """
    wanted = {"error": expect} if isinstance(expect, str) else expect
    if "grants" in given and not grants_of_all:
        mine = [grant for grant in given["grants"] if grant["holder"] == given["holder"]]
        given = {**given, "grants": mine}
    # As they are now: the next vector may go on with the same thread.
    return copy.deepcopy({"name": name, "input": given, "expect": wanted})


# Receipts -----------------------------------------------------------------------------------------


def receipts() -> Iterator[Case]:
    """Good and mistyped private codes."""
    good = _receipt_facts(RECEIPT)
    text = RECEIPT.text
    yield case("as shown", {"text": text}, good)
    yield case("without the warning before it", {"text": text.removeprefix(PREFIX)}, good)
    yield case(
        "in small letters, with spaces", {"text": f" {text.lower()}\n".replace("-", " ")}, good
    )
    yield case("in one piece", {"text": text.replace("-", "")}, good)
    with_both = next(r for r in map(_numbered, range(999)) if {"0", "1"} <= set(_symbols(r)[:-1]))
    misread = _symbols(with_both).replace("0", "O")
    for one in "IlL":
        typed = {"text": misread.replace("1", one)}
        yield case(f"O for 0 and {one} for 1", typed, _receipt_facts(with_both))
    yield case("all zeros", {"text": Receipt(bytes(16)).text}, _receipt_facts(Receipt(bytes(16))))
    ones = Receipt(b"\xff" * 16)
    yield case("all ones", {"text": ones.text}, _receipt_facts(ones))
    for check in "*~$=U":
        receipt = next(r for r in map(_numbered, range(9999)) if r.text.endswith(check))
        yield case(f"check symbol {check}", {"text": receipt.text}, _receipt_facts(receipt))
    symbols = _symbols(RECEIPT)
    for at in (1, 13, 25, 26):
        wrong = symbols[:at] + ("A" if symbols[at] != "A" else "B") + symbols[at + 1 :]
        yield case(f"symbol {at + 1} wrong", {"text": wrong}, "receipt_bad_symbol")
    swapped = symbols[:5] + symbols[6] + symbols[5] + symbols[7:]
    yield case("two neighbours swapped", {"text": swapped}, "receipt_bad_symbol")
    yield case("one symbol missing", {"text": symbols[:-1]}, "receipt_malformed")
    yield case("one symbol too many", {"text": symbols + "0"}, "receipt_malformed")
    yield case("nothing", {"text": ""}, "receipt_malformed")
    yield case("only the warning", {"text": PREFIX}, "receipt_malformed")
    yield case("U in the middle", {"text": symbols[:9] + "U" + symbols[10:]}, "receipt_malformed")
    yield case("more than 128 bits", {"text": "8" + symbols[1:]}, "receipt_malformed")


def _numbered(number: int) -> Receipt:
    return Receipt(secret(f"receipt {number}")[:16])


def _symbols(receipt: Receipt) -> str:
    return receipt.text.removeprefix(PREFIX).replace("-", "")


def _receipt_facts(receipt: Receipt) -> dict[str, str]:
    return {
        "lookup": receipt.lookup,
        "access": receipt.access,
        "access_hash": receipt.access_hash,
        "recipient": receipt.recipient,
        "ed25519": receipt.ed25519_public,
    }


# Words and key files ------------------------------------------------------------------------------


def words() -> Iterator[Case]:
    """What people read out to each other."""
    for who in (ANNA, BEN, CAROL):
        keys = {"age": who.recipient, "ed25519": who.ed25519_public}
        yield case(who.name, keys, {"words": list(who.words)})
    mixed = person("Mixed")
    keys = {"age": ANNA.recipient, "ed25519": mixed.ed25519_public}
    wanted = _words_bit_by_bit(ANNA.recipient, mixed.ed25519_public)
    yield case("keys of two people", keys, {"words": wanted})


def _words_bit_by_bit(age: str, ed25519: str) -> list[str]:
    """The six words, worked out bit by bit."""
    bits = "".join(f"{b:08b}" for b in hashlib.sha256(f"{age}\0{ed25519}".encode()).digest())
    wordlist = Mnemonic("english").wordlist
    return [str(wordlist[int(bits[at : at + 11], 2)]) for at in range(0, 66, 11)]


PASSPHRASE = "abandon zoo letter advice cage absurd amount"


def _light_key_file(owner: Person | Root) -> str:
    """The lightest of a few: how much work a file asks for depends on the machine's mood."""
    made = [make_key_file(owner, PASSPHRASE, made=TODAY) for _ in range(8)]
    return min(made, key=lambda file: b64decode("".join(file.split("\n")[1:-2])).split()[4])


def key_files() -> Iterator[Case]:
    """One key file, the right and wrong passphrases, and files that are none."""
    armored = _light_key_file(ANNA)
    facts = {
        "name": "Anna",
        "home": ANNA.home,
        "recipient": ANNA.recipient,
        "ed25519": ANNA.ed25519_public,
    }
    spaced = "  " + PASSPHRASE.upper().replace(" ", "  ") + "\n"
    yield case("right", {"armored": armored, "passphrase": PASSPHRASE}, facts)
    yield case("other spacing and capitals", {"armored": armored, "passphrase": spaced}, facts)
    other = PASSPHRASE.replace("zoo", "zone")
    yield case("wrong passphrase", {"armored": armored, "passphrase": other}, "wrong_key")
    lines = armored.split("\n")
    cut = "\n".join([*lines[:-3], *lines[-2:]])
    last = lines[-3]
    changed = "\n".join([*lines[:-3], ("B" if last[0] != "B" else "C") + last[1:], *lines[-2:]])
    root = _light_key_file(ROOT)
    sealed = pyrage.encrypt(b"{}", [pyrage.x25519.Recipient.from_str(ANNA.recipient)], armored=True)
    for name, text in (
        ("cut off", cut),
        ("changed", changed),
        ("a root's file", root),
        ("no passphrase file", sealed.decode()),
        ("not age at all", "abandon zoo"),
    ):
        yield case(name, {"armored": text, "passphrase": PASSPHRASE}, "malformed")


# Envelopes ----------------------------------------------------------------------------------------

_KEY = identity("vault of epoch 0")


def _header(**bent: Any) -> dict[str, Any]:
    place = {"v": 1, "kind": "message", "vault": VAULT, "epoch": 0, "n": 2, "prev": "0" * 64}
    return {**place, "team": TEAM, "from": RECEIPT.ed25519_public, **bent}


def _to_vault(plaintext: bytes) -> bytes:
    return agefile.seal(plaintext, agefile.recipient_of(_KEY))


def _laid_out(header: bytes | None = None, body: bytes = b'{"text":"a"}') -> bytes:
    header = compact_json(_header()).encode() if header is None else header
    return pack(header, body, RECEIPT.signer)


def _flip(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def _opening(data: bytes, key: str = _KEY) -> dict[str, str]:
    return {"data": b64encode(data), "identity": key}


def envelopes() -> Iterator[Case]:
    """Form and signature of one envelope."""
    plain = _laid_out()
    good = _to_vault(plain)
    for name, body in (
        ("a message", '{"text":"a"}'),
        ("no body", ""),
        ("any letters", '{"text":"Grüße, مرحبا, 👋\\u0000"}'),
        ("text that looks like padding", '{"text":"' + "\\u0000" * 9 + '"}'),
    ):
        file = _to_vault(_laid_out(body=body.encode()))
        yield case(name, _opening(file), {"header": _header(), "body": body})
    for bucket in (1024, 4096, 16384, 65536, 262144):
        file = _to_vault(pack(compact_json(_header()).encode(), b"{}", RECEIPT.signer, bucket))
        yield case(f"in {bucket} bytes", _opening(file), {"header": _header(), "body": "{}"})
    yield from _unreadable(good)
    yield from _changed_inside(plain)
    for name, header in _bad_headers():
        yield case(name, _opening(_to_vault(_laid_out(header))), "malformed")


def _unreadable(good: bytes) -> Iterator[Case]:
    yield case("wrong key", _opening(good, identity("another vault")), "wrong_key")
    yield case("truncated by a byte", _opening(good[:-1]), "malformed")
    yield case("truncated in the middle", _opening(good[: len(good) // 2]), "malformed")
    yield case("truncated in the header", _opening(good[:60]), "malformed")
    yield case("empty", _opening(b""), "malformed")
    yield case("a byte too many", _opening(good + b"\0"), "malformed")
    yield case("sealed bytes changed", _opening(_flip(good, len(good) - 40)), "malformed")
    mac = good.index(b"\n--- ") + 5
    swapped = b"A" if good[mac : mac + 1] != b"A" else b"B"
    changed = good[:mac] + swapped + good[mac + 1 :]
    yield case("clear header changed", _opening(changed), "malformed")
    yield case("not age", _opening(b"hello"), "malformed")
    armored = pyrage.encrypt(_laid_out(), [_recipient(_KEY)], armored=True)
    yield case("armored", _opening(bytes(armored)), "malformed")
    several = pyrage.encrypt(_laid_out(), [_recipient(_KEY), _recipient(ANNA.identity)])
    yield case("sealed to several", _opening(bytes(several)), "malformed")


def _changed_inside(plain: bytes) -> Iterator[Case]:
    """What somebody with the vault's key could do to another's envelope."""
    header = plain.index(b"message")
    body = plain.index(b'"a"') + 1
    yield case("header changed", _opening(_to_vault(_flip(plain, header + 6))), "bad_signature")
    yield case("body changed", _opening(_to_vault(_flip(plain, body))), "bad_signature")
    yield case("signature changed", _opening(_to_vault(_flip(plain, 5))), "bad_signature")
    yield case("padding changed", _opening(_to_vault(_flip(plain, 1023))), "bad_padding")
    first_zero = plain.index(b'"a"}') + 4
    yield case("padding begun", _opening(_to_vault(_flip(plain, first_zero))), "bad_padding")
    for size in (0, 64, 1000, 1025, 2048):
        other = plain[:size].ljust(size, b"\0")
        yield case(f"wrong bucket: {size}", _opening(_to_vault(other)), "bad_bucket")
    beyond = plain[:64] + b"\0\0\x04\0" + plain[68:]
    yield case("header longer than all", _opening(_to_vault(beyond)), "malformed")
    huge = plain[:64] + b"\xff\xff\xff\xff" + plain[68:]
    yield case("header length over 2^31", _opening(_to_vault(huge)), "malformed")
    other = pack(compact_json(_header()).encode(), b"{}", signer("Stranger"))
    yield case("signed by another", _opening(_to_vault(other)), "bad_signature")
    yield case("header and body cut anew", _opening(_to_vault(_recut(plain))), "malformed")
    broken = _to_vault(_laid_out(body=b'{"text":"\xff"}'))
    yield case("body is not UTF-8", _opening(broken), "malformed")


def _recut(plain: bytes) -> bytes:
    """The same signed bytes, one byte of the body moved into the header."""
    size = int.from_bytes(plain[64:68], "big")
    header = plain[68 : 68 + size]
    at = 68 + size
    length = int.from_bytes(plain[at : at + 4], "big")
    body = plain[at + 4 : at + 4 + length]
    longer, shorter = header + body[:1], body[1:]
    content = plain[:64] + len(longer).to_bytes(4, "big") + longer
    return (content + len(shorter).to_bytes(4, "big") + shorter).ljust(1024, b"\0")


def _bad_headers() -> Iterator[tuple[str, bytes]]:
    text = compact_json(_header())
    yield "header with a space before it", f" {text}".encode()
    yield "header with a line end behind it", f"{text}\n".encode()
    yield "header with a key twice", text.replace("{", '{"n":2,', 1).encode()
    yield (
        "header with a key twice inside",
        text.replace("{", '{"statement":{"seq":1,"seq":1,"hash":"' + "0" * 64 + '"},', 1).encode(),
    )
    yield "header is a list", f"[{text}]".encode()
    yield "header is empty", b""
    yield "header is not UTF-8", text.encode().replace(b"message", b"messag\xff")
    yield "header with NaN", text.replace('"n":2', '"n":NaN').encode()
    for name, value in (("n", -1), ("n", 1.5), ("n", True), ("n", "2"), ("epoch", None)):
        yield f"header with {name} = {value!r}", _bent(name, value)
    yield "header with v = 2", _bent("v", 2)
    yield "header with v = true", _bent("v", True)
    yield "header with another id", _bent("vault", VAULT.upper())
    yield "header with a short prev", _bent("prev", "00")
    yield "header without a writer", _bent("from", None)
    padded = RECEIPT.ed25519_public
    yield "header with base64 without padding", _bent("from", padded.rstrip("="))
    for name in ("v", "kind", "vault", "epoch", "n", "prev", "team", "from"):
        less = {key: value for key, value in _header().items() if key != name}
        yield f"header without {name}", compact_json(less).encode()


def _bent(name: str, value: Any) -> bytes:
    return compact_json(_header(**{name: value})).encode()


def _recipient(key: str) -> Any:
    return pyrage.x25519.Identity.from_str(key).to_public()


# Grants -------------------------------------------------------------------------------------------


def grants() -> Iterator[Case]:
    """A vault's key for one holder."""
    allowed = [RECEIPT.ed25519_public, BEN.ed25519_public]
    place = {"vault": VAULT, "epoch": 0, "team": TEAM, "holder": ANNA.fingerprint}

    def sealed(by: Signer = RECEIPT.signer, **bent: Any) -> bytes:
        given = {**place, "recipient": ANNA.recipient, "vault_identity": _KEY, **bent}
        return seal_grant(signer=by, **given)

    def opening(data: bytes, **bent: Any) -> dict[str, Any]:
        given = {"data": b64encode(data), "identity": ANNA.identity, **place}
        return {**given, "allowed": allowed, **bent}

    good = sealed()
    yield case("from the reporter", opening(good), {"key": _KEY})
    yield case("from a member", opening(sealed(BEN.signer)), {"key": _KEY})
    reporters = sealed(holder=REPORTER, recipient=RECEIPT.recipient)
    own = {"holder": REPORTER, "identity": RECEIPT.identity}
    yield case("the reporter's own", opening(reporters, **own), {"key": _KEY})
    yield case("of a later epoch", opening(sealed(epoch=3), epoch=3), {"key": _KEY})
    stranger = sealed(STRANGER.signer)
    yield case("from a stranger", opening(stranger), "grant_forged")
    yield case("from nobody allowed", opening(good, allowed=[]), "grant_forged")
    for name, bent in (
        ("of another vault", {"vault": OTHER_VAULT}),
        ("of another epoch", {"epoch": 1}),
        ("of another team", {"team": "stewards"}),
        ("of another holder", {"holder": BEN.fingerprint}),
        ("of the reporter", {"holder": REPORTER}),
    ):
        yield case(name, opening(sealed(**bent)), "grant_forged")
    yield case("wrong key", opening(good, identity=BEN.identity), "wrong_key")
    yield case("truncated", opening(good[:-1]), "malformed")
    yield case("sealed bytes changed", opening(_flip(good, len(good) - 9)), "malformed")
    yield from _bent_grants(place, opening)


def _bent_grants(place: dict[str, Any], opening: Any) -> Iterator[Case]:
    vault_key = fingerprint(agefile.recipient_of(_KEY))
    header = {"v": 1, "kind": "grant", **place, "from": RECEIPT.ed25519_public, "key": vault_key}
    text = compact_json(header).encode()

    def laid_out(header: bytes = text, body: bytes = _KEY.encode(), size: int = 1024) -> bytes:
        return pack(header, body, RECEIPT.signer, size)

    def to_anna(plain: bytes) -> bytes:
        return agefile.seal(plain, ANNA.recipient)

    plain = laid_out()
    both = pyrage.encrypt(plain, [_recipient(ANNA.identity), _recipient(BEN.identity)])
    yield case("sealed to several", opening(bytes(both)), "grant_several")
    twice = pyrage.encrypt(plain, [_recipient(ANNA.identity), _recipient(ANNA.identity)])
    yield case("sealed to one twice", opening(bytes(twice)), "grant_several")
    other = laid_out(body=identity("another vault").encode())
    yield case("carries another vault's key", opening(to_anna(other)), "grant_forged")
    yield case("carries no key", opening(to_anna(laid_out(body=b"hello"))), "grant_forged")
    yield case("signature changed", opening(to_anna(_flip(plain, 9))), "grant_forged")
    swapped = plain.replace(_KEY.encode(), identity("another vault").encode())
    yield case("key exchanged unsigned", opening(to_anna(swapped)), "grant_forged")
    yield case("padding changed", opening(to_anna(_flip(plain, 1023))), "bad_padding")
    larger = to_anna(laid_out(size=4096))
    yield case("wrong bucket: 4096", opening(larger), "bad_bucket")
    yield case("wrong bucket: 1000", opening(to_anna(plain[:1000])), "bad_bucket")
    message = compact_json({**header, "kind": "message"}).encode()
    yield case("an envelope, not a grant", opening(to_anna(laid_out(message))), "grant_forged")
    thread = Thread()
    yield case("the report itself", opening(thread.envelopes[1]["file"]), "wrong_key")
