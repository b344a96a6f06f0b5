# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever stands on a page: it is read, facts are of their kind, places stand for themselves."""

from __future__ import annotations

import datetime
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pywikibot_scripts.casepages.checking import KINDS, STATEMENTS, STATES
from pywikibot_scripts.casepages.facts import Fact
from pywikibot_scripts.casepages.reading import read_announcements, read_membership, words
from tests import casepages
from tests.casewords import WORDS
from tests.unit.pywikibot_scripts.casepages.facts import comparable, read_page

SIGNED = "[[User:Ada|Ada]] ([[User talk:Ada|talk]]) 10:00, 3 March 2025 (UTC)"
FRAGMENTS = [
    *("{|", "|}", "|-", "! Parties !! Notifications", "| ", " || ", "\n", "\n\n", "\n# ", "\n#: "),
    *("== Description of the problem - (Ada) ==", "=== Accept votes ===", "== Motions =="),
    *("== Remedies ==", "== Findings ==", "=== Motion 1 ===", "\n;Support\n", "'''Oppose'''"),
    *(
        "This case is ",
        "declined",
        "under investigation. ",
        "U4C member alert: ",
        "until ",
        "from ",
    ),
    *("Evidence can be submitted before ", "2025-03-20", "02/03/2025", "30 February 2025", " may "),
    *("This motion has been adopted with 7 supporting, 0 opposed and 1 abstaining. ", "'''", "''"),
    *(SIGNED, "[[User:Bo]]", "[[", "]]", "{{", "}}", "{{u|Bo}}", "{{U4C case|state=closed}}", "|"),
    *("<s>", "</s>", "<!--", "-->", "<nowiki>", "</nowiki>", "<pre>", "</pre>", "<includeonly>"),
    *("</includeonly>", "[https://meta.wikimedia.org/?diff=5 x]", "[[Special:Diff/7]]", "=", "=="),
    *("10:00, 3 March 2025 (UTC)", "\x00", "\u200f", "مستخدم", "&amp;", "indefinitely", "~~~~"),
]
WIKITEXT = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=60).map("".join)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_day(value: Any) -> bool:
    return bool(DAY.fullmatch(value)) and bool(datetime.date.fromisoformat(value))


def is_line(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 400 and len(value.splitlines()) == 1


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def one_of(*choices: str) -> Any:
    return lambda value: value in choices


def or_none(check: Any) -> Any:
    return lambda value: value is None or check(value)


def is_flag(value: Any) -> bool:
    return type(value) is bool


def is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1000


CAST = {"by": is_line, "day": is_day, "struck": is_flag}
DAYS = dict.fromkeys(("starts", "expires", "appeal_from"), or_none(is_day))
KINDS_OF_VALUES: dict[str, dict[str, Any]] = {
    "state": {"state": one_of(*STATES)},
    "kind": {"kind": one_of(*KINDS)},
    "filed": {"day": is_day, "by": is_line},
    "party": {
        "name": is_line,
        "role": one_of("filer", "party"),
        "notice": one_of("filer", "none", "diff", "local"),
        "diff": or_none(lambda value: is_count(value) and 0 < value < 2**53),
        "link": or_none(is_line),
    },
    "evidence_until": {"day": is_day},
    "statement": {
        "section": is_line,
        "by": or_none(is_line),
        "kind": one_of(*STATEMENTS),
        "words": is_count,
    },
    "acceptance": {"vote": one_of("accept", "decline", "abstain"), **CAST},
    "motion": {"motion": is_line, "title": is_line, "words": is_count},
    "motion_vote": {"motion": is_line, "vote": one_of("support", "oppose", "abstain"), **CAST},
    "motion_result": {
        "motion": is_line,
        "adopted": is_flag,
        **dict.fromkeys(("support", "oppose", "abstain"), is_count),
    },
    "finding": {"n": is_count, "text": is_text},
    "remedy": {
        "n": is_count,
        "text": is_text,
        "whom": lambda names: all(map(is_line, names)),
        "indefinite": is_flag,
        **DAYS,
    },
    "last_activity": {"day": is_day},
    "page": {},
}


@given(WIKITEXT | st.text())
@settings(max_examples=400)
def test_any_text_gives_a_reading_of_facts_of_their_kind(wikitext: str) -> None:
    found = read_page(wikitext)
    assert found == read_page(wikitext)
    assert len({(fact.key, fact.item) for fact in found.facts}) == len(found.facts)
    last = wikitext.count("\n") + wikitext.count("\r") + 1
    for fact in found.facts:
        check_fact(fact, last)
    if not found.whole:
        assert [fact.key for fact in found.facts] == ["page"]


def check_fact(fact: Fact, last: int) -> None:
    parts = KINDS_OF_VALUES[fact.key]
    assert re.fullmatch(r"[0-9a-f]{16}", fact.hash)
    assert is_line(fact.item)
    assert 1 <= fact.line <= last
    assert fact.certain == (fact.value is not None)
    assert len(fact.found) <= 500
    assert not fact.section or is_line(fact.section)
    if fact.value is None:
        return
    assert not fact.found
    assert fact.value.keys() == parts.keys()
    for name, check in parts.items():
        assert check(fact.value[name]), (fact.key, name, fact.value)


@given(WIKITEXT | st.text())
@settings(max_examples=150)
def test_the_other_pages_and_the_count_of_words_take_any_text(wikitext: str) -> None:
    for motion in read_announcements(wikitext):
        assert motion["certain"] == (None not in motion.values())
    assert all(map(is_line, read_membership(wikitext)))
    assert words(wikitext) >= 0


@given(
    st.sampled_from(sorted(casepages.SHAPES)),
    st.sampled_from(sorted(WORDS)),
    st.integers(0, 10**6),
)
@settings(max_examples=60)
def test_a_made_page_is_read_to_exactly_its_truth(shape: str, lang: str, seed: int) -> None:
    page = casepages.page(shape, lang, seed=seed)
    assert comparable(read_page(page.wikitext).document()["facts"]) == comparable(page.truth)


@given(
    st.sampled_from(sorted(casepages.SHAPES)),
    st.sampled_from(sorted(WORDS)),
    st.integers(0, 10**6),
    st.text(alphabet="abc def.,!?'éع", max_size=40),
)
@settings(max_examples=60)
def test_a_section_more_changes_no_other_fact(shape: str, lang: str, seed: int, text: str) -> None:
    page = casepages.page(shape, lang, seed=seed)
    before = read_page(page.wikitext).facts
    after = read_page(f"{page.wikitext}\n== Another section ==\nx{text}\n").facts
    assert after == before


@given(
    st.sampled_from(sorted(casepages.SHAPES)),
    st.sampled_from(sorted(WORDS)),
    st.integers(0, 10**6),
    st.data(),
)
@settings(max_examples=150)
def test_a_change_of_one_line_changes_only_the_facts_of_that_place(
    shape: str, lang: str, seed: int, data: st.DataObject
) -> None:
    """Words are put to the end of a line; only facts that rest on it, or on one alike, differ."""
    page = casepages.page(shape, lang, seed=seed)
    lines = page.wikitext.split("\n")
    plain = [n for n, line in enumerate(lines) if line[:1].isalpha() or line[:1] == "#"]
    at = data.draw(st.sampled_from(plain))
    lines[at] += " more"
    before = {(fact.key, fact.item): fact for fact in read_page(page.wikitext).facts}
    after = {(fact.key, fact.item): fact for fact in read_page("\n".join(lines)).facts}
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            assert before[name].hash != after[name].hash, name
    hashes = {fact.hash for fact in before.values()} ^ {fact.hash for fact in after.values()}
    changed = [fact for fact in (*before.values(), *after.values()) if fact.hash in hashes]
    there = {fact.found for fact in changed if fact.line <= at + 1 and not fact.certain}
    for fact in changed:
        assert fact.line <= at + 1 or fact.found in there
