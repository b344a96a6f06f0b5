# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a bot from editing, as the wiki's API tells of it in both of its formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import pywikibot

from pywikibot_scripts.casepublish.guarding import Guard, Halted

CALM = {"id": 7, "name": "Our Bot", "groups": ["*", "user", "bot"]}


@dataclass
class Wiki:
    """Answers everything with what it was given."""

    user: dict[str, Any]
    pages: Any
    asked: dict[str, Any] | None = None

    def username(self) -> str:
        return "Our Bot"

    def simple_request(self, **asked: Any) -> Wiki:
        self.asked = asked
        return self

    def submit(self) -> dict[str, Any]:
        return {"query": {"userinfo": self.user, "pages": self.pages}}


def stop(text: str) -> dict[str, Any]:
    return {"title": "User:Our Bot/Stop", "revisions": [{"slots": {"main": {"*": text}}}]}


def halted(user: dict[str, Any], *pages: dict[str, Any]) -> str:
    """Why the bot stops; empty if it goes on. Pages come as a list or by their numbers."""
    found = []
    for told in (list(pages), {str(number): page for number, page in enumerate(pages)}):
        wiki = Wiki(user, told)
        try:
            Guard(wiki).look()
            found.append("")
        except Halted as error:
            found.append(error.code)
        assert wiki.asked is not None
        assert wiki.asked["titles"] == "User:Our Bot/Stop"
        assert set(wiki.asked["uiprop"]) == {"blockinfo", "groups", "hasmsg"}
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(("more", "code"), [
    ({}, ""),
    ({"anon": ""}, "not_signed_in"),
    ({"anon": True}, "not_signed_in"),
    ({"anon": False}, ""),
    ({"id": 0}, "not_signed_in"),
    ({"blockid": 3}, "blocked"),
    ({"blockid": 3, "blockpartial": False}, "blocked"),
    ({"blockid": 3, "blockpartial": ""}, ""),
    ({"blockid": 3, "blockpartial": True}, ""),
    ({"messages": ""}, "new_message"),
    ({"messages": True}, "new_message"),
    ({"messages": False}, ""),
])  # fmt: skip
def test_the_account(more: dict[str, Any], code: str) -> None:
    assert halted(CALM | more, {"missing": True}) == code


@pytest.mark.parametrize(("page", "code"), [
    ({"missing": ""}, ""),
    ({"revisions": []}, ""),
    (stop(""), ""),
    (stop(" \n"), ""),
    (stop("Please."), "stopped"),
    (stop("#REDIRECT [[X]]"), "stopped"),
    ({"revisions": [{"slots": {"main": {"content": "No."}}}]}, "stopped"),
    ({"revisions": [{"slots": {"main": {"content": ""}}}]}, ""),
    ({"revisions": [{"slots": {"main": {"texthidden": True}}}]}, "stopped"),
    ({"revisions": [{"texthidden": ""}]}, "stopped"),
    ({"revisions": [{"*": "No."}]}, "stopped"),
    ({"revisions": [{"*": ""}]}, ""),
])  # fmt: skip
def test_the_stop_page(page: dict[str, Any], code: str) -> None:
    assert halted(CALM, page) == code


class Page:
    """A page by its title; only users' pages have another namespace."""

    def __init__(self, site: Any, title: str) -> None:
        self._title, self.id = title, 2 if title.startswith("User:") else 0

    def namespace(self) -> Page:
        return self

    def title(self, *, with_ns: bool = True) -> str:
        return self._title if with_ns or not self.id else self._title.partition(":")[2]


@pytest.mark.parametrize(("title", "groups", "may"), [
    ("User:Our Bot/Alcove cases", [], True),
    ("User:Our Bot/A/B", [], True),
    ("User:Our Bot", ["bot"], False),
    ("User:Our Bots/A", ["bot"], False),
    ("User:Somebody/A", ["bot"], False),
    ("Our Bot/A", ["bot"], False),
    ("Committee/Cases", ["bot"], True),
    ("Committee/Cases", ["user"], False),
    ("Committee/Cases/A", ["bot"], False),
    ("Committee", ["bot"], False),
    ("Lists/A", ["bot"], True),
    ("Lists/A", [], False),
    ("Lists", ["bot"], False),
    ("Listsx", ["bot"], False),
])  # fmt: skip
def test_whose_page_it_is(
    title: str, groups: list[str], may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pywikibot, "Page", Page)
    guard = Guard(Wiki(CALM | {"groups": groups}, []))
    guard.allow(["Committee/Cases"])
    guard.allow_below(["Lists"])
    assert guard.may_write(Page(None, title)) is title.startswith("User:Our Bot/"), "never asked"
    guard.look()
    assert guard.may_write(Page(None, title)) is may
