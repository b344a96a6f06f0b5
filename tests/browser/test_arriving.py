# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda's links lead to the part of a report they speak of, also after unlocking."""

from __future__ import annotations

import datetime
import re

from playwright.sync_api import Browser, Locator, Page, expect

from service.infra.time import today
from service.vault import client
from tests.browser.conftest import AtDesk, Send, Tamper
from tests.browser.living import Team, Thread, report_of
from tests.desking import AGENDA, Member
from tests.serving import Server

SLOW = 60_000
EVIDENCE = [{"url": "https://de.wikipedia.org/w/index.php?diff=9", "date": "2026-11-12"}]


def link(page: Page, words: str) -> Locator:
    """The one link of a line that is not only there for the pointer."""
    page.goto(f"{page.url.split('/desk')[0]}/desk/")
    line = page.locator(".agenda-item", has_text=words)
    expect(line).to_have_count(1, timeout=SLOW)
    return line.locator("[data-open]")


def soon(server: Server, tamper: Tamper, sealed: client.SealedReport, kind: str) -> None:
    """Something of a report ends tomorrow."""
    day = (today() + datetime.timedelta(days=1)).isoformat()
    report = report_of(server, sealed.vault.id)
    tamper("UPDATE clocks SET due = ?, kind = ? WHERE subject = ?", day, kind, report)


def is_at(page: Page, part: str, focused: Locator) -> None:
    """The part is in sight and what names it has the focus."""
    expect(focused).to_be_focused(timeout=SLOW)
    expect(focused).to_be_in_viewport()
    assert page.url.endswith(f"#{part}")


def test_read_first_then_answer(at_desk: AtDesk, send: Send, server: Server) -> None:
    """What was not read yet is where an answer begins; what was read leads to the answer."""
    words = "Arriving: to be read, then answered."
    sealed = send(words, lang="en")
    thread = Thread(Team.of(server), sealed)
    with at_desk("ama") as ama:
        page = ama.page
        link(page, words).press("Enter")
        step = ama.thread.locator(".step")
        is_at(page, "thread", step.first)
        expect(ama.thread.locator(".step--unseen")).to_have_count(0)
        link(page, words).click()
        is_at(page, "answer", page.get_by_role("heading", name="Answer", exact=True))
        # From there on by keyboard, as without a part in the address.
        page.keyboard.press("a")
        expect(page.locator("form.act--message textarea")).to_be_focused()
        thread.write("Something new since you looked.")
        thread.write("And one thing more.")
        link(page, words).click()
        is_at(page, "thread", step.nth(1))
        expect(step.nth(1)).to_contain_text("new to you")
        expect(ama.thread.locator(".step--unseen")).to_have_count(2)


def test_what_is_folded_is_unfolded(
    at_desk: AtDesk, send: Send, server: Server, tamper: Tamper, chromium: Browser
) -> None:
    """Evidence lies folded in the file; who comes there locked arrives after unlocking."""
    words = "Arriving: evidence that ends."
    soon(server, tamper, send(words, evidence=EVIDENCE), "technical")
    with at_desk("carla") as carla:
        page = carla.page
        link(page, words).click()
        summary = page.locator("#evidence > summary")
        is_at(page, "evidence", summary)
        expect(page.locator("#evidence")).to_have_attribute("open", "")
        address = page.url
        # On a phone the parts stand below each other, with links to those further down.
        page.set_viewport_size({"width": 320, "height": 600})
        page.get_by_role("link", name="Who can read this").click()
        is_at(page, "readers", page.get_by_role("heading", name="Who can read this"))
    with chromium.new_context() as browser:
        duc = Member(browser.new_page(), server, "duc")
        duc.sign_in()
        duc.page.goto(address)
        expect(duc.page.locator("#unlock form")).to_be_visible(timeout=SLOW)
        duc.unlock()
        is_at(duc.page, "evidence", duc.page.locator("#evidence > summary"))


def test_an_address_that_names_nothing_of_the_page(at_desk: AtDesk, send: Send) -> None:
    """Whoever wrote it: nothing is opened and nothing breaks."""
    words = "Arriving: nowhere in particular."
    send(words)
    with at_desk("ama") as ama:
        page = ama.page
        href = str(link(page, words).get_attribute("href"))
        for part in ("nothing", "withdrawn", "%22%5D"):
            page.goto(page.url.split("/desk")[0] + re.sub("#.*", f"#{part}", href))
            page.reload()
            expect(ama.thread).to_be_visible(timeout=SLOW)
            expect(page.locator("body")).to_be_focused()
        page.goto(page.url.split("/desk")[0] + "/desk/")
        expect(page).to_have_url(AGENDA)
