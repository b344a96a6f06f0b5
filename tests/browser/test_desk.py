# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members at the desk: unlocking, the queue, threads, answers, and all that can go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send, Tamper
from tests.desking import AGENDA, UNFOLD, Member
from tests.serving import Server

SLOW = 60_000
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202egnp.exe'
# Presses the button as soon as it is there: how long it stays depends on how fast the machine is.
STOPS = """
    new MutationObserver((_, watching) => {
        const stop = [...document.querySelectorAll('#view button')]
            .find((one) => one.textContent === 'Stop' && !one.hidden);
        if (stop) {
            watching.disconnect();
            stop.click();
        }
    }).observe(document, {childList: true, subtree: true, attributes: true});
"""


def visible_words(page: Page, words: str) -> None:
    expect(page.get_by_text(words, exact=False).first).to_be_visible(timeout=SLOW)


def keep_of(page: Page) -> str:
    """Everything a script of the page could read out of the browser's storages."""
    kept: str = page.evaluate(
        "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
    )
    return kept


class TestUnlocking:
    """Once a visit, with the key file or with what the browser keeps."""

    def test_reports_are_listed_but_locked_before(self, page: Page, server: Server) -> None:
        member = Member(page, server, "ama")
        member.sign_in()
        expect(page.locator("table.queue tbody tr").first).to_be_visible(timeout=SLOW)
        assert "Unter jedem" not in page.content()
        expect(page.locator(".sealed").first).to_contain_text("Locked report")

    def test_what_is_wrong_stands_beside_the_field(
        self, page: Page, server: Server, tmp_path: Path
    ) -> None:
        Member(page, server, "ama").sign_in()
        form = page.locator("#unlock form")
        unlock = form.get_by_role("button", name="Unlock")
        unlock.click()
        expect(form).to_contain_text("Choose your key file first")
        other = tmp_path / "holiday.txt"
        other.write_text("not a key")
        form.locator('input[type="file"]').set_input_files(other)
        unlock.click()
        expect(form).to_contain_text("no key file of Alcove")
        form.locator('input[type="file"]').set_input_files(server.demo.key_file("ama"))
        form.locator('input[type="password"]').fill("seven wrong words are not enough here")
        unlock.click()
        expect(form).to_contain_text("not the words of this file", timeout=SLOW)
        form.locator('input[type="file"]').set_input_files(server.demo.key_file("bilal"))
        form.locator('input[type="password"]').fill(server.passphrases["bilal"])
        unlock.click()
        expect(form).to_contain_text("other keys than the ones you use", timeout=SLOW)

    def test_lasts_from_page_to_page_and_ends_with_the_visit(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            page = member.page
            member.open_report("Unter jedem meiner")
            page.reload()
            expect(member.thread).to_be_visible(timeout=SLOW)
            kept = keep_of(page)
            assert "AGE-SECRET-KEY" not in kept
            assert "Unter jedem" not in kept
            page.get_by_role("button", name="Lock", exact=True).click()
            expect(page.locator("#unlock form")).to_be_visible(timeout=SLOW)
            assert "alcove-visit" not in keep_of(page)
            assert "Unter jedem" not in page.content()

    def test_does_not_outlive_signing_out(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            member.page.get_by_role("button", name="Sign out").click()
            member.page.wait_for_url("**/desk/sign-in*")
            assert "alcove-visit" not in keep_of(member.page)
            member.sign_in()
            expect(member.page.locator("#unlock form")).to_be_visible(timeout=SLOW)

    def test_is_one_click_where_the_browser_keeps_the_keys(
        self, page: Page, server: Server
    ) -> None:
        member = Member(page, server, "ama")
        member.sign_in()
        page.get_by_label("Keep my keys in this browser").check(force=True)
        member.unlock()
        again = page.context.new_page()
        again.goto(f"{server.url}/desk/reports")
        again.get_by_role("button", name="Unlock", exact=True).first.click()
        expect(again.locator(".opened").first).to_be_visible(timeout=SLOW)


class TestQueue:
    """What should I do next?"""

    def test_says_what_is_next_and_opens_in_place(self, at_desk: AtDesk) -> None:
        with at_desk("carla") as member:
            page = member.page
            expect(page.locator(".agenda")).to_contain_text("wait for the team")
            row = page.locator("tbody tr", has_text="Unter jedem meiner Beiträge")
            expect(row).to_be_visible(timeout=SLOW)
            # A word and a shape, never colour alone.
            expect(row.locator(".queue__state")).to_contain_text("New")
            expect(row.locator(".queue__state svg")).to_be_visible()
            expect(row.locator(".queue__turn")).to_contain_text("The team")
            day = row.locator(".queue__by time")
            assert day.get_attribute("title")
            expect(day).to_contain_text("in ")

    def test_can_be_searched_and_filtered(self, at_desk: AtDesk) -> None:
        with at_desk("carla") as member:
            page = member.page
            expect(page.locator(".opened").nth(1)).to_be_visible(timeout=SLOW)
            page.keyboard.press("/")
            page.keyboard.type("schule")
            expect(page.locator("tbody tr:visible")).to_have_count(1)
            page.get_by_role("link", name="In work").click()
            expect(page.locator("tbody tr", has_text="Somebody answers")).to_be_visible(
                timeout=SLOW
            )
            assert "Unter jedem" not in page.content()

    def test_works_by_keyboard(self, at_desk: AtDesk) -> None:
        with at_desk("carla") as member:
            page = member.page
            expect(page.locator(".opened").nth(1)).to_be_visible(timeout=SLOW)
            page.keyboard.press("?")
            expect(page.locator("dialog")).to_contain_text("next row or step")
            page.keyboard.press("Escape")
            expect(page.locator("dialog")).to_have_count(0)
            page.keyboard.press("j")
            page.keyboard.press("j")
            page.keyboard.press("k")
            expect(page.locator("tbody tr").first.locator("a")).to_be_focused()
            page.keyboard.press("Enter")
            expect(member.thread).to_be_visible(timeout=SLOW)
            page.keyboard.press("j")
            expect(member.thread.locator(".step").first).to_be_focused()

    def test_an_empty_list_says_what_would_appear(self, at_desk: AtDesk) -> None:
        with at_desk("duc") as member:
            member.page.route(
                "**/api/v1/desk/reports?*",
                lambda route: route.fulfill(json={"reports": [], "next": None}),
            )
            member.page.reload()
            expect(member.page.locator(".empty")).to_contain_text(
                "When somebody writes to your team", timeout=SLOW
            )

    def test_many_can_be_left_and_resumed(
        self, at_desk: AtDesk, send: Send, chromium: Browser
    ) -> None:
        with at_desk("duc") as member:
            page = member.page
            listed = page.request.get(f"{member.server.url}/api/v1/desk/reports").json()
            one = listed["reports"][0]
            lines = [{**one, "id": f"{number:032x}"} for number in range(3000)]
            many = {"reports": lines, "next": None}
            page.route("**/api/v1/desk/reports?*", lambda route: route.fulfill(json=many))
            page.evaluate("sessionStorage.removeItem('alcove-visit-opened')")
            page.add_init_script(STOPS)
            page.reload()
            go_on = page.get_by_role("button", name="Go on")
            expect(go_on).to_be_visible(timeout=SLOW)
            bar = page.get_by_role("progressbar")
            opened = int(bar.get_attribute("value") or 0)
            assert 0 < opened < 3000
            assert bar.get_attribute("value") == str(opened)
            go_on.click()
            expect(page.locator(".opened").nth(opened)).to_be_visible(timeout=SLOW)
            # Thousands of rows are drawn piece by piece.
            expect(page.locator("tbody tr")).to_have_count(200)
            page.get_by_role("button", name="Show 200 more of 2800").click()
            expect(page.locator("tbody tr")).to_have_count(400)

    def test_a_summary_that_was_changed_is_shown_as_such(
        self, at_desk: AtDesk, send: Send, tamper: Tamper
    ) -> None:
        sealed = send("This summary is going to be exchanged.")
        other = send("And this is what it is exchanged for.")
        tamper(
            "UPDATE envelopes SET data = (SELECT data FROM envelopes WHERE vault = ? AND n = 0)"
            " WHERE vault = ? AND n = 0",
            other.vault.id,
            sealed.vault.id,
        )
        with at_desk("bilal") as member:
            row = member.page.locator("tbody tr", has=member.page.locator(".broken"))
            expect(row).to_have_count(1, timeout=SLOW)
            row.get_by_text("Why").click()
            expect(row).to_contain_text("is another one than it says")

    def test_who_is_left_out_does_not_see_it(self, at_desk: AtDesk, send: Send) -> None:
        send("Nothing for Carla.", excluded=("carla",))
        with at_desk("carla") as member:
            expect(member.page.locator(".opened").nth(1)).to_be_visible(timeout=SLOW)
            assert "Nothing for Carla" not in member.page.content()
        with at_desk("ama") as member:
            member.open_report("Nothing for Carla")
            panel = member.page.locator(".readers")
            expect(panel.locator("ul").first).not_to_contain_text("Carla Demo")
            expect(panel.locator("h3:has-text('Left out') + ul")).to_contain_text("Carla Demo")


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_everything_can_be_used_by_everybody(chromium: Browser, server: Server, lang: str) -> None:
    """axe finds nothing, in either direction, light and dark; 320 pixels are wide enough."""
    with chromium.new_context(
        locale=lang, color_scheme="dark" if lang == "de" else "light"
    ) as context:
        page = context.new_page()
        member = Member(page, server, "bilal")
        page.goto(f"{server.url}/desk/sign-in?uselang={lang}")
        assert violations(page) == []
        page.locator('button[value="bilal"]').click()
        page.wait_for_url(AGENDA)
        page.goto(f"{server.url}/desk/reports?uselang={lang}")
        expect(page.locator("table.queue")).to_be_visible(timeout=SLOW)
        assert violations(page) == []
        member.unlock()
        expect(page.locator(".opened").nth(1)).to_be_visible(timeout=SLOW)
        for path in ("/desk/reports", "row", "/desk/people", "/desk/audit"):
            if path == "row":
                page.locator("tbody tr", has_text="Somebody answers").locator("a").first.click()
                expect(member.thread).to_be_visible(timeout=SLOW)
                page.evaluate(UNFOLD)
            else:
                page.goto(f"{server.url}{path}?uselang={lang}")
                expect(page.locator("main table").first).to_be_visible(timeout=SLOW)
            assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
            assert violations(page) == [], path
            page.set_viewport_size({"width": 320, "height": 700})
            assert overflow(page) <= 0, path
            page.set_viewport_size({"width": 1280, "height": 900})
