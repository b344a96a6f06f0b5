# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes lists of who is to be told, tells the service, and finds what was delivered.

What the service says of a notice decides. A list that is on the wiki already is read again, so a
run that was stopped between writing a list and saying so leaves nobody on two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pywikibot
from pywikibot.exceptions import Error, NoPageError, PageRelatedError

from pywikibot_scripts.casenotify import finding
from pywikibot_scripts.casenotify.checking import home_of, obstacles, site_of
from pywikibot_scripts.casenotify.listing import (
    BY_HAND,
    Case,
    Party,
    Target,
    delivery_list,
    fits_a_list,
    hand_list,
    language_of,
    listed,
    texts,
    usual,
)
from pywikibot_scripts.casepublish.escaping import is_title
from pywikibot_scripts.casepublish.writing import Saved, Writer
from pywikibot_scripts.service_client import Service

ATTEMPTS = 3
MOST_AT_ONCE = 200
NEEDED = frozenset({"needed"})
WAITING = frozenset({"listed", "by_hand", "sent"})
NUMBER = re.compile(r"/([^/]+)/([1-9][0-9]{0,5})\Z")
Notice = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Listing:
    """A list as we made it, whatever became of it."""

    title: str
    made: Any
    on_it: Mapping[Party, str]  # and why by hand


class Notifier(Writer):
    """Makes pages with lists, and touches no page that is there."""

    update_options = {  # noqa: RUF012 - as Pywikibot looks for it
        "list": "",
        "designated": (),
        "approval": "",
        "by": (),
        "homewiki": False,
    }

    def __init__(self, service: Service, **kwargs: Any) -> None:
        """Nothing is asked yet."""
        super().__init__(service, **kwargs)
        self.texts = texts()
        self.noted = 0
        self._began: dict[str, Any] = {}

    def notices(self, states: Collection[str]) -> list[tuple[Case, dict[Party, Notice]]]:
        """Begin; return the notices in some states of the cases that are on this wiki, by case."""
        self.look_around()
        self.guard.allow_below(self.opt.designated)
        self.base = self.opt.list or f"User:{self.site.username()}/Alcove notices"
        told = self.service.get("notices")
        self.tellers = {usual(one) for one in (*told["members"], *self.opt.by, finding.DELIVERER)}
        self.begin("notify")
        found: dict[str, tuple[Case, dict[Party, Notice]]] = {}
        for one in told["notices"]:
            # Nobody is told of a page elsewhere.
            if one["state"] in states and one["case_wiki"] == self.host:
                case = Case(one["case"], one["title"], one["page"], self.host)
                parties = found.setdefault(case.id, (case, {}))[1]
                parties[Party(one["party"], (one["wiki"] or self.host).lower())] = one
        return list(found.values())

    def write_lists(self) -> None:
        """Put everybody who needs a notice on a list."""
        for case, parties in self.notices(NEEDED):
            for _ in range(ATTEMPTS):
                if self.list_case(case, parties):
                    break
            else:
                self.problem("edit_conflict", f"Lists for {case.title} were made again and again.")

    def list_case(self, case: Case, parties: Mapping[Party, Notice]) -> bool:
        """Write the lists of a case; return whether that is settled."""
        lists = self.lists_of(case)
        # By name: where somebody is at home can change, and they are not told twice for that.
        known = {
            usual(party.name): Target(party, "", why)
            for one in lists
            for party, why in one.on_it.items()
        }
        self.note(case, [known[usual(p.name)] for p in parties if usual(p.name) in known])
        rest = [self.at_home(p, parties[p]) for p in parties if usual(p.name) not in known]
        rest = [party for party in rest if not self.proved(case, party, self.began(case))]
        for group, targets in self.grouped(rest).items():
            title = f"{self.base}/{case.page}/{group}/{_next(lists, group)}"
            if group == BY_HAND:
                text = hand_list(case, self.texts, targets)
            else:
                text = delivery_list(case, self.texts[group], [one.party for one in targets])
            saved = self.make(title, text, len(targets))
            if saved is Saved.AGAIN:
                return False
            if saved is Saved.DONE:
                self.note(case, targets)
        return True

    def at_home(self, party: Party, notice: Notice) -> Party:
        """Return where somebody is to be told, if nobody said where yet."""
        if not self.opt.homewiki or notice["wiki"]:
            return party
        return Party(party.name, home_of(self.site, party.name) or party.wiki)

    def lists_of(self, case: Case) -> list[Listing]:
        """Return the lists we made for a case, as we made them."""
        prefix = pywikibot.Page(self.site, f"{self.base}/{case.page}/x")
        found = []
        for page in self.site.allpages(
            prefix=prefix.title(with_ns=False)[:-1], namespace=prefix.namespace()
        ):
            [first] = page.revisions(reverse=True, total=1, content=True)
            if first.user == self.site.username():
                found.append(Listing(page.title(), first.timestamp, listed(first.text or "")))
        return found

    def grouped(self, parties: Sequence[Party]) -> dict[str, list[Target]]:
        """Return who belongs on which list."""
        groups: dict[str, list[Target]] = {}
        for wiki in sorted({party.wiki for party in parties}):
            there = [party for party in parties if party.wiki == wiki]
            site = site_of(wiki, self.site)
            fit = [party.name for party in there if fits_a_list(party)]
            why: dict[str, str] = {}
            if fit:
                why = self.asked(site, why, obstacles, fit)
            lang = language_of(site.lang, self.texts) if site is not None else "en"
            for party in there:
                reason = why.get(party.name, "unknown_wiki") if party.name in fit else "odd_name"
                groups.setdefault(BY_HAND if reason else lang, []).append(
                    Target(party, lang, reason)
                )
        return groups

    def asked(self, site: Any, otherwise: T, ask: Callable[..., T], *about: Any) -> T:
        """Ask a wiki something; if another one than ours does not tell, it is a problem to see."""
        if site is None:
            return otherwise
        try:
            return ask(site, *about)
        except Error as error:
            if site == self.site and not isinstance(error, PageRelatedError):
                raise
            self.problem("wiki_not_asked", f"{site} does not tell: {error}")
            return otherwise

    def make(self, title: str, text: str, count: int) -> Saved:
        """Make a page, if it is not there; say what became of it."""
        self.current_page = pywikibot.Page(self.site, title)
        page = self.current_page
        page.clear_cache()  # it may be the one of an attempt before
        if not page.exists():
            return self.write(text, f"Notices: {count}")
        if page.oldest_revision.user == self.site.username():
            return Saved.AGAIN
        return self.problem("foreign_page", f"Somebody else made {title}; it has to go.")

    def note(self, case: Case, targets: Sequence[Target]) -> None:
        """Tell the service who is on a list."""
        self.tell(
            [
                _said(case, one.party, "by_hand" if one.why else "listed", why=one.why or None)
                for one in targets
            ]
        )

    def tell(self, said: Sequence[Mapping[str, Any]]) -> None:
        """Tell the service of notices, in portions it takes."""
        if self.simulates:
            return
        for begin in range(0, len(said), MOST_AT_ONCE):
            part = list(said[begin : begin + MOST_AT_ONCE])
            done = self.service.outcomes("notices", {"pass": self.pass_id, "notices": part})
            self.noted += sum(one["outcome"] == "done" for one in done)

    def record(self) -> None:
        """Find what was sent and what was delivered, and tell the service."""
        for case, parties in self.notices(WAITING):
            lists = self.lists_of(case)
            sent = {
                one.title: finding.sent(self.site, one.title)
                for one in lists
                if any(party in parties and not why for party, why in one.on_it.items())
            }
            for party, notice in parties.items():
                of = [one for one in lists if party in one.on_it]
                given = min(filter(None, (sent.get(one.title) for one in of)), default=None)
                made = min((one.made for one in of), default=None)
                if self.proved(case, party, made or self.began(case)) or not given:
                    continue
                if notice["state"] == "listed":
                    self.tell([_said(case, party, "sent")])
                self.look_for_skip(case, party, given)

    def proved(self, case: Case, party: Party, since: Any) -> bool:
        """Look for the edit that told somebody of a case; say whether there is one."""
        if not is_title(f"User talk:{party.name}"):
            return False
        site = site_of(party.wiki, self.site)
        diff = self.asked(site, 0, finding.delivered, party.name, case, since, self.tellers)
        if diff:
            pywikibot.info(f"{party.name} was told of {case.title}: {diff}")
            self.tell([_said(case, party, "proven", diff=diff)])
        return bool(diff)

    def look_for_skip(self, case: Case, party: Party, since: Any) -> None:
        """Have somebody look where MassMessage did not deliver: it does not try again."""
        site = site_of(party.wiki, self.site)
        why = self.asked(site, "", finding.skipped, party.name, since)
        if why:
            self.problem(
                "not_delivered",
                f"MassMessage did not tell {party.name} on {party.wiki} of {case.title} ({why}). "
                "Somebody of the committee has to tell them by hand.",
            )

    def began(self, case: Case) -> Any:
        """Return when there was a case first: nobody can have been told before."""
        if case.id not in self._began:
            try:
                first = pywikibot.Page(self.site, case.title).oldest_revision.timestamp
            except NoPageError:  # moved or deleted a moment ago; the service hears of it
                first = None
            self._began[case.id] = first
        return self._began[case.id]

    def pages(self) -> int:
        """Return how many notices are further on now."""
        return self.noted

    def __str__(self) -> str:
        """Say what the run came to."""
        return f"{self.noted} notices noted, {super().__str__()}"


def _said(
    case: Case, party: Party, state: str, *, diff: int | None = None, why: str | None = None
) -> Mapping[str, Any]:
    """Return how far a party was told, as the service takes it."""
    said = {"case": case.id, "party": party.name, "state": state, "wiki": party.wiki}
    return {**said, "diff": diff, "why": why}


def _next(lists: Iterable[Listing], group: str) -> int:
    """Return the number of a group's next list: more than any, also where one was deleted."""
    found = [match for one in lists if (match := NUMBER.search(one.title))]
    return 1 + max((int(match[2]) for match in found if match[1] == group), default=0)
