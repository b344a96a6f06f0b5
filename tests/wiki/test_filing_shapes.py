# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests that begin otherwise than with a table, and leaving one in the middle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, expect

from pywikibot_scripts.casepages import grammar, reading
from tests.filing import PATIENCE, PRELOAD, PRELOAD_TEXT, Filer

from .wikis import Wiki

SIGNED = "~~<noinclude></noinclude>~"
LIST = f"""== Parties ==
* {SIGNED}: Filer (no diff required)
* [[User:EXAMPLE]] (<!-- diff of the notice -->)

== Description of the problem - ({SIGNED}) ==
<!-- What happened? -->

== U4C member discussion ==
"""
BOX = f"""{{{{U4C case
| state = request
| party1 = {SIGNED}
| notice1 = Filer
| party2 = {{{{userlinks|EXAMPLE}}}}
| notice2 =
| what happened = <!-- In your own words -->
| links = <!-- What shows it -->
}}}}
== U4C member discussion ==
"""


@pytest.fixture
def preload(filing_wiki: Wiki) -> Iterator[str]:
    """The page requests are made from, which is as it was afterwards."""
    yield PRELOAD
    filing_wiki.edit(PRELOAD, PRELOAD_TEXT)


def test_parties_in_a_list(filer: Filer, preload: str) -> None:
    """They stand in the wiki's own list, where the bot that reads cases finds them."""
    filer.wiki.edit(preload, LIST)
    filer.open()
    filer.fill_up_to_save("It began in May.", "Bob", "Vandal", title="In a list")
    text = filer.wiki.text(filer.save()) or ""
    assert "(The committee is asked to notify)\n\n== Description of the problem" in text
    read = reading.read(text, title="In a list", grammar=grammar.load()).document()["facts"]
    assert {
        (fact["value"]["name"], fact["value"]["role"], fact["value"]["notice"])
        for fact in read
        if fact["key"] == "party"
    } == {("Alice", "filer", "filer"), ("Bob", "party", "none"), ("Vandal", "party", "none")}


def test_a_template_with_parameters(filer: Filer, preload: str) -> None:
    """Its parameters are the questions, and nothing that was typed ends it early."""
    filer.wiki.edit(preload, BOX)
    filer.open()
    filer.fill_up_to_save("Not }} or | x=1, but {{this}}.", "Bob", "Vandal", title="In a box")
    title = filer.save()
    text = filer.wiki.text(title) or ""
    assert "| party2 = {{userlinks|Bob}}\n| notice2 = The committee is asked to notify\n" in text
    assert "| party3 = {{userlinks|Vandal}}\n| notice3 = The committee is asked to notify\n" in text
    tree = filer.wiki.api(action="parse", page=title, prop="parsetree")["parse"]["parsetree"]
    names = [part.split("</name>")[0].strip() for part in tree.split("<name>")[1:]]
    assert names == [
        "state", "party1", "notice1", "party2", "notice2", "party3", "notice3",
        "what happened", "links",
    ]  # fmt: skip


def test_leaving_in_the_middle(filer: Filer) -> None:
    """A tab closed by accident asks first; leaving at once does not, and keeps nothing."""
    filer.open()
    filer.go()
    filer.fits()
    filer.go()
    filer.name("Bob")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    filer.page.on("dialog", stay)
    with filer.page.expect_event("dialog"):
        filer.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    filer.write("party", "Vandal")
    filer.primary().click()
    expect(filer.form.locator("#alcove-party")).to_contain_text("not on the list yet")
    filer.write("party", "")
    filer.go()
    filer.write("field-0", "Words that nobody else should see.")
    filer.go()
    filer.write("paste", "as I said above")
    filer.primary().click()
    expect(filer.form.locator("#alcove-paste")).to_contain_text("No link was found")
    expect(filer.form.locator("#alcove-paste textarea")).to_have_value("as I said above")
    assert "Words that" in str(filer.page.evaluate("sessionStorage.getItem('alcove-filing')"))
    filer.page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    # From the private form above the request, which knows nothing of it.
    filer.form.locator(".alcove-bar .cdx-button").first.click()
    overlay = filer.page.locator(".alcove-overlay")
    expect(overlay.locator("#alcove-heading")).to_be_visible(timeout=PATIENCE)
    overlay.locator(".alcove-bar .cdx-button", has_text="Leave now").click()
    filer.page.wait_for_url("https://www.wikipedia.org/", timeout=PATIENCE)
    assert len(asked) == 1
    filer.page.remove_listener("dialog", stay)
    filer.page.goto(f"{filer.wiki.url}/wiki/Test_page")
    assert filer.page.evaluate("sessionStorage.getItem('alcove-filing')") is None
