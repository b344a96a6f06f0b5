# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings pages up to date, each on top of whatever others did to it, and says so to the service.

An edit of ours is known by the hash at the end of its summary. So a run that was stopped between
an edit and telling the service of it leaves nothing unclear: the next one finds its own edit.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pywikibot

from pywikibot_scripts import regions
from pywikibot_scripts.casepublish.handedits import Look, answer_to, look_at
from pywikibot_scripts.casepublish.rendering import LANGUAGES, Tables, words_in
from pywikibot_scripts.casepublish.writing import Saved, Writer
from pywikibot_scripts.service_client import Service
from pywikibot_scripts.starting import SetupError

REGIONS = ("cases", "outcomes", "health")
ATTEMPTS = 3


class CasesPublisher(Writer):
    """Write a table into each of some pages, and touch nothing else on them or elsewhere."""

    update_options = {  # noqa: RUF012 - as Pywikibot looks for it
        "cases": "",
        "outcomes": "",
        "health": "",
        "designated": (),
        "approval": "",
    }

    def __init__(self, service: Service, language: str = "", **kwargs: Any) -> None:
        """Take the language of the tables; without one it is the wiki's own, or English."""
        super().__init__(service, **kwargs)
        self.language = language
        self.published: dict[str, Any] = {}  # what the service knows of our revisions, by region

    def setup(self) -> None:
        """Ask the service before the wiki is touched at all.

        :raise SetupError: if it is not clear who writes, or two tables would stand on one page
        """
        self.look_around()
        titles = {}
        for name in REGIONS:
            title = self.opt[name] or f"User:{self.site.username()}/Alcove {name}"
            titles[pywikibot.Page(self.site, title).title()] = name
        if len(titles) < len(REGIONS):
            raise SetupError("-cases, -outcomes and -health need a page each.")
        self.guard.allow(self.opt.designated)
        self.overview = self.service.get("overview")
        self.published = dict((self.begin("publish") or {}).get("regions", {}))
        language = self.language or (self.site.lang if self.site.lang in LANGUAGES else "en")
        self.words = words_in(language)
        self.tables = Tables(self.words, self.host)
        self.names = titles
        self.generator = [pywikibot.Page(self.site, title) for title in titles]

    def treat_page(self) -> None:
        """Bring a page up to date."""
        title = self.current_page.title()
        name = self.names[title]
        body = self.body(name)
        for _ in range(ATTEMPTS):
            self.current_page.clear_cache()  # a new object of the same page would not replace it
            if self.bring(name, body):
                return
        self.problem("edit_conflict", f"{title} was edited by others again and again.")

    def body(self, name: str) -> str:
        """Return what is to stand in a region."""
        if name == "cases":
            return self.tables.cases(self.overview)
        if name == "outcomes":
            return self.tables.outcomes(self.overview)
        # Of this run it tells what it knows by now; the page is the last one.
        mine = {
            "bot": "publish",
            "wiki": self.host,
            "ended": datetime.now(UTC).date().isoformat(),
            "problems": self.problems,
        }
        others = [
            one
            for one in self.overview["health"]
            if (one["bot"], one["wiki"]) != ("publish", self.host)
        ]
        return self.tables.health([*others, mine])

    def bring(self, name: str, body: str) -> bool:
        """Look at a page and write it if need be; return whether that is settled, well or not."""
        page = self.current_page
        if not page.exists():
            return self.make(name, body)
        if page.isRedirectPage():
            self.problem("redirect", f"{page.title()} leads elsewhere now.")
            return True
        try:
            found = regions.find(page.text, name)
        except regions.RegionError as error:
            self.problem(error.code, f"{page.title()}: {error}. Nothing is written there.")
            return True
        look = look_at(page, name, found, self.published.get(name))
        if found.body == body:
            self.record(name, look)
            return True
        return not self.may_replace(look) or self.save(name, found.with_body(body), body)

    def may_replace(self, look: Look) -> bool:
        """Say whether what stands in a region is ours, or a member said that it may go."""
        if look.is_ours:
            return True
        what = None
        if not self.simulates:
            what = answer_to(self.service, self.pass_id, self.host, look)
        if what is None:
            self.problem(
                "hand_edit",
                f"Somebody else wrote where the bot writes on {look.page.title()}; a member of the "
                "team has to say at the desk what becomes of it.",
            )
        return what == "overwrite"

    def make(self, name: str, body: str) -> bool:
        """Make a page that never was."""
        page = self.current_page
        # A page that was deleted or moved was there, and somebody did not want it to be.
        logs = self.site.logevents(page=page, total=20)
        if any(log.type() in {"delete", "move", "suppress"} for log in logs):
            self.problem("page_gone", f"{page.title()} was deleted or moved; it is not made anew.")
            return True
        return self.save(name, f"{self.tables.intro()}\n\n{regions.made(name, body)}", body)

    def save(self, name: str, text: str, body: str) -> bool:
        """Save a page; return whether that is settled, well or not."""
        saved = self.write(text, str(self.words[name]["summary"]), regions.tag_of(body))
        if saved is Saved.DONE:
            return self.was_saved(name, body)
        return saved is Saved.NOT

    def was_saved(self, name: str, body: str) -> bool:
        """Look at what was saved: MediaWiki joins edits of different lines without a word."""
        page = pywikibot.Page(self.site, self.current_page.title())
        try:
            found = regions.find(page.text, name)
        except regions.RegionError:
            return False
        if found.body != body:
            return False
        self.record(name, look_at(page, name, found, None))
        return True

    def record(self, name: str, look: Look) -> None:
        """Tell the service of our own revision, unless it knows."""
        known = self.published.get(name, {})
        said = {"page": look.page_id, "rev": look.own_rev, "hash": regions.digest(look.found.body)}
        if self.simulates or not look.is_ours or not look.own_rev or known == said:
            return
        key = "outcomes" if name == "outcomes" else "cases"
        cases = sorted({one["case"] for one in self.overview[key]}) if name != "health" else []
        self.service.post(
            "publications", {"pass": self.pass_id, "region": name, **said, "cases": cases}
        )
        self.published[name] = said

    def left(self) -> Any:
        """Return what the service knows of our revisions."""
        return {"regions": self.published}

    def pages(self) -> int:
        """Return how many pages there are to write."""
        return len(REGIONS)
