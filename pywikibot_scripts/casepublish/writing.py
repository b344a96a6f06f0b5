# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots that write have in common: a pass of the service, a look before each edit, an edit."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
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

from pywikibot_scripts.casepublish.guarding import Guard, Halted
from pywikibot_scripts.editing import only_over
from pywikibot_scripts.service_client import Service
from pywikibot_scripts.starting import SetupError

MOST_PROBLEMS = 200
SIMULATED = "simulated"
BLOCKED = frozenset({"blocked", "autoblocked", "globalblocking-blockedtext-user"})


class Saved(Enum):
    """What became of an edit."""

    DONE = "done"
    AGAIN = "again"  # somebody was faster: what was to be written has to be made anew
    NOT = "not"  # for a reason that is noted; or nothing is to be written in this run


class Writer(SingleSiteBot, CurrentPageBot):  # type: ignore[misc]
    """Writes for the service, where it may, until somebody wants it to stop."""

    current_page: Any
    host: str
    guard: Guard

    def __init__(self, service: Service, **kwargs: Any) -> None:
        """Count every request from now on: opening a site asks the wiki who we are."""
        self.service, self.pass_id = service, SIMULATED
        self.requests = self.edits = 0
        self.problems: list[dict[str, Any]] = []
        http.session.hooks["response"].append(self._count)
        super().__init__(**kwargs)
        self.simulates = bool(pywikibot.config.simulate)

    def _count(self, *_: Any, **__: Any) -> None:
        self.requests += 1

    def look_around(self) -> None:
        """Find out where and who we are, before anybody is asked anything.

        :raise SetupError: if it is not clear who writes
        """
        self.host = str(self.site.hostname()).lower()
        if not self.site.username():
            raise SetupError("Nobody is configured for this wiki, so nothing can be written.")
        self.guard = Guard(self.site)

    def begin(self, kind: str) -> Any:
        """Begin a pass and sign in; return what the last pass of this kind left."""
        cursor = None
        if not self.simulates:
            self.pass_id, cursor = self.service.begin(kind, self.host)
        self.site.login()
        return cursor

    def work(self, deed: Callable[[], object]) -> None:
        """Do something until it is done or somebody wants it to stop; then end the pass."""
        try:
            deed()
        except Halted as error:
            self.problem(error.code, str(error))
        self.end()

    def write(self, text: str, summary: str, tag: str = "") -> Saved:
        """Save the current page over what was read, if that may be; say what became of it.

        :param tag: what the summary is to end with

        :raise Halted: if somebody wants the bot to stop
        """
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
            pywikibot.info(f"would write {page.title()}:")
            pywikibot.showDiff(page.text if page.exists() else "", text)
            return Saved.NOT
        approval = f"([[:{self.opt.approval}]])" if self.opt.approval else ""
        try:
            saved = self.put_current(
                text,
                summary=" ".join(filter(None, (summary, approval, tag))),
                ignore_save_related_errors=False,
                asynchronous=False,
                minor=True,
                bot=True,
                assertuser=self.site.username(),
                **only_over(page),
            )
        except (EditConflictError, NoCreateError):
            return Saved.AGAIN
        except LockedPageError as error:
            return self.problem("protected", str(error))
        except PageSaveRelatedError as error:
            return self.problem("not_saved", str(error))
        except APIError as error:
            if error.code not in BLOCKED:
                raise
            raise Halted("blocked", str(error)) from error
        if not saved:
            return self.problem("not_confirmed", f"{page.title()} was not to be saved.")
        self.edits += 1
        return Saved.DONE

    def problem(self, code: str, words: str) -> Saved:
        """Note what somebody has to look at; what it was about is not done in this run."""
        pywikibot.error(words)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"code": code, "page": None})
        return Saved.NOT

    def end(self) -> None:
        """End the pass: now what it leaves counts."""
        if self.pass_id == SIMULATED:
            return
        self.service.end(
            self.pass_id,
            cursor=self.left(),
            pages=self.pages(),
            requests=self.requests,
            edits=self.edits,
            problems=self.problems,
        )

    def left(self) -> Any:
        """Return what the next pass has to know."""
        return None

    def pages(self) -> int:
        """Return how many things the pass was about."""
        return 0

    def __str__(self) -> str:
        """Say what the run came to."""
        return f"{self.edits} edits, {self.requests} requests, {len(self.problems)} problems"
