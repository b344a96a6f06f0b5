# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member at the desk in Chromium, with their key file: opens a report, answers, closes."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from tests.serving import Server

AGENDA = re.compile(r"/desk/(\?|$)")
#: Opens whatever is folded.
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@dataclass
class Member:
    """The desk in one tab."""

    page: Page
    server: Server
    person_id: str

    @classmethod
    @contextlib.contextmanager
    def at_desk(cls, chromium: Browser, server: Server, person_id: str) -> Iterator[Member]:
        """Sign in and unlock, in a browser of their own."""
        with chromium.new_context() as browser:
            member = cls(browser.new_page(), server, person_id)
            member.sign_in()
            member.unlock()
            yield member

    def sign_in(self) -> None:
        """Choose one of the demo's people, and go on from the agenda to the reports."""
        self.page.goto(f"{self.server.url}/desk/sign-in")
        self.page.locator(f'button[name="person"][value="{self.person_id}"]').click()
        self.page.wait_for_url(AGENDA)
        self.page.goto(f"{self.server.url}/desk/reports")

    def unlock(self) -> None:
        """Open the key file with its passphrase; that takes a second or two."""
        panel = self.page.locator("#unlock form")
        panel.locator('input[type="file"]').set_input_files(
            self.server.demo.key_file(self.person_id)
        )
        panel.locator('input[type="password"]').fill(self.server.passphrases[self.person_id])
        panel.locator("button[type=submit], button").last.click()
        expect(panel).to_have_count(0, timeout=60_000)

    @property
    def thread(self) -> Locator:
        return self.page.locator("section.thread")

    def open_report(self, words: str) -> None:
        """Follow the row of the queue whose opened summary holds these words."""
        row = self.page.locator("#view tr", has_text=words)
        expect(row).to_be_visible(timeout=60_000)
        row.locator("a").first.click()
        expect(self.thread).to_be_visible(timeout=60_000)

    def answer(self, text: str) -> None:
        """Write to the writer, having seen what they will see."""
        form = self.page.locator("form.act--message")
        form.locator("textarea").fill(text)
        expect(form.locator(".preview")).to_contain_text(text)
        form.locator("button").last.click()
        expect(self.thread).to_contain_text(text, timeout=60_000)

    def close(self, text: str, outcome: str = "helped") -> None:
        """Close the report: what came of it for the file, a last word for the writer."""
        self.page.locator(".fold--act-closed > summary").click()
        form = self.page.locator("form.act--closed")
        form.get_by_label("What came of it", exact=True).select_option(outcome)
        form.locator("textarea").fill(text)
        form.locator("button").last.click()
        expect(self.thread).to_contain_text(text, timeout=60_000)

    @property
    def file(self) -> Locator:
        """The team's own file."""
        return self.page.locator(".team-file")

    def note(self, text: str) -> None:
        """File a note for the other members."""
        self.page.locator(".work--note textarea").fill(text)
        self.page.locator(".work--note button").click()
        expect(self.file.locator(".filed", has_text=text)).to_be_visible(timeout=60_000)

    def part(self, name: str) -> Locator:
        """One part of the file, unfolded."""
        part = self.page.locator(f".team-file .fold--{name}").first
        part.locator("summary").first.click()
        return part


def select(row: Locator) -> None:
    """Select a line of the queue: what lies over its box does not matter, nor whether it moves."""
    box = row.locator("[data-select]")
    box.evaluate("box => box.checked || box.click()")
    expect(box).to_be_checked()
