# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of who is to be told of a case: for MassMessage, and for people who do it by hand.

A list is a page of its own, written once and never changed. So nobody is on two of them, whatever
becomes of a list, and a list can be read again after a run that was stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pywikibot_scripts.casepublish.escaping import HOST, is_title, isolated, plain

TEXTS = Path(__file__).with_name("notices.json")
DEFAULT = "en"
BY_HAND = "by hand"
#: How a line names whom it is for, to be read again.
FOR = re.compile(r"<!-- Alcove:for ([^\n|]+)\|([^\n|]+)\|([a-z_]+) -->")
TARGET = re.compile(r"\{\{#target:User talk:([^\n|{}]+)\|([^\n|{}]+)\}\}")
NOT_IN_NAMES = re.compile(r"[\[\]{}|<>#/@:=]|--")


@dataclass(frozen=True)
class Party:
    """Somebody who is to be told, and on which wiki."""

    name: str
    wiki: str


@dataclass(frozen=True)
class Case:
    """What they are to be told of."""

    id: str
    title: str
    page: int
    wiki: str

    def address(self) -> str:
        """Return where it stands, so that it can be reached from every wiki."""
        return f"https://{self.wiki}/wiki/{quote(self.title.replace(' ', '_'), safe=':/,()-')}"


def texts(path: Path = TEXTS) -> Mapping[str, Mapping[str, str]]:
    """Return the notice in every language there is."""
    found: Mapping[str, Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def language_of(code: str, known: Iterable[str]) -> str:
    """Return the language to write somebody in on a wiki of a language."""
    for one in (code, code.partition("-")[0]):
        if one in known:
            return one
    return DEFAULT


def fits_a_list(party: Party) -> bool:
    """Say whether a name can stand on a list that a program reads; else a person has to."""
    return (
        is_title(f"User talk:{party.name}")
        and not NOT_IN_NAMES.search(party.name)
        and bool(HOST.fullmatch(party.wiki))
    )


def delivery_list(case: Case, text: Mapping[str, str], parties: Sequence[Party]) -> str:
    """Return the page for MassMessage: one line for each, and what to send them."""
    lines = [f"* {{{{#target:User talk:{one.name}|{one.wiki}}}}}" for one in parties]
    return "\n".join([*_words(case, text), "", *lines])


def hand_list(
    case: Case, text: Mapping[str, str], parties: Sequence[tuple[Party, str]], home: str
) -> str:
    """Return the page for people: whom to tell, and why a program cannot."""
    lines = []
    for party, why in parties:
        where = "" if party.wiki == home else f", {plain(party.wiki)}"
        shown = isolated(party.name)
        if is_title(f"User talk:{party.name}"):
            shown = f"[[:User talk:{plain(party.name)}|{shown}]]"
        mark = f"<!-- Alcove:for {_marked(party.name)}|{_marked(party.wiki)}|{why} -->"
        lines.append(f"* {shown}{where}: {plain(why.replace('_', ' '))} {mark}")
    return "\n".join([*_words(case, text), "", *lines])


def _words(case: Case, text: Mapping[str, str]) -> list[str]:
    """Return the subject and the message, shown as they have to be copied."""
    return [
        f'<div dir="{text["dir"]}">',
        f"'''{plain(text['subject'])}'''",
        "",
        f"<pre>{_shown(message(case, text))}</pre>",
        "</div>",
    ]


def message(case: Case, text: Mapping[str, str]) -> str:
    """Return the wikitext that is to be sent."""
    return text["body"].replace("$1", f"[{case.address()} {isolated(case.title)}]") + " ~~~~"


def _shown(wikitext: str) -> str:
    """Return wikitext so that it is shown, not done."""
    return "".join(f"&#{ord(one)};" if one in "&<>[]{}|'~_=" else one for one in wikitext)


def listed(text: str) -> dict[Party, str]:
    """Return who is on a list, and why by hand; empty if not by hand."""
    found = {Party(name.strip(), wiki.strip()): "" for name, wiki in TARGET.findall(text)}
    by_hand = {Party(unquote(name), unquote(wiki)): why for name, wiki, why in FOR.findall(text)}
    return found | by_hand


def _marked(text: str) -> str:
    """Return a text so that it cannot end the comment it stands in."""
    return quote(text, safe=" ")


def says(text: str, title: str) -> bool:
    """Say whether a text has a link to a page, however it is written."""
    return _flat(title) in _flat(text)


def _flat(text: str) -> str:
    """Return a text without what links write differently."""
    return " ".join(unquote(unescape(text)).replace("_", " ").split()).casefold()


def added(revisions: Sequence[Mapping[str, Any]], title: str, before: str, party: str) -> int:
    """Return the first revision that brought a link to a case; 0 if none did.

    What the party wrote on their own page proves nothing. `revisions`: the oldest first.
    """
    had = says(before, title)
    for one in revisions:
        if one.get("text") is None:  # hidden: nobody can tell what it brought
            continue
        has = says(one["text"], title)
        if has and not had and one.get("user") != party:
            return int(one["revid"])
        had = has
    return 0
