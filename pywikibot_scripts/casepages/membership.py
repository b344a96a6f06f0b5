# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the membership page says the members are: the users of its labelled section."""

from __future__ import annotations

import re

from pywikibot_scripts.casepages import grammar as grammars
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import read_lines
from pywikibot_scripts.casepages.outline import items, read_outline
from pywikibot_scripts.casepages.people import named
from pywikibot_scripts.casepages.snippets import fold, has_words
from pywikibot_scripts.casepages.tables import read_tables

MARKER = re.compile(
    r"<section\s{1,9}(begin|end)\s{0,9}=\s{0,9}[\"']?([^<>\"'/]{1,100})[\"']?\s{0,9}/?>"
)


def read_membership(text: str, grammar: Grammar | None = None) -> list[str]:
    """Return the members in the page's order; nobody, if any row names not exactly one user.

    An empty answer means that the page could not be read, never that there are no members.
    """
    grammar = grammar or grammars.default()
    lines = []
    inside = False
    for line in read_lines(text):
        for match in MARKER.finditer(line.text):
            if fold(match[2]) == fold(grammar.pages["membership_section"]):
                inside = match[1] == "begin"
        if inside:
            lines.append(line)
    sections = read_outline([line for line in lines if not MARKER.fullmatch(line.text)], grammar)
    tables = read_tables(sections)
    rows = [
        cell_text
        for table in tables
        for row in table.rows
        if not row.header and any(has_words(cell) for cell in row.cells)
        for cell_text in ["\n".join(row.cells)]
    ]
    if not tables:
        rows = [item.text for section in sections for item in items(section.lines)]
    people = [{user.name for user in named(row, grammar)} for row in rows]
    if any(len(users) != 1 for users in people):
        return []
    return list(dict.fromkeys(name for users in people for name in users))
