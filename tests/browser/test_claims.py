# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proving an account in Chromium: the window, without its opener, blocked, refused, too late.

A wiki's page and the service are two sites here, as in the world, and a stand-in signs people in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.proving import WORDS, at_appear, confirm, open_window, press
from tests.desking import Member
from tests.following import read_back
from tests.serving import Server
from tests.writing import Writer

NAME = "Ines (invented)"
BLOCKED = "Kofi (invented, blocked)"
SIZES = [(1280, "light", "en"), (320, "dark", "ar"), (390, "light", "de")]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as made:
        yield made


def send(writer: Writer, server: Server, words: str = WORDS) -> dict[str, object]:
    """The rest of the way; what the report then says of its writer."""
    writer.go()
    writer.load_readers()
    writer.go()
    entries = read_back(server, writer.send())
    appear: dict[str, object] = entries[1].body["appear"]
    assert entries[1].body["what"] == words
    return appear


@pytest.mark.parametrize("isolated", [True, False], ids=["opener lost", "with its opener"])
def test_a_name_is_proven(context: BrowserContext, server: Server, isolated: bool) -> None:
    """Our own page is cut off from the window and asks again; a wiki's is answered at once."""
    writer = at_appear(context, server, isolated=isolated)
    window = open_window(writer)
    assert window.evaluate("window.opener === null") is isolated
    asked: list[str] = []
    writer.page.on(
        "request",
        lambda request: asked.append(request.post_data or "") if "collect" in request.url else None,
    )
    confirm(window)
    expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=60_000)
    with_code = [body for body in asked if re.search(r'"code":"[0-9a-f]{32}"', body)]
    assert bool(with_code) is not isolated
    assert not any(secret in url for secret in asked for url in (window.url, writer.page.url))
    appear = send(writer, server)
    assert (appear["as"], appear["name"]) == ("proven", NAME)


def test_members_see_what_is_proven(
    chromium: Browser, context: BrowserContext, server: Server
) -> None:
    """At the desk, checked there with the pinned key."""
    writer = at_appear(context, server, words="A proof for the desk to look at.")
    confirm(open_window(writer))
    expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=60_000)
    send(writer, server, "A proof for the desk to look at.")
    with Member.at_desk(chromium, server, "carla") as carla:
        carla.open_report("A proof for the desk")
        panel = carla.page.locator(".proof")
        expect(panel).to_contain_text(NAME)
        expect(panel.locator(".cdx-message--success")).to_be_visible()
        assert violations(carla.page) == []


def test_the_other_window_has_the_last_word(context: BrowserContext, server: Server) -> None:
    """Who chose a name in the form, and no name in the window, shows none."""
    writer = at_appear(context, server)
    confirm(open_window(writer), "established")
    expect(writer.form.locator("#alcove-proof .cdx-message--success")).to_be_visible(timeout=60_000)
    expect(writer.form.locator("input[value=established]")).to_be_checked()
    appear = send(writer, server)
    assert set(appear) == {"as", "claim", "nonce"}
    assert appear["as"] == "established"
    assert NAME not in str(appear)


def test_a_blocked_account_may_write_and_the_proof_says_so(
    context: BrowserContext, server: Server
) -> None:
    writer = at_appear(context, server)
    window = open_window(writer, "established")
    press(window, "button[value=blocked]")
    expect(window.locator("button[value=established]")).to_be_disabled()
    press(window, "button[value=name]")
    expect(writer.form.locator("#alcove-proof")).to_contain_text(BLOCKED, timeout=60_000)
    expect(writer.form.locator("#alcove-proof .cdx-message--success p")).to_have_count(2)


def test_no_is_an_answer_and_loses_nothing(context: BrowserContext, server: Server) -> None:
    writer = at_appear(context, server)
    confirm(open_window(writer), "no")
    expect(writer.form.locator("#alcove-proof .cdx-message--warning")).to_be_visible(timeout=60_000)
    writer.primary().click()
    expect(writer.form.locator("#alcove-proof [role=alert]")).to_be_visible()
    writer.choose("appear", "none")
    assert send(writer, server) == {"as": "none"}


def test_when_the_browser_opens_no_window(context: BrowserContext, server: Server) -> None:
    """The same page as a tab, from a link; the form's page waits where it is."""
    context.add_init_script("window.open = () => null")
    writer = at_appear(context, server)
    writer.choose("appear", "proven")
    opens = writer.form.locator("#alcove-proof button").first
    expect(opens).to_be_enabled(timeout=60_000)
    opens.click()
    expect(writer.form.locator("#alcove-proof .cdx-message--warning")).to_be_visible()
    with context.expect_page() as opened:
        writer.form.locator("#alcove-proof a").click()
    opened.value.wait_for_load_state()
    confirm(opened.value)
    expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=60_000)


def test_a_window_left_open_too_long(context: BrowserContext, server: Server) -> None:
    """Ten minutes later its cookie is gone: nothing is confirmed, and the form can ask anew."""
    writer = at_appear(context, server)
    window = open_window(writer)
    press(window, "button[value=longstanding]")
    context.clear_cookies(name="alcove-flow")
    press(window, "button[value=name]")
    expect(window.locator("[data-claim-code]")).to_have_count(0)
    expect(window.locator("h1")).to_be_visible()
    window.close()
    with context.expect_page() as opened:
        writer.form.locator("#alcove-proof button").first.click()
    opened.value.wait_for_load_state()
    confirm(opened.value)
    expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=60_000)


def test_by_keyboard_alone(context: BrowserContext, server: Server) -> None:
    writer = at_appear(context, server)
    page = writer.page
    page.locator("input[name=alcove-appear][value=none]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    opens = writer.form.locator("#alcove-proof button").first
    expect(opens).to_be_enabled(timeout=60_000)
    page.keyboard.press("Tab")
    expect(opens).to_be_focused()
    with context.expect_page() as opened:
        page.keyboard.press("Enter")
    window = opened.value
    window.wait_for_load_state()
    for value in ("longstanding", "name"):
        window.locator("h1").wait_for()
        for _ in range(12):
            if window.evaluate(f"document.activeElement.value === '{value}'"):
                break
            window.keyboard.press("Tab")
        with window.expect_navigation():
            window.keyboard.press("Enter")
    expect(writer.form.locator("#alcove-proof")).to_contain_text(NAME, timeout=60_000)


@pytest.mark.parametrize(("width", "scheme", "language"), SIZES)
def test_every_page_is_whole(
    chromium: Browser, server: Server, width: int, scheme: str, language: str, tmp_path: Path
) -> None:
    """axe finds nothing, and nothing sticks out, on the form's screen and in the window."""
    with chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    ) as context:
        context.route(
            "**/write",
            lambda route: route.continue_(url=f"{server.url}/write?uselang={language}"),
        )
        writer = at_appear(context, server)

        def look(page: Page) -> None:
            assert violations(page) == []
            assert overflow(page) <= 0

        writer.choose("appear", "proven")
        expect(writer.form.locator("#alcove-proof button").first).to_be_enabled(timeout=60_000)
        look(writer.page)
        window = open_window(writer)
        look(window)
        look(writer.page)
        press(window, "button[value=new]")
        look(window)
        press(window, "button[value=name]")
        look(window)
        expect(writer.form.locator(".cdx-message--success")).to_be_visible(timeout=60_000)
        look(writer.page)
        window.goto(f"{server.url}/claim/confirm?uselang={language}")
        look(window)
