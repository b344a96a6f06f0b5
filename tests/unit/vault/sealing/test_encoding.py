# SPDX-License-Identifier: AGPL-3.0-or-later
"""One spelling for each thing, and nothing else read."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.vault.sealing.encoding import (
    age_secret_key,
    b64decode,
    b64encode,
    compact_json,
    is_count,
    read_day,
    strict_json,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(st.text(), VALUES))
def test_json_comes_back(value: dict[str, object]) -> None:
    assert strict_json(compact_json(value)) == value
    assert strict_json(compact_json(value).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "null", '"a"', "{", "{}x", " {}", "{}\n", "\ufeff{}", "{'a':1}", '{"a":1,}'),
        *('{"a":1,"a":1}', '{"a":{"b":1,"b":2}}', '{"a":[{"b":1,"b":2}]}'),
        *('{"a":1.0}', '{"a":1e3}', '{"a":NaN}', '{"a":-Infinity}', '{"a":9007199254740992}'),
        '{"a":"\\ud800"}',
        '{"a":' + "[" * 99999 + "]" * 99999 + "}",
        '{"a":' + "9" * 9999 + "}",
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        strict_json(text)


@given(st.binary())
def test_base64_comes_back(data: bytes) -> None:
    assert b64decode(b64encode(data)) == data


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", " QQ==", "Q Q==", "QQ=", "-_==", "ä", 1])
def test_other_base64_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        b64decode(text)


@given(st.binary(min_size=32, max_size=32))
def test_an_age_key_is_written_as_age_writes_it(secret: bytes) -> None:
    assert str(pyrage.x25519.Identity.from_str(age_secret_key(secret))) == age_secret_key(secret)


@pytest.mark.parametrize("text", ["20261122", "2026-W47-7", "2026-02-30", "2026-1-1", "", None])
def test_other_days_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(text)


@pytest.mark.parametrize("value", [True, 1.0, "1", -1, None, 2**53])
def test_only_whole_numbers_count(value: object) -> None:
    assert not is_count(value)
