#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""publish_audit_heads.py - keeps on a wiki what Alcove's record was each day.

usage:

    python pwb.py pywikibot_scripts/publish_audit_heads.py -service:URL [OPTIONS]

It adds one line for each day that is over to one page: the day, and a hash of
the record as it stood then. Whoever keeps the page, or an old revision of it,
can tell later that nobody changed the record, who runs the service included:

    flask --app service audit verify --published 'URL of a revision&action=raw'

Lines are only ever added. If the page and the service disagree about a day,
nothing is written, and the run ends with 1: somebody has to look.

Options:

-service:URL    Where Alcove is served, e.g. https://alcove.toolforge.org

Options (may be omitted):

-page:TITLE     The page to write; "User:<bot>/Alcove audit" by default

-simulate       Show what would be added, write nothing

-always         Do not ask before the edit

Run it once a day; days it missed are added by the next run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pywikibot
import requests
from pywikibot.bot import CurrentPageBot, SingleSiteBot
from pywikibot.exceptions import EditConflictError, NoUsernameError, PageSaveRelatedError

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.editing import only_over  # noqa: E402

PAGE = "Alcove audit"
ATTEMPTS = 3
SECONDS = 30
BEGIN = (
    "One line a day: a hash of [https://{host} Alcove's] record as it stood when the day was over. "
    "Lines are only ever added; whoever keeps them can tell whether the record was changed.\n"
)
LINE = re.compile(r"^\* (\d{4}-\d{2}-\d{2}) ([0-9a-f]{64})[ \t]*$", re.MULTILINE)


class Disagreement(Exception):
    """The page has another hash for a day than the service, or what the service says is odd."""


@dataclass(frozen=True)
class Head:
    """A day and the hash of the record when it was over."""

    day: str
    hash: str

    def __str__(self) -> str:
        return f"* {self.day} {self.hash}"


def read_page(text: str) -> dict[str, str]:
    """Return the hashes a page has, by day.

    :raise Disagreement: if it has two for one day
    """
    found: dict[str, str] = {}
    for day, hash_ in LINE.findall(text):
        if found.setdefault(day, hash_) != hash_:
            raise Disagreement(f"The page has two hashes for {day}.")
    return found


def read_answer(answer: object) -> list[Head]:
    """Return what the service said, strictly.

    :raise Disagreement: if it is not what its description promises
    """
    try:
        heads = [Head(**one) for one in answer["heads"]]  # type: ignore[index]
        if all(LINE.fullmatch(str(head)) and date.fromisoformat(head.day) for head in heads):
            return heads
    except (KeyError, TypeError, ValueError):
        pass
    raise Disagreement("The service's answer is not a list of days and hashes.")


def missing(text: str, heads: Sequence[Head]) -> list[Head]:
    """Return the heads a page lacks, oldest first.

    :raise Disagreement: if it has another hash for one of the days
    """
    known = read_page(text)
    for head in heads:
        if known.get(head.day, head.hash) != head.hash:
            raise Disagreement(
                f"For {head.day} the page has another hash than the service: the record was "
                "changed, or the page was. Look at both; nothing is written."
            )
    return sorted((head for head in heads if head.day not in known), key=lambda head: head.day)


def added(text: str, heads: Sequence[Head], host: str) -> str:
    """Return the page with lines at its end; everything else stays byte for byte."""
    before = text or BEGIN.format(host=host)
    gap = "" if before.endswith("\n") else "\n"
    return before + gap + "".join(f"{head}\n" for head in heads)


def fetch_heads(service: str, since: date | None = None) -> Iterator[Head]:
    """Yield every head the service has, from a day on; it tells a year of them at once."""
    with requests.Session() as session:
        session.headers["User-Agent"] = "Alcove publish_audit_heads (Pywikibot)"
        while True:
            answer = session.get(
                f"{service}/api/v1/audit/heads",
                params={"since": since.isoformat()} if since else {},
                timeout=SECONDS,
            )
            answer.raise_for_status()
            heads = read_answer(answer.json())
            if not heads:
                return
            yield from heads
            since = date.fromisoformat(heads[-1].day) + timedelta(days=1)


class HeadsPublisher(SingleSiteBot, CurrentPageBot):  # type: ignore[misc]
    """Add to one page what it lacks, and touch nothing else on it or elsewhere."""

    current_page: Any
    update_options = {"service": "", "page": ""}  # noqa: RUF012 - as Pywikibot looks for it

    def __init__(self, **kwargs: Any) -> None:
        """Take the options of the command line."""
        super().__init__(**kwargs)
        self.health = ""
        self.failed = False

    def setup(self) -> None:
        """Ask the service before the wiki is touched at all."""
        self.heads = list(fetch_heads(self.opt.service))
        if not pywikibot.config.simulate:
            self.site.login()
        if not self.opt.page and not self.site.username():
            raise ValueError("Nobody is signed in: say with -page which page is meant.")
        title = self.opt.page or f"User:{self.site.username()}/{PAGE}"
        self.generator = [pywikibot.Page(self.site, title)]

    def treat_page(self) -> None:
        """Bring the page up to date, on top of whatever others did to it meanwhile."""
        for attempt in range(1, ATTEMPTS + 1):
            page = self.current_page
            if page.exists() and page.isRedirectPage():
                self.fail(f"{page.title()} leads elsewhere, and nobody said to write there.")
                return
            lacking = missing(page.text, self.heads)
            if not lacking:
                self.health = f"{page.title()} lacks nothing"
                return
            if self.save(lacking, may_retry=attempt < ATTEMPTS):
                return
            page.clear_cache()

    def save(self, heads: Sequence[Head], *, may_retry: bool) -> bool:
        """Save the lines; return whether that is settled, well or badly."""
        page = self.current_page
        host = urlsplit(self.opt.service).netloc
        text = added(page.text, heads, host)
        if pywikibot.config.simulate:
            pywikibot.showDiff(page.text, text)
            self.health = f"{page.title()} lacks {len(heads)} days; nothing was written"
            return True
        days = heads[0].day if len(heads) == 1 else f"{heads[0].day} to {heads[-1].day}"
        try:
            saved = self.put_current(
                text,
                summary=f"Alcove's record, {days}",
                ignore_save_related_errors=False,
                asynchronous=False,
                minor=False,
                **only_over(page),
            )
        except EditConflictError:
            if may_retry:
                return False
            self.fail(f"{page.title()} was edited by others again and again; run again later.")
            return True
        except PageSaveRelatedError as error:
            self.fail(str(error))
            return True
        # MediaWiki joins edits that do not touch the same lines without a word.
        if not saved or missing(pywikibot.Page(self.site, page.title()).text, self.heads):
            self.fail(f"{page.title()} was not saved, or not as it should be; look at it.")
            return True
        self.health = f"{page.title()} got {len(heads)} days, the last of them {heads[-1].day}"
        return True

    def fail(self, why: str) -> None:
        """Note that the page could not be brought up to date."""
        self.failed = True
        pywikibot.error(why)


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options: dict[str, Any] = {}
    for arg in pywikibot.handle_args(args):
        option, _, value = arg.partition(":")
        if option == "-service" and re.fullmatch(r"https?://[^/?#\s]+/?", value):
            options["service"] = value.rstrip("/")
        elif option == "-page" and value:
            options["page"] = value
        elif option == "-always" and not value:
            options["always"] = True
        else:
            pywikibot.bot.suggest_help(unknown_parameters=[arg])
            return 2
    if "service" not in options:
        pywikibot.bot.suggest_help(missing_parameters=["-service"])
        return 2
    try:
        bot = HeadsPublisher(site=pywikibot.Site(), **options)
        bot.run()
    except (Disagreement, ValueError) as error:
        pywikibot.error(str(error))
        return 1
    except (NoUsernameError, requests.RequestException) as error:
        pywikibot.error(f"{type(error).__name__}: {error}")
        return 2
    healthy = bool(bot.health) and bot.generator_completed and not bot.failed
    # One line a watchman can look for.
    pywikibot.info(f"Health: {'ok' if healthy else 'not ok'}; {bot.health or 'see above'}.")
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main())
