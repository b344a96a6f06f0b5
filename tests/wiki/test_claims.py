# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proving an account from a real wiki's page: two origins, and a window that knows its opener."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.desking import Member
from tests.serving import Server, serve_demo
from tests.writing import Writer

from .wikis import Wiki

WORDS = "canary: proven from a wiki"
NAME = "Ines (invented)"


@pytest.fixture(scope="module")
def alcove(wikis: tuple[Wiki, Wiki], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that takes reports from both wikis."""
    with serve_demo(tmp_path_factory.mktemp("alcove"), *(wiki.url for wiki in wikis)) as server:
        yield server


def test_the_window_answers_the_wikis_page_alone(
    alcove: Server, home_wiki: Wiki, chromium: Browser
) -> None:
    """The code goes from window to page; nobody is signed in to the service by it."""
    home_wiki.reset()
    home_wiki.install_gadget(alcove.pins, default=False, form=True)
    with chromium.new_context() as browser:
        page = browser.new_page()
        page.goto(home_wiki.page_url("Special:BlankPage/Alcove", withgadget="alcove-form"))
        writer = Writer(page)
        writer.wait()
        writer.fill_up_to_appear(WORDS)
        asked: list[str] = []
        page.on(
            "request",
            lambda one: asked.append(one.post_data or "") if "collect" in one.url else None,
        )
        writer.choose("appear", "proven")
        opens = writer.form.locator("#alcove-proof button").first
        expect(opens).to_be_enabled(timeout=20_000)
        with browser.expect_page() as opened:
            opens.click()
        window = opened.value
        window.wait_for_load_state()
        expect(window.locator("main")).to_contain_text(home_wiki.url.removeprefix("https://"))
        for value in ("longstanding", "name"):
            with window.expect_navigation():
                window.locator(f"button[value={value}]").click()
        assert window.evaluate("window.opener !== null")
        expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=20_000)
        assert re.search(r'"code":"[0-9a-f]{32}"', asked[-1]), "by the code, not by asking again"
        assert window.locator("[data-claim-origin]").get_attribute("data-claim-origin") == (
            home_wiki.url
        )
        writer.go()
        writer.load_readers()
        writer.go()
        writer.send()
        names = {one["name"] for one in browser.cookies([alcove.url])}
        assert not names, "the window leaves nothing behind"

    with Member.at_desk(chromium, alcove, "ama") as ama:
        ama.open_report(WORDS)
        expect(ama.page.locator(".proof")).to_contain_text(NAME)
