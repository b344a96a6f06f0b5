# SPDX-License-Identifier: AGPL-3.0-or-later
"""Users named on a page, and who signed what on which day.

Only links and the templates of the data file name a user. A signature is a user's links with a
time after them and nothing said in between.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass

from pywikibot_scripts.casepages.dates import Found
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.snippets import (
    INVISIBLE,
    TAG,
    WORD,
    fold,
    links,
    plain,
    templates,
)

INTERWIKI = re.compile(r"[a-z][a-z0-9-]{0,20}", re.IGNORECASE)
NOT_IN_NAMES = re.compile(r"[#<>\[\]|{}/@\x00-\x1f\x7f\ufffd\ufffc\ud800-\udfff]")
#: MediaWiki's limit of a title.
NAME_BYTES = 255
#: How long what a signature holds between its last link and its time may be.
GAP_MAX = 300
ASIDE = re.compile(r"\([^()]{0,100}\)")


@dataclass(frozen=True)
class Named:
    """A user named by a link or a template; `page` says whether by their own user page."""

    name: str
    page: bool
    start: int
    end: int


@dataclass(frozen=True)
class Signature:
    """A time and who signed there; `by` is None where that is not certain."""

    by: str | None
    day: str | None
    start: int
    end: int


def user_name(text: str) -> str | None:
    """Return a user's name as MediaWiki writes it, or None if it cannot be one."""
    name = " ".join(urllib.parse.unquote(text).translate(INVISIBLE).replace("_", " ").split())
    if not name or NOT_IN_NAMES.search(name) or len(name.encode("utf-8", "replace")) > NAME_BYTES:
        return None
    first = name[0].upper()
    return (first if len(first) == 1 else name[0]) + name[1:]


def named(text: str, grammar: Grammar) -> list[Named]:
    """Return the users that links and templates name, in order."""
    found = []
    for link in links(text):
        user = _linked(link.target, grammar)
        if user:
            found.append(Named(*user, link.start, link.end))
    for template in templates(text):
        parameter = grammar.user_templates.get(fold(template.name))
        name = user_name(template.parameters.get(parameter, "")) if parameter else None
        if name:
            found.append(Named(name, True, template.start, template.end))
    return sorted(found, key=lambda one: one.start)


def signatures(text: str, grammar: Grammar) -> list[Signature]:
    """Return every time of a signature with who signed, as far as that is certain."""
    stamps = list(grammar.calendar.stamps(text))
    if not stamps:
        return []
    users = named(text, grammar)
    found, begun, first = [], 0, 0
    for stamp in stamps:
        last = first
        while last < len(users) and users[last].end <= stamp.start:
            last += 1
        near = users[first:last]
        by, start = _signer(text, begun, near, stamp)
        found.append(Signature(by, stamp.day, start, stamp.end))
        begun, first = stamp.end, last
    return found


def _signer(text: str, begun: int, users: list[Named], stamp: Found) -> tuple[str | None, int]:
    """Return who signed at a time, and where the signature begins."""
    if not users:
        return None, stamp.start
    last = users[-1]
    if not _is_nothing_said(text[last.end : stamp.start]):
        return None, stamp.start
    start = last.start
    for one, after in zip(reversed(users[:-1]), reversed(users), strict=False):
        if not _is_nothing_said(text[one.end : after.start]):
            break
        if one.name == last.name:
            start = one.start
        elif not any(user.page for user in users if user.name == last.name):
            return None, start  # somebody's page and somebody else's talk page
        else:
            break
    return last.name, max(start, begun)


def _is_nothing_said(between: str) -> bool:
    """Say whether only marks, or an aside such as a pronoun, stand between the parts."""
    if len(between) > GAP_MAX:
        return False
    seen = ASIDE.sub("", TAG.sub("", between))
    return not WORD.search(plain(seen))


def _linked(target: str, grammar: Grammar) -> tuple[str, bool] | None:
    """Return whom a link's target names: ``User:``, ``User talk:``, ``Special:Contributions/``."""
    parts = target.strip().lstrip(":").split(":", 3)
    while len(parts) > 2 and not _is_namespace(fold(parts[0]), grammar):
        if not INTERWIKI.fullmatch(parts[0].strip()):
            return None
        parts = parts[1:]
    if len(parts) < 2:
        return None
    space, title = fold(parts[0]), ":".join(parts[1:]).partition("#")[0]
    if space in grammar.titles["special"]:
        page, _, title = title.partition("/")
        if fold(page) not in grammar.titles["contributions"]:
            return None
    elif space not in grammar.titles["user"] and space not in grammar.titles["user_talk"]:
        return None
    name = user_name(title.partition("/")[0] if space not in grammar.titles["user"] else title)
    return None if name is None else (name, space in grammar.titles["user"])


def _is_namespace(name: str, grammar: Grammar) -> bool:
    return any(name in grammar.titles[kind] for kind in ("user", "user_talk", "special"))
