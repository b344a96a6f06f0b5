# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wiki that takes public requests, and somebody who writes one; nothing is found by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.wiki.wikis import Wiki

CASES = "Committee/Cases"
PRELOAD = f"{CASES}/Preload"
PATIENCE = 60_000

PRELOAD_TEXT = """<noinclude>This is only seen here.</noinclude>{| class="wikitable"
! Parties !! Notifications
|-
| ~~<noinclude></noinclude>~ || Filer (no diff required)
|-
| {{userlinks|EXAMPLE}} || <!-- diff of the notice -->
|}
U4C member alert: @U4C: ~~<noinclude></noinclude>~~

== Description of the problem - (~~<noinclude></noinclude>~) ==
<!-- What happened, and where? -->

== Previous attempts at a solution - (~~<noinclude></noinclude>~) ==
<!-- Links to what you tried -->

== Suggested solutions - (~~<noinclude></noinclude>~) ==

== Previous attempts at a solution - (Other parties) ==

== U4C member discussion ==
=== Accept votes ===
"""
CASES_TEXT = f"""Requests are made here.
<inputbox>
type=create
preload={PRELOAD}
default={CASES}/
</inputbox>
== Open ==
* [[{CASES}/An older one]]

== Closed ==
"""


def config(cases: str, preload: str = "", words: int = 40) -> dict[str, Any]:
    """What a wiki pins about the requests below a page."""
    return {
        "cases": cases,
        "prefix": f"{cases}/",
        "preload": preload,
        "list": cases,
        "line": "* [[$1]]",
        "words": {"section": words, "total": None},
        "asked": "The committee is asked to notify",
        "own": "The filer will notify",
        "notices": "committee@example.org",
    }


CONFIG = config(CASES)


def prepare(wiki: Wiki) -> None:
    """Make the pages of a committee, as people would."""
    wiki.edit(PRELOAD, PRELOAD_TEXT)
    wiki.edit(CASES, CASES_TEXT)


@dataclass
class Filer:
    """A request in one tab."""

    page: Page
    wiki: Wiki

    @property
    def form(self) -> Locator:
        return self.page.locator(".alcove-filing")

    @property
    def heading(self) -> Locator:
        return self.form.locator("#alcove-heading")

    @property
    def trouble(self) -> Locator:
        return self.form.locator("[data-trouble]")

    def open(self, fragment: str = "#filing", **query: str) -> None:
        """Come by address, and wait until it is ready."""
        parameters = "".join(f"&{key}={value}" for key, value in query.items())
        address = f"{self.wiki.url}/wiki/Special:BlankPage/Alcove?withgadget=alcove-form"
        self.page.goto("about:blank")
        self.page.goto(f"{address}{parameters}{fragment}")
        expect(self.heading).to_be_visible(timeout=PATIENCE)

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
        before = self.heading.inner_text(timeout=PATIENCE)
        expect(self.primary()).to_be_enabled(timeout=PATIENCE)
        self.primary().click()
        expect(self.heading).not_to_have_text(before, timeout=PATIENCE)
        expect(self.heading).to_be_focused(timeout=PATIENCE)

    def back(self) -> None:
        """To the screen before."""
        before = self.heading.inner_text()
        self.form.locator(".alcove-nav .cdx-button--weight-quiet").click()
        expect(self.heading).not_to_have_text(before, timeout=PATIENCE)

    def fits(self, kind: str = "cross_wiki", wiki: str = "") -> None:
        """Answer what is asked before anything is typed, so that nothing stands in the way."""
        self.choose("kind", kind)
        if wiki:
            self.write("wiki", wiki)
        self.choose("tried", "yes")
        self.choose("restricted", "no")
        self.choose("private", "no")

    def name(self, *parties: str) -> None:
        """Name accounts, each found by the wiki."""
        for party in parties:
            self.write("party", party)
            self.form.locator("#alcove-party input").press("Enter")
            expect(self.form.locator(".alcove-party", has_text=party)).to_be_visible(
                timeout=PATIENCE
            )

    def fill_up_to_save(self, text: str, *parties: str, title: str = "") -> None:
        """From the first screen to the last."""
        self.go()
        self.fits()
        self.go()
        self.name(*(parties or ("Bob",)))
        self.go()
        self.write("field-0", text)
        for _ in range(3):
            self.go()
        if title:
            self.entitle(title)
        self.checked()

    def entitle(self, title: str) -> None:
        """Type a title and leave the field."""
        self.write("title", title)
        self.form.locator("#alcove-title input").press("Tab")

    def checked(self) -> None:
        """Wait until the wiki has answered about the title and shown its preview."""
        shown, again = (
            self.form.locator("iframe"),
            self.form.get_by_role("button", name="Show the preview again"),
        )
        expect(shown.or_(again)).to_be_visible(timeout=PATIENCE)
        if again.is_visible():  # the wiki was busy with others
            again.click()
        expect(shown).to_be_visible(timeout=PATIENCE)
        expect(self.primary()).to_be_enabled(timeout=PATIENCE)

    def press(self) -> None:
        """Press Save, whatever comes of it."""
        expect(self.primary()).to_be_enabled(timeout=PATIENCE)
        self.primary().click()

    def saved(self) -> str:
        """Wait until the page exists and everything is done; return its title."""
        title = self.form.locator(".alcove-link bdi").first
        expect(title).to_be_visible(timeout=PATIENCE)
        expect(self.form.locator(".alcove-screen > p[role=status]")).to_be_empty(timeout=PATIENCE)
        return title.inner_text()

    def save(self) -> str:
        """Press Save; return the page's title."""
        self.press()
        return self.saved()


def requests_on(wiki: Wiki) -> list[str]:
    """Pages below the prefix, but for the preload."""
    answer = wiki.api(action="query", list="allpages", apprefix=f"{CASES}/", aplimit="max")
    return [p["title"] for p in answer["query"]["allpages"] if p["title"] != PRELOAD]


def listed(wiki: Wiki, title: str) -> int:
    """How often a request stands on the list."""
    return (wiki.text(CASES) or "").count(f"[[{title}]]")
