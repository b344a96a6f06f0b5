# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wiki with case pages, a service with a bot's key, and what people do to pages."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.serving import ROOT, Server
from tests.wiki.wikis import Wiki

TEAM = "u4c"
#: Nobody has all of these by default; they are the suppressors' and the bureaucrats'.
RIGHTS = """
$wgGroupPermissions['committee']['read'] = true;
foreach ( [ 'deleterevision', 'deletelogentry', 'suppressrevision', 'hideuser', 'renameuser',
	'mergehistory', 'suppressredirect', 'editcontentmodel' ] as $alcoveRight ) {
	$wgGroupPermissions['sysop'][$alcoveRight] = true;
}
"""
SUPPRESS = """
$alcove = \\MediaWiki\\MediaWikiServices::getInstance();
$alcoveTitle = $alcove->getTitleFactory()->newFromText( '%s' );
$alcovePage = $alcove->getWikiPageFactory()->newFromTitle( $alcoveTitle );
$alcoveAdmin = $alcove->getUserFactory()->newFromName( 'Admin' );
$alcoveDeletion = $alcove->getDeletePageFactory()->newDeletePage( $alcovePage, $alcoveAdmin );
$alcoveDeletion->setSuppress( true )->deleteUnsafe( 'x' );
"""
PAGE = """<page><title>{title}</title><ns>0</ns><revision><timestamp>{time}</timestamp>
<contributor><username>Alice</username></contributor><model>wikitext</model>
<format>text/x-wiki</format><text bytes={bytes} xml:space="preserve">{text}</text></revision></page>
"""


def import_pages(wiki: Wiki, pages: Iterable[tuple[str, str]], folder: Path) -> None:
    """Bring many pages in at once, as from another wiki's dump."""
    path = folder / "pages.xml"
    with path.open("w", encoding="utf-8") as dump:
        dump.write('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">\n')
        for title, text in pages:
            size = quoteattr(str(len(text.encode())))
            time = "2026-11-01T12:00:00Z"
            dump.write(PAGE.format(title=escape(title), text=escape(text), bytes=size, time=time))
        dump.write("</mediawiki>\n")
    wiki.script("importDump", "--no-updates", "--quiet", str(path))


@dataclass
class CaseService:
    """The service as a bot of the team uses it, and as somebody who looks into its database."""

    server: Server
    key: str
    _kept: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        """Remember how everything is now."""
        self._kept = self.snapshot()

    def snapshot(self) -> sqlite3.Connection:
        """Copy everything the service has stored."""
        kept = sqlite3.connect(":memory:")
        with closing(self._connection()) as database:
            database.backup(kept)
        return kept

    @property
    def url(self) -> str:
        return self.server.url

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self.server.demo.folder / "alcove.db", timeout=30)

    def restore(self, kept: sqlite3.Connection | None = None) -> None:
        """Put back what was copied, else how everything was before any test."""
        with closing(self._connection()) as database:
            (kept or self._kept).backup(database)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database."""
        with closing(self._connection()) as database:
            return database.execute(query, values).fetchall()

    def change(self, query: str, *values: Any) -> None:
        """Change the database by hand."""
        with closing(self._connection()) as database, database:
            database.execute(query, values)

    def pages(self) -> dict[str, tuple[int, int, str]]:
        """Every case page: its number, the revision that was read and its standing, by title."""
        rows = self.rows("SELECT title, page, rev, standing FROM case_pages")
        return {title: (page, rev, standing) for title, page, rev, standing in rows}

    def facts(self, page: int) -> set[tuple[str, str]]:
        """Which facts are known of a page."""
        return set(
            self.rows(
                "SELECT key, value FROM case_facts JOIN case_pages ON page_id = case_pages.id"
                " WHERE page = ?",
                page,
            )
        )

    def last_pass(self) -> tuple[Any, ...]:
        """How the newest pass ended: pages, requests, problems; all None if it did not."""
        return self.rows("SELECT ended, pages, requests, problems FROM passes ORDER BY n DESC")[0]


def bot_key(server: Server, may: str) -> str:
    """Make a bot known to the service, as its operator does; return the key."""
    given = {f"ALCOVE_{name}": value for name, value in server.demo.settings.items()}
    command = [sys.executable, "-m", "flask", "--app", "service", "bots", "add", "Case bot"]
    done = subprocess.run(
        [*command, "--team", TEAM, "--may", may],
        cwd=ROOT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@dataclass
class Deeds:
    """What people with all rights do on a wiki."""

    wiki: Wiki

    def _do(self, **parameters: str | int) -> dict[str, Any]:
        token = self.wiki.api("Admin", action="query", meta="tokens")["query"]["tokens"]
        return self.wiki.api("Admin", token=token["csrftoken"], **parameters)

    def wait_a_second(self) -> None:
        """Do nothing until the wiki's clock, which counts seconds, has gone on."""
        now = time.time()
        while int(time.time()) == int(now):
            time.sleep(0.05)

    def move(self, old: str, new: str, *, redirect: bool = True) -> None:
        more: dict[str, str | int] = {} if redirect else {"noredirect": 1}
        self._do(action="move", **{"from": old, "to": new}, **more)

    def delete(self, title: str) -> None:
        self._do(action="delete", title=title)

    def suppress_page(self, title: str) -> None:
        """Delete a page so that no public log tells it; the API cannot."""
        self.wiki.script("eval", stdin=SUPPRESS % title.replace("'", "\\'"))
        answer = self.wiki.api(action="query", titles=title)
        assert answer["query"]["pages"][0]["missing"]

    def restore(self, title: str, *revs: int) -> None:
        """Restore a page, or only some of its revisions."""
        found = self.wiki.api(
            "Admin", action="query", list="alldeletedrevisions", adrfrom=title, adrto=title,
            adrprop="ids|timestamp", adrlimit="max", adrdir="newer",
        )["query"]["alldeletedrevisions"]  # fmt: skip
        times = {one["revid"]: one["timestamp"] for page in found for one in page["revisions"]}
        wanted = "|".join(times[rev] for rev in revs)
        more: dict[str, str | int] = {"timestamps": wanted} if revs else {}
        self._do(action="undelete", title=title, **more)

    def protect(self, title: str) -> None:
        self._do(action="protect", title=title, protections="edit=sysop")

    def hide(self, rev: int, what: str = "content", *, suppress: bool = False) -> None:
        more: dict[str, str | int] = {"suppress": "yes"} if suppress else {}
        self._do(action="revisiondelete", type="revision", ids=rev, hide=what, **more)

    def rename(self, old: str, new: str) -> None:
        self.wiki.script("createAndPromote", "--force", old, "A-long-pass-1234")
        self.wiki.script("renameUser", "--performer", "Admin", old, new)
