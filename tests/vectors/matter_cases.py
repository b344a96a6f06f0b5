# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of what members begin, and of what must not pass from one vault into another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.vault.client import (
    NewCode,
    Person,
    StoredEnvelope,
    StoredGrant,
    new_receipt,
    open_vault,
    seal_epoch,
    seal_file,
    seal_invitation,
    seal_next,
)
from tests.vectors.begun import CODE, FILE, MATTER, NAMED, SAM, STATEMENT, TARA, Begun, Vault
from tests.vectors.cast import ANNA, BEN, CAROL, DORA, OTHER_VAULT, ROOT, STRANGER, TEAM, TODAY
from tests.vectors.single_cases import case
from tests.vectors.vault_cases import BEGINNING

Case = dict[str, Any]
BODY = {"text": "Text", "lang": "de"}
LEFT_OUT = {**FILE, "excluded": [DORA.ed25519_public]}


def ok(epoch: int, n: int, kind: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Something that is believed."""
    return {
        "epoch": epoch,
        "n": n,
        "ok": True,
        "kind": kind,
        "body": BODY if body is None else body,
    }


def bad(epoch: int, n: int, error: str) -> dict[str, Any]:
    """Something that is not."""
    return {"epoch": epoch, "n": n, "ok": False, "error": error}


def read_as(
    *entries: dict[str, Any], kind: str | None = "report", keys: tuple[int, ...] = (0,), **more: Any
) -> dict[str, Any]:
    """What a reader may do: by default, go on writing under the first epoch's key."""
    writable = more.get("writable", True)
    return {"entries": list(entries), "kind": kind, "keys": list(keys), "writable": writable}


_FILE = ok(0, 0, "file", {"v": 1})
_INVITED = ok(0, 0, "invitation", {"v": 1})
_NOTHING: dict[str, Any] = {"kind": None, "keys": (), "writable": False}


def matters() -> Iterator[Case]:
    """Good ones first, made by the sealing side itself; then everything that must fail."""
    yield from _sealed()
    yield from _other_vaults()
    yield from _beginnings()
    yield from _left_out()
    yield from _helpers()
    yield from _invitations()


def _given(payload: dict[str, Any], who: Person, **changes: Any) -> dict[str, Any]:
    place = {"vault": payload["vault"], "team": TEAM, "holder": who.fingerprint}
    known = {"statements": [NAMED], "root": ROOT.public_key, "today": TODAY.isoformat()}
    stored = {name: payload[name] for name in ("envelopes", "grants")}
    me = {"identity": who.identity, "remembered": None}
    return {**place, **me, **stored, **known, **changes}


def _sealed() -> Iterator[Case]:
    key = [DORA.ed25519_public]
    file = seal_file(
        team=TEAM, statement=STATEMENT, excluded=key, matter=MATTER, signer=BEN.signer
    ).payload
    yield case("a file", _given(file, ANNA, **LEFT_OUT), read_as(_FILE, kind="file"))
    code = new_receipt()
    body = {"lang": "de", "excerpt": "Bitte um Anhörung", "about": ["Mallory"]}
    sealed = seal_invitation(
        team=TEAM, statement=STATEMENT, excluded=key, signer=BEN.signer, receipt=code, body=body
    )
    given = _given(sealed, ANNA)
    first = ok(0, 0, "invitation", body)
    yield case("an invitation", given, read_as(first, kind="invitation"))
    reading = open_vault(
        vault=sealed["vault"],
        team=TEAM,
        holder="reporter",
        identity=code.identity,
        grants=[StoredGrant.from_wire(one) for one in sealed["grants"]],
        envelopes=[StoredEnvelope.from_wire(one) for one in sealed["envelopes"]],
        statements=[STATEMENT],
        reporter=code.ed25519_public,
    )
    epoch = seal_epoch(
        vault=sealed["vault"],
        team=TEAM,
        reading=reading,
        statement=STATEMENT,
        signer=code.signer,
        recused=[],
        holders=[m for m in STATEMENT.members if m.fingerprint in reading.holders],
        reporter=NewCode.of(CODE),
    )
    said = seal_next(
        vault_recipient=epoch.recipient,
        vault=sealed["vault"],
        epoch=1,
        n=1,
        prev=epoch.head.hash,
        team=TEAM,
        kind="message",
        body=BODY,
        signer=CODE.signer,
    )
    sealed["envelopes"] += [
        {"epoch": 1, **epoch.payload["envelope"]},
        {"epoch": 1, "n": 1, "data": said.data},
    ]
    sealed["grants"] += epoch.payload["grants"]
    wanted = read_as(
        first, ok(1, 0, "epoch", {}), ok(1, 1, "message"), kind="invitation", keys=(0, 1)
    )
    yield case("somebody invited answers", _given(sealed, ANNA), wanted)
    me = {"holder": "reporter", "identity": CODE.identity, "reporter": CODE.ed25519_public}
    yield case("read by whoever was invited", _given(sealed, ANNA, **me), wanted)


def _other_vaults() -> Iterator[Case]:
    file, thread = Begun("file"), Vault()
    wrong = {"error": "wrong_place"}
    yield case("a file in place of a thread", file.seen(ANNA), wrong)
    yield case("a thread in place of a file", thread.seen(ANNA, **FILE), wrong)
    yield case("of another matter", file.seen(ANNA, **{**FILE, "matter": OTHER_VAULT}), wrong)
    file.write(CAROL, "message")
    wanted = read_as(_FILE, bad(0, 1, "wrong_place"), kind="file")
    yield case("a message in a file", file.seen(ANNA, **FILE), wanted)
    thread.write(CAROL, "note")
    wanted = read_as(*BEGINNING, bad(0, 2, "wrong_place"))
    yield case("a note in a thread", thread.seen(ANNA), wanted)
    thread = Vault()
    thread.write(CAROL, vault=OTHER_VAULT)
    yield case("a message of another vault", thread.seen(ANNA), wanted)


def _beginnings() -> Iterator[Case]:
    bent: list[tuple[str, str, dict[str, Any]]] = [
        ("begun by a stranger", "not_a_member", {"by": STRANGER}),
        ("begun by a translator", "not_a_member", {"by": TARA}),
        ("begun by staff", "not_a_member", {"by": SAM}),
        ("begun by somebody it leaves out", "excluded", {"by": BEN, "excluded": [BEN]}),
        ("that names no matter", "malformed", {"matter": None}),
        ("whose matter is no id", "malformed", {"matter": "all"}),
    ]
    for name, error, how in bent:
        given = Begun("file", **how).seen(ANNA, **{"as": "file"})
        if error != "malformed":
            thread = Begun("file", **how)
            thread.grant(ANNA, by=CAROL.signer)
            given = thread.seen(ANNA, **{"as": "file"})
        wanted = read_as(bad(0, 0, error), **_NOTHING)
        yield case(f"a file {name}", given, wanted)
    large = Begun("file", bucket=4096).seen(ANNA, **FILE)
    wanted = read_as(bad(0, 0, "bad_bucket"), kind="file", keys=(), writable=False)
    yield case("a file with a large beginning", large, wanted)


def _left_out() -> Iterator[Case]:
    file = Begun("file")
    forgotten = bad(0, 0, "exclusion_lost")
    wanted = read_as(forgotten, kind="file", keys=(), writable=False)
    yield case("a file that forgets somebody", file.seen(ANNA, **LEFT_OUT), wanted)
    file.write(DORA, "note")
    wanted["entries"] = [forgotten, bad(0, 1, "excluded")]
    yield case("who then writes into it", file.seen(ANNA, **LEFT_OUT), wanted)
    file.new_epoch(BEN, [DORA], statement=STATEMENT.reference)
    text = {"text": "", "lang": "de"}
    entries = [forgotten, bad(0, 1, "excluded"), ok(1, 0, "epoch", text)]
    given = file.seen(ANNA, **LEFT_OUT)
    yield case("until an epoch makes it good", given, read_as(*entries, kind="file", keys=(1,)))
    file = Begun("file", excluded=[DORA])
    file.grant(ANNA, by=DORA.signer)
    given = file.seen(ANNA, **FILE)
    yield case("a key from somebody left out", given, {"error": "grant_forged"})
    file = Begun("file")
    file.renew(BEN.signer)
    wanted = read_as(_FILE, bad(1, 0, "malformed"), kind="file", writable=False)
    yield case("a private code in a file", file.seen(ANNA, **FILE), wanted)


def _helpers() -> Iterator[Case]:
    file = Begun("file")
    file.write(TARA, "note")
    file.write(SAM, "fact")
    wanted = read_as(_FILE, ok(0, 1, "note"), ok(0, 2, "fact"), kind="file")
    yield case("a translator and staff write", file.seen(ANNA, **FILE), wanted)
    yield case("a translator reads", file.seen(TARA, **FILE), wanted)
    yield case("staff without a grant", file.seen(SAM, **FILE), {"error": "wrong_key"})
    file.new_epoch(TARA, [], statement=STATEMENT.reference)
    for member in (ANNA, BEN):
        file.grant(member, epoch=1, by=BEN.signer)
    wanted["entries"].append(bad(1, 0, "not_a_member"))
    wanted["writable"] = False
    yield case("a translator begins an epoch", file.seen(ANNA, **FILE), wanted)
    file = Begun("file")
    file.grant(ANNA, by=TARA.signer)
    given = file.seen(ANNA, **FILE)
    yield case("a translator hands the key on", given, {"error": "grant_forged"})


def _invitations() -> Iterator[Case]:
    thread = Begun("invitation")
    thread.add("message", BODY)
    wanted = read_as(_INVITED, bad(0, 1, "wrong_place"), kind="invitation")
    yield case("said with the first code", thread.seen(ANNA), wanted)
    taken: list[tuple[str, dict[str, Any]]] = [
        ("a member's key", {"reporter": CAROL.ed25519_public}),
        ("the member's own key", {"reporter": BEN.ed25519_public}),
        ("a key that a member opens", {"reporter_age": CAROL.recipient}),
        ("no age key", {"reporter_age": None}),
        ("no key", {"reporter": None}),
    ]
    for name, bent in taken:
        given = Begun("invitation", **bent).seen(ANNA)
        yield case(f"an invitation for {name}", given, read_as(bad(0, 0, "malformed"), **_NOTHING))
