# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of reports: filters, many at once, reports about the same person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send
from tests.desking import Member, select
from tests.following import as_writer, read_back
from tests.serving import Server

SLOW = 60_000
LONG = 60_000
FLOOD = "You are all corrupt and this whole committee should be closed at once"


def listed(member: Member, query: str = "") -> Page:
    """The list with everything in it open."""
    member.page.goto(f"{member.server.url}/desk/reports{query}")
    expect(member.page.locator(".opened").first).to_be_visible(timeout=SLOW)
    expect(member.page.locator("tbody .sealed")).to_have_count(0, timeout=SLOW)
    return member.page


def row(page: Page, words: str) -> Locator:
    return page.locator("tbody tr", has_text=words)


def excerpts(page: Page) -> Locator:
    return page.locator("tbody .excerpt")


class TestFilters:
    """Which reports to show: what the service knows, and what only the browser does."""

    def test_choose_by_what_the_service_knows(self, at_desk: AtDesk, send: Send) -> None:
        send("Filters: taken by Ama.")
        send("Filters: answered, the writer is next.")
        with at_desk("ama") as member:
            page = listed(member)
            take(member, "Filters: taken by Ama")
            listed(member)
            member.open_report("Filters: answered")
            member.answer("Please tell us more.")
            page = listed(member)
            page.get_by_label("Taken", exact=True).select_option("mine")
            expect(row(page, "Filters: taken by Ama")).to_be_visible()
            expect(row(page, "Filters: answered")).to_have_count(0)
            expect(row(page, "Filters: taken by Ama").locator(".queue__turn")).to_contain_text(
                "you"
            )
            page.get_by_role("button", name="Show all").click()
            page.get_by_label("Whose turn", exact=True).select_option("writer")
            expect(row(page, "Filters: answered")).to_be_visible()
            expect(row(page, "Filters: taken by Ama")).to_have_count(0)
            expect(page.locator(".count")).to_contain_text("reports shown")
            # They stand in the address, so that they can be kept, and outlive a change of state.
            expect(page).to_have_url(re.compile(r"\?turn=writer$"))
            page.get_by_role("link", name="New").click()
            page.wait_for_url("**/desk/reports?turn=writer&state=new")
            expect(page.locator("body")).to_contain_text("No report is like that", timeout=SLOW)

    def test_choose_by_what_only_the_browser_knows(self, at_desk: AtDesk, send: Send) -> None:
        one = [{"name": "filtered_person"}]
        send("Filters: hounding.", people=one, wiki="fr.wikipedia.org", kinds=["3.1-hounding"])
        send("Filters: threats.", people=[{"name": "User:Filtered person"}], kinds=["3.1-threats"])
        with at_desk("ama") as member:
            page = listed(member)
            everything = page.locator("tbody tr").count()
            page.get_by_label("Wiki").select_option("fr.wikipedia.org")
            expect(excerpts(page)).to_have_text(["Filters: hounding."])
            page.get_by_role("button", name="Show all").click()
            page.locator("#filter-category").select_option("3.1-threats")
            expect(row(page, "Filters: threats.")).to_have_count(1)
            expect(row(page, "Filters: hounding.")).to_have_count(0)
            page.get_by_role("button", name="Show all").click()
            # However the name was written, it is one person.
            page.get_by_label("About", exact=True).select_option("Filtered person")
            expect(page.locator(".count")).to_contain_text(f"2 of {everything} reports shown")
            expect(excerpts(page)).to_have_count(2)
            expect(
                row(page, "Filters: hounding.").or_(row(page, "Filters: threats."))
            ).to_have_count(2)
            assert "Filtered" not in page.url
            # Whoever types what is not there goes on typing.
            page.keyboard.press("Escape")
            page.get_by_role("searchbox").press_sequentially("nobody wrote this")
            expect(page.get_by_role("searchbox")).to_have_value("nobody wrote this")
            expect(page.locator("#view")).to_contain_text("No report is like that")
            page.reload()
            expect(page.locator("tbody tr")).to_have_count(everything, timeout=SLOW)

    def test_stand_in_one_line_and_behind_one_button_on_phones(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        send("Filters: on a phone.", people=[{"name": "Phone person"}])
        with at_desk("carla") as member:
            page = member.page
            for lang in ("de", "ar", "en"):
                page.set_viewport_size({"width": 1280, "height": 900})
                listed(member, f"?uselang={lang}")
                expect(page.locator("#filter-person")).to_be_visible(timeout=SLOW)
                boxes = page.locator(".bar-row :is(select, input[type=search])")
                bottoms = boxes.evaluate_all(
                    "all => all.map(one => Math.round(one.getBoundingClientRect().bottom))"
                )
                assert len(bottoms) == 8
                assert max(bottoms) - min(bottoms) <= 1, lang
            page.set_viewport_size({"width": 320, "height": 800})
            button = page.locator(".bar-fold > summary")
            turn = page.get_by_label("Whose turn", exact=True)
            expect(button).to_have_text("Filter")
            expect(turn).to_be_hidden()
            button.click()
            turn.select_option("team")
            page.get_by_label("About", exact=True).select_option("Phone person")
            assert violations(page) == []
            button.click()
            # Folded, what is chosen is still to be seen, and can be taken back.
            expect(button).to_have_text("Filter (2)")
            chosen = page.locator(".chosen")
            expect(chosen).to_contain_text("Whose turn: the team")
            expect(chosen).to_contain_text("About: Phone person (1)")
            expect(excerpts(page)).to_have_text(["Filters: on a phone."])
            assert violations(page) == []
            assert overflow(page) <= 0
            chosen.get_by_role("button", name="About: Phone person").click()
            expect(button).to_have_text("Filter (1)")
            expect(button).to_be_focused()
            expect(excerpts(page).nth(1)).to_be_attached()
            page.get_by_role("button", name="Show all").click()
            expect(button).to_have_text("Filter")
            expect(chosen).to_be_hidden()
            expect(page).to_have_url(f"{member.server.url}/desk/reports?uselang=en")

    def test_are_fetched_page_by_page(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            page = member.page
            one = page.request.get(f"{member.server.url}/api/v1/desk/reports").json()["reports"][0]
            asked: list[str] = []

            def answer(route: Any) -> None:
                asked.append(route.request.url.partition("?")[2])
                first = len(asked) * 200
                lines = [{**one, "id": f"{number:032x}"} for number in range(first, first + 200)]
                route.fulfill(json={"reports": lines, "next": "more" if len(asked) < 3 else None})

            page.route("**/api/v1/desk/reports?*", answer)
            page.goto(f"{member.server.url}/desk/reports")
            expect(page.locator(".count")).to_contain_text("600 reports", timeout=LONG)
            assert asked == ["limit=200", "limit=200&after=more", "limit=200&after=more"]


class TestSamePerson:
    """Reports about one person, found in the browser."""

    def test_are_found_and_a_duplicate_is_joined(
        self, at_desk: AtDesk, send: Send, chromium: Browser, server: Server
    ) -> None:
        first = send("Twins: the first report.", people=[{"name": "twin_person"}])
        second = send("Twins: the second report.", people=[{"name": "Twin person"}])
        with at_desk("ama") as member:
            page = listed(member)
            row(page, "Twins: the second").get_by_role("button", name="one more").click()
            expect(excerpts(page)).to_have_count(2)
            row(page, "Twins: the second").locator("a").first.click()
            panel = page.locator(".same-as")
            expect(panel).to_contain_text("Twins: the first report", timeout=SLOW)
            panel.get_by_role("button", name="join").click()
            panel.get_by_label("Go on in").select_option("there")
            expect(panel.locator(".preview__seen")).to_contain_text("it is a duplicate for us")
            panel.get_by_label("What the writer").fill("We go on with both in one place.")
            expect(panel.locator(".preview__seen")).to_contain_text("in one place")
            panel.get_by_role("button", name="Join, and close the duplicate").click()
            expect(page.get_by_text("the duplicate is closed")).to_be_visible(timeout=SLOW)
            expect(page.locator(".facts")).to_contain_text("Closed")
            expect(panel).to_contain_text("Joined: work on both", timeout=SLOW)
            expect(panel.locator(".same-list button")).to_have_count(0)
            page.get_by_role("link", name="To the other one").click()
            expect(member.thread).to_contain_text("Twins: the first report", timeout=SLOW)
            expect(page.locator(".facts")).not_to_contain_text("Closed")
            expect(panel).to_contain_text("Joined: work on both", timeout=SLOW)
        with as_writer(chromium, server, second.receipt.text) as writer:
            expect(writer.thread).to_contain_text("We go on with both in one place.")
        assert [entry.header["kind"] for entry in read_back(server, second.receipt.text)] == [
            "summary", "report", "closed",
        ]  # fmt: skip
        assert len(read_back(server, first.receipt.text)) == 2

    def test_are_not_joined_when_somebody_may_read_only_one(
        self, at_desk: AtDesk, send: Send, server: Server
    ) -> None:
        send("Apart: for everybody.", people=[{"name": "Apart person"}])
        left = send("Apart: not Carla.", people=[{"name": "Apart person"}], excluded=("carla",))
        with at_desk("ama") as member:
            page = listed(member)
            row(page, "Apart: for everybody").locator("a").first.click()
            panel = page.locator(".same-as")
            panel.get_by_role("button", name="join").click(timeout=SLOW)
            panel.get_by_role("button", name="Join, and close the duplicate").click()
            expect(panel).to_contain_text("They are not joined: Carla Demo", timeout=SLOW)
        assert len(read_back(server, left.receipt.text)) == 2
        with at_desk("carla") as carla:
            page = listed(carla)
            expect(row(page, "Apart: for everybody")).to_be_visible()
            expect(row(page, "Apart: for everybody").locator(".same")).to_have_count(0)
            row(page, "Apart: for everybody").locator("a").first.click()
            panel = page.locator(".same-as")
            panel.get_by_role("button", name="Look through all I can read").click(timeout=SLOW)
            expect(panel).to_contain_text("No other report you can read", timeout=SLOW)
            assert "not Carla" not in page.content()


class TestFlood:
    """Many at once: found alike, closed as abuse, stopped, left, gone on with, undone."""

    def test_is_closed_as_abuse_interrupted_and_resumed(
        self, at_desk: AtDesk, send: Send, server: Server
    ) -> None:
        sent = [send(f"{FLOOD}, says number {number}") for number in range(30)]
        with at_desk("ama") as member:
            page = listed(member)
            alike = page.locator(".alike")
            expect(alike).to_contain_text("30 reports with nearly the same text", timeout=SLOW)
            alike.get_by_role("button", name="Show and select these 30").click()
            expect(page.locator("tbody tr")).to_have_count(30)
            page.get_by_role("button", name="Close 30 as abuse").click()
            form = page.locator("form.many")
            expect(form.get_by_label("Count all 30, as abuse")).to_be_checked()
            form.locator("textarea").fill("We saw the same text thirty times.")
            expect(form.locator(".preview__seen")).to_contain_text("thirty times")
            closed: list[Route] = []
            held: list[Route] = []
            stopped = False

            def third_waits(route: Route) -> None:
                if len(closed) < 2 or stopped:
                    closed.append(route)
                    route.continue_()
                else:
                    held.append(route)

            page.route("**/desk/reports/*/envelopes", third_waits)
            form.get_by_role("button", name="Close all 30 as abuse").click()
            job = page.locator(".job")
            expect(job.get_by_role("progressbar")).to_have_attribute("value", "2", timeout=LONG)
            job.get_by_role("button", name="Stop").click()
            stopped = True
            for route in held:
                route.continue_()
            expect(job.get_by_role("button", name="Go on")).to_be_visible(timeout=SLOW)
            done = int(job.get_by_role("progressbar").get_attribute("value") or 0)
            assert 2 <= done < 30
            # Left, and found again: nothing of it is done twice.
            page.goto(f"{server.url}/desk/")
            page = listed(member)
            expect(page.locator(".job")).to_contain_text(f"after {done} of 30", timeout=SLOW)
            page.locator(".job").get_by_role("button", name="Go on").click()
            expect(page.locator(".job")).to_contain_text(
                "30 reports are closed as abuse", timeout=3 * LONG
            )
            for one in (sent[0], sent[done], sent[-1]):
                kinds = [entry.header["kind"] for entry in read_back(server, one.receipt.text)]
                assert kinds == ["summary", "report", "closed"]
            # Muted, they are out of the way, and come back on request.
            expect(row(page, FLOOD)).to_have_count(0)
            expect(page.locator(".count")).to_contain_text("30 muted ones are hidden")
            page.get_by_label("muted ones too").check(force=True)
            expect(row(page, FLOOD)).to_have_count(30)
            expect(row(page, FLOOD).first.locator(".queue__state")).to_contain_text("Closed")
            expect(row(page, FLOOD).first).to_contain_text("muted")

    def test_one_that_cannot_be_done_does_not_hold_up_the_others(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        names = ("first", "second", "third")
        for name in names:
            send(f"Muting: the {name}.")
        with at_desk("bilal") as member:
            page = listed(member)
            wrong = row(page, "Muting: the second").get_attribute("data-report")
            page.route(
                f"**/desk/reports/{wrong}/mute",
                lambda route: route.fulfill(status=403, json={"code": "x", "title": "Refused"}),
            )
            for name in names:
                select(row(page, f"Muting: the {name}"))
            expect(page.locator(".selection")).to_contain_text("3 reports selected")
            page.get_by_role("button", name="Mute 3").click()
            job = page.locator(".job")
            expect(job).to_contain_text("2 reports are muted", timeout=SLOW)
            expect(job.locator("li")).to_have_count(1)
            expect(job.locator("li")).to_contain_text("Refused")
            expect(row(page, "Muting: the first")).to_have_count(0)
            expect(row(page, "Muting: the second")).to_have_count(1)
            job.get_by_role("button", name="Undo: unmute all 2").click()
            expect(job).to_contain_text("2 reports are no longer muted", timeout=SLOW)
            expect(row(page, "Muting: the first")).to_have_count(1)

    def test_waits_while_nobody_answers(self, at_desk: AtDesk, send: Send) -> None:
        send("Offline: nothing may be lost.")
        with at_desk("bilal") as member:
            page = listed(member)
            select(row(page, "Offline: nothing may"))
            page.route("**/mute", lambda route: route.abort())
            page.get_by_role("button", name="Mute it").click()
            job = page.locator(".job")
            expect(job.get_by_role("alert")).to_contain_text("Nobody answered", timeout=SLOW)
            page.unroute("**/mute")
            job.get_by_role("button", name="Go on").click()
            expect(job).to_contain_text("One report is muted", timeout=SLOW)

    def test_is_selected_by_keyboard(self, at_desk: AtDesk) -> None:
        with at_desk("carla") as member:
            page = listed(member)
            page.keyboard.press("j")
            page.keyboard.press("x")
            expect(page.locator(".selection")).to_contain_text("One report selected")
            page.keyboard.press("x")
            expect(page.locator(".selection")).to_be_empty()
            page.keyboard.press("e")
            page.wait_for_url("**/desk/reports/enter*")


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_everybody_can_use_it(chromium: Browser, server: Server, send: Send, lang: str) -> None:
    """axe finds nothing, in either direction, light and dark; one line a row, cards on phones."""
    for number in range(3):
        send(f"Seen by everybody, in {lang}, with some more words of its own: {number}")
    scheme: Any = "dark" if lang == "de" else "light"
    with chromium.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        member = Member(page, server, "bilal")
        member.sign_in()
        member.unlock()
        listed(member, f"?uselang={lang}")
        expect(page.locator(".alike")).to_be_visible(timeout=SLOW)
        page.locator("[data-select]").first.check(force=True)
        page.locator(".selection button").first.click()
        expect(page.locator("form.many")).to_be_visible()
        page.set_viewport_size({"width": 1280, "height": 900})
        heights = page.evaluate("[...document.querySelectorAll('tbody tr')].map(r=>r.offsetHeight)")
        assert max(heights) < 56
        for width in (1280, 768, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], width
            assert overflow(page) <= 0, width


def take(member: Member, words: str) -> None:
    """Take a report, as its page does."""
    report = row(member.page, words).get_attribute("data-report")
    answer = member.page.request.post(
        f"{member.server.url}/api/v1/desk/reports/{report}/take",
        data={"version": 0},
        headers={"Origin": member.server.url},
    )
    assert answer.ok, answer.text()
