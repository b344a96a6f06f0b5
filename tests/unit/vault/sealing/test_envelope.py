# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes: whatever is changed, nothing passes as what was sealed."""

from __future__ import annotations

from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.vault.client import SealingError, open_envelope, seal_envelope
from service.vault.sealing import agefile
from service.vault.sealing.encoding import compact_json
from service.vault.sealing.envelope import BUCKETS, pack
from tests.vectors.cast import ANNA, RECEIPT, VAULT, identity

KEY = identity("vault of epoch 0")
HEADER = {
    **{"v": 1, "kind": "message", "vault": VAULT, "epoch": 0, "n": 2, "prev": "0" * 64},
    **{"team": "u4c", "from": RECEIPT.ed25519_public},
}


def sealed(body: str = '{"text":"a"}', **bent: Any) -> bytes:
    """An envelope."""
    given = {"header": HEADER, "signer": RECEIPT.signer, **bent}
    return seal_envelope(vault_recipient=agefile.recipient_of(KEY), body=body, **given)


ENVELOPE = sealed()


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    opened = open_envelope(sealed(text), KEY)
    assert (opened.header, opened.body) == (HEADER, text)


@settings(max_examples=1000)
@given(st.integers(0, len(ENVELOPE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(at: int, change: int) -> None:
    changed = bytearray(ENVELOPE)
    changed[at] ^= change
    with pytest.raises(SealingError):
        open_envelope(bytes(changed), KEY)


@given(st.integers(0, len(ENVELOPE) - 1))
def test_any_cut_is_noticed(length: int) -> None:
    with pytest.raises(SealingError):
        open_envelope(ENVELOPE[:length], KEY)


@given(st.binary(max_size=2000))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(SealingError):
        open_envelope(data, KEY)
    with pytest.raises(SealingError):
        open_envelope(b"age-encryption.org/v1\n" + data, KEY)


@given(st.binary(max_size=1024))
def test_any_other_plaintext_is_refused(plaintext: bytes) -> None:
    for content in (plaintext, plaintext.ljust(1024, b"\0")):
        with pytest.raises(SealingError):
            open_envelope(agefile.seal(content, agefile.recipient_of(KEY)), KEY)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_length_tells_only_the_bucket(bucket: int) -> None:
    overhead = len(sealed("", bucket=1024)) and _overhead()
    fits, more = "a" * (bucket - overhead), "a" * (bucket - overhead + 1)
    assert open_envelope(sealed(fits), KEY).bucket == bucket
    if bucket == BUCKETS[-1]:
        with pytest.raises(SealingError, match="too_large"):
            sealed(more)
    else:
        assert open_envelope(sealed(more), KEY).bucket > bucket
        assert open_envelope(sealed("", bucket=bucket), KEY).bucket == bucket


def test_no_bucket_is_larger_than_the_largest() -> None:
    plain = pack(compact_json(HEADER).encode(), b"{}", RECEIPT.signer, BUCKETS[-1])
    plain += bytes(len(plain))
    with pytest.raises(SealingError, match="bad_bucket"):
        open_envelope(agefile.seal(plain, agefile.recipient_of(KEY)), KEY)


def _overhead() -> int:
    """What signature, header and lengths take of a bucket."""
    (plaintext,) = [agefile.open_sealed(ENVELOPE, KEY)]
    return plaintext.index(b'{"text":"a"}')


def test_nobody_seals_in_anothers_name() -> None:
    with pytest.raises(SealingError, match="bad_signature"):
        sealed(signer=ANNA.signer)


@pytest.mark.parametrize("name", HEADER)
def test_nobody_seals_an_incomplete_header(name: str) -> None:
    with pytest.raises(SealingError, match="malformed"):
        sealed(header={key: value for key, value in HEADER.items() if key != name})


def test_only_one_other_stanza_is_tolerated() -> None:
    recipient = pyrage.x25519.Identity.from_str(KEY).to_public()
    passphrase = bytes.fromhex("6162")
    greased = b"\n-> a-grease b\n\n"
    at = ENVELOPE.index(b"\n-> X25519")
    many = ENVELOPE[:at] + greased[:-1] + greased[:-1] + ENVELOPE[at:]
    with pytest.raises(SealingError, match="malformed"):
        agefile.check_one_recipient(many)
    agefile.check_one_recipient(bytes(pyrage.encrypt(passphrase, [recipient])))
