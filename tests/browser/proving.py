# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who proves an account while they write, with the demo's made-up accounts."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.serving import Server
from tests.writing import Writer

WORDS = "They follow me, and I want you to know who I am."


def at_appear(
    context: BrowserContext, server: Server, *, isolated: bool = True, words: str = WORDS
) -> Writer:
    """Somebody at the screen "how may you appear"."""
    page = context.new_page()
    if not isolated:
        keep_opener(page)
    page.goto(f"{server.url}/write")
    writer = Writer(page)
    writer.wait()
    writer.fill_up_to_appear(words)
    return writer


def keep_opener(page: Page) -> None:
    """As a wiki's page is: it sends no Cross-Origin-Opener-Policy, so a window knows its opener."""

    def without(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        headers = {
            name: value
            for name, value in answer.headers.items()
            if name != "cross-origin-opener-policy"
        }
        route.fulfill(response=answer, headers=headers)  # type: ignore[attr-defined]

    page.route("**/write*", without)


def open_window(writer: Writer, kind: str = "proven") -> Page:
    """Choose a kind of proof, and click."""
    writer.choose("appear", kind)
    opens = writer.form.locator("#alcove-proof button").first
    expect(opens).to_be_enabled(timeout=60_000)
    with writer.page.context.expect_page() as opened:
        opens.click()
    opened.value.wait_for_load_state()
    return opened.value


def press(window: Page, selector: str) -> None:
    """Click, and wait for the next page."""
    with window.expect_navigation():
        window.locator(selector).click()


def confirm(window: Page, kind: str = "name", account: str = "longstanding") -> None:
    """Choose a made-up account, and what is shown of it."""
    press(window, f"button[value={account}]")
    press(window, f"button[value={kind}]")
    expect(window.locator("[data-claim-code]")).to_be_visible()
