# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes lists of who is to be told, tells the service, and finds what was delivered.

What the service says of a notice decides. A list that is on the wiki already is read again, so a
run that was stopped between writing a list and saying so leaves nobody on two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pywikibot
from pywikibot.bot import CurrentPageBot, SingleSiteBot
from pywikibot.comms import http
from pywikibot.exceptions import EditConflictError, Error, PageSaveRelatedError

from pywikibot_scripts.casenotify.checking import obstacles, site_of
from pywikibot_scripts.casenotify.listing import (
    BY_HAND,
    Case,
    Party,
    added,
    delivery_list,
    fits_a_list,
    hand_list,
    language_of,
    listed,
    says,
    texts,
)
from pywikibot_scripts.casepublish.guarding import Guard
from pywikibot_scripts.editing import only_over
from pywikibot_scripts.service_client import Service

ATTEMPTS = 3
MOST_AT_ONCE = 200
MOST_PROBLEMS = 200
#: How many edits of a talk page are looked at for a notice.
FAR = 200
SIMULATED = "simulated"
WAITING = frozenset({"listed", "by_hand", "sent"})
Notice = Mapping[str, Any]


class Notifier(SingleSiteBot, CurrentPageBot):  # type: ignore[misc]
    """Makes pages with lists, and touches no page that is there."""

    current_page: Any
    update_options = {"list": "", "designated": (), "approval": ""}  # noqa: RUF012

    def __init__(self, service: Service, **kwargs: Any) -> None:
        """Count every request from now on: opening a site asks the wiki who we are."""
        self.service, self.pass_id = service, SIMULATED
        self.requests = self.edits = self.noted = 0
        self.problems: list[dict[str, Any]] = []
        http.session.hooks["response"].append(self._count)
        super().__init__(**kwargs)
        self.texts = texts()
        self.simulates = bool(pywikibot.config.simulate)

    def _count(self, *_: Any, **__: Any) -> None:
        self.requests += 1

    def begin(self) -> list[Notice]:
        """Return all notices, by case.

        :raise ValueError: if nobody is configured to write
        """
        self.host = str(self.site.hostname()).lower()
        if not self.site.username():
            raise ValueError("Nobody is configured for this wiki, so nothing can be written.")
        self.base = self.opt.list or f"User:{self.site.username()}/Alcove notices"
        notices: list[Notice] = self.service.get("notices")["notices"]
        pages = self.service.get("pages", wiki=self.host)["pages"] if notices else []
        # A notice does not say which wiki its case is on; nobody is told of a page elsewhere.
        here = {(one["page"], one["title"]) for one in pages}
        notices = [one for one in notices if (one["page"], one["title"]) in here]
        if not self.simulates:
            self.pass_id, _ = self.service.begin("notify", self.host)
        self.site.login()
        self.guard = Guard(self.site)
        self.guard.allow_below(self.opt.designated)
        return notices

    def write_lists(self) -> None:
        """Put everybody who needs a notice on a list."""
        for case, parties in _by_case(self.begin(), self.host, {"needed"}):
            for _ in range(ATTEMPTS):
                if self.list_case(case, parties):
                    break
            else:
                self.problem("edit_conflict", f"Lists for {case.title} were made again and again.")

    def list_case(self, case: Case, parties: Sequence[Party]) -> bool:
        """Write the lists of a case; return whether that is settled."""
        lists = self.lists_of(case)
        written = {party: why for text, _ in lists.values() for party, why in listed(text).items()}
        for state in ("listed", "by_hand"):
            found = [
                p for p in parties if p in written and bool(written[p]) == (state == "by_hand")
            ]
            self.note(case, [(party, written[party]) for party in found], state)
        for group, members in self.grouped([p for p in parties if p not in written]).items():
            number = 1 + sum(f"/{group}/" in title for title in lists)
            title = f"{self.base}/{case.page}/{group}/{number}"
            text = self.texts.get(group, self.texts["en"])
            if group == BY_HAND:
                said = hand_list(case, text, members, self.host)
            else:
                said = delivery_list(case, text, [party for party, _ in members])
            done = self.make(title, said, len(members))
            if done is None:
                return False
            if done:
                self.note(case, members, "by_hand" if group == BY_HAND else "listed")
        return True

    def lists_of(self, case: Case) -> dict[str, tuple[str, Any]]:
        """Return the lists we made for a case, as we made them, and when."""
        prefix = pywikibot.Page(self.site, f"{self.base}/{case.page}/x")
        found = {}
        for page in self.site.allpages(
            prefix=prefix.title(with_ns=False)[:-1], namespace=prefix.namespace()
        ):
            [first] = page.revisions(reverse=True, total=1, content=True)
            if first.user == self.site.username():
                found[page.title()] = (first.text or "", first.timestamp)
        return found

    def grouped(self, parties: Sequence[Party]) -> dict[str, list[tuple[Party, str]]]:
        """Return who belongs on which list, and why."""
        groups: dict[str, list[tuple[Party, str]]] = {}
        for wiki in sorted({party.wiki for party in parties}):
            there = [party for party in parties if party.wiki == wiki]
            site = site_of(wiki, self.site)
            fit = [party for party in there if fits_a_list(party)]
            why = self.look(site, [party.name for party in fit])
            lang = language_of(site.lang, self.texts) if site is not None else "en"
            for party in there:
                reason = "odd_name" if party not in fit else why.get(party.name, "unknown_wiki")
                groups.setdefault(BY_HAND if reason else lang, []).append((party, reason))
        return groups

    def look(self, site: Any, names: Sequence[str]) -> dict[str, str]:
        """Return why people have to be told by hand; nothing of a wiki that cannot be asked."""
        if site is None or not names:
            return {}
        try:
            return obstacles(site, names)
        except Error as error:
            if site == self.site:
                raise
            self.problem("wiki_not_asked", f"{site} does not tell: {error}")
            return {}

    def make(self, title: str, text: str, count: int) -> bool | None:
        """Make a page; return whether it was, or None if somebody was faster."""
        self.current_page = pywikibot.Page(self.site, title)
        page = self.current_page
        page.clear_cache()  # it may be the one of an attempt before
        if page.exists():
            return None if not self.is_foreign(page) else False
        self.guard.look()
        if not self.guard.may_write(page):
            self.problem("not_designated", f"{title} is not the bot's own, nor designated.")
            return False
        if self.simulates:
            pywikibot.info(f"would write {title}:\n{text}")
            return False
        approval = f" ([[:{self.opt.approval}]])" if self.opt.approval else ""
        try:
            saved = self.put_current(
                text,
                summary=f"Notices: {count}{approval}",
                ignore_save_related_errors=False,
                asynchronous=False,
                minor=True,
                bot=True,
                assertuser=self.site.username(),
                **only_over(page),
            )
        except EditConflictError:
            return None
        except PageSaveRelatedError as error:
            self.problem("not_saved", str(error))
            return False
        self.edits += bool(saved)
        if not saved:
            self.problem("not_confirmed", f"{title} was not to be saved.")
        return bool(saved)

    def is_foreign(self, page: Any) -> bool:
        """Note a page that somebody else made where a list was to stand."""
        if page.oldest_revision.user == self.site.username():
            return False
        self.problem("foreign_page", f"Somebody else made {page.title()}; it has to go.")
        return True

    def note(self, case: Case, parties: Sequence[tuple[Party, str]], state: str) -> None:
        """Tell the service who is on a list."""
        said = [
            {
                "case": case.id,
                "party": party.name,
                "state": state,
                "wiki": party.wiki,
                "why": why or None,
            }
            for party, why in parties
        ]
        self.tell(said)

    def tell(self, said: Sequence[Mapping[str, Any]]) -> None:
        """Tell the service of notices, in portions it takes."""
        if self.simulates:
            return
        for begin in range(0, len(said), MOST_AT_ONCE):
            part = list(said[begin : begin + MOST_AT_ONCE])
            done = self.service.outcomes("notices", {"pass": self.pass_id, "notices": part})
            self.noted += sum(one["outcome"] == "done" for one in done)

    def record(self) -> None:
        """Find what was delivered, and tell the service."""
        for case, parties in _by_case(self.begin(), self.host, WAITING):
            lists = self.lists_of(case).values()
            since = {
                party: min((when for text, when in lists if party in listed(text)), default=None)
                for party in parties
            }
            said = []
            for party in parties:
                diff = self.delivered(case, party, since[party])
                if diff:
                    pywikibot.info(f"{party.name} was told of {case.title}: {diff}")
                    said.append(
                        {"case": case.id, "party": party.name, "state": "proven", "diff": diff}
                    )
            self.tell([{**one, "wiki": None, "why": None} for one in said])

    def delivered(self, case: Case, party: Party, since: Any) -> int:
        """Return the revision that told a party of a case; 0 if there is none since the list."""
        site = site_of(party.wiki, self.site)
        if site is None or since is None:
            return 0
        try:
            page = pywikibot.Page(site, party.name, ns=3)
            if not page.exists():
                return 0
            found = list(page.revisions(reverse=True, starttime=since, total=FAR, content=True))
            before = ""
            if found and found[0].parentid and says(found[0].text or "", case.title):
                before = page.getOldVersion(found[0].parentid) or ""
        except Error as error:
            if site == self.site and not isinstance(error, pywikibot.exceptions.PageRelatedError):
                raise
            self.problem("not_found_out", f"{party.name} on {party.wiki}: {error}")
            return 0
        return added(found, case.title, before, party.name)

    def problem(self, code: str, words: str) -> None:
        """Note what somebody has to look at."""
        pywikibot.error(words)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"code": code, "page": None})

    def end(self) -> None:
        """End the pass."""
        if self.pass_id == SIMULATED:
            return
        self.service.end(
            self.pass_id,
            cursor=None,
            pages=self.noted,
            requests=self.requests,
            edits=self.edits,
            problems=self.problems,
        )

    def summary(self) -> str:
        """Return what the run came to."""
        return (
            f"{self.noted} notices noted, {self.edits} lists written, "
            f"{self.requests} requests, {len(self.problems)} problems"
        )


def _by_case(
    notices: Iterable[Notice], host: str, states: Iterable[str]
) -> Iterable[tuple[Case, list[Party]]]:
    """Yield each case with those of its parties that are in some states."""
    found: dict[str, tuple[Case, list[Party]]] = {}
    for one in notices:
        if one["state"] in states:
            case = Case(one["case"], one["title"], one["page"], host)
            parties = found.setdefault(case.id, (case, []))[1]
            parties.append(Party(one["party"], (one["wiki"] or host).lower()))
    return found.values()
