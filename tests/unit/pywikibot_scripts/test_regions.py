# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regions: what is around them stays, and markers that are not clear are no markers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts import regions

BODY = st.text(max_size=80).filter(lambda text: "<!--" not in text and text.strip() == text != "")
AROUND = st.text(max_size=80).filter(lambda text: "Alcove:" not in text)


@given(AROUND, BODY, AROUND, BODY)
def test_all_around_stays_byte_for_byte(before: str, body: str, after: str, new: str) -> None:
    text = before + regions.made("cases", body) + after
    found = regions.find(text, "cases")
    assert found.body == body
    assert found.with_body(body) == text
    changed = found.with_body(new)
    assert changed == before + regions.made("cases", new) + after
    assert regions.find(changed, "cases").with_body(body) == text


@pytest.mark.parametrize("inner", ["", " ", "\n", "\n\n"])
def test_an_empty_region_is_filled(inner: str) -> None:
    text = f"a{regions.begin_of('cases')}{inner}{regions.end_of('cases')}b"
    found = regions.find(text, "cases")
    assert found.body == ""
    assert found.with_body("x") == f"a{regions.made('cases', 'x')}b"


def test_markers_without_lines_of_their_own() -> None:
    text = f"{regions.begin_of('cases')}x{regions.end_of('cases')}"
    found = regions.find(text, "cases")
    assert (found.body, found.with_body("x")) == ("x", text)


@pytest.mark.parametrize(("text", "code"), [
    ("", "markers_missing"),
    ("Words.", "markers_missing"),
    (regions.made("other", "x"), "markers_missing"),
    (regions.begin_of("cases"), "markers_missing"),
    (regions.made("cases", "x") * 2, "markers_doubled"),
    (regions.made("cases", "x") + regions.end_of("cases"), "markers_doubled"),
    (regions.end_of("cases") + regions.begin_of("cases"), "markers_out_of_order"),
    (regions.made("cases", regions.made("other", "x")), "markers_out_of_order"),
    (regions.made("cases", regions.end_of("other")), "markers_out_of_order"),
])  # fmt: skip
def test_unclear_markers(text: str, code: str) -> None:
    with pytest.raises(regions.RegionError) as refused:
        regions.find(text, "cases")
    assert refused.value.code == code


def test_summaries_tell_which_edit_is_ours() -> None:
    tag = regions.tag_of("body")
    assert regions.digest("body").startswith(regions.tagged(f"Cases {tag}"))
    assert len(regions.tagged(f"Cases {tag}")) == regions.TAG_LENGTH
    assert regions.tagged(f"Cases {tag} undone") == ""
    assert regions.tagged(None) == ""
    # What stands in old summaries is known for ever.
    assert regions.tagged("Cases #0123456789abcdef") == "0123456789abcdef"
