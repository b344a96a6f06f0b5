# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing a report: who gets a key, and what the service gets to see."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.vault.client import (
    REPORTER,
    SealedReport,
    SealingError,
    StoredEnvelope,
    StoredGrant,
    b64decode,
    open_envelope,
    open_grant,
    read_vault,
    seal_next,
    seal_report,
    sha256_hex,
)
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    DORA,
    MEMBERS,
    STATEMENT,
    STRANGER,
    TEAM,
    read,
    wire,
)

REPORT = {"v": 1, "lang": "de", "what": "Sie schreibt mir täglich"}
SUMMARY = {"wiki": "de.wikipedia.org", "about": ["Mallory"], "kinds": ["3.1-insults"]}


def sealed(**bent: Any) -> SealedReport:
    """A report to a team of four of whom three are needed."""
    given = {"team": TEAM, "statement": STATEMENT, "report": REPORT, "summary": SUMMARY, **bent}
    return seal_report(**given)


def opened(report: SealedReport) -> list[Any]:
    """The thread as Anna reads it."""
    payload = report.payload
    return list(
        read_vault(
            vault=payload["vault"],
            team=TEAM,
            holder=ANNA.fingerprint,
            identity=ANNA.identity,
            grants=[StoredGrant.from_wire(raw) for raw in payload["grants"]],
            envelopes=[StoredEnvelope.from_wire(raw) for raw in payload["envelopes"]],
            statements=[STATEMENT],
        )
    )


def test_members_read_what_was_written() -> None:
    summary, report = opened(sealed())
    assert (summary.body, report.body) == (SUMMARY, REPORT)
    assert summary.writer.role == report.writer.role == "reporter"


def test_payload_is_what_the_service_takes() -> None:
    report = sealed()
    payload = report.payload
    wanted = ["access_hash", "envelopes", "grants", "lookup", "statement", "team", "vault"]
    assert sorted(payload) == wanted
    assert payload["lookup"] == report.receipt.lookup
    assert payload["access_hash"] == sha256_hex(b64decode(report.receipt.access))
    assert payload["statement"] == {"seq": 1, "hash": STATEMENT.hash}
    assert [(e["epoch"], e["n"]) for e in payload["envelopes"]] == [(0, 0), (0, 1)]
    holders = {grant["holder"] for grant in payload["grants"]}
    assert holders == {REPORTER, *(member.fingerprint for member in MEMBERS)}
    assert json.loads(json.dumps(payload)) == payload


def test_nothing_confidential_is_in_the_payload() -> None:
    report = sealed(excluded=[DORA.ed25519_public])
    text = json.dumps(report.payload)
    secrets = (report.receipt.access, report.receipt.ed25519_public, report.receipt.identity)
    for secret in (*secrets, report.vault.identity, report.vault.recipient, "Mallory"):
        assert secret not in text
    assert DORA.ed25519_public not in text


def test_each_grant_opens_for_its_holder_alone() -> None:
    report = sealed()
    place: dict[str, Any] = {"vault": report.vault.id, "epoch": 0, "team": TEAM}
    allowed = [report.receipt.ed25519_public]
    grants = {grant["holder"]: b64decode(grant["data"]) for grant in report.payload["grants"]}
    for member in MEMBERS:
        at = {**place, "holder": member.fingerprint, "allowed": allowed}
        file = grants[member.fingerprint]
        assert open_grant(file, member.identity, **at) == report.vault.identity
        with pytest.raises(SealingError, match="wrong_key"):
            open_grant(file, STRANGER.identity, **at)


def test_the_excluded_get_no_key_and_are_named_only_inside() -> None:
    report = sealed(excluded=[DORA.ed25519_public, DORA.ed25519_public])
    assert DORA.fingerprint not in {grant["holder"] for grant in report.payload["grants"]}
    first = open_envelope(b64decode(report.payload["envelopes"][0]["data"]), report.vault.identity)
    assert first.header["excluded"] == [DORA.ed25519_public]


def test_too_few_left_is_refused() -> None:
    with pytest.raises(SealingError, match="too_few_holders"):
        sealed(excluded=[DORA.ed25519_public, CAROL.ed25519_public])


def test_observers_read_but_do_not_count() -> None:
    team = read(wire(observers=[DORA]))
    holders = {grant["holder"] for grant in sealed(statement=team).payload["grants"]}
    assert DORA.fingerprint in holders
    with pytest.raises(SealingError, match="too_few_holders"):
        sealed(statement=team, excluded=[CAROL.ed25519_public])


def test_an_exclusion_that_excludes_nobody_is_refused() -> None:
    with pytest.raises(SealingError, match="not_a_member"):
        sealed(excluded=[STRANGER.ed25519_public])


def test_a_statement_of_another_team_is_refused() -> None:
    with pytest.raises(SealingError, match="statement_wrong_team"):
        sealed(team="stewards")


@given(st.text(), st.lists(st.text(), max_size=5), st.text(max_size=300))
def test_any_summary_fits_the_smallest_bucket(excerpt: str, about: list[str], place: str) -> None:
    summary = {**SUMMARY, "excerpt": excerpt * 50, "about": about, "place": place}
    first = opened(sealed(summary=summary))[0]
    assert first.ok
    assert first.body["wiki"] == SUMMARY["wiki"]
    assert about[: len(first.body["about"])] == first.body["about"]
    shown = first.body["excerpt"].removesuffix("…")
    assert (excerpt * 50).startswith(shown)


def test_a_summary_that_cannot_be_shortened_enough_is_refused() -> None:
    with pytest.raises(SealingError, match="too_large"):
        sealed(summary={**SUMMARY, "wiki": "w" * 1000})


def test_the_thread_goes_on() -> None:
    report = sealed()
    place: dict[str, Any] = {"vault": report.vault.id, "epoch": 0, "team": TEAM}
    key: dict[str, Any] = {"vault_recipient": report.vault.recipient}
    answer = seal_next(
        **key,
        **place,
        n=2,
        prev=report.head,
        kind="received",
        body={"text": "Danke"},
        signer=BEN.signer,
        statement=STATEMENT,
    )
    more = seal_next(
        **key,
        **place,
        n=3,
        prev=answer.hash,
        kind="message",
        body={"text": "Noch etwas", "lang": "de"},
        signer=report.receipt.signer,
    )
    assert answer.desk_payload("received") == {
        **{"epoch": 0, "n": 2, "data": answer.data},
        "act": "received",
    }
    sent = more.reporter_payload(report.receipt)
    assert sent == {"lookup": report.receipt.lookup, "epoch": 0, "n": 3, "data": more.data}
    report.payload["envelopes"] += [answer.desk_payload("received"), sent]
    entries = opened(report)
    assert [entry.error for entry in entries] == [None] * 4
    assert [entry.writer.role for entry in entries[2:]] == ["member", "reporter"]
    assert entries[2].writer.member.name == "Ben"
