# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole way on real parts: from a link on a wiki to a thread that only its readers can open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desking import Member
from tests.following import as_writer, read_back
from tests.serving import Server, serve_demo
from tests.writing import Writer

from .wikis import Wiki

TALK = "Talk:Test page"
BOBS_LINK = '[data-mw-thread-id^="c-Bob-"] > a.alcove-entry'
TOOLS_LINK = "#t-alcove a"
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
CANARY = "canary 🐤 they follow me to every page; sie verfolgen mich; إنهم يتبعونني"


@pytest.fixture(scope="module")
def alcove(wikis: tuple[Wiki, Wiki], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that takes reports from both wikis."""
    with serve_demo(tmp_path_factory.mktemp("alcove"), *(wiki.url for wiki in wikis)) as server:
        yield server


@pytest.fixture(scope="module")
def installed(alcove: Server, entry_wiki: Wiki, home_wiki: Wiki) -> None:
    """The links on one wiki, for everybody; the form on the other."""
    for wiki in (entry_wiki, home_wiki):
        wiki.reset()
    entry_wiki.install_gadget(alcove.pins, default=True, form=False)
    home_wiki.install_gadget(alcove.pins, default=False, form=True)


def test_from_a_comment_on_one_wiki_to_an_answer_and_back(
    installed: None, alcove: Server, entry_wiki: Wiki, home_wiki: Wiki, chromium: Browser
) -> None:
    """Report on the wiki, read and answer at the desk, read the answer, write back, close."""
    with chromium.new_context(viewport=WIDE) as browser:
        page = browser.new_page()
        asked: list[str] = []
        browser.on("request", lambda request: asked.append(request.url))
        entry_wiki.login(page, "Alice")
        page.goto(entry_wiki.page_url(TALK))
        page.locator(BOBS_LINK).wait_for()
        assert not [url for url in asked if not url.startswith(entry_wiki.url)]
        page.locator(BOBS_LINK).click()
        writer = Writer(page)
        writer.wait()
        assert page.url.startswith(f"{home_wiki.url}/wiki/Special:BlankPage/Alcove")
        assert "Bob" not in page.url, "what came along must not stay in the address"
        assert page.title() == "Alcove"
        writer.fill_up_to_readers(CANARY)
        assert not [url for url in asked if url.startswith(alcove.url)], "before the notice"
        writer.load_readers()
        writer.go()
        assert not [url for url in asked if "/reports" in url], "before Send"
        expect(writer.form).to_contain_text("they follow me")
        expect(writer.form).to_contain_text("Bob")
        code = writer.send()
        assert len(writer.seen) <= 8, "seven screens, and the one with the code"
        assert code.removeprefix("PRIVATE-DO-NOT-SHARE-") not in "".join(asked)

    with Member.at_desk(chromium, alcove, "ama") as ama:
        ama.open_report(CANARY[:20])
        expect(ama.thread).to_contain_text(CANARY)
        expect(ama.thread).to_contain_text("Bob")
        ama.answer("We have read it, and two of us look at it.")

    with as_writer(chromium, alcove, code) as follow:
        expect(follow.thread).to_contain_text("two of us look at it")
        follow.write_back("Thank you. It went on today.")

    with Member.at_desk(chromium, alcove, "bilal") as bilal:
        bilal.open_report(CANARY[:20])
        expect(bilal.thread).to_contain_text("It went on today.")
        bilal.close("It is dealt with.")

    entries = read_back(alcove, code)
    assert all(entry.ok for entry in entries)
    assert [entry.header["kind"] for entry in entries][:4] == [
        "summary",
        "report",
        "message",
        "message",
    ]
    assert entries[-1].header["kind"] == "closed"
    assert entries[1].body["what"] == CANARY
    assert entries[1].body["people"][0]["name"] == "Bob"
    for name in ("server.log", "alcove.db", "alcove.db-wal"):
        path = alcove.demo.folder / name
        if path.exists():
            assert b"canary" not in path.read_bytes(), name


@dataclass(frozen=True)
class Visitor:
    """Somebody for whom ReportIncident has no way in, or a narrow one."""

    name: str
    user: str | None
    link: str
    query: dict[str, str]
    viewport: dict[str, int]


VISITORS = [
    Visitor("somebody blocked", "Vandal", BOBS_LINK, {"title": TALK}, WIDE),
    Visitor(
        "somebody logged out", None, TOOLS_LINK, {"title": "Test page", "useskin": "vector"}, WIDE
    ),
    Visitor("somebody on a phone", None, BOBS_LINK, {"title": TALK, "useskin": "minerva"}, PHONE),
    Visitor("somebody in Arabic", "Alice", BOBS_LINK, {"title": TALK, "uselang": "ar"}, WIDE),
]


@pytest.fixture(scope="module")
def installed_in_place(alcove: Server, entry_wiki: Wiki, installed: None) -> None:
    """Later: the form on the first wiki, too."""
    entry_wiki.install_gadget(alcove.pins, default=True, form=True)


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda visitor: visitor.name)
def test_in_place(
    installed_in_place: None,
    alcove: Server,
    entry_wiki: Wiki,
    chromium: Browser,
    visitor: Visitor,
) -> None:
    """Where a wiki has the form, it opens over the page, for everybody."""
    with chromium.new_context(viewport=visitor.viewport) as browser:  # type: ignore[arg-type]
        page = browser.new_page()
        if visitor.user:
            entry_wiki.login(page, visitor.user)
        page.goto(entry_wiki.page_url(**visitor.query))
        address = page.url
        page.locator(visitor.link).first.click()
        writer = Writer(page)
        code = writer.report(f"{CANARY} {visitor.name}")
        assert page.url == address, "nothing navigated"
        direction = page.locator(".alcove").evaluate("one => getComputedStyle(one).direction")
        assert direction == ("rtl" if visitor.query.get("uselang") == "ar" else "ltr")
        assert fits(page), "nothing sticks out at the side"
    entries = read_back(alcove, code)
    assert entries[1].body["what"] == f"{CANARY} {visitor.name}"
    assert entries[1].body["context"]["page"] == visitor.query["title"]


def test_a_page_that_somebody_opens_for_another(
    installed: None, alcove: Server, home_wiki: Wiki, chromium: Browser
) -> None:
    """The home wiki's form needs no link, no account and no preference."""
    with chromium.new_context(viewport=WIDE) as browser:
        page = browser.new_page()
        page.goto(f"{home_wiki.url}/wiki/Special:BlankPage/Alcove?withgadget=alcove-form")
        code = Writer(page).report(CANARY)
    assert json.loads(read_back(alcove, code)[1].text)["context"] is None


def test_for_those_who_switched_it_on(
    installed: None, alcove: Server, entry_wiki: Wiki, chromium: Browser
) -> None:
    """As an opt-in the links are there for who wants them, and for nobody else."""
    entry_wiki.install_gadget(alcove.pins, default=False, form=True)
    token = entry_wiki.api("Bob", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    entry_wiki.api(
        "Bob", action="options", optionname="gadget-alcove", optionvalue="1", token=token
    )
    with chromium.new_context(viewport=WIDE) as browser:  # type: ignore[arg-type]
        page = browser.new_page()
        page.goto(entry_wiki.page_url("Test page", useskin="vector"), wait_until="networkidle")
        expect(page.locator(TOOLS_LINK)).to_have_count(0)
        entry_wiki.login(page, "Bob")
        page.goto(entry_wiki.page_url("Test page", useskin="vector"))
        page.locator(TOOLS_LINK).click()
        code = Writer(page).report(CANARY)
    assert read_back(alcove, code)[1].body["what"] == CANARY


def fits(page: Page) -> bool:
    """Whether the page needs no scrolling sideways."""
    wide: bool = page.evaluate(
        "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth + 1"
    )
    return wide
