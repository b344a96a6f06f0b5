# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wiki in memory, as Pywikibot shows one, for what a bot decides before it edits.

What MediaWiki and Pywikibot really do is seen in tests/wiki, with both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import pywikibot
from pywikibot.exceptions import EditConflictError, NoCreateError, NoPageError

from pywikibot_scripts.casepublish.writing import Writer

ME, HOST = "Our Bot", "meta.wikimedia.org"
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
SPACES = {"User": 2, "User talk": 3}


class Revision(SimpleNamespace):
    """One revision; Pywikibot's are mappings, too."""

    def get(self, key: str, default: Any = None) -> Any:
        return getattr(self, key, default)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)


@dataclass
class Wiki:
    """Pages by title, each with its revisions; and what is said of accounts."""

    host: str = HOST
    lang: str = "en"
    user: dict[str, Any] = field(default_factory=lambda: {"id": 7, "groups": ["bot"]})
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, list[Revision]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    log: list[tuple[str, str, str, int]] = field(default_factory=list)
    saved: list[dict[str, Any]] = field(default_factory=list)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    now: int = 0

    def username(self) -> str:
        return ME

    def hostname(self) -> str:
        return self.host

    def login(self) -> None:
        self.people.setdefault(ME, {})

    def namespace(self, number: int) -> str:
        return {number: name for name, number in SPACES.items()}[number]

    def edit(self, title: str, text: str, user: str = "Bob", comment: str = "") -> int:
        """Save a page as somebody."""
        self.now += 1
        rows = self.pages.setdefault(title, [])
        self.ids.setdefault(title, 100 + len(self.ids))
        when = BEGIN + timedelta(minutes=self.now)
        rows.append(Revision(
            revid=self.now, text=text, user=user, comment=comment, timestamp=when,
            parentid=rows[-1].revid if rows else 0,
        ))  # fmt: skip
        return self.now

    def enter(self, kind: str, action: str, title: str) -> None:
        """Have a log tell something of a page."""
        self.now += 1
        self.log.append((kind, action, title, self.now))

    def text(self, title: str) -> str:
        return str(self.pages[title][-1].text)

    def logevents(self, *, page: Page, total: int) -> list[Any]:
        assert total > 1
        return [
            SimpleNamespace(
                type=lambda kind=kind: kind,
                action=lambda action=action: action,
                timestamp=lambda then=then: BEGIN + timedelta(minutes=then),
            )
            for kind, action, title, then in self.log
            if title == page.title()
        ]

    def allpages(self, *, prefix: str, namespace: Any) -> Iterator[Page]:
        space = f"{self.namespace(namespace.id)}:" if namespace.id else ""
        for title in sorted(self.pages):
            if title.startswith(f"{space}{prefix}"):
                yield Page(self, title)

    def simple_request(self, **asked: Any) -> Any:
        if asked.get("meta") == "userinfo":
            answer = self._who()
        elif asked.get("list") == "users":
            users = [
                {"name": name, **self.people.get(name, {"missing": ""})}
                for name in asked["ususers"]
            ]
            answer = {"users": users, "pages": []}
        else:
            rows = [row for row in self.pages[asked["titles"]] if row.user == asked["rvuser"]]
            answer = {"pages": [{"revisions": [vars(row) for row in rows[-1:]]}]}
        return SimpleNamespace(submit=lambda: {"query": answer})

    def _who(self) -> dict[str, Any]:
        """The bot looks whether it may edit: others may be faster from here on."""
        stop = self.pages.get(f"User:{ME}/Stop")
        page = {"revisions": [{"slots": {"main": {"*": stop[-1].text}}}]} if stop else {}
        answer = {"userinfo": dict(self.user), "pages": [page]}
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return answer


class Page:
    """A page as it was when it was first looked at."""

    def __init__(self, site: Wiki, title: str) -> None:
        self.site, self._title, self._rows = site, title, None

    def _all(self) -> list[Revision]:
        if self._rows is None:
            self._rows = list(self.site.pages.get(self._title, ()))
        return self._rows

    _rows: list[Revision] | None

    def clear_cache(self) -> None:
        self._rows = None

    def title(self, *, with_ns: bool = True, **_: Any) -> str:
        space, colon, bare = self._title.partition(":")
        return self._title if with_ns or space not in SPACES or not colon else bare

    def namespace(self) -> Any:
        space = SPACES.get(self._title.partition(":")[0], 0)

        class Namespace(int):
            id = space

        return Namespace(space)

    @property
    def pageid(self) -> int:
        return self.site.ids[self._title]

    def exists(self) -> bool:
        return bool(self._all())

    @property
    def text(self) -> str:
        return str(self._all()[-1].text) if self._all() else ""

    @property
    def latest_revision(self) -> Revision:
        return self._all()[-1]

    @property
    def latest_revision_id(self) -> int:
        return int(self._all()[-1].revid)

    @property
    def oldest_revision(self) -> Revision:
        if not self._all():
            raise NoPageError(self)
        return self._all()[0]

    def isRedirectPage(self) -> bool:
        return self.text.startswith("#REDIRECT")

    def botMayEdit(self) -> bool:
        return "{{nobots}}" not in self.text

    def getOldVersion(self, rev: int) -> str:
        return str({row.revid: row.text for row in self._all()}[rev])

    def revisions(
        self, *, total: int, content: bool, reverse: bool = False, starttime: Any = None
    ) -> Iterator[Revision]:
        assert content
        rows = [row for row in self._all() if starttime is None or row.timestamp >= starttime]
        return iter((rows if reverse else rows[::-1])[:total])


def put(bot: Writer, text: str, /, **how: Any) -> bool:
    """Save as MediaWiki does: not over another revision than the one that was named."""
    page: Page = bot.current_page
    wiki, title = page.site, page.title()
    rows = wiki.pages.get(title, [])
    if rows and (how.get("createonly") or how.get("baserevid", rows[-1].revid) != rows[-1].revid):
        raise EditConflictError(page)
    if not rows and how.get("nocreate"):
        raise NoCreateError(page)
    wiki.edit(title, text, ME, how["summary"])
    wiki.saved.append(how)
    return True


@dataclass
class Service:
    """What the service says, and what it is told."""

    answers: dict[str, Any]
    cursor: Any = None
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ended: dict[str, Any] | None = None

    def get(self, path: str, **_: Any) -> Any:
        return self.answers[path]

    def post(self, path: str, body: dict[str, Any]) -> None:
        self.told.append((path, body))

    def outcomes(self, path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        self.told.append((path, body))
        return [{"outcome": "done"} for _ in body["notices"]]

    def begin(self, kind: str, wiki: str) -> tuple[str, Any]:
        assert wiki == HOST
        self.told.append(("begin", {"kind": kind}))
        return "pass", self.cursor

    def end(self, number: str, **report: Any) -> None:
        assert number == "pass"
        self.ended = report


def codes(service: Service) -> list[str]:
    """Which problems a pass ended with."""
    assert service.ended is not None
    return [one["code"] for one in service.ended["problems"]]


@pytest.fixture
def wiki(monkeypatch: pytest.MonkeyPatch) -> Wiki:
    """An empty wiki."""
    monkeypatch.setattr(pywikibot, "Page", Page)
    monkeypatch.setattr(pywikibot, "error", lambda *_, **__: None)
    monkeypatch.setattr(pywikibot, "info", lambda *_, **__: None)
    monkeypatch.setattr(pywikibot, "showDiff", lambda *_, **__: None)
    monkeypatch.setattr(Writer, "put_current", put)
    return Wiki()
