# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parties of a case, and what MassMessage does: its log and its edits, as MediaWiki keeps them.

MassMessage itself asks for a newer MediaWiki than the tests have.
"""

from __future__ import annotations

from typing import Any

from pywikibot_scripts.casenotify.finding import DELIVERER
from pywikibot_scripts.casenotify.listing import Case, message, texts

from .casetree import FIRST
from .publishing import Publisher
from .wikis import Wiki

SCRIPT = "notify_parties.py"
ROW = "|-\n| [[User:{0}|{0}]] ([[User talk:{0}|talk]]) || \n"
ANY = "|-\n| [[User:X-ray 9|"
PARTIES = ("Alice", "Bob", "Admin", "Vandal", "Nobody Here")
LOGS = """
$wgLogTypes[] = 'massmessage';
$wgLogActionsHandlers['massmessage/*'] = 'LogFormatter';
"""
ENTRY = """
$alcove = \\MediaWiki\\MediaWikiServices::getInstance();
$alcoveEntry = new ManualLogEntry( 'massmessage', '%s' );
$alcoveEntry->setPerformer( $alcove->getUserFactory()->newFromName( 'Admin' ) );
$alcoveEntry->setTarget( $alcove->getTitleFactory()->newFromText( '%s' ) );
$alcoveEntry->publish( $alcoveEntry->insert() );
"""


def request(*parties: str) -> str:
    """A case page that names these parties beside its own."""
    assert ANY in FIRST.wikitext
    return FIRST.wikitext.replace(ANY, "".join(map(ROW.format, parties)) + ANY)


def state(notifier: Publisher, *names: str) -> dict[str, Any]:
    """How far everybody was told."""
    rows = notifier.tree.service.rows("SELECT party, state, why, diff FROM notices")
    return {party: tuple(rest) for party, *rest in rows if party in (names or PARTIES)}


def lists(notifier: Publisher) -> dict[str, list[tuple[Any, ...]]]:
    """Every page below the bot's own, with its revisions."""
    answer = notifier.wiki.api(
        action="query", list="allpages", apnamespace=2, apprefix="AlcoveBot/", aplimit=50
    )
    return notifier.history(*(one["title"] for one in answer["query"]["allpages"]), "User:None/X")


def below(notifier: Publisher) -> str:
    return f"User:AlcoveBot/Alcove notices/{notifier.tree.page('Case')}"


def log(wiki: Wiki, action: str, title: str) -> None:
    """Have the log of MassMessage say something of a page."""
    wiki.configure("massmessage", LOGS)
    wiki.script("eval", stdin=ENTRY % (action, title.replace("'", "\\'")))
    answer = wiki.api(action="query", list="logevents", letitle=title, letype="massmessage")
    assert answer["query"]["logevents"][0]["action"] == action


def give_to_massmessage(notifier: Publisher, title: str) -> None:
    """A member sends the notice to a list."""
    log(notifier.wiki, "send", title)


def skip(notifier: Publisher, name: str, wiki: Wiki | None = None) -> None:
    """MassMessage finds that somebody wants no messages."""
    log(wiki or notifier.wiki, "skipoptout", f"User talk:{name}")


def deliver(notifier: Publisher, name: str, lang: str = "en", wiki: Wiki | None = None) -> int:
    """MassMessage delivers the notice; return the revision."""
    title, page = notifier.tree.title("Case"), notifier.tree.page("Case")
    said = message(Case("", title, page, notifier.wiki.host), texts()[lang])
    where, talk = wiki or notifier.wiki, f"User talk:{name}"
    before = where.text(talk) or ""
    where.script("edit", "-u", DELIVERER, talk, stdin=f"{before}\n\n== Notice ==\n{said}")
    latest = where.latest(talk)
    assert latest is not None
    assert latest["user"] == DELIVERER
    return int(latest["revid"])
