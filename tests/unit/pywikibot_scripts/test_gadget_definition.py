# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alcove's lines come and go in MediaWiki:Gadgets-definition; everybody else's stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts.gadget_definition import (
    Choice,
    merge,
    name_of,
    present_choice,
    present_lines,
    wanted_lines,
)

ROOT = Path(__file__).parents[3]
TEMPLATE = (ROOT / "gadget/src/entry/definition.txt").read_text()
OPT_IN = Choice(default=False, form=True)
LINES = wanted_lines(TEMPLATE, OPT_IN)
FOREIGN = "== browsing ==\n* popups[ResourceLoader]|popups.js\n\n== other ==\n* x[]|x.js\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("* alcove[ResourceLoader]|alcove.js", "alcove"),
        ("*alcove [ResourceLoader | default]|alcove.js\n", "alcove"),
        ("** alcove-form[ResourceLoader]|alcove-form.js", "alcove-form"),
        ("* alcove-i18n-pt-br[ResourceLoader]|x.js", "alcove-i18n-pt-br"),
        ("* alcove|alcove.js", "alcove"),
        ("* alcove-like[ResourceLoader]|alcove-like.js", None),
        ("* not-alcove[ResourceLoader]|alcove.js", None),
        ("alcove[ResourceLoader]|alcove.js", None),
        ("* alcove", None),
        ("<!-- * alcove[ResourceLoader]|alcove.js -->", None),
    ],
)
def test_knows_its_own_lines(line: str, name: str | None) -> None:
    assert name_of(line) == name


def test_a_default_gadget_says_so_and_only_the_link_is_one() -> None:
    lines = wanted_lines(TEMPLATE, Choice(default=True, form=True))
    assert [line for line in lines if "|default" in line] == [lines[0]]
    assert lines[0].startswith("* alcove[ResourceLoader|default|")


def test_the_link_alone_is_one_line() -> None:
    assert len(wanted_lines(TEMPLATE, Choice(default=False, form=False))) == 1


def test_the_form_is_a_hidden_package_that_an_address_may_load() -> None:
    form = next(line for line in LINES if name_of(line) == "alcove-form")
    assert {"package", "hidden", "supportsUrlLoad"} <= set(form.partition("[")[2].split("|"))
    assert form.index("|alcove-form.js") < form.index("|alcove-pins.js"), "the first script runs"


def test_every_language_of_the_form_has_its_gadget() -> None:
    languages = {path.stem for path in (ROOT / "gadget/i18n").glob("*.json")} - {"qqq"}
    assert {str(name_of(line)) for line in LINES if "i18n" in line} == {
        f"alcove-i18n-{language}" for language in languages
    }


def test_begins_a_section_of_its_own_at_the_end() -> None:
    block = "".join(f"{line}\n" for line in LINES)
    assert merge(FOREIGN, LINES) == f"{FOREIGN}\n== alcove ==\n{block}"
    assert merge(FOREIGN.rstrip(), LINES) == f"{FOREIGN}\n== alcove ==\n{block}"
    assert merge("", LINES) == f"== alcove ==\n{block}"


def test_joins_a_section_of_others_after_its_last_line() -> None:
    merged = merge(FOREIGN, LINES[:1], "browsing")
    popups = "* popups[ResourceLoader]|popups.js\n"
    assert merged == FOREIGN.replace(popups, f"{popups}{LINES[0]}\n")


def test_moves_when_another_section_is_named() -> None:
    moved = merge(merge(FOREIGN, LINES), LINES, "browsing")
    assert moved.index(LINES[0]) < moved.index("== other ==")
    assert moved.count("* alcove[") == 1


def test_keeps_its_place_and_replaces_what_is_old() -> None:
    old = FOREIGN.replace("== other ==", "* alcove[old]|a.js\n* alcove-i18n-xx[]|b.js\n== other ==")
    merged = merge(old, LINES)
    assert present_lines(merged) == LINES
    assert "alcove-i18n-xx" not in merged
    assert merged.index(LINES[-1]) < merged.index("== other ==")


def test_a_line_that_was_commented_out_counts_for_nothing_and_stays() -> None:
    hidden = "<!--\n* alcove[ResourceLoader]|alcove.js\n-->\n"
    assert present_choice(hidden) is None
    assert merge(hidden, LINES).startswith(hidden)


@pytest.mark.parametrize("choice", [Choice(d, f) for d in (True, False) for f in (True, False)])
def test_reads_back_what_a_community_decided(choice: Choice) -> None:
    assert present_choice(merge(FOREIGN, wanted_lines(TEMPLATE, choice))) == choice


foreign_lines = st.lists(
    st.one_of(
        st.sampled_from(["== s ==", "=== t===", "* g[ResourceLoader]|g.js", "", "<!-- x", "-->"]),
        st.text(alphabet="*=[]|<!-> alcove\u00e9\u2028", max_size=12),
    ).filter(lambda line: name_of(line) is None)
)


@given(foreign_lines, st.sampled_from([None, "s", "new"]), st.sampled_from(["\n", "\r\n"]))
def test_what_others_wrote_stays_byte_for_byte(
    lines: list[str], section: str | None, end: str
) -> None:
    text = end.join(lines)
    merged = merge(text, LINES, section)
    rest = merged.replace("".join(f"{line}\n" for line in LINES), "", 1).split("\n")
    others = iter(text.split("\n"))
    awaited = next(others, None)
    for line in rest:
        if line == awaited:
            awaited = next(others, None)
        else:
            # A line break and the head of a new section may be added, and nothing else.
            assert line in ("", f"== {section or 'alcove'} ==")
    assert awaited is None
    assert merge(merged, LINES, section) == merged
