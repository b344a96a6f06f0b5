# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other people's words in wikitext, so that they stay words: in a cell, in a link, anywhere.

Whatever is not known to be harmless becomes a character reference. That holds for whatever
wikitext will mean one day, too, which a list of what is dangerous does not.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

#: None of these begins, ends or parts anything in wikitext when it does not stand first in a line.
HARMLESS = frozenset(" .,()-?%/")
#: No page can be called so.
NOT_IN_TITLES = re.compile(r"[\[\]{}|<>#\x00-\x1f\x7f\ufffd]|%[0-9A-Fa-f]{2}|&[A-Za-z0-9]+;|~~~")
LONGEST_TITLE = 255
#: MediaWiki makes links of these words and the number after them.
MAGIC = re.compile(r"(RFC|PMID|ISBN) ", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,10}(:\d{1,5})?")
#: Controls of the writing's direction, which would reach beyond the cell; and what nobody sees.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
#: Invisible, but needed inside words of Persian, of Indic scripts and of joined symbols.
JOINERS = frozenset("\u200c\u200d")
NOTHING = "—"


def on_one_line(text: str) -> str:
    """Return a text as MediaWiki would store it, on one line, without what cannot be seen."""
    # Joined anew whenever something goes, since what is left may compose to something else.
    kept = (
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", text)
        if one.isspace() or one in JOINERS or unicodedata.category(one) not in UNSEEN
    )
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def plain(text: str) -> str:
    """Return wikitext that shows a text, and does nothing else."""
    found: list[str] = []
    after_letter = False
    for one in on_one_line(text):
        kind = unicodedata.category(one)[0]
        # A mark joins what stands before it: with the end of a tag it would make one symbol.
        harmless = one in HARMLESS or kind in "LN" or (kind == "M" and after_letter)
        after_letter = kind == "L" or (kind == "M" and after_letter)
        found.append(one if harmless else f"&#{ord(one)};")
    return MAGIC.sub(r"\1&#32;", "".join(found))


def isolated(text: str) -> str:
    """Return a text whose direction of writing does not change that of its surroundings."""
    return f"<bdi>{plain(text)}</bdi>" if text.strip() else NOTHING


def is_title(title: str) -> bool:
    """Say whether a page can be called so."""
    return (
        bool(title.strip(" _:"))
        and not NOT_IN_TITLES.search(title)
        and on_one_line(title) == title
        and len(title.encode()) <= LONGEST_TITLE
    )


def link(title: str) -> str:
    """Return a link to a page of this wiki; the name alone if no page can be called so.

    The colon makes a link of what would be a picture, a category or another language's page.
    """
    if not is_title(title):
        return isolated(title)
    return f"[[:{plain(title)}|{isolated(title)}]]"


def link_to_wiki(host: str, page: int, title: str, anchor: str = "") -> str:
    """Return a link to a page of some wiki, or a place on it; the name alone if that is no host."""
    if not HOST.fullmatch(host):
        return isolated(title)
    place = f"#{in_address(anchor)}" if anchor else ""
    return f"[https://{host}/w/index.php?curid={int(page)}{place} {isolated(title)}]"


def in_address(text: str) -> str:
    """Return a text so that it ends no address, and is no signature and no magic word in one."""
    return quote(text, safe="").replace("_", "%5F").replace("~", "%7E")
