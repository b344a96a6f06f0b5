# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a case page's wikitext into facts. Pure: the same text gives the same reading.

``python -m pywikibot_scripts.casepages.reading FILE`` shows what is read of a page kept in a file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pywikibot_scripts.casepages import grammar as grammars
from pywikibot_scripts.casepages.announcements import read_announcements
from pywikibot_scripts.casepages.facts import Fact, Notes, Reading, TooManyFactsError
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.head import read_head
from pywikibot_scripts.casepages.masking import read_lines
from pywikibot_scripts.casepages.membership import read_membership
from pywikibot_scripts.casepages.motions import read_motions
from pywikibot_scripts.casepages.outcomes import read_outcomes
from pywikibot_scripts.casepages.outline import STATEMENTS, Section, read_outline
from pywikibot_scripts.casepages.parties import read_parties
from pywikibot_scripts.casepages.snippets import label, words
from pywikibot_scripts.casepages.statements import read_activity, read_statements
from pywikibot_scripts.casepages.votes import read_acceptance

#: MediaWiki's own limit of a page, in bytes; nothing longer is read.
BYTES_MAX = 2 * 1024 * 1024
NOT_UNDERSTOOD, TOO_LARGE = "not understood", "too large"
UNKNOWN_LANGUAGE = "und"

__all__ = ["read", "read_announcements", "read_membership", "stopped", "words"]


def read(text: str, *, title: str, grammar: Grammar) -> Reading:
    """Return everything that is certain on a page, and the places a person must read."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MAX:
        return stopped(title, size, TOO_LARGE)
    lines = read_lines(text)
    sections = read_outline(lines, grammar)
    notes = Notes()
    try:
        has_parties = read_parties(sections, grammar, notes)
        has_head = read_head(sections, grammar, notes)
        read_statements(sections, grammar, notes)
        read_acceptance(sections, grammar, notes)
        read_motions(sections, grammar, notes)
        read_outcomes(sections, grammar, notes)
        read_activity(lines, grammar, notes)
    except TooManyFactsError:
        return stopped(title, size, NOT_UNDERSTOOD)
    has_statements = any(section.role in STATEMENTS for section in sections)
    if not (has_parties or has_head or has_statements):
        return stopped(title, size, NOT_UNDERSTOOD)
    lang = _language(sections, grammar)
    return Reading(title, lang, size, True, notes.told_apart())


def stopped(title: str, size: int, why: str) -> Reading:
    """Return the reading of a page that could not be read: one unread fact that says why."""
    fact = Fact("page", "0", None, why, "", 1, "0" * 16)
    return Reading(title, UNKNOWN_LANGUAGE, size, False, (fact,))


def _language(sections: Sequence[Section], grammar: Grammar) -> str:
    """Return the language most of the headings are in that belong to one only."""
    found = Counter(
        grammar.languages[text]
        for section in sections
        if section.heading
        for text in [label(section.title.partition(" - ")[0])]
        if text in grammar.languages
    )
    most = [lang for lang, count in found.items() if count == max(found.values())]
    return most[0] if len(most) == 1 else UNKNOWN_LANGUAGE


def main(path: str) -> None:
    """Show the reading of a page that is kept in a file."""
    text = Path(path).read_text(encoding="utf-8")
    reading = read(text, title=path, grammar=grammars.default())
    print(json.dumps(reading.document(), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
