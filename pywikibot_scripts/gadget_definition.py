# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Alcove's lines get into MediaWiki:Gadgets-definition without touching anybody else's.

Pure text in, pure text out. Lines are read as the Gadgets extension of MediaWiki 1.43 reads
them: headings name a section, ``* name[options]|pages`` defines a gadget, HTML comments count
for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HEADING = re.compile(r"^==+ *([^*:\s|=]+)\s*==+\s*$")
LINE = re.compile(r"^\*+ *([A-Za-z][-\w:. ]*?)\s*(?:\[(.*?)\])?\s*\|")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
WITH_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # no other character ends a line there
SECTION = re.compile(r"[^*:\s|=<>\[\]]+")
ENTRY = "alcove"
FORM = "alcove-form"
PARTS = ("alcove-filing", "alcove-sealing", "alcove-curves")  # what the form fetches if needed
MESSAGES = ("alcove-i18n-", "alcove-filing-")


@dataclass(frozen=True)
class Choice:
    """What a community decided: for everybody or for who wants it, with or without the form."""

    default: bool
    form: bool


def name_of(line: str) -> str | None:
    """Return the gadget a line defines, if it is one of Alcove's."""
    match = LINE.match(line)
    name = match[1].replace(" ", "_") if match else ""
    return name if name in (ENTRY, FORM, *PARTS) or name.startswith(MESSAGES) else None


def wanted_lines(template: str, choice: Choice) -> list[str]:
    """Return the lines a wiki should have, from those of the build."""
    lines = [line for line in template.splitlines() if name_of(line)]
    if not choice.form:
        lines = [line for line in lines if name_of(line) == ENTRY]
    if choice.default:
        lines = [
            line.replace("[ResourceLoader", "[ResourceLoader|default", 1)
            if name_of(line) == ENTRY
            else line
            for line in lines
        ]
    return lines


def present_choice(text: str) -> Choice | None:
    """Return what this wiki decided before, or None where Alcove is not defined."""
    options: dict[str, list[str]] = {}
    for line, name, _ in _read(text):
        match = LINE.match(line)
        if name and match:
            options[name] = [option.strip() for option in (match[2] or "").split("|")]
    if ENTRY not in options:
        return None
    return Choice(default="default" in options[ENTRY], form=FORM in options)


def present_lines(text: str) -> list[str]:
    """Return Alcove's lines as they stand in a definition page."""
    return [line.rstrip("\r\n") for line, name, _ in _read(text) if name]


def merge(text: str, lines: Sequence[str], section: str | None = None) -> str:
    """Return the page with exactly these lines of Alcove's; everything else stays byte for byte.

    Lines that are there keep their place, unless a section is named and they stand elsewhere.
    """
    read = list(_read(text))
    at_home = [s for _, name, s in read if name]
    if present_lines(text) == list(lines) and (section is None or set(at_home) == {section}):
        return text
    block = "".join(f"{line}\n" for line in lines)
    first = next((i for i, (_, name, s) in enumerate(read) if name and section in (None, s)), None)
    if first is None:
        rest = "".join(line for line, name, _ in read if not name)
        return _add_to_section(rest, block, section or ENTRY)
    pieces: list[str] = []
    for index, (line, name, _) in enumerate(read):
        if index == first:
            pieces.append(block)
        if not name:
            pieces.append(line)
    return "".join(pieces)


def _add_to_section(text: str, block: str, section: str) -> str:
    """Put a block at the end of a section, which is begun at the end of the page if need be."""
    lines = list(_read(text))
    inside = [i for i, (line, _, s) in enumerate(lines) if s == section and line.strip()]
    if not inside:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}== {section} ==\n{block}"
    before = "".join(line for line, _, _ in lines[: inside[-1] + 1])
    after = "".join(line for line, _, _ in lines[inside[-1] + 1 :])
    gap = "" if before.endswith("\n") else "\n"
    return f"{before}{gap}{block}{after}"


def _read(text: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each line with its end, the gadget of ours it defines, and the section it stands in."""
    comments = [match.span() for match in COMMENT.finditer(text)]
    section, position = "", 0
    for line in WITH_END.findall(text):
        counts = not any(start <= position < end for start, end in comments)
        heading = HEADING.match(line) if counts else None
        if heading:
            section = heading[1]
        yield line, name_of(line) if counts else None, section
        position += len(line)
