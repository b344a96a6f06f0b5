# SPDX-License-Identifier: AGPL-3.0-or-later
"""Both languages agree: every vector of both makers holds here too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.vault.client import (
    Head,
    Member,
    Reading,
    Remembered,
    SealingError,
    StoredEnvelope,
    StoredGrant,
    all_keys,
    all_marks,
    b64decode,
    fingerprint_words,
    heeding,
    is_barred,
    open_envelope,
    open_grant,
    open_key_file,
    open_vault,
    read_receipt,
    read_statements,
    unheeded,
    verify_claim,
    verify_statement,
)
from tests.vectors import parts

FOLDER = Path(__file__).parents[3] / "vectors"
KINDS = (
    *("receipt", "statement", "claim", "envelope", "grant", "vault", "matter", "epoch"),
    *("heeding", "barred", "keyfile", "words"),
)

# Everything SEALING lists under what must fail. A code nobody provokes is a check nobody tested.
MUST_FAIL = {
    *("wrong_key", "malformed", "bad_bucket", "bad_padding", "bad_signature", "wrong_place"),
    *("broken_chain", "gap", "duplicate_number", "old_epoch", "rollback", "not_a_member"),
    *(
        "excluded",
        "recused",
        "exclusion_lost",
        "holder_missing",
        "grant_several",
        "grant_forged",
        "statement_malformed",
    ),
    *("statement_wrong_root", "statement_bad_signature", "statement_wrong_team"),
    *("statement_stale", "statement_expired", "statement_unknown", "too_few_holders"),
    *("claim_bad_signature", "claim_not_bound", "claim_reused", "claim_malformed"),
    *("receipt_malformed", "receipt_bad_symbol"),
}


def _receipt(given: dict[str, Any]) -> dict[str, Any]:
    receipt = read_receipt(given["text"])
    return {
        "lookup": receipt.lookup,
        "access": receipt.access,
        "access_hash": receipt.access_hash,
        "recipient": receipt.recipient,
        "ed25519": receipt.ed25519_public,
    }


def _statement(given: dict[str, Any]) -> dict[str, Any]:
    remembered = given["remembered"] and Remembered(**given["remembered"])
    statement = verify_statement(
        given["wire"],
        root=given["root"],
        team=given["team"],
        today=date.fromisoformat(given["today"]),
        remembered=remembered,
    )
    return {"seq": statement.seq, "hash": statement.hash, "members": len(statement.members)}


def _claim(given: dict[str, Any]) -> dict[str, Any]:
    claim = verify_claim(
        given["wire"],
        claim_key=given["claim_key"],
        team=given["team"],
        ed25519=given["ed25519"],
        nonce=b64decode(given["nonce"]),
        seen=set(given["seen"]),
    )
    return {"subject": claim.subject}


def _envelope(given: dict[str, Any]) -> dict[str, Any]:
    opened = open_envelope(b64decode(given["data"]), given["identity"])
    return {"header": opened.header, "body": opened.body}


def _grant(given: dict[str, Any]) -> dict[str, Any]:
    place = {name: given[name] for name in ("holder", "vault", "epoch", "team", "allowed")}
    return {"key": open_grant(b64decode(given["data"]), given["identity"], **place)}


def _keyfile(given: dict[str, Any]) -> dict[str, Any]:
    person = open_key_file(given["armored"], given["passphrase"])
    return {
        "name": person.name,
        "home": person.home,
        "recipient": person.recipient,
        "ed25519": person.ed25519_public,
    }


def _words(given: dict[str, Any]) -> dict[str, Any]:
    return {"words": list(fingerprint_words(given["age"], given["ed25519"]))}


def _reading(given: dict[str, Any]) -> Reading:
    return open_vault(
        vault=given["vault"],
        team=given["team"],
        holder=given["holder"],
        identity=given["identity"],
        grants=[StoredGrant.from_wire(raw) for raw in given["grants"]],
        envelopes=[StoredEnvelope.from_wire(raw) for raw in given["envelopes"]],
        statements=read_statements(given["statements"], root=given["root"], team=given["team"]),
        remembered=given["remembered"] and Head(**given["remembered"]),
        reporter=given.get("reporter"),
        as_=given.get("as", "thread"),
        matter=given.get("matter"),
        excluded=given.get("excluded", ()),
    )


def _vault(given: dict[str, Any]) -> dict[str, Any]:
    return {"entries": _shown(_reading(given))}


def _shown(reading: Reading) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for entry in reading.entries:
        place = {"epoch": entry.epoch, "n": entry.n, "ok": entry.ok}
        read = {"kind": entry.header.get("kind"), "body": entry.body}
        shown.append({**place, **(read if entry.ok else {"error": entry.error})})
    return shown


def _may(reading: Reading) -> dict[str, Any]:
    keys = [key.epoch for key in reading.keys]
    return {"kind": reading.kind, "keys": keys, "writable": reading.recipient is not None}


def _whole(given: dict[str, Any]) -> dict[str, Any]:
    reading = _reading(given)
    return {"entries": _shown(reading), **_may(reading)}


def _heeding(given: dict[str, Any]) -> dict[str, Any]:
    about = given["thread"]
    thread = _reading(about)
    beside = {"as": "file", "matter": about["vault"], "excluded": thread.excluded}
    file = _reading({**given["file"], **beside})
    heeded = heeding(file, thread)
    assert all(key.barred == heeded.barred for key in heeded.keys)
    out = {line.name for line in heeded.lines if is_barred(line, heeded.barred)}
    who = {"unheeded": sorted(unheeded(file, thread)), "out": sorted(out)}
    return {"entries": _shown(heeded), **_may(heeded), **who}


def _barred(given: dict[str, Any]) -> dict[str, Any]:
    lines = [Member(**line) for line in given["lines"]]
    marks = all_marks(given["keys"], lines)
    out = [at for at, line in enumerate(lines) if is_barred(line, marks)]
    return {"keys": sorted(all_keys(given["keys"], lines)), "out": out}


READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "receipt": _receipt,
    "statement": _statement,
    "claim": _claim,
    "envelope": _envelope,
    "grant": _grant,
    "keyfile": _keyfile,
    "words": _words,
    "vault": _vault,
    "matter": _whole,
    "epoch": _whole,
    "heeding": _heeding,
    "barred": _barred,
}


def _cases() -> list[Any]:
    return [
        pytest.param(kind, case, id=f"{path.stem}: {case['name']}")
        for kind in KINDS
        for path in sorted(FOLDER.glob(f"{kind}.*.json"))
        for case in parts.read(path)
    ]


@pytest.mark.parametrize(("kind", "case"), _cases())
def test_vector(kind: str, case: dict[str, Any]) -> None:
    """What is expected comes out, or the refusal expected."""
    try:
        result = READERS[kind](case["input"])
    except SealingError as error:
        result = {"error": error.code}
    assert result == case["expect"]


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_there(kind: str) -> None:
    """An empty folder would pass the test above."""
    content = json.loads((FOLDER / f"{kind}.python.json").read_text(encoding="utf-8"))
    assert content["made_by"] == "python"
    assert any("error" not in case["expect"] for case in content["cases"])
    assert kind in ("words", "barred") or any(
        "error" in case["expect"] for case in content["cases"]
    )
    names = [case["name"] for case in content["cases"]]
    assert len(names) == len(set(names))


def test_everything_that_must_fail_is_tried() -> None:
    """Each refusal is provoked by at least one vector of this side."""
    provoked: set[str] = set()
    for path in FOLDER.glob("*.python.json"):
        for case in parts.read(path):
            entries = case["expect"].get("entries", [case["expect"]])
            provoked |= {entry["error"] for entry in entries if "error" in entry}
    assert provoked == MUST_FAIL
