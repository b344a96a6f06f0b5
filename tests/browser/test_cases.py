# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case desk in a browser: read and acted on without script, its file opened in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service.infra.time import today
from tests.browser.axe import overflow, violations
from tests.browser.living import unlock
from tests.desking import AGENDA, UNFOLD
from tests.serving import Server, serve_demo

SLOW = 60_000
VOTED = "Sample dispute about sources"
UNREAD = "Sample request about an appeal"
SECRET = "Only among ourselves <for now>"
REPORT = "5" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own: its cases change here."""
    with serve_demo(tmp_path_factory.mktemp("cases")) as running:
        yield running


def sign_in(page: Page, server: Server, who: str) -> None:
    page.goto(f"{server.url}/desk/sign-in")
    page.locator(f'button[name="person"][value="{who}"]').click()
    page.wait_for_url(AGENDA)


def test_reads_and_settles_without_script(chromium: Browser, server: Server) -> None:
    with chromium.new_context(java_script_enabled=False) as browser:
        page = browser.new_page()
        sign_in(page, server, "carla")
        agenda = page.locator(".case-agenda")
        expect(agenda).to_contain_text("You have not voted: Topic ban")
        expect(agenda).to_contain_text("One thing to settle in cases")
        page.get_by_role("link", name="Cases", exact=True).first.click()
        page.locator("table").get_by_role("link", name=VOTED).click()
        votes = page.locator(".motion").first
        expect(votes).to_contain_text("2 support, 0 oppose, 0 abstain")
        expect(votes.locator("del")).to_have_text("oppose")
        expect(votes).to_contain_text("Has not voted: Carla Demo, Duc Demo")
        revision = page.locator(".case-bar .rev")
        expect(revision).to_have_attribute("href", re.compile(r"^https://meta\..*oldid=1101$"))

        page.goto(f"{server.url}/desk/cases")
        page.locator(".waits").get_by_role("link", name=UNREAD).click()
        place = page.locator(".unread")
        expect(place).to_contain_text("until the end of next week")
        place.get_by_role("button", name="This is what it says").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was done yet")
        place.get_by_label("Day", exact=True).fill("2027-01-15")
        place.get_by_role("button", name="This is what it says").click()
        expect(page.get_by_role("status").first).to_contain_text("Done.")
        expect(page.locator(".case-bar")).to_contain_text("2027-01-15")
        expect(page.locator(".unread")).to_have_count(0)


def test_the_file_is_opened_in_place(page: Page, chromium: Browser, server: Server) -> None:
    sign_in(page, server, "ama")
    page.goto(f"{server.url}/desk/cases")
    page.locator("table").get_by_role("link", name=VOTED).click()
    decides(page)
    unlock(page, server, "ama")
    file = page.locator(".team-file")
    expect(file).to_contain_text("There is no file yet", timeout=SLOW)
    page.locator(".work--note textarea").fill(SECRET)
    page.locator(".work--note button").click()
    expect(file.locator(".filed", has_text=SECRET)).to_be_visible(timeout=SLOW)

    writes_together(file)
    keeps_evidence(file)
    file.locator(".fold--reports > summary").click()
    number = file.get_by_label("Number or address of the report")
    number.fill("nothing")
    file.get_by_role("button", name="Link the report").click()
    expect(file).to_contain_text("number or address.")
    number.fill(f"{server.url}/desk/reports/{REPORT}")
    file.get_by_role("button", name="Link the report").click()
    expect(file.get_by_role("link", name="Report 5555")).to_be_visible(timeout=SLOW)

    copied = page.locator("#view > .fold--wikitext")
    copied.locator("summary").click()
    text = copied.locator("textarea")
    expect(text).to_have_value(re.compile("Topic ban"))
    assert "Only among ourselves" not in text.input_value()
    copied.get_by_label("Notes and decisions").check()
    expect(text).to_have_value(re.compile("Only among ourselves &#60;for now&#62;"))
    expect(copied).to_contain_text("This now holds sealed texts")
    assert violations(page) == []

    # Nothing of it stands with the service, and a colleague reads it.
    stored = (server.demo.folder / "alcove.db").read_bytes()
    assert not any(word.encode() in stored for word in (SECRET, "We find that", REPORT))
    with chromium.new_context() as browser:
        other = browser.new_page()
        sign_in(other, server, "bilal")
        other.goto(page.url)
        unlock(other, server, "bilal")
        expect(other.locator(".team-file")).to_contain_text(SECRET, timeout=SLOW)
        other.locator(".fold--drafts > summary").click()
        expect(other.get_by_label("A text to write together")).to_have_value("We find that")

        # Whoever stays out fully finds nothing more; the file is locked anew without them.
        other.locator(".case-act", has_text="Stay out of this case").locator("summary").click()
        other.get_by_label("How far").select_option("full")
        other.get_by_label("I will not find this case any more").check()
        other.get_by_role("button", name="Stay out", exact=True).click()
        other.wait_for_url(re.compile("/desk/cases$"))
        expect(other.get_by_role("link", name=VOTED)).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Lock the file without them").click(timeout=SLOW)
    expect(page.get_by_role("button", name="Lock the file without them")).to_have_count(
        0, timeout=SLOW
    )
    page.locator(".work--note textarea").fill("Without Bilal")
    page.locator(".work--note button").click()
    expect(file.locator(".filed", has_text="Without Bilal")).to_be_visible(timeout=SLOW)


def decides(page: Page) -> None:
    """Write down a decision; it can be copied from where it stands."""
    page.locator(".case-act", has_text="Write down a decision").locator("summary").click()
    form = page.locator('form[action$="/decide"]')
    form.locator("[name=text]").fill("The ban [[stands]].")
    form.locator("[name=policy0]").fill("Policy:UCoC")
    form.locator("[name=rev0]").fill("77")
    form.get_by_role("button", name="Keep the decision").click()
    copied = page.locator(".decision .fold--wikitext")
    copied.locator("summary").click()
    text = copied.locator("textarea")
    expect(text).to_have_value(re.compile(r"oldid=77 Policy"))
    expect(text).to_have_value(re.compile("The ban &#91;&#91;stands"))


def writes_together(file: Locator) -> None:
    """A draft: what it said before is not lost, nor what is put aside."""
    file.locator(".fold--drafts > summary").click()
    text = file.get_by_label("A text to write together")
    text.fill("We find that")
    expect(file).to_contain_text("Saved in the file.")
    text.fill("We do not find that")
    file.get_by_text("One earlier version").click()
    earlier = file.locator(".fold--revisions")
    expect(earlier.locator(".filed")).to_have_text(re.compile("Ama Demo.*We find that"))
    earlier.get_by_role("button", name="Go on with this one").click()
    expect(text).to_have_value("We find that")
    expect(earlier.locator(".filed")).to_contain_text("We do not find that")
    file.get_by_role("button", name="Put it aside and begin another").click()
    expect(text).to_have_value("")
    file.get_by_text("One draft put aside").click()
    file.locator(".fold--aside").get_by_role("button", name="Go on with this one").click()
    expect(text).to_have_value("We find that")
    expect(file).to_contain_text("Saved in the file.")


def keeps_evidence(file: Locator) -> None:
    """What can be looked up for some time only stands where one sees it."""
    part = file.locator(".fold--evidence")
    part.locator("summary").click()
    part.get_by_label("About", exact=True).fill("https://meta.wikimedia.org/wiki/Special:Diff/7")
    part.get_by_label("The day it happened").fill((today() - timedelta(days=80)).isoformat())
    part.get_by_label("What to look for").fill("The same account?")
    part.get_by_role("button", name="Keep it in the file").click()
    expect(part.locator("summary")).to_have_text("Evidence (1) · first gone in 10 days")
    expect(part.get_by_role("link")).to_have_attribute("href", re.compile("Special:Diff/7$"))
    part.get_by_role("button", name="Looked up").click()
    expect(part.locator("summary")).to_have_text("Evidence (1)")


@pytest.mark.parametrize(
    ("width", "scheme", "lang"), [(320, "light", "en"), (1280, "dark", "ar"), (320, "dark", "de")]
)
def test_everybody_can_use_it(
    chromium: Browser, server: Server, width: int, scheme: str, lang: str
) -> None:
    with chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as browser:
        page = browser.new_page()
        sign_in(page, server, "duc")
        for path in ("/desk/", "/desk/cases"):
            page.goto(f"{server.url}{path}?uselang={lang}")
            expect(page.locator("h1")).to_be_visible()
            assert violations(page) == []
            assert overflow(page) == 0
            assert (
                page.locator(".bar__nav").evaluate("one => one.scrollWidth - one.clientWidth") == 0
            )
        page.locator("table").get_by_role("link", name=VOTED).click()
        expect(page.locator("#unlock form")).to_be_visible(timeout=SLOW)
        page.evaluate(UNFOLD)
        assert violations(page) == []
        assert overflow(page) == 0


def test_a_case_is_moved_with_the_keyboard_alone(page: Page, server: Server) -> None:
    sign_in(page, server, "duc")
    page.goto(f"{server.url}/desk/cases")
    page.locator("table").get_by_role("link", name=UNREAD).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/cases/[0-9a-f]{32}"))
    page.locator(".case-act", has_text="Move to another state").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Acc")
    page.keyboard.press("Tab")
    page.keyboard.type("Three members accept")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".case-bar")).to_contain_text("Accepted")
    expect(page.locator(".timeline")).to_contain_text("Three members accept")
