# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page as MediaWiki reads it, line by line, in one pass: comments gone, nowiki inert.

A line that a comment, a tag or a template spans is one line here; it knows which lines of the
wikitext it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from pywikibot_scripts.casepages.snippets import INERT, outermost, template_spans

HIDDEN_END, JOINED_END, COMMENT = "\x00", "\x01", "\x02"
MARKS = str.maketrans({HIDDEN_END: "\ufffd", JOINED_END: "\ufffd", COMMENT: "\ufffd"})
INERTLY = {ord(c): INERT for c in "[]{}|<>='#*:;~!-"} | {ord("\n"): HIDDEN_END}
#: What a page shows as it stands, without reading it as wikitext.
VERBATIM = ("nowiki", "pre", "syntaxhighlight", "source", "math")
#: What a page does not show itself, but where it is transcluded.
ELSEWHERE = ("includeonly",)
TAGS_ONLY = ("noinclude", "onlyinclude", "translate", "tvar")
OPENER = re.compile(
    rf"<!--|<(/?)({'|'.join((*VERBATIM, *ELSEWHERE, *TAGS_ONLY))})\b([^<>]{{0,300}})>",
    re.IGNORECASE,
)
CLOSERS = {
    name: re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE) for name in (*VERBATIM, *ELSEWHERE)
}


class Line(NamedTuple):
    """A line as read, and the lines of wikitext it stands on (counted from 1)."""

    number: int
    text: str
    raw: str


def read_lines(text: str) -> list[Line]:
    """Return the page's lines; those with nothing but a comment are none, as in MediaWiki."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(MARKS)
    raw = text.split("\n")
    found, number = [], 1
    for line in _join_templates("".join(_masked(text))).split("\n"):
        if line == raw[number - 1]:  # as nearly all are
            found.append(Line(number, line, line))
            number += 1
            continue
        last = number + line.count(HIDDEN_END) + line.count(JOINED_END)
        read = line.replace(HIDDEN_END, "").replace(COMMENT, "").replace(JOINED_END, "\n")
        if read.strip() or COMMENT not in line:
            found.append(Line(number, read, "\n".join(raw[number - 1 : last])))
        number = last + 1
    return found


def _masked(text: str) -> Iterator[str]:
    """Yield the page without what is not read; hidden ends of lines stay countable."""
    position = 0
    never_closed: set[str] = set()  # so that no closer is looked for twice in vain
    while match := OPENER.search(text, position):
        yield text[position : match.start()]
        position = match.end()
        name = (match[2] or "").lower()
        if not name:
            end = text.find("-->", position)
            position = len(text) if end < 0 else end + 3
            yield COMMENT + HIDDEN_END * text.count("\n", match.start(), position)
        elif name in TAGS_ONLY:
            yield HIDDEN_END * match[0].count("\n")
        elif match[1] or name in never_closed:
            yield match[0].translate(INERTLY)
        elif match[3].rstrip().endswith("/"):
            yield INERT + HIDDEN_END * match[0].count("\n")
        else:
            closer = CLOSERS[name].search(text, position)
            if closer is None:
                never_closed.add(name)
                yield match[0].translate(INERTLY)
                continue
            inner = text[match.end() : closer.start()]
            yield HIDDEN_END * match[0].count("\n")
            yield HIDDEN_END * inner.count("\n") if name in ELSEWHERE else _inert(inner)
            position = closer.end()
    yield text[position:]


def _inert(text: str) -> str:
    return f"{INERT}{text.translate(INERTLY)}{INERT}"


def _join_templates(text: str) -> str:
    """Make a template of several lines one line, unless it holds headings, as a frame does."""
    headings = [match.start() for match in re.finditer(r"\n=", text)]

    def is_frame(start: int, end: int) -> bool:
        at = bisect_left(headings, start)
        return at < len(headings) and headings[at] < end

    spans = outermost([span for span in template_spans(text) if not is_frame(*span)])
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], text[start:end].replace("\n", JOINED_END)]
        position = end
    return "".join((*pieces, text[position:]))
