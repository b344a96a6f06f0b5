# SPDX-License-Identifier: AGPL-3.0-or-later
"""The private code: what people type wrong is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.vault.client import Receipt, SealingError, new_receipt, read_receipt
from service.vault.sealing.receipt import PREFIX

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = SYMBOLS + "*~$=U"
SECRETS = st.binary(min_size=16, max_size=16)


@given(SECRETS)
def test_reads_what_it_shows(secret: bytes) -> None:
    receipt = Receipt(secret)
    assert read_receipt(receipt.text) == receipt
    assert read_receipt(receipt.text.lower()) == receipt


@given(SECRETS, st.integers(0, 26), st.data())
def test_any_wrong_symbol_is_noticed(secret: bytes, at: int, data: st.DataObject) -> None:
    symbols = Receipt(secret).text.removeprefix(PREFIX).replace("-", "")
    others = [one for one in (CHECKS if at == 26 else SYMBOLS) if one != symbols[at]]
    wrong = symbols[:at] + data.draw(st.sampled_from(others)) + symbols[at + 1 :]
    with pytest.raises(SealingError) as caught:
        read_receipt(wrong)
    assert caught.value.code in ("receipt_bad_symbol", "receipt_malformed")


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(SealingError):
        read_receipt(text)


def test_each_is_new_and_keeps_its_secret() -> None:
    one, two = new_receipt(), new_receipt()
    assert one.lookup != two.lookup
    assert one.secret.hex() not in repr(one)
    assert one.text.startswith(PREFIX)


def test_what_the_service_gets_does_not_tell_the_keys() -> None:
    receipt = new_receipt()
    parts = {receipt.lookup, receipt.access, receipt.access_hash, receipt.identity}
    assert len(parts | {receipt.ed25519_public, receipt.recipient}) == 6
