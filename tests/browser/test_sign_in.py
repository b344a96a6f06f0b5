# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at a wiki in Chromium: there and back between two sites, and every way to be out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from service import create_app
from service.demo import TEAM, Demo, prepare
from service.people import actions, jobs
from service.people.rules import Group
from tests.browser.axe import overflow, violations
from tests.oauth import Wiki, standing_in
from tests.serving import CHEAPEST, Server, free_port

SLOW = 60_000
GROUP = "demo-committee"


@dataclass
class Place:
    """The service and the wiki; for a browser, two sites."""

    server: Server
    wiki: Wiki

    @property
    def app(self) -> Flask:
        """The application on the same database, for what an operator does."""
        return create_app({**self.server.demo.settings, **self.wiki.settings})

    def go(self, page: Page, name: str, press: str = "Allow") -> None:
        """Sign in as somebody, by keyboard as far as it is ours; the wiki asks for a name."""
        page.goto(f"{self.server.url}/desk/sign-in")
        page.get_by_role("button", name="Sign in at the wiki").press("Enter")
        page.locator("#wpName1").fill(name, timeout=SLOW)
        page.locator("#wpLoginAttempt").click()
        if press:
            page.get_by_role("button", name=press).click(timeout=SLOW)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    demo = Demo(tmp_path_factory.mktemp("demo"), url, work=CHEAPEST)
    prepare(demo)
    server = Server(demo, port)
    with standing_in(f"{url}/oauth/callback") as wiki, pytest.MonkeyPatch.context() as patch:
        for name in ("Ama Demo", "Bilal Demo", "Carla Demo", "Duc Demo", "Zoe"):
            wiki.add(name, groups=[GROUP] if name != "Zoe" else [])
        for name, value in wiki.settings.items():
            patch.setenv(f"ALCOVE_{name}", value)
        try:
            server.start()
            yield Place(server, wiki)
        finally:
            server.stop()


def is_fine(page: Page) -> None:
    """Nothing is wrong for people who use it differently, down to a narrow phone."""
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_member_signs_in_at_the_wiki(page: Page, place: Place) -> None:
    page.goto(f"{place.server.url}/desk/sign-in")
    is_fine(page)
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    place.go(page, "Ama Demo")
    page.wait_for_url(f"{place.server.url}/desk/", timeout=SLOW)
    expect(page.locator(".corner .who")).to_have_text("Ama Demo")
    assert any(one.startswith(place.wiki.url) for one in addresses), "the wiki was another site"
    [visit] = [one for one in page.context.cookies(place.server.url) if one["name"] == "alcove"]
    assert (visit["sameSite"], visit["httpOnly"]) == ("Strict", True)
    assert not [one for one in page.context.cookies() if one["name"] == "alcove-flow"]
    page.reload()
    expect(page.locator(".corner .who")).to_have_text("Ama Demo")

    # The second time the wiki asks nothing, and nobody presses anything there.
    page.locator("[data-sign-out] button").click()
    page.get_by_role("button", name="Sign in at the wiki").click()
    page.wait_for_url(f"{place.server.url}/desk/", timeout=SLOW)
    expect(page.locator(".corner .who")).to_have_text("Ama Demo")


def test_going_back_afterwards_does_no_harm(page: Page, place: Place) -> None:
    place.go(page, "Bilal Demo")
    page.wait_for_url(f"{place.server.url}/desk/", timeout=SLOW)
    callback = f"{place.server.url}/oauth/callback?code=def50200{'0' * 900}&state=x"
    page.goto(callback)
    expect(page.locator("h1")).to_have_text("You are not signed in")
    expect(page.locator("main")).to_contain_text("This way in is over")
    is_fine(page)
    page.goto(f"{place.server.url}/desk/")
    expect(page.locator(".corner .who")).to_have_text("Bilal Demo")


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_who_cancels_is_told_so_and_can_begin_again(page: Page, place: Place, lang: str) -> None:
    page.goto(f"{place.server.url}/desk/sign-in?uselang={lang}")
    page.locator("[data-at-wiki]").click()
    page.locator("#wpName1").fill("Carla Demo", timeout=SLOW)
    page.locator("#wpLoginAttempt").click()
    page.get_by_role("button", name="Cancel").click(timeout=SLOW)
    page.wait_for_url(f"{place.server.url}/oauth/callback?error=*", timeout=SLOW)
    assert page.locator("html").get_attribute("lang") == lang
    is_fine(page)
    page.locator("main .cdx-button").click()
    page.wait_for_url(f"{place.server.url}/desk/sign-in*")


def test_a_stranger_is_told_so(page: Page, place: Place) -> None:
    place.go(page, "Zoe")
    expect(page.locator("main")).to_contain_text("no team names this account", timeout=SLOW)
    expect(page.locator("main")).to_contain_text("Nothing about you was kept")
    is_fine(page)
    page.goto(f"{place.server.url}/desk/")
    page.wait_for_url(f"{place.server.url}/desk/sign-in")


def test_who_loses_the_group_is_out_with_the_next_click(page: Page, place: Place) -> None:
    with place.app.app_context():
        actions.set_team(TEAM, authority=Group(place.wiki.url, GROUP))
    place.go(page, "Duc Demo")
    page.wait_for_url(f"{place.server.url}/desk/", timeout=SLOW)
    expect(page.locator(".corner .who")).to_have_text("Duc Demo")
    place.wiki.accounts["Duc Demo"].groups = []
    with place.app.app_context():
        assert jobs.check_authorities()["lost"] == 1
    page.get_by_role("link", name="People").first.click()
    page.wait_for_url(f"{place.server.url}/desk/sign-in")
    page.get_by_role("button", name="Sign in at the wiki").click()
    expect(page.locator("main")).to_contain_text("you do not hold", timeout=SLOW)
    is_fine(page)
