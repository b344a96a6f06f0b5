# SPDX-License-Identifier: AGPL-3.0-or-later
"""Escaping: whatever is put in comes out as words, and as nothing else."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts.casepublish import escaping

#: What means something in wikitext, or did to somebody.
HOSTILE = [
    "|", "||", "|}", "|-", "!!", "! x", "{{!}}", "{{nobots}}", "{{{1}}}", "[[File:A.png]]",
    "[[Category:A]]", "[https://x.org y]", "https://x.org", "//x.org", "<nowiki>", "</nowiki>",
    "<!--", "-->", "~~~~", "__TOC__", "__NOINDEX__", "\uff3f\uff3f目次\uff3f\uff3f", "<script>",
    "</td>",
    "</bdi>", "''x'''", "-{zh:a;}-", "RFC 2119", "\n* x", "\n== x ==", "\r", "\u2028", "\u202e",
    "\u2066", "\u200f", "\u0338", ">\u0338", "&lt;", "&#60;", "\x00", "\x7f", "#REDIRECT [[A]]",
    "\u0338x", "{|", "ISBN 0123456789", "mailto:a@b.org", "<ref>", "%7C",
    "<!-- Alcove:end cases -->",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=8).map("".join)
RISKY = set("|{}[]<>!'~_=*#:;\"\n\r\x00@\\^`+$")


@given(TEXTS)
def test_only_words_and_references_come_out(text: str) -> None:
    out = escaping.plain(text)
    rest = re.sub(r"&#\d+;", "", out)
    assert not RISKY & set(rest)
    assert "&" not in rest
    assert unicodedata.normalize("NFC", out) == out  # MediaWiki stores it so
    assert unicodedata.normalize("NFC", f"<bdi>{out}</bdi>") == f"<bdi>{out}</bdi>"
    assert not re.search(r"(RFC|PMID|ISBN) \d", out)
    assert not any(unicodedata.bidirectional(one) in _CONTROLS for one in out)
    assert html.unescape(out).split() == escaping.on_one_line(text).split()


_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize("text", ["سوء", "Ümlaut", "例え", "नमस्ते", "می‌خواهم", "A-B (c)", "👩‍👩‍👧"])
def test_words_stay_words(text: str) -> None:
    assert html.unescape(escaping.plain(text)) == text


def test_nothing_is_a_dash() -> None:
    assert escaping.isolated(" ") == escaping.NOTHING


@given(TEXTS)
def test_links_hold_nothing_but_a_title(title: str) -> None:
    out = escaping.link(title)
    inner = out.replace("<bdi>", "").replace("</bdi>", "")
    if escaping.is_title(title):
        assert re.fullmatch(r"\[\[:[^\[\]{}|<>\n]+\|[^\[\]{}|<>\n]+\]\]", inner)
    else:
        assert not RISKY - {"#", ";"} & set(re.sub(r"&#\d+;", "", inner))


@pytest.mark.parametrize(("title", "shown"), [
    ("File:A.png", "[[:File&#58;A.png|<bdi>File&#58;A.png</bdi>]]"),
    ("Category:A", "[[:Category&#58;A|<bdi>Category&#58;A</bdi>]]"),
    ("en:A", "[[:en&#58;A|<bdi>en&#58;A</bdi>]]"),
    ("A|B", "<bdi>A&#124;B</bdi>"),
    ("A]]B", "<bdi>A&#93;&#93;B</bdi>"),
    ("", escaping.NOTHING),
    ("x" * 256, f"<bdi>{'x' * 256}</bdi>"),
    ("A\u202eB", "<bdi>AB</bdi>"),
    ("~~~~", "<bdi>&#126;&#126;&#126;&#126;</bdi>"),
])  # fmt: skip
def test_links(title: str, shown: str) -> None:
    assert escaping.link(title) == shown


def test_links_to_other_wikis() -> None:
    assert escaping.link_to_wiki("de.wikipedia.org", 7, "A") == (
        "[https://de.wikipedia.org/w/index.php?curid=7 <bdi>A</bdi>]"
    )
    assert escaping.link_to_wiki("de.wikipedia.org", 7, "A", "ü b]|<~_") == (
        "[https://de.wikipedia.org/w/index.php?curid=7#%C3%BC%20b%5D%7C%3C%7E%5F <bdi>A</bdi>]"
    )
    for host in ("x.org/y", "x org", "x.org]", "", "X.org\n", "a@b.org"):
        assert escaping.link_to_wiki(host, 7, "A") == "<bdi>A</bdi>"
