# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record in Chromium: by keyboard, on a phone, for screen readers; to each reader their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import overflow, violations
from tests.serving import Server


def signed_in(page: Page, server: Server, person_id: str) -> None:
    """Choose one of the demo's people, and open the record."""
    page.goto(f"{server.url}/desk/sign-in")
    page.locator(f'button[name="person"][value="{person_id}"]').click()
    page.wait_for_url(re.compile(r"/desk/(\?|$)"))
    page.goto(f"{server.url}/desk/audit")


def cells(page: Page, column: int) -> set[str]:
    """What stands in a column of the record."""
    found = page.locator(f"table.rows tbody td:nth-child({column})").all_inner_texts()
    return {text.strip() for text in found}


def people(server: Server) -> tuple[str, str]:
    """Two of the demo's team."""
    first, second = list(server.passphrases)[1:3]
    return first, second


def test_each_reads_their_own_and_the_teams(page: Page, server: Server, chromium: Browser) -> None:
    first, second = people(server)
    signed_in(page, server, first)
    expect(page.locator("table.rows tbody tr").first).to_be_visible()
    assert "only you, and who runs the service" in cells(page, 5)
    page.get_by_role("link", name="Of the team").click()
    expect(page.get_by_role("link", name="Of the team")).to_have_attribute("aria-current", "true")
    assert "the team" in cells(page, 5)
    page.get_by_role("link", name="By or about me").click()
    expect(page.get_by_role("link", name="By or about me")).to_have_attribute(
        "aria-current", "true"
    )
    assert "signed in" in cells(page, 3)
    own = cells(page, 2) - {"who runs the service"}
    assert len(own) == 1, "nobody else's deeds"
    with chromium.new_context() as other:
        theirs = other.new_page()
        signed_in(theirs, server, second)
        rows = theirs.locator("table.rows tbody tr", has_text="signed in").all_inner_texts()
        assert rows
        assert not any(next(iter(own)) in row for row in rows)


def test_is_a_table_for_screen_readers_and_cards_on_phones(page: Page, server: Server) -> None:
    signed_in(page, server, people(server)[0])
    page.goto(f"{server.url}/desk/audit?of=team")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        table = page.get_by_role("table", name="Newest first")
        expect(table.get_by_role("columnheader")).to_have_count(5)
        row = table.get_by_role("row", name="set their keys").first
        expect(row.get_by_role("cell")).not_to_have_count(0)
    # Who did what reads as a sentence; what is not said by itself has its label.
    assert " set their keys" in row.inner_text()
    label = "cell => getComputedStyle(cell, '::before').content"
    assert "Who can see this line" in row.locator(".rows__level").evaluate(label)


def test_by_keyboard_alone(page: Page, server: Server) -> None:
    signed_in(page, server, people(server)[0])
    wanted = page.get_by_role("link", name="Of the team")
    for _ in range(30):
        page.keyboard.press("Tab")
        if wanted.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"of=team"))
    expect(wanted).to_have_attribute("aria-current", "true")
    assert "only you, and who runs the service" not in cells(page, 5)


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_cut_off_or_wrong_for_screen_readers(
    page: Page, server: Server, lang: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, server, people(server)[0])
    page.goto(f"{server.url}/desk/audit?of=team&uselang={lang}")
    expect(page.locator("table.rows")).to_be_visible()
    assert violations(page) == []
    assert overflow(page) <= 0
    sticks_out = "table => table.getBoundingClientRect().width > innerWidth"
    assert not page.locator("table.rows").evaluate(sticks_out), "nothing moves sideways"
    other = page.locator(f'footer a[href*="uselang={"de" if lang != "de" else "en"}"]')
    assert "of=team" in str(other.first.get_attribute("href")), "the choice outlives the language"
