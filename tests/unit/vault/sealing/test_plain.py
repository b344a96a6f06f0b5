# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report shown in a terminal cannot make the terminal do anything."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from service.vault.sealing.plain import describe_entry, plain
from service.vault.sealing.reading import Entry
from service.vault.sealing.writers import Writer


@given(st.text(alphabet=st.characters()))
def test_nothing_hidden_is_left(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert all(unicodedata.category(letter) not in ("Cc", "Zl", "Zp") for letter in shown)


def test_nothing_reorders_what_is_read() -> None:
    marks = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad"
    assert set(plain(marks)) == {"\N{REPLACEMENT CHARACTER}"}


def test_what_people_write_with_stays() -> None:
    for text in ("Grüße", "مرحبا", "می‌خواهم", "👩‍👩‍👧", "a=b"):
        assert plain(text) == text


def test_a_text_cannot_pass_for_the_next_entry() -> None:
    body = {"text": "Hallo\n0.3  closed, from Anna\x1b[2J", "x\n0.4": [1, "\x07"]}
    entry = Entry(0, 2, "", header={"kind": "message"}, body=body, writer=Writer("reporter"))
    lines = list(describe_entry(entry))
    assert lines[0] == "0.2  message, from the writer of the report"
    assert all(line.startswith("    | ") for line in lines[1:])
    assert not any("\x1b" in line or "\x07" in line or "\n" in line for line in lines)
