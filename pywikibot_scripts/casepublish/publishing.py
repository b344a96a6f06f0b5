# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings pages up to date, each on top of whatever others did to it, and says so to the service.

An edit of ours is known by the hash at the end of its summary. So a run that was stopped between
an edit and telling the service of it leaves nothing unclear: the next one finds its own edit.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pywikibot
from pywikibot.bot import CurrentPageBot, SingleSiteBot
from pywikibot.comms import http
from pywikibot.exceptions import (
    APIError,
    EditConflictError,
    LockedPageError,
    NoCreateError,
    PageSaveRelatedError,
)

from pywikibot_scripts import regions
from pywikibot_scripts.casepublish.guarding import Guard, Halted
from pywikibot_scripts.casepublish.handedits import Look, answer_to, look_at
from pywikibot_scripts.casepublish.rendering import LANGUAGES, Tables, words_in
from pywikibot_scripts.editing import only_over
from pywikibot_scripts.service_client import Service

REGIONS = ("cases", "outcomes", "health")
ATTEMPTS = 3
MOST_PROBLEMS = 200
SIMULATED = "simulated"


class CasesPublisher(SingleSiteBot, CurrentPageBot):  # type: ignore[misc]
    """Write a table into each of some pages, and touch nothing else on them or elsewhere."""

    current_page: Any
    update_options = {  # noqa: RUF012 - as Pywikibot looks for it
        "cases": "",
        "outcomes": "",
        "health": "",
        "designated": (),
        "approval": "",
    }

    def __init__(self, service: Service, language: str, **kwargs: Any) -> None:
        """Count every request from now on: opening a site asks the wiki who we are."""
        self.service, self.language = service, language
        self.requests = self.edits = 0
        self.problems: list[dict[str, Any]] = []
        self.pass_id, self.published = SIMULATED, {}
        http.session.hooks["response"].append(self._count)
        super().__init__(**kwargs)
        self.simulates = bool(pywikibot.config.simulate)

    published: dict[str, Any]

    def _count(self, *_: Any, **__: Any) -> None:
        self.requests += 1

    def setup(self) -> None:
        """Ask the service before the wiki is touched at all.

        :raise ValueError: if it is not clear who writes, or two tables would stand on one page
        """
        self.host = str(self.site.hostname()).lower()
        if not self.site.username():
            raise ValueError("Nobody is configured for this wiki, so nothing can be written.")
        titles = {}
        for name in REGIONS:
            title = self.opt[name] or f"User:{self.site.username()}/Alcove {name}"
            titles[pywikibot.Page(self.site, title).title()] = name
        if len(titles) < len(REGIONS):
            raise ValueError("Each table needs a page of its own.")
        self.overview = self.service.get("overview")
        if not self.simulates:
            self.pass_id, cursor = self.service.begin("publish", self.host)
            self.published = dict((cursor or {}).get("regions", {}))
        self.site.login()
        self.guard = Guard(self.site, self.opt.designated)
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
            return self.problem("redirect", f"{page.title()} leads elsewhere now.")
        try:
            found = regions.find(page.text, name)
        except regions.RegionError as error:
            return self.problem(error.code, f"{page.title()}: {error}. Nothing is written there.")
        look = look_at(page, name, found, self.published.get(name))
        if found.body == body:
            self.record(name, look)
            return True
        if not look.is_ours:
            if not self.simulates:
                what = answer_to(self.service, self.pass_id, self.host, look)
            else:
                what = None
            if what == "keep":
                return True
            if what != "overwrite":
                return self.problem(
                    "hand_edit",
                    f"Somebody else wrote where the bot writes on {page.title()}; a member of the "
                    "team has to say at the desk what becomes of it.",
                )
        return self.save(name, found.with_body(body), body)

    def make(self, name: str, body: str) -> bool:
        """Make a page that never was."""
        page = self.current_page
        # A page that was deleted or moved was there, and somebody did not want it to be.
        logs = self.site.logevents(page=page, total=20)
        if any(log.type() in {"delete", "move", "suppress"} for log in logs):
            return self.problem("page_gone", f"{page.title()} was deleted or moved.")
        return self.save(name, f"{self.tables.intro()}\n\n{regions.made(name, body)}", body)

    def save(self, name: str, text: str, body: str) -> bool:
        """Save a page; return whether that is settled, well or not."""
        page = self.current_page
        self.guard.look()
        if not self.guard.may_write(page):
            return self.problem(
                "not_designated",
                f"{page.title()} is not the bot's own. It has to be named with -designated, and "
                "the account has to be in the group of bots.",
            )
        if not page.botMayEdit():
            return self.problem("nobots", f"{page.title()} wants no bots.")
        if self.simulates:
            pywikibot.showDiff(page.text if page.exists() else "", text)
            return True
        try:
            saved = self.put_current(
                text,
                summary=self.summary_of(name, body),
                ignore_save_related_errors=False,
                asynchronous=False,
                minor=True,
                bot=True,
                assertuser=self.site.username(),
                **only_over(page),
            )
        except (EditConflictError, NoCreateError):
            return False
        except LockedPageError as error:
            return self.problem("protected", str(error))
        except PageSaveRelatedError as error:
            return self.problem("not_saved", str(error))
        except APIError as error:
            if error.code not in {"blocked", "autoblocked", "globalblocking-blockedtext-user"}:
                raise
            raise Halted("blocked", str(error)) from error
        if not saved:
            return self.problem("not_confirmed", f"{page.title()} was not to be saved.")
        self.edits += 1
        return self.was_saved(name, body)

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
        said = {"page": look.page, "rev": look.own_rev, "hash": regions.digest(look.found.body)}
        if self.simulates or not look.is_ours or not look.own_rev or known == said:
            return
        key = "outcomes" if name == "outcomes" else "cases"
        cases = sorted({one["case"] for one in self.overview[key]}) if name != "health" else []
        self.service.post(
            "publications", {"pass": self.pass_id, "region": name, **said, "cases": cases}
        )
        self.published[name] = said

    def summary_of(self, name: str, body: str) -> str:
        """Return a summary, with the hash by which the edit is known again."""
        what = str(self.words[name]["summary"])
        approval = f" ([[:{self.opt.approval}]])" if self.opt.approval else ""
        return f"{what}{approval} {regions.tag_of(body)}"

    def problem(self, code: str, words: str) -> bool:
        """Note what somebody has to look at; it is settled for this run."""
        pywikibot.error(words)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"code": code, "page": None})
        return True

    def end(self) -> None:
        """End the pass: now what it knows counts."""
        if self.pass_id == SIMULATED:
            return
        self.service.end(
            self.pass_id,
            cursor={"regions": self.published},
            pages=len(REGIONS),
            requests=self.requests,
            edits=self.edits,
            problems=self.problems,
        )

    def summary(self) -> str:
        """Return what the run came to."""
        return f"{self.edits} edits, {self.requests} requests, {len(self.problems)} problems"
