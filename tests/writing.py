# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who fills in the form in Chromium, whatever its language: nothing is found by words."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect


@dataclass
class Writer:
    """The form in one tab, wherever it is mounted."""

    page: Page
    seen: list[str] = field(default_factory=list)

    @property
    def form(self) -> Locator:
        return self.page.locator(".alcove")

    @property
    def heading(self) -> Locator:
        return self.page.locator("#alcove-heading")

    def wait(self) -> None:
        """Wait until the form is there."""
        expect(self.heading).to_be_visible(timeout=60_000)
        self._note()

    def choose(self, question: str, value: str) -> None:
        """Choose one answer of a question."""
        self.form.locator(f'input[name="alcove-{question}"][value="{value}"]').check(force=True)

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.form.locator(f"#alcove-{name} :is(input, textarea)").first.fill(text)

    def primary(self) -> Locator:
        """The one button that leads on."""
        return self.form.locator(".alcove-nav .cdx-button--weight-primary")

    def go(self) -> None:
        """Press it, and wait for the next screen to have the focus."""
        before = self.heading.inner_text()
        self.primary().click()
        expect(self.heading).not_to_have_text(before, timeout=60_000)
        expect(self.heading).to_be_focused()
        self._note()

    def fill_up_to_appear(self, text: str, team: str = "u4c") -> None:
        """From the first screen to "how may you appear"."""
        self.choose("danger", "no")
        self.go()
        self.choose("about", "me")
        self.choose("place", "several-wikis")
        self.go()
        self.choose("helpers", team)
        self.go()
        self.write("what", text)
        self.go()

    def fill_up_to_readers(self, text: str, team: str = "u4c") -> None:
        """From the first screen to the one with the readers' names."""
        self.fill_up_to_appear(text, team)
        self.choose("appear", "none")
        self.go()

    def load_readers(self) -> None:
        """Agree to the notice; the names appear."""
        self.primary().click()
        expect(self.form.locator("input[type=checkbox]").first).to_be_visible(timeout=60_000)

    def send(self) -> str:
        """Press Send on the last screen; return the private code."""
        self.primary().click()
        code = self.form.locator(".alcove-code textarea, .alcove-code input").first
        expect(code).to_be_visible(timeout=60_000)
        self._note()
        return code.input_value()

    def report(self, text: str) -> str:
        """The whole way; return the private code."""
        self.wait()
        self.fill_up_to_readers(text)
        self.load_readers()
        self.go()
        return self.send()

    def _note(self) -> None:
        """Remember the screen; every one of them has the way out and emergency help."""
        self.seen.append(self.heading.inner_text())
        expect(self.form.locator(".alcove-bar button")).not_to_have_count(0)
