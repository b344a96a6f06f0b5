# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands inside a line of wikitext: links, templates, struck text, and what readers see.

Every function takes time linear in its input. Repetitions in the patterns either exclude the
character that begins a match, so that two attempts never read the same text, or are bounded.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Stands for text that ``masking`` made inert; it is neither a letter nor markup.
INERT = "\ufffc"
LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]]*))?\]\]")
EXTERNAL = re.compile(r"\[((?:https?:)?//[^\s\[\]<>\"]+)([^\[\]\n]*)\]")
BARE = re.compile(r"https?://[^\s\[\]<>\"{}|]+")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b([^<>]{0,500})>")
BRACES = re.compile(r"\{{2,}|\}{2,}")
NAMED = re.compile(r"(?<=\|)[^|={}\[\]\n]{0,60}=")
OPENED = re.compile(r"\{\{[^{}|]{0,200}")
NESTING = re.compile(r"\[\[|\]\]|\{\{|\}\}")
MARKUP = re.compile(rf"[\[\]{{}}|<>&'{INERT}]")
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"  # kana and ideographs: a word each, near enough
    r"|[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
    r"(?:['\u2019\-][^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)*"
)
#: Zero-width characters and marks of direction; MediaWiki takes them out of titles.
INVISIBLE = dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
ARABIC_MARKS = dict.fromkeys((*range(0x064B, 0x0653), 0x0640))
DIGITS = {base + value: ord("0") + value for base in (0x0660, 0x06F0) for value in range(10)}
FOLDED: dict[int, int | None] = {**INVISIBLE, **ARABIC_MARKS, **DIGITS}


@dataclass(frozen=True)
class Link:
    """``[[target|label]]``; the label is what is seen."""

    target: str
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Template:
    """``{{name|1|named=…}}`` with its outermost parameters, numbered from 1."""

    name: str
    parameters: dict[str, str]
    start: int
    end: int


def fold(text: str) -> str:
    """Return text as labels are compared: case, spaces, vowel marks and direction left aside."""
    if text.isascii():
        return " ".join(text.casefold().replace("_", " ").split())
    text = unicodedata.normalize("NFC", text).translate(FOLDED)
    return " ".join(text.casefold().replace("_", " ").split())


def label(text: str) -> str:
    """Return a heading's or a cell's text as a label: folded, without a closing colon."""
    return fold(text).rstrip(":\uff1a ").strip()


def plain(text: str) -> str:
    """Return what readers see: labels of links, what templates are given, no markup."""
    if not MARKUP.search(text):
        return " ".join(text.split())
    if "[" in text:
        text = LINK.sub(lambda match: _seen(match[1], match[2]), text)
        text = EXTERNAL.sub(lambda match: match[2].strip(), text)
    if "{{" in text:
        text = OPENED.sub(" ", NAMED.sub(" ", text)).replace("}}", " ").replace("|", " ")
    text = TAG.sub(lambda match: " " if match[2].lower() in ("br", "p", "div", "li") else "", text)
    text = re.sub(r"'{2,}", "", text).replace(INERT, " ")
    return " ".join(html.unescape(text).split())


def words(text: str) -> int:
    """Count the words readers see; addresses count for nothing."""
    seen = plain(BARE.sub(" ", EXTERNAL.sub(lambda match: match[2], text)))
    return sum(1 for _ in WORD.finditer(seen))


def has_words(text: str) -> bool:
    """Say whether anything is left that somebody wrote."""
    return WORD.search(text) is not None and WORD.search(plain(text)) is not None


def links(text: str) -> list[Link]:
    """Return the links between pages, innermost where they are nested."""
    return [
        Link(match[1].strip(), _seen(match[1], match[2]), *match.span())
        for match in LINK.finditer(text)
    ]


def template_spans(text: str) -> list[tuple[int, int]]:
    """Return where each closed template begins and ends, inner ones too, in order of their ends."""
    opened: list[int] = []
    spans = []
    for match in BRACES.finditer(text):
        pairs = len(match[0]) // 2
        if match[0][0] == "{":
            first = match.end() - 2 * pairs
            opened.extend(range(first, match.end(), 2))
        else:
            for closed in range(pairs):
                if not opened:
                    break
                spans.append((opened.pop(), match.start() + 2 * closed + 2))
    return spans


def outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans that lie in no other."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def templates(text: str) -> list[Template]:
    """Return the outermost templates with their parameters."""
    if "{{" not in text:
        return []
    return [_template(text, start, end) for start, end in outermost(template_spans(text))]


def split_outside(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Cut text at a separator that stands in no link and no template; yield offset and piece."""
    depth, begun = 0, 0
    for match in re.finditer(rf"{NESTING.pattern}|{re.escape(separator)}", text):
        if match[0] == separator:
            if depth == 0:
                yield begun, text[begun : match.start()]
                begun = match.end()
        elif match[0] in ("[[", "{{"):
            depth += 1
        else:
            depth = max(0, depth - 1)
    yield begun, text[begun:]


def _template(text: str, start: int, end: int) -> Template:
    pieces = [piece for _, piece in split_outside(text[start + 2 : end - 2], "|")]
    parameters: dict[str, str] = {}
    count = 0
    for piece in pieces[1:]:
        name, equals, value = piece.partition("=")
        if not equals or "[" in name or "{" in name or "<" in name:
            count += 1
            name, value = str(count), piece
        parameters[fold(name)] = value.strip()
    return Template(pieces[0].strip(), parameters, start, end)


def _seen(target: str, shown: str | None) -> str:
    return target.strip().lstrip(":") if shown is None else shown
