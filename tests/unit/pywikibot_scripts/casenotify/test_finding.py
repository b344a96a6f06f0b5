# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of a notice, as talk pages and the log of MassMessage tell it."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import pywikibot
from pywikibot.exceptions import APIError

from pywikibot_scripts.casenotify import checking, finding
from pywikibot_scripts.casenotify.listing import Case, message, texts

CASE = Case("a" * 32, "U4C/Cases/2026/A", 7, "meta.wikimedia.org")
SAID = message(CASE, texts()["en"])
BEGIN = date(2026, 11, 1)
TALK = "User talk:"


def revision(revid: int, text: str | None, user: str = finding.DELIVERER, parent: int = 1) -> Any:
    class One(SimpleNamespace):
        def get(self, key: str, default: Any = None) -> Any:
            return getattr(self, key, default)

        def __getitem__(self, key: str) -> Any:
            return getattr(self, key)

    return One(revid=revid, text=text, user=user, parentid=parent)


class Site:
    """Pages by title: where each leads, and its revisions; and a log of everything."""

    def __init__(self, log: list[tuple[str, str, str, int]] = (), **pages: Any) -> None:  # type: ignore[assignment]
        self.log, self.pages = log, pages

    def namespace(self, number: int) -> str:
        assert number == checking.TALK == 3
        return "User talk"

    def logevents(self, *, page: Page, total: int) -> list[Any]:
        assert total > 1
        return [
            SimpleNamespace(
                type=lambda kind=kind: kind,
                action=lambda action=action: action,
                timestamp=lambda day=day: BEGIN + timedelta(day),
            )
            for kind, action, title, day in self.log
            if title == page.name
        ]


class Page:
    """A page of the site above."""

    def __init__(self, site: Site, title: str) -> None:
        self.site, self.name = site, title
        self.what: Any = site.pages.get(title.removeprefix(TALK).replace(" ", "_"))

    def exists(self) -> bool:
        return self.what is not None

    def isRedirectPage(self) -> bool:
        return isinstance(self.what, str)

    def getRedirectTarget(self) -> Page:
        return Page(self.site, str(self.what))

    def namespace(self) -> int:
        return 3 if self.name.startswith(TALK) else 0

    def revisions(self, *, reverse: bool, starttime: Any, total: int, content: bool) -> Any:
        assert reverse
        assert content
        assert total > 1
        return iter([] if self.isRedirectPage() else self.what[starttime:])

    def getOldVersion(self, rev: int) -> str:
        return str({one.revid: one.text for one in self.what}[rev])


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pywikibot, "Page", Page)


def delivered(since: int = 0, **people: Any) -> int:
    return finding.delivered(Site(**people), "A B", CASE, since, {finding.DELIVERER, "Ada"})


def test_the_edit_that_told_somebody() -> None:
    told = [revision(1, "Hello", parent=0), revision(2, f"Hello {SAID}")]
    assert delivered(A_B=told) == 2
    assert delivered(1, A_B=told) == 2
    assert delivered(A_B=[revision(1, SAID, parent=0)]) == 1
    assert delivered(A_B=[revision(1, SAID, "Ada", parent=0)]) == 1
    assert delivered(A_B=[revision(1, SAID, "Bob", parent=0)]) == 0
    assert delivered(A_B=[]) == 0
    assert delivered(Somebody=told) == 0


def test_what_stood_there_before_the_list_is_not_its_work() -> None:
    old = [revision(1, SAID, parent=0), revision(2, f"{SAID} Thanks.", "Ada")]
    assert delivered(A_B=old) == 1
    assert delivered(1, A_B=old) == 0


def test_massmessage_follows_where_a_talk_page_leads() -> None:
    told = [revision(5, SAID, parent=0)]
    assert delivered(A_B="User talk:C", C=told) == 5
    assert delivered(A_B="Elsewhere", Elsewhere=told) == 0


def test_the_log_of_massmessage() -> None:
    kind, list_ = finding.LOG, "User:Bot/List/1"
    log = [(kind, "send", list_, 3), (kind, "send", list_, 2), ("move", "send", list_, 1),
           (kind, "send", "Other", 0), (kind, "skipoptout", list_, 0)]  # fmt: skip
    assert finding.sent(Site(log), list_) == BEGIN + timedelta(2)
    assert finding.sent(Site(log[2:]), list_) is None
    log = [(kind, "failure", "User talk:A B", 4), (kind, "skipnouser", "User talk:C", 4),
           (kind, "send", "User talk:D", 4), ("delete", "delete", "User talk:E", 4)]  # fmt: skip

    def skipped(name: str, day: int) -> str:
        return finding.skipped(Site(log, A_C="User talk:C"), name, BEGIN + timedelta(day))

    assert [skipped("A B", day) for day in (3, 4, 5)] == ["failure", "failure", ""]
    assert skipped("A C", 4) == "skipnouser", "where their page leads"
    assert [skipped(name, 0) for name in ("D", "E", "F")] == ["", "", ""]


class Central:
    """A wiki that says where an account is at home."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def simple_request(self, **asked: str) -> Central:
        assert asked["guiuser"] == "A"
        return self

    def submit(self) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"query": self.answer}


MERGED = [
    {"wiki": "metawiki", "url": "https://meta.wikimedia.org"},
    {"wiki": "dewiki", "url": "https://de.Wikipedia.org"},
]


@pytest.mark.parametrize(("answer", "home"), [
    ({"globaluserinfo": {"home": "dewiki", "merged": MERGED}}, "de.wikipedia.org"),
    ({"globaluserinfo": {"home": "enwiki", "merged": MERGED}}, ""),
    ({"globaluserinfo": {"home": None, "merged": MERGED}}, ""),
    ({"globaluserinfo": {"missing": ""}}, ""),
    ({}, ""),
    (APIError("baduser", "no such name"), ""),
])  # fmt: skip
def test_where_an_account_is_at_home(answer: Any, home: str) -> None:
    assert checking.home_of(Central(answer), "A") == home
