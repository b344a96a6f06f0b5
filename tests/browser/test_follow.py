# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who comes back with their private code: reading, writing, leaving, losing no words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from service.vault import client
from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send, SlipIn
from tests.following import Follow, as_writer, leave_by_keys, read_back
from tests.serving import Server

SLOW = 60_000


def open_with(page: Page, server: Server, code: str, lang: str = "en") -> Follow:
    page.goto(f"{server.url}/follow?uselang={lang}")
    page.locator(".code-form input").fill(code)
    page.keyboard.press("Enter")
    follow = Follow(page)
    expect(follow.thread).to_be_visible(timeout=SLOW)
    return follow


class TestCode:
    """The private code."""

    def test_never_leaves_the_page(self, page: Page, server: Server, send: Send) -> None:
        sealed = send("Where does my code go?")
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        open_with(page, server, sealed.receipt.text)
        groups = [group for group in sealed.receipt.text.split("-")[4:] if len(group) == 3]
        secret = "-".join(groups)
        assert len(groups) == 9
        for request in asked:
            said = f"{request.url} {request.post_data or ''} {request.all_headers()}"
            assert secret not in said
            assert secret.replace("-", "") not in said
            assert sealed.receipt.identity not in said
        assert page.url == f"{server.url}/follow?uselang=en"
        # Nor does it stay on the screen, or in the browser.
        assert secret not in page.content()
        assert page.locator(".code-form").count() == 0
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert page.context.cookies() == []

    def test_is_understood_however_it_is_typed(
        self, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("Typed by hand.")
        groups = sealed.receipt.text.removeprefix("PRIVATE-DO-NOT-SHARE-").lower().split("-")
        open_with(page, server, "  " + " ".join(groups).replace("0", "o").replace("1", "l") + " ")

    def test_mistakes_are_told_apart_beside_the_field(
        self, page: Page, server: Server, send: Send
    ) -> None:
        right = send("A mistake in the code.").receipt.text
        wrong = right[:-5] + ("2" if right[-5] != "2" else "3") + right[-4:]
        page.goto(f"{server.url}/follow")
        field = page.locator(".code-form input")
        for typed, told in (
            ("", "Type or paste your private code"),
            ("ABC", "not a whole private code"),
            (wrong, "One symbol of the code is mistyped"),
            (client.new_receipt().text, "Nothing belongs to this code"),
        ):
            field.fill(typed)
            page.keyboard.press("Enter")
            expect(page.locator(".code-form [role=alert]")).to_contain_text(told, timeout=SLOW)
            expect(field).to_have_value(typed)
            expect(field).to_be_focused()


class TestThread:
    """What came of it."""

    def test_says_how_far_it_is_who_reads_it_and_who_says_so(
        self, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("How far is it?", excluded=("duc",))
        open_with(page, server, sealed.receipt.text)
        standing = page.locator(".standing")
        expect(standing).to_contain_text("New")
        expect(standing).to_contain_text("The team means to answer in")
        expect(standing).to_contain_text("The service says this")
        readers = page.locator(".readers")
        readers.locator("summary").click()
        expect(readers).to_contain_text("Carla Demo")
        expect(readers).not_to_contain_text("Duc Demo")
        # Their own words are folded, for whoever looks over their shoulder.
        expect(page.get_by_text("How far is it?")).to_be_hidden()
        page.get_by_text("Show what you wrote").click()
        expect(page.get_by_text("How far is it?")).to_be_visible()

    def test_writing_back_and_reading_the_answer(
        self, chromium: Browser, server: Server, send: Send, at_desk: AtDesk
    ) -> None:
        sealed = send("Please answer.")
        with at_desk("ama") as member:
            member.open_report("Please answer")
            member.answer("We are here.")
            member.close("All done.")
        with as_writer(chromium, server, sealed.receipt.text) as writer:
            expect(writer.thread).to_contain_text("We are here.")
            expect(writer.page.locator(".standing")).to_contain_text("Closed")
            expect(writer.page.locator(".write-back")).to_contain_text("asked to look again")
            writer.write_back("It began again.")
            expect(writer.page.locator(".standing")).to_contain_text("In work")
            expect(writer.page.locator("textarea")).to_have_value("")
        assert read_back(server, sealed.receipt.text)[-1].body["text"] == "It began again."

    def test_a_text_survives_when_nobody_answers(
        self, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("The network is going to fail.")
        open_with(page, server, sealed.receipt.text)
        page.route("**/follow/envelopes", lambda route: route.abort())
        page.locator("textarea").fill("Keep every word.")
        page.get_by_role("button", name="Send").click()
        form = page.locator(".write-back")
        expect(form.locator("[role=alert]")).to_contain_text(
            "Your text is still here", timeout=SLOW
        )
        expect(page.locator("textarea")).to_have_value("Keep every word.")
        page.unroute("**/follow/envelopes")
        page.get_by_role("button", name="Send").click()
        expect(Follow(page).thread).to_contain_text("Keep every word.", timeout=SLOW)

    def test_is_not_sent_twice_when_only_the_answer_got_lost(
        self, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("The answer will get lost.")
        open_with(page, server, sealed.receipt.text)

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        page.route("**/follow/envelopes", lose)
        page.locator("textarea").fill("Only once.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".write-back [role=alert]")).to_be_visible(timeout=SLOW)
        page.unroute("**/follow/envelopes")
        page.get_by_role("button", name="Send").click()
        expect(Follow(page).thread).to_contain_text("Only once.", timeout=SLOW)
        assert len(read_back(server, sealed.receipt.text)) == 3

    def test_goes_after_what_came_in_between(
        self, page: Page, server: Server, send: Send, at_desk: AtDesk
    ) -> None:
        sealed = send("At the same time.")
        writer = open_with(page, server, sealed.receipt.text)
        with at_desk("ama") as member:
            member.open_report("At the same time")
            member.answer("From the team.")
        writer.write_back("From me.")
        expect(writer.thread).to_contain_text("From the team.")
        texts = [entry.body.get("text") for entry in read_back(server, sealed.receipt.text)]
        assert texts[2:] == ["From the team.", "From me."]

    def test_a_forged_answer_is_shown_as_one(
        self, page: Page, server: Server, send: Send, slip_in: SlipIn
    ) -> None:
        sealed = send("Somebody will pretend.")
        slip_in(sealed, "Tell us your name.")
        writer = open_with(page, server, sealed.receipt.text)
        expect(writer.thread.locator(".step--broken")).to_have_count(1)
        expect(page.get_by_text("You have done nothing wrong")).to_be_visible()
        assert "Tell us your name" not in page.content()

    def test_can_be_cleared(self, page: Page, server: Server, send: Send) -> None:
        sealed = send("Clear this.")
        open_with(page, server, sealed.receipt.text)
        page.get_by_role("button", name="Close and clear this page").click()
        expect(page.locator(".code-form input")).to_be_focused()
        assert "Clear this" not in page.content()


class TestLeaving:
    """Out, at once."""

    @pytest.mark.parametrize("path", ["/", "/follow", "/privacy"])
    @pytest.mark.parametrize("way", ["button", "keys"])
    def test_replaces_the_page(self, page: Page, server: Server, path: str, way: str) -> None:
        page.route(
            "https://www.wikipedia.org/",
            lambda route: route.fulfill(
                body="<title>An encyclopedia</title>", content_type="text/html"
            ),
        )
        page.goto(f"{server.url}/privacy?before")
        page.goto(server.url + path)
        if way == "button":
            page.locator("[data-leave]").click()
        else:
            leave_by_keys(page)
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        assert page.url == f"{server.url}/privacy?before"

    def test_is_not_held_up_by_unsent_words(self, page: Page, server: Server, send: Send) -> None:
        page.route(
            "https://www.wikipedia.org/",
            lambda route: route.fulfill(
                body="<title>An encyclopedia</title>", content_type="text/html"
            ),
        )
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        open_with(page, server, send("Leave now.").receipt.text)
        page.locator("textarea").fill("Half a sentence")
        leave_by_keys(page)
        page.wait_for_url("https://www.wikipedia.org/")
        assert asked == []

    def test_works_without_javascript(self, chromium: Browser, server: Server) -> None:
        with chromium.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{server.url}/follow")
            leave = page.locator("[data-leave]")
            assert leave.get_attribute("href") == "https://www.wikipedia.org/"
            expect(page.locator("noscript, p.cdx-message").first).to_be_visible()
            assert page.locator("input").count() == 0


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_everything_can_be_used_by_everybody(
    chromium: Browser, server: Server, send: Send, lang: str
) -> None:
    """axe finds nothing, in either direction, light and dark; 320 pixels are wide enough."""
    scheme = "dark" if lang == "de" else "light"
    with chromium.new_context(color_scheme=scheme) as context:
        page = context.new_page()

        def check(what: str) -> None:
            assert violations(page) == [], what
            page.set_viewport_size({"width": 320, "height": 700})
            assert overflow(page) <= 0, what
            page.set_viewport_size({"width": 1280, "height": 900})

        for path in ("/", "/privacy", "/api/", "/nowhere"):
            page.goto(f"{server.url}{path}?uselang={lang}")
            check(path)
        page.locator(".danger summary").click()
        check("danger")
        page.goto(f"{server.url}/follow?uselang={lang}")
        page.locator(".code-form input").fill("ABC")
        page.keyboard.press("Enter")
        expect(page.locator(".code-form [role=alert]")).to_be_visible(timeout=SLOW)
        check("code")
        open_with(page, server, send(f"Look at this, {lang}.").receipt.text, lang)
        for folded in page.locator("main summary").all():
            folded.click()
        check("thread")
        assert page.title() == "Alcove"
