# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two real wikis and a real Chromium for the tests of this folder.

``entry_wiki`` stands for any wiki, ``home_wiki`` for the one where the form lives. Both run for
all tests of this folder; a test that changes what others count on calls ``reset()`` first or last.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import clocked
from tests.casepages import page as casepage
from tests.faults import Bots
from tests.filing import CASES, CASES_TEXT, CONFIG, PATIENCE, Filer, prepare
from tests.serving import serve_demo

from . import publishing
from .casetree import SCRIPT, Tree
from .caseworld import RIGHTS, CaseService, bot_key
from .gadget import bot_command
from .wikis import Wiki, make_wiki

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a wiki, so that it can be left out where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.wiki)
            # They share two wikis, so they stay in one process; some have wikis of their own.
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group("wiki"))


@pytest.fixture(scope="package")
def wikis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wiki, Wiki]]:
    """Start both wikis, and end them with the last test here."""
    folder = tmp_path_factory.mktemp("wikis")
    entry, home = make_wiki("entrywiki", folder / "entry"), make_wiki("homewiki", folder / "home")
    try:
        entry.start()
        home.start()
        yield entry, home
    finally:
        entry.stop()
        home.stop()


@pytest.fixture(scope="package")
def cases_wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    """A wiki with a committee's case pages; whoever uses it stands in the group "cases"."""
    wiki = make_wiki("caseswiki", tmp_path_factory.mktemp("cases") / "wiki")
    wiki.configure("rights", RIGHTS)
    try:
        wiki.start()
        yield wiki
    finally:
        wiki.stop()


@pytest.fixture(scope="package")
def cases_service(
    cases_wiki: Wiki, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CaseService]:
    """A service that knows a bot; a test that counts on nothing being known restores it."""
    folder = tmp_path_factory.mktemp("cases-service")
    with serve_demo(folder, cases_wiki.url, with_cases=False, app=clocked.APP) as server:
        yield CaseService(server, bot_key(server, "sync,publish,notify"))


@pytest.fixture(scope="package")
def sync_bots(cases_wiki: Wiki, cases_service: CaseService) -> Iterator[Bots]:
    """The bot that reads case pages, ready to run."""
    with Bots(*bot_command(cases_wiki, script=SCRIPT), ALCOVE_BOT_KEY=cases_service.key) as bots:
        # Signing in, and what Pywikibot keeps of a wiki for all later runs, is asked now.
        bots.run(f"-service:{cases_service.url}", "-simulate")
        yield bots


@pytest.fixture
def tree(
    cases_wiki: Wiki, cases_service: CaseService, sync_bots: Bots, request: pytest.FixtureRequest
) -> Tree:
    """An empty tree of case pages, of which the service knows nothing yet."""
    cases_service.restore()
    name = request.node.name.removeprefix("test_").replace("_", " ").translate({91: 40, 93: 41})
    return Tree(cases_wiki, cases_service, sync_bots, f"{name.capitalize()}/Cases/")


@pytest.fixture(scope="package")
def publish_bots(cases_wiki: Wiki, cases_service: CaseService) -> Iterator[Bots]:
    """The bot that publishes cases, ready to run and signed in."""
    command = bot_command(cases_wiki, script=publishing.SCRIPT)
    with Bots(*command, ALCOVE_BOT_KEY=cases_service.key) as bots:
        bots.run(f"-service:{cases_service.url}", "-simulate")
        yield bots


@pytest.fixture
def publisher(tree: Tree, publish_bots: Bots) -> Iterator[publishing.Publisher]:
    """Three cases the service knows, and nothing published yet; the wiki is put back after."""
    moment = publishing.Moment(tree.wiki)
    for number, shape in enumerate(publishing.SHAPES):
        tree.save(f"Case {number}", casepage(shape, "en", seed=number).wikitext)
    tree.sync()
    yield publishing.Publisher(tree, publish_bots)
    moment.restore()


@pytest.fixture(scope="package")
def entry_wiki(wikis: tuple[Wiki, Wiki]) -> Wiki:
    """The wiki where something happened."""
    return wikis[0]


@pytest.fixture(scope="package")
def home_wiki(wikis: tuple[Wiki, Wiki]) -> Wiki:
    """The wiki where the form lives."""
    return wikis[1]


@pytest.fixture(scope="package")
def pins(home_wiki: Wiki) -> dict[str, Any]:
    """Pinned keys of nobody, and addresses where nothing answers but the home wiki."""
    return {
        "service": "http://127.0.0.1:9",
        "home": home_wiki.url,
        "claim_key": "A" * 43 + "=",
        "teams": {"u4c": {"name": "Test team", "root": "B" * 43 + "="}},
    }


@pytest.fixture(scope="package")
def playwright_driver() -> Iterator[Playwright]:
    """What talks to the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    """One browser for all tests here."""
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def browser_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser nobody used before."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A tab in it."""
    return browser_context.new_page()


@pytest.fixture(scope="module")
def filing_wiki(home_wiki: Wiki, pins: dict[str, Any]) -> Wiki:
    """A wiki whose committee takes requests, with the gadget."""
    home_wiki.reset()
    prepare(home_wiki)
    home_wiki.install_gadget({**pins, "filing": CONFIG}, default=True, form=True)
    return home_wiki


@pytest.fixture
def filer(filing_wiki: Wiki, browser_context: BrowserContext) -> Iterator[Filer]:
    """Alice, signed in, before a request; the list is as it was at first."""
    filing_wiki.edit(CASES, CASES_TEXT)
    page = browser_context.new_page()
    page.set_default_timeout(PATIENCE)
    filing_wiki.login(page, "Alice")
    yield Filer(page, filing_wiki)
    filing_wiki.configure("filing", None)
