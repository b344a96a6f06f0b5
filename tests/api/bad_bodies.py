# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way in which a request about reports can be wrong, and what must be said of it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyrage

from service.vault.rules import MOST_GRANTS, to_base64

MARK = "ZZ-what-was-sent-ZZ"


@dataclass(frozen=True)
class Bad:
    """One way of being wrong."""

    name: str
    change: Callable[[dict[str, Any]], object]
    status: int
    code: str
    field: str = ""
    why: str = ""

    def __str__(self) -> str:
        return self.name


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], object]:
    """Put a value somewhere into a body."""

    def change(body: dict[str, Any]) -> None:
        place: Any = body
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[dict[str, Any]], object]:
    """Take something out of a body."""

    def change(body: dict[str, Any]) -> None:
        place: Any = body
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def age_file(size: int, recipients: int = 1) -> bytes:
    keys = [pyrage.x25519.Identity.generate().to_public() for _ in range(recipients)]
    return bytes(pyrage.encrypt(os.urandom(size), keys))


def scrypt_file() -> bytes:
    return bytes(pyrage.passphrase.encrypt(os.urandom(1024), "correct horse"))


def like_age(text: bytes, length: int) -> str:
    return to_base64((b"age-encryption.org/v1\n" + text).ljust(length, b"."))


E0, E1 = ("envelopes", 0, "data"), ("envelopes", 1, "data")
GRANT = ("grants", 0, "data")
LIKE = f"-> X25519 {MARK} please help me\nI am {MARK}\n".encode()
SIZE = len(age_file(1024))

MISSING = [
    Bad(f"no {field}", drop(field), 422, "invalid", field)
    for field in (
        "lookup",
        "access_hash",
        "team",
        "vault",
        "statement",
        "envelopes",
        "grants",
    )
] + [
    Bad("no number", drop("envelopes", 0, "n"), 422, "invalid", "envelopes.0.n"),
    Bad("no epoch", drop("envelopes", 0, "epoch"), 422, "invalid", "envelopes.0.epoch"),
    Bad("no data", drop(*E1), 422, "invalid", "envelopes.1.data"),
    Bad("no holder", drop("grants", 1, "holder"), 422, "invalid", "grants.1.holder"),
    Bad("no hash", drop("statement", "hash"), 422, "invalid", "statement.hash"),
]

TYPES = [
    Bad("lookup a number", put("lookup", value=7), 422, "invalid", "lookup"),
    Bad("lookup nothing", put("lookup", value=None), 422, "invalid", "lookup"),
    Bad("lookup a list", put("lookup", value=["a" * 32]), 422, "invalid", "lookup"),
    Bad("team an object", put("team", value={"id": "u4c"}), 422, "invalid", "team"),
    Bad("team a boolean", put("team", value=True), 422, "invalid", "team"),
    Bad("statement a string", put("statement", value="1"), 422, "invalid", "statement"),
    Bad("envelopes an object", put("envelopes", value={}), 422, "invalid", "envelopes"),
    Bad("envelopes strings", put("envelopes", value=["", ""]), 422, "invalid", "envelopes.0"),
    Bad("grants a number", put("grants", value=1), 422, "invalid", "grants"),
    Bad("data a number", put(*E0, value=1), 422, "invalid", "envelopes.0.data"),
    Bad("data bytes as list", put(*E0, value=[1, 2]), 422, "invalid", "envelopes.0.data"),
    Bad("n a string", put("envelopes", 1, "n", value="1"), 422, "invalid", "envelopes.1.n"),
    Bad("n a fraction", put("envelopes", 1, "n", value=1.0), 422, "invalid", "envelopes.1.n"),
    Bad("n a boolean", put("envelopes", 1, "n", value=True), 422, "invalid", "envelopes.1.n"),
    Bad("n below zero", put("envelopes", 1, "n", value=-1), 422, "invalid", "envelopes.1.n"),
    Bad(
        "n beyond counting", put("envelopes", 1, "n", value=10**30), 422, "invalid", "envelopes.1.n"
    ),
    Bad("seq huge", put("statement", "seq", value=2**63), 422, "invalid", "statement.seq"),
]

FORMS = [
    Bad("lookup too short", put("lookup", value="a" * 31), 422, "invalid", "lookup"),
    Bad("lookup too long", put("lookup", value="a" * 33), 422, "invalid", "lookup"),
    Bad("lookup upper case", put("lookup", value="A" * 32), 422, "invalid", "lookup"),
    Bad("lookup no hex", put("lookup", value="g" * 32), 422, "invalid", "lookup"),
    Bad("lookup a line more", put("lookup", value="a" * 32 + "\n"), 422, "invalid", "lookup"),
    Bad("vault a path", put("vault", value="../../../etc/passwd"), 422, "invalid", "vault"),
    Bad("hash too short", put("access_hash", value="a" * 63), 422, "invalid", "access_hash"),
    Bad("holder a name", put("grants", 1, "holder", value=MARK), 422, "invalid", "grants.1.holder"),
    Bad("holder empty", put("grants", 1, "holder", value=""), 422, "invalid", "grants.1.holder"),
    Bad("no base64", put(*E0, value="%%%"), 422, "invalid", "envelopes.0.data"),
    Bad("base64 without padding", put(*E0, value="AA"), 422, "invalid", "envelopes.0.data"),
    Bad("base64 of web addresses", put(*E0, value="-_-_"), 422, "invalid", "envelopes.0.data"),
    Bad("base64 with a line end", put(*E0, value="AAAA\n"), 422, "invalid", "envelopes.0.data"),
    Bad("base64 not canonical", put(*E0, value="AB=="), 422, "invalid", "envelopes.0.data"),
    Bad("base64 twice ended", put(*E0, value="AA==AA=="), 422, "invalid", "envelopes.0.data"),
    Bad("base64 of a grant", put(*GRANT, value="?"), 422, "invalid", "grants.0.data"),
    Bad(
        "more grants than people",
        lambda body: body.update(grants=body["grants"][1:2] * (MOST_GRANTS + 1)),
        422,
        "invalid",
        "grants",
    ),
    Bad("no envelopes", put("envelopes", value=[]), 422, "invalid", "envelopes"),
    Bad(
        "three envelopes",
        lambda body: body["envelopes"].append(body["envelopes"][1] | {"n": 2}),
        422,
        "invalid",
        "envelopes",
    ),
]

UNKNOWN = [
    Bad("a name", put("name", value=MARK), 422, "invalid", "name"),
    Bad("an address", put("email", value=MARK), 422, "invalid", "email"),
    Bad("a wiki", put("wiki", value="meta.wikimedia.org"), 422, "invalid", "wiki"),
    Bad("words in clear", put("text", value=MARK), 422, "invalid", "text"),
    Bad(
        "words at an envelope",
        put("envelopes", 0, "text", value=MARK),
        422,
        "invalid",
        "envelopes.0.text",
    ),
    Bad("words at a grant", put("grants", 0, "note", value=MARK), 422, "invalid", "grants.0.note"),
    Bad("words at the statement", put("statement", "x", value=MARK), 422, "invalid", "statement.x"),
    Bad("another prototype", put("__proto__", value={}), 422, "invalid", "__proto__"),
]

UNICODE = [
    Bad("half a character", put("team", value="\ud800"), 422, "invalid", "team"),
    Bad("half a character as key", put("\udfff", value=1), 422, "invalid", "body"),
    Bad("a NUL", put("team", value="u4c\0"), 422, "invalid", "team"),
    Bad("a NUL in base64", put(*E0, value="AAA\0"), 422, "invalid", "envelopes.0.data"),
    Bad("digits of another script", put("lookup", value="\u0661" * 32), 422, "invalid", "lookup"),
    Bad("full width letters", put("vault", value="\uff41" * 32), 422, "invalid", "vault"),
    Bad("a team written backwards", put("team", value="\u202ec4u"), 404, "unknown_team"),
    Bad("a team with joiners", put("team", value="u\u200d4c"), 404, "unknown_team"),
    Bad("a team of faces", put("team", value="\U0001f469\u200d\U0001f4bb"), 404, "unknown_team"),
    Bad("a team with a mark", put("team", value="u4c\u0301"), 404, "unknown_team"),
    Bad("markup", put("team", value=f"<script>{MARK}</script>"), 404, "unknown_team"),
    Bad("a very long team", put("team", value="u" * 65), 422, "invalid", "team"),
]

TEAMS = [
    Bad("unknown team", put("team", value="nobody"), 404, "unknown_team"),
    Bad("no team's name", put("team", value=""), 404, "unknown_team"),
]

SEALS = [
    Bad(
        "words",
        put(*E0, value=to_base64(MARK.encode() * 60)),
        422,
        "not_sealed",
        "envelopes.0.data",
        "not_age",
    ),
    Bad("nothing", put(*E0, value=""), 422, "not_sealed", "envelopes.0.data", "not_age"),
    Bad(
        "words like age",
        put(*E0, value=like_age(MARK.encode() + b"\n", SIZE)),
        422,
        "not_sealed",
        "envelopes.0.data",
        "bad_stanza",
    ),
    Bad(
        "words like a stanza",
        put(*E1, value=like_age(LIKE, SIZE)),
        422,
        "not_sealed",
        "envelopes.1.data",
        "bad_stanza",
    ),
    Bad(
        "words without lines",
        put(*E1, value=like_age(MARK.encode() * 40, SIZE)),
        422,
        "not_sealed",
        "envelopes.1.data",
        "header_too_long",
    ),
    Bad(
        "several recipients",
        put(*E1, value=to_base64(age_file(1024, 2))),
        422,
        "not_sealed",
        "envelopes.1.data",
        "several_recipients",
    ),
    Bad(
        "a passphrase",
        put(*E1, value=to_base64(scrypt_file())),
        422,
        "not_sealed",
        "envelopes.1.data",
        "unknown_stanza",
    ),
    Bad(
        "armored",
        put(*E1, value=to_base64(b"-----BEGIN AGE ENCRYPTED FILE-----\n")),
        422,
        "not_sealed",
        "envelopes.1.data",
        "not_age",
    ),
    Bad(
        "no bucket",
        put(*E1, value=to_base64(age_file(1000))),
        422,
        "not_sealed",
        "envelopes.1.data",
        "wrong_length",
    ),
    Bad(
        "empty inside",
        put(*E1, value=to_base64(age_file(0))),
        422,
        "not_sealed",
        "envelopes.1.data",
        "wrong_length",
    ),
    Bad(
        "the first too big",
        put(*E0, value=to_base64(age_file(4096))),
        422,
        "not_sealed",
        "envelopes.0.data",
        "wrong_length",
    ),
    Bad(
        "a grant too big",
        put(*GRANT, value=to_base64(age_file(4096))),
        422,
        "not_sealed",
        "grants.0.data",
        "wrong_length",
    ),
    Bad(
        "a grant to several",
        put(*GRANT, value=to_base64(age_file(1024, 2))),
        422,
        "not_sealed",
        "grants.0.data",
        "several_recipients",
    ),
    Bad(
        "a key instead of a grant",
        put(*GRANT, value=to_base64(b"AGE-SECRET-KEY-1" + b"Q" * 58)),
        422,
        "not_sealed",
        "grants.0.data",
        "not_age",
    ),
    Bad("larger than anything", put(*E1, value=to_base64(age_file(300_000))), 413, "too_large"),
]

ALL = [*MISSING, *TYPES, *FORMS, *UNKNOWN, *UNICODE, *TEAMS, *SEALS]

FOLLOW = [
    Bad("no lookup", drop("lookup"), 422, "invalid", "lookup"),
    Bad("lookup a number", put("lookup", value=1), 422, "invalid", "lookup"),
    Bad(
        "lookup a receipt",
        put("lookup", value="PRIVATE-DO-NOT-SHARE-000"),
        422,
        "invalid",
        "lookup",
    ),
    Bad("the token in the body", put("access", value=MARK), 422, "invalid", "access"),
    Bad("an unknown report", put("lookup", value="0" * 32), 404, "no_such_report"),
]

NEXT = [
    Bad("no number", drop("n"), 422, "invalid", "n"),
    Bad("no base64", put("data", value="?"), 422, "invalid", "data"),
    Bad("words", put("data", value=to_base64(MARK.encode())), 422, "not_sealed", "data", "not_age"),
    Bad(
        "words like age",
        put("data", value=like_age(LIKE, SIZE)),
        422,
        "not_sealed",
        "data",
        "bad_stanza",
    ),
    Bad(
        "several recipients",
        put("data", value=to_base64(age_file(4096, 2))),
        422,
        "not_sealed",
        "data",
        "several_recipients",
    ),
    Bad(
        "no bucket",
        put("data", value=to_base64(age_file(2048))),
        422,
        "not_sealed",
        "data",
        "wrong_length",
    ),
    Bad("larger than anything", put("data", value=to_base64(age_file(300_000))), 413, "too_large"),
    Bad("words in clear", put("text", value=MARK), 422, "invalid", "text"),
    Bad("a number that is taken", put("n", value=1), 409, "number_taken"),
    Bad("a number too high", put("n", value=9), 409, "number_taken"),
]

OF_WRITER = [*FOLLOW[:3], *FOLLOW[4:], *NEXT]
OF_MEMBER = [
    *NEXT,
    Bad("no act", drop("act"), 422, "invalid", "act"),
    Bad("an unknown act", put("act", value="deleted"), 422, "invalid", "act"),
    Bad("an act of another kind", put("act", value=["closed"]), 422, "invalid", "act"),
    Bad("an act out of place", put("act", value="reopened"), 409, "wrong_state"),
    Bad("a look-up id", put("lookup", value="0" * 32), 422, "invalid", "lookup"),
]
