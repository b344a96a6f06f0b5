# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of a page: rows of cells, each with the lines it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Section
from pywikibot_scripts.casepages.snippets import split_outside


@dataclass
class Row:
    """Cells as wikitext; `lines` are those the row is written on."""

    cells: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    header: bool = True
    merged: bool = False


@dataclass
class Table:
    """One table of the page; not `closed` if its end is missing."""

    section: Section
    caption: str = ""
    rows: list[Row] = field(default_factory=list)
    closed: bool = False


def read_tables(sections: Sequence[Section]) -> list[Table]:
    """Return the outermost tables; a heading ends one that is not closed."""
    found: list[Table] = []
    for section in sections:
        depth = 0
        for line in section.lines:
            text = line.text.strip()
            start = text.lstrip(":")
            if start.startswith("{|"):
                depth += 1
                if depth == 1:
                    found.append(Table(section))
                    continue
            if depth == 0:
                continue
            if text.startswith("|}"):
                depth -= 1
                if depth == 0:
                    found[-1].closed = True
                    continue
            _take(found[-1], line, text, nested=depth > 1 or text.startswith("|}"))
    for table in found:
        table.rows = [row for row in table.rows if row.cells]
    return found


def _take(table: Table, line: Line, text: str, *, nested: bool) -> None:
    """Add a line to the table: a new row, cells, a caption, or more of the last cell."""
    rows = table.rows
    if not nested and text.startswith("|-"):
        rows.append(Row())
        return
    if not nested and text.startswith("|+"):
        table.caption = text[2:]
        return
    if not rows:
        rows.append(Row())
    row = rows[-1]
    if nested or text[:1] not in ("|", "!"):
        if row.cells and text:
            row.cells[-1] += f"\n{line.text}"
            row.lines.append(line)
        return
    row.lines.append(line)
    is_header = text[0] == "!"
    row.header = row.header and is_header
    for _, cell in split_outside(text[1:], "||"):
        for _, part in split_outside(cell, "!!") if is_header else ((0, cell),):
            pieces = [piece for _, piece in split_outside(part, "|")]
            attributes = pieces[0] if len(pieces) > 1 else ""
            row.merged = row.merged or "span" in attributes.lower()
            row.cells.append("|".join(pieces[1:]) if attributes else part)
