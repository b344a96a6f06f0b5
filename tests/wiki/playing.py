# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody who has a part in one case: on the wiki, at the desk, and by the clock between them."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests import clocked
from tests.browser.living import Team
from tests.desking import AGENDA
from tests.filing import PATIENCE, Filer
from tests.serving import ROOT

from . import publishing
from .casetree import Tree
from .caseworld import CaseService
from .publishing import Publisher
from .wikis import Wiki

PASSWORD = "Members-pass-1234"
JOIN = (
    "foreach ( [ %s ] as $alcove ) { $alcoveUser = "
    "MediaWiki\\MediaWikiServices::getInstance()->getUserFactory()->newFromName( $alcove ); "
    "$alcoveUser->addToDatabase(); $alcoveUser->changeAuthenticationData( "
    "[ 'username' => $alcove, 'password' => '%s', 'retype' => '%s' ] ); }\n"
)


def join(wiki: Wiki, *names: str) -> None:
    """Make accounts on a wiki, all in one go, with one password."""
    quoted = ", ".join(f"'{name}'" for name in names)
    wiki.script("eval", stdin=JOIN % (quoted, PASSWORD, PASSWORD))


@dataclass
class Played:
    """Everybody who has a part in the case, each with real means."""

    tree: Tree
    filer: Filer
    desk: Page
    publisher: Publisher
    notifier: Publisher
    team: Team
    day: date  # at the service; on the wiki it stays the real one
    title: str = ""
    filed: str = ""

    @property
    def name(self) -> str:
        """What the desk calls the case."""
        return self.title.rpartition("/")[2]

    @property
    def service(self) -> CaseService:
        return self.tree.service

    # ---- on the wiki

    @property
    def link(self) -> str:
        """How tables name the case."""
        return f"[[:{self.title}|{self.title}]]"

    @property
    def text(self) -> str:
        """What the case's page says."""
        return str(self.tree.wiki.text(self.title))

    def write(self, old: str, new: str, user: str = "Admin") -> int:
        """Replace words of the case's page, as somebody; return the revision."""
        text = self.text
        assert text.count(old) == 1, (old, text)
        return int(self.tree.wiki.edit(self.title, text.replace(old, new), user)["newrevid"])

    def saved_on(self) -> str:
        """The day of the page's newest revision."""
        asked = {"prop": "revisions", "rvprop": "timestamp", "titles": self.title}
        [page] = self.tree.wiki.api(action="query", **asked)["query"]["pages"]
        return str(page["revisions"][0]["timestamp"])[:10]

    def vote(self, heading: str, words: str, *members: str) -> None:
        """Have members sign below a heading, each with their own account."""
        for member in members:
            self.write(heading, f"{heading}\n# {words} ~~~~", member)

    def published(self) -> tuple[str, str]:
        """Have the tables written; return that of the cases' row and that of the outcomes."""
        self.publisher.run()
        pages = [str(self.tree.wiki.text(one)) for one in publishing.PAGES]
        for page in pages:
            assert not re.search(r"\b(Bob|Alice)\b", page), page
        [row] = [row for row in pages[0].split("\n|-") if f"[[:{self.title}" in row]
        return cells(row), cells(pages[1])

    # ---- at the service

    def upkeep(self) -> str:
        """Have done what a schedule does about cases; return what it says."""
        demo = self.service.server.demo
        given = {f"ALCOVE_{name}": value for name, value in demo.settings.items()}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", clocked.APP, "jobs", "run", "cases"],
            cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    # ---- at the desk

    def on(self, day: date) -> None:
        """Have it be another day. A visit lasts a day, so the member signs in anew."""
        self.day = day
        clocked.set_day(self.service.server.demo.folder, day)
        self.desk.goto(f"{self.service.url}/desk/sign-in")
        self.desk.locator('button[name="person"][value="duc"]').click()
        self.desk.wait_for_url(AGENDA)

    def agenda(self) -> Locator:
        """What the agenda says of cases."""
        self.desk.goto(f"{self.service.url}/desk/")
        expect(self.desk.locator("h1")).to_be_visible(timeout=PATIENCE)
        return self.desk.locator(".case-agenda")

    def listing(self) -> Locator:
        """The row of the case in the list."""
        self.desk.goto(f"{self.service.url}/desk/cases")
        return self.desk.locator(".case-rows tbody tr", has_text=self.name)

    def case(self) -> Page:
        """The case's page."""
        self.listing().get_by_role("link", name=self.name).click()
        expect(self.desk.locator("h1")).to_have_text(self.name, timeout=PATIENCE)
        return self.desk

    def act(self, verb: str, **typed: str) -> None:
        """Fill in one of the forms of the case's page, and send it."""
        form = self.desk.locator(f'.case-act[id^="{verb}-"]').filter(
            has=self.desk.locator(f'form[action$="/{verb}"]')
        )
        if not form.evaluate("one => one.open"):
            form.locator("summary").click()
        for name, value in typed.items():
            box = form.locator(f'[name="{name}"]')
            if box.get_attribute("type") == "checkbox":
                box.check(force=True)
            elif box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(label=value)
            else:
                box.fill(value)
        form.locator("button").click()
        expect(self.desk.locator("[role=status]").first).to_contain_text("Done", timeout=PATIENCE)

    def section(self, name: str) -> Locator:
        return self.desk.locator(f'section[aria-labelledby="{name}"]')


def cells(text: str) -> str:
    """A table's text without its marks, each cell between bars."""
    plain = html.unescape(re.sub("</?bdi>", "", text))
    return "|".join(re.findall(r"^\| (.*)$", plain, re.MULTILINE))
