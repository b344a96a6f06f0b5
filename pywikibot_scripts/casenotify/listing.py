# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of who is to be told of a case: for MassMessage, and for people who do it by hand.

A list is a page of its own, written once and never changed. So nobody is on two of them, whatever
becomes of a list, and a list can be read again after a run that was stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pywikibot_scripts.casepublish.escaping import HOST, is_title, isolated, plain

Text = Mapping[str, str]

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
class Target:
    """Somebody on a list."""

    party: Party
    lang: str  # of the notice
    why: str = ""  # a person has to tell them; empty if a program can


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

    def mark(self) -> str:
        """Return what a notice is known by, also when the case is called otherwise by then."""
        return f"<!-- Alcove:notice {self.wiki} {self.page} -->"


def texts(path: Path = TEXTS) -> Mapping[str, Text]:
    """Return the notice in every language there is."""
    found: Mapping[str, Text] = json.loads(path.read_text(encoding="utf-8"))
    return {lang: {**text, "lang": lang} for lang, text in found.items()}


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


def delivery_list(case: Case, text: Text, parties: Sequence[Party]) -> str:
    """Return the page for MassMessage: one line for each, and what to send them."""
    lines = [f"* {{{{#target:User talk:{one.name}|{one.wiki}}}}}" for one in parties]
    return "\n".join([_words(case, text), *lines])


def hand_list(case: Case, by_language: Mapping[str, Text], targets: Sequence[Target]) -> str:
    """Return the page for people: whom to tell, in which words, and why a program cannot."""
    words = [_words(case, by_language[lang]) for lang in sorted({one.lang for one in targets})]
    return "\n".join([*words, *(_by_hand(case, one) for one in targets)])


def _by_hand(case: Case, target: Target) -> str:
    """Return a line for a person, which can be read again."""
    party, why = target.party, target.why
    where = "" if party.wiki == case.wiki else f", {plain(party.wiki)}"
    shown = isolated(party.name)
    if is_title(f"User talk:{party.name}"):
        shown = f"[[:User talk:{plain(party.name)}|{shown}]]"
    mark = f"<!-- Alcove:for {_marked(party.name)}|{_marked(party.wiki)}|{why} -->"
    return f"* {shown}{where}: {plain(why.replace('_', ' '))} {mark}"


def _words(case: Case, text: Text) -> str:
    """Return the subject and the message, shown as they have to be copied."""
    return (
        f'<div lang="{text["lang"]}" dir="{text["dir"]}">\n'
        f"'''{plain(text['subject'])}'''\n\n"
        f"<pre>{_shown(message(case, text))}</pre>\n</div>\n"
    )


def message(case: Case, text: Text) -> str:
    """Return the wikitext that is to be sent."""
    link = f"[{case.address()} {isolated(case.title)}]"
    return f"{text['body'].replace('$1', link)} {case.mark()} ~~~~"


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


def mentions(text: str, case: Case) -> int:
    """Count how often a text has the mark of a notice, or a link to its case, however written."""
    return text.count(case.mark()) + _flat(text).count(_flat(case.title))


def _flat(text: str) -> str:
    """Return a text without what links write differently."""
    return " ".join(unquote(unescape(text)).replace("_", " ").split()).casefold()


def told_by(
    revisions: Sequence[Mapping[str, Any]], case: Case, before: str, tellers: Collection[str]
) -> int:
    """Return the first revision by which one of some accounts told of a case; 0 if none did.

    What anybody else writes about a case on somebody's page is no notice.

    :param revisions: the oldest first
    :param before: what stood there before them
    """
    had = mentions(before, case)
    for one in revisions:
        if one.get("text") is None:  # hidden: nobody can tell what it brought
            continue
        has = mentions(one["text"], case)
        if has > had and usual(one.get("user") or "") in tellers:
            return int(one["revid"])
        had = has
    return 0


def usual(name: str) -> str:
    """Return a name as MediaWiki writes it."""
    name = " ".join(name.replace("_", " ").split())
    return name[:1].upper() + name[1:]
