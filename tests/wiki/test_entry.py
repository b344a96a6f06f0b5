# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium clicks every link of the entry, in every skin, as everybody who may need it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from .wikis import Wiki

TALK = "Talk:Test page"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SKINS = ("vector-2022", "vector", "minerva")


@dataclass(frozen=True)
class Place:
    """Where a link stands, and what it should tell the form."""

    name: str
    query: dict[str, str]
    link: str
    knows: dict[str, Any]


class Tab:
    """A tab that notes its requests, and stands in for the home wiki, of which the address counts.

    No page answers there: the tab stays where it is, and the next link can be clicked.
    """

    def __init__(self, context: BrowserContext, wiki: Wiki, home: str) -> None:
        self.wiki = wiki
        self.page = context.new_page()
        self.requests: list[Request] = []
        context.on("request", lambda request: self.requests.append(request))
        context.route(f"{home}/**", lambda route: route.fulfill(status=204))

    def elsewhere(self) -> list[Request]:
        """Requests that went anywhere but to the wiki."""
        return [r for r in self.requests if not r.url.startswith((self.wiki.url, "data:"))]

    def click(self, link: str) -> tuple[Request, dict[str, Any]]:
        """Click a link; return the request that makes, and the context in its address."""
        with self.page.expect_request(lambda r: not r.url.startswith(self.wiki.url)) as made:
            self.page.locator(link).click()
        return made.value, given(str(self.page.locator(link).get_attribute("href")))


def places(wiki: Wiki) -> list[Place]:
    """Every place of the entry, with the revisions this wiki has."""
    answer = wiki.api(
        action="query",
        prop="revisions",
        titles="Test page",
        rvprop="ids",
        rvslots="main",
        rvlimit=2,
    )
    new, old = (r["revid"] for r in answer["query"]["pages"][0]["revisions"])
    talk = wiki.latest(TALK)
    assert talk is not None
    tools = "#t-alcove a"
    diff = {"title": "Test page", "diff": str(new), "oldid": str(old)}
    comment = '[data-mw-thread-id="{}"] > a.alcove-entry'.format
    here = {"page": "Test page", "thread": None, "author": None}
    threads = {
        "c-Alice-20260101120000-A_thread": "Alice",
        "c-Bob-20260101120500-Alice-20260101120000": "Bob",
        "c-B-2-c-20260101120600-Bob-20260101120500": "B-2-c",
    }
    return [
        Place("a page", {"title": "Test page"}, tools, {**here, "revision": new, "diff": None}),
        Place(
            "an old revision",
            {"title": "Test page", "oldid": str(old)},
            tools,
            {**here, "revision": old},
        ),
        Place(
            "a history",
            {"title": "Test page", "action": "history"},
            tools,
            {**here, "revision": new, "diff": None},
        ),
        Place("a diff", diff, tools, {**here, "revision": new, "diff": new}),
        Place(
            "the old side of a diff",
            diff,
            "#mw-diff-otitle2 a.alcove-entry",
            {**here, "revision": old, "diff": old, "author": "Alice"},
        ),
        Place(
            "the new side of a diff",
            diff,
            "#mw-diff-ntitle2 a.alcove-entry",
            {**here, "revision": new, "diff": new, "author": "Bob"},
        ),
        Place("a user page", {"title": "User:Bob"}, tools, {"page": "User:Bob", "author": "Bob"}),
        Place(
            "contributions",
            {"title": "Special:Contributions/Bob"},
            tools,
            {"author": "Bob", "revision": None, "diff": None},
        ),
        *(
            Place(
                f"a comment of {author}",
                {"title": TALK},
                comment(thread),
                {"page": TALK, "thread": thread, "author": author, "revision": talk["revid"]},
            )
            for thread, author in threads.items()
        ),
    ]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's builds of the gadget lie."""
    return tmp_path_factory.mktemp("builds")


@pytest.fixture(scope="module")
def wiki(entry_wiki: Wiki, pins: dict[str, Any], builds: Path) -> Iterator[Wiki]:
    """A wiki where the link is on for everybody, and the form is not installed."""
    entry_wiki.reset()
    entry_wiki.edit("User:Bob", "I am Bob.", user="Bob")
    entry_wiki.install_gadget(pins, default=True, form=False, builds=builds)
    yield entry_wiki
    entry_wiki.reset()


@pytest.fixture(scope="module")
def browse(wiki: Wiki, home_wiki: Wiki, chromium: Browser) -> Iterator[Callable[..., Tab]]:
    """A tab for each account, signed in through the form, kept for the tests of this module."""
    tabs: dict[str | None, Tab] = {}

    def tab(user: str | None, size: Any = WIDE) -> Tab:
        if user not in tabs:
            tabs[user] = Tab(chromium.new_context(), wiki, home_wiki.url)
            if user is not None:
                wiki.login(tabs[user].page, user)
        tabs[user].page.set_viewport_size(size)
        tabs[user].requests.clear()
        return tabs[user]

    yield tab
    for tab_of in tabs.values():
        tab_of.page.context.close()


def reveal(page: Page, link: str) -> None:
    """Open the menu a link stands in, as somebody who looks for it does."""
    page.wait_for_selector(link, state="attached")
    for menu in (
        "#vector-page-tools-dropdown-checkbox",
        "#page-actions-overflow-checkbox",
        "#main-menu-input",
        "#mw-mf-main-menu-button",
    ):
        if page.locator(link).is_visible():
            return
        button = page.locator(menu)
        if button.count():
            # The checkbox lies under its label; space is what the keyboard would press.
            button.focus()
            page.keyboard.press("Space")
            page.wait_for_timeout(50)
    page.locator(link).wait_for(state="visible")


def given(url: str) -> dict[str, Any]:
    """The context in an address."""
    fragment = urlsplit(url).fragment
    assert fragment.startswith("alcove=")
    context: dict[str, Any] = json.loads(unquote(fragment.removeprefix("alcove=")))
    return context


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(
    ("user", "size"),
    [(None, WIDE), ("Alice", WIDE), ("Vandal", PHONE), (None, PHONE)],
    ids=["logged out", "signed in", "blocked, on a phone", "logged out, on a phone"],
)
def test_every_link_leads_to_the_form_with_what_it_knows(
    wiki: Wiki,
    home_wiki: Wiki,
    browse: Callable[..., Tab],
    skin: str,
    user: str | None,
    size: Any,
) -> None:
    tab = browse(user, size)
    shown = None
    for place in places(wiki):
        where = f"{place.name}, {skin}, {user}"
        if (skin, size, place.name) == ("minerva", PHONE, "the old side of a diff"):
            continue  # Minerva shows no old side on a phone
        if place.query != shown:
            tab.page.goto(wiki.page_url(**place.query, useskin=skin))
            shown = place.query
        reveal(tab.page, place.link)
        assert tab.elsewhere() == [], where
        assert tab.page.evaluate("mw.config.get('wgUserName')") == user
        assert tab.page.locator(place.link).text_content() == "Get help", where
        request, context = tab.click(place.link)
        address = urlsplit(request.url)
        assert f"{address.scheme}://{address.netloc}" == home_wiki.url, where
        assert address.path == "/wiki/Special:BlankPage/Alcove", where
        assert parse_qs(address.query) == {"withgadget": ["alcove-form"]}, where
        assert "referer" not in request.all_headers(), where
        known = {"wiki": wiki.host, "lang": "en", **place.knows}
        assert {key: context[key] for key in known} == known, where
        tab.requests.clear()


def test_a_page_left_alone_asks_nobody_else(wiki: Wiki, browse: Callable[..., Tab]) -> None:
    tab = browse(None)
    tab.page.goto(wiki.page_url(TALK))
    tab.page.locator("a.alcove-entry").first.hover()
    tab.page.wait_for_load_state("networkidle")
    assert tab.elsewhere() == []
    assert not [r for r in tab.requests if "alcove-form" in r.url]


def test_the_reader_is_never_taken_for_the_one_it_is_about(
    wiki: Wiki, browse: Callable[..., Tab]
) -> None:
    tab = browse("Alice")
    tab.page.goto(wiki.page_url("User:Alice", useskin="vector"))
    assert tab.click("#t-alcove a")[1]["author"] is None


def test_a_temporary_account_is_named_as_it_signs(wiki: Wiki, home_wiki: Wiki, page: Page) -> None:
    wiki.edit("Sandbox", "one", user="Alice")
    edit = wiki.edit("Sandbox", "two", user=None)
    assert edit["tempusercreated"]
    latest = wiki.latest("Sandbox")
    assert latest is not None
    page.goto(wiki.page_url("Sandbox", diff="cur"))
    address = page.locator("#mw-diff-ntitle2 a.alcove-entry").get_attribute("href")
    assert address is not None
    assert given(address)["author"] == latest["user"]
    assert latest["user"].startswith("~2")


@pytest.mark.parametrize(("language", "text"), [("de", "Hilfe holen"), ("ar", "اطلب المساعدة")])
def test_speaks_the_language_of_the_reader(
    wiki: Wiki, page: Page, language: str, text: str
) -> None:
    page.goto(wiki.page_url(TALK, uselang=language))
    link = page.locator("a.alcove-entry").first
    link.wait_for()
    assert link.text_content() == text
    address = link.get_attribute("href")
    assert address is not None
    assert given(address)["lang"] == language


def test_a_reply_gets_its_link_once_and_without_reloading(
    wiki: Wiki, browse: Callable[..., Tab]
) -> None:
    wiki.edit("Talk:Other page", "== Live ==\nA comment. ~~~~", user="Bob")
    tab = browse("Alice")
    page = tab.page
    page.goto(wiki.page_url("Talk:Other page"))
    page.evaluate("window.notReloaded = true")
    page.locator(".ext-discussiontools-init-replybutton a").first.click()
    box = page.locator(".ext-discussiontools-ui-replyWidget").locator(
        "textarea:visible, .ve-ce-documentNode[contenteditable=true]"
    )
    box.first.wait_for()
    box.first.click()
    page.keyboard.type("A reply.")
    page.locator(".ext-discussiontools-ui-replyWidget .oo-ui-flaggedElement-primary a").click()
    page.wait_for_function(
        "document.querySelectorAll('.ext-discussiontools-init-replylink-buttons').length === 2"
    )
    assert page.evaluate("window.notReloaded")
    page.wait_for_function("document.querySelectorAll('a.alcove-entry').length === 2")
    page.evaluate("mw.hook('wikipage.content').fire($('#mw-content-text'))")
    counts = page.evaluate(
        """() => [...document.querySelectorAll('.ext-discussiontools-init-replylink-buttons')]
            .map((buttons) => buttons.querySelectorAll('a.alcove-entry').length)"""
    )
    assert counts == [1, 1]
    assert tab.elsewhere() == []
    known = tab.click("li a.alcove-entry, dd a.alcove-entry")[1]
    latest = wiki.latest("Talk:Other page")
    assert latest is not None
    assert known["author"] == "Alice"
    assert known["revision"] == latest["revid"]
    assert known["thread"].startswith("c-Alice-")


def test_no_comment_goes_without_a_link_where_replying_is_switched_off(
    wiki: Wiki, page: Page
) -> None:
    wiki.configure("no-replies", "$wgDefaultUserOptions['discussiontools-replytool'] = 0;")
    try:
        page.goto(wiki.page_url(TALK))
        page.locator("a.alcove-entry").first.wait_for()
        assert page.locator("a.alcove-entry:visible").count() == 3
    finally:
        wiki.configure("no-replies", None)


def test_opens_in_place_where_the_form_is_installed(
    home_wiki: Wiki, pins: dict[str, Any], builds: Path, chromium: Browser
) -> None:
    home_wiki.reset()
    home_wiki.install_gadget(pins, default=True, form=True, builds=builds)
    context = chromium.new_context(viewport=WIDE)
    requests: list[Request] = []
    context.on("request", lambda request: requests.append(request))
    page = context.new_page()
    page.goto(home_wiki.page_url(TALK))
    page.locator("a.alcove-entry").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert not [r for r in requests if "alcove-form" in r.url]
    address = page.url
    page.locator("a.alcove-entry").first.click()
    page.wait_for_function("mw.loader.getState('ext.gadget.alcove-form') === 'ready'")
    page.locator(".alcove").first.wait_for()
    assert page.url == address
    assert [r.url for r in requests if not r.url.startswith((home_wiki.url, "data:"))] == []
    context.close()
    home_wiki.reset()


def test_opens_where_the_form_lives_when_it_cannot_be_loaded_here(
    home_wiki: Wiki, pins: dict[str, Any], builds: Path, chromium: Browser
) -> None:
    home_wiki.reset()
    home_wiki.install_gadget(pins, default=True, form=True, builds=builds)
    home_wiki.edit("MediaWiki:Gadget-alcove-form.js", "throw new Error( 'broken' );")
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(home_wiki.page_url("Test page", useskin="vector"))
    page.locator("#t-alcove a").click()
    page.wait_for_url("**/wiki/Special:BlankPage/Alcove?withgadget=alcove-form#alcove=*")
    context.close()
    home_wiki.reset()


def test_works_from_the_global_script_of_somebody_once(
    wiki: Wiki, browse: Callable[..., Tab]
) -> None:
    source = f"{wiki.url}/w/index.php?title=MediaWiki:Gadget-alcove.js"
    recipe = f"mw.loader.load('{source}&action=raw&ctype=text/javascript');"
    wiki.edit("User:Alice/common.js", recipe, user="Alice")
    definition = str(wiki.text("MediaWiki:Gadgets-definition"))
    page = browse("Alice").page
    for beside_the_gadget in (True, False):
        if not beside_the_gadget:
            wiki.edit("MediaWiki:Gadgets-definition", definition.replace("|default", ""))
        with page.expect_response(lambda answer: "action=raw" in answer.url):
            page.goto(wiki.page_url(TALK, useskin="vector"))
        page.locator("#t-alcove a").wait_for()
        page.wait_for_load_state("networkidle")
        gadget = page.evaluate("mw.loader.getState('ext.gadget.alcove')")
        assert gadget == ("ready" if beside_the_gadget else "registered")
        assert page.locator("#t-alcove").count() == 1
        assert page.locator("a.alcove-entry").count() == 3
    wiki.edit("MediaWiki:Gadgets-definition", definition)
    wiki.delete("User:Alice/common.js")


def test_is_plain_enough_for_a_default_gadget(wiki: Wiki) -> None:
    """ResourceLoader replaces a script it cannot parse by an error message, with no other sign."""
    modules = f"{wiki.url}/w/load.php?modules=ext.gadget.alcove&only=scripts&raw=1"
    script = wiki.session(None).get(modules).text
    assert "Parse error" not in script
    assert "alcove-entry" in script
