# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's first page: what to do next, without a click; and reports entered by members."""

from __future__ import annotations

import datetime
import json
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service.infra.time import today
from service.vault import client
from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send, Tamper
from tests.desking import AGENDA, Member
from tests.following import as_writer
from tests.serving import Server

SLOW = 60_000
CODE = re.compile(r"^PRIVATE-DO-NOT-SHARE-")


def day(after: int) -> str:
    """So many days from today, as the database writes days."""
    return (today() + datetime.timedelta(days=after)).isoformat()


def report_of(member: Member, sealed: client.SealedReport) -> dict[str, Any]:
    """A report as the service lists it to a member."""
    answer = member.page.request.get(f"{member.server.url}/api/v1/desk/reports?limit=200")
    [found] = [one for one in answer.json()["reports"] if one["vault"] == sealed.vault.id]
    return dict(found)


def act(member: Member, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the service for something as the page of the desk would."""
    answer = member.page.request.post(
        f"{member.server.url}/api/v1/desk/{path}",
        data=json.dumps(body),
        headers={"Content-Type": "application/json", "Origin": member.server.url},
    )
    assert answer.ok, answer.text()
    return dict(answer.json())


def group(page: Page, name: str) -> Locator:
    return page.locator(f".group--{name}")


def line(page: Page, words: str) -> Locator:
    return page.locator(".agenda-item", has_text=words)


def agenda(member: Member) -> Page:
    """The agenda with everything on it open."""
    member.page.goto(f"{member.server.url}/desk/")
    expect(member.page.locator(".agenda-what .opened").first).to_be_visible(timeout=SLOW)
    expect(member.page.locator("main .sealed")).to_have_count(0, timeout=SLOW)
    return member.page


class TestAgenda:
    """What should I do next?"""

    def test_is_where_signing_in_leads_and_unlocks_once(self, page: Page, server: Server) -> None:
        page.goto(f"{server.url}/desk/sign-in")
        page.locator('button[name="person"][value="ama"]').click()
        page.wait_for_url(AGENDA)
        # What is due, and whose turn it is, needs no key.
        expect(page.locator(".next")).to_contain_text("Locked report", timeout=SLOW)
        expect(page.locator(".next a")).to_be_visible()
        assert "Unter jedem" not in page.content()
        Member(page, server, "ama").unlock()
        expect(line(page, "Unter jedem meiner")).to_be_visible(timeout=SLOW)
        page.goto(f"{server.url}/desk/reports")
        expect(page.locator(".opened").first).to_be_visible(timeout=SLOW)
        expect(page.locator("#unlock form")).to_have_count(0)

    def test_shows_each_matter_once_under_its_most_urgent_reason(
        self, at_desk: AtDesk, send: Send, tamper: Tamper
    ) -> None:
        names = ("late", "soon", "mine", "others", "deadlines", "retention", "free")
        sent = {name: send(f"This one is {name}, on the agenda.") for name in names}
        with at_desk("bilal") as bilal, at_desk("ama") as ama:
            ids = {name: report_of(ama, sealed)["id"] for name, sealed in sent.items()}
            due = "UPDATE clocks SET due = ? WHERE subject = ? AND kind = 'answer'"
            tamper(due, day(-2), ids["late"])
            tamper(due, day(2), ids["soon"])
            for member, name in ((ama, "mine"), (bilal, "others"), (bilal, "deadlines")):
                act(member, f"reports/{ids[name]}/take", {"version": 0})
            changes = {"version": 1, "kind": "evidence", "due": day(10)}
            act(bilal, f"reports/{ids['deadlines']}/clocks", changes)
            page = agenda(ama)
            for name in ("late", "soon", "mine", "others", "deadlines", "free"):
                expect(line(page, f"This one is {name},")).to_have_count(1)
                expect(group(page, name).locator(".agenda-item")).not_to_have_count(0)
                expect(group(page, name)).to_contain_text(f"This one is {name},")
            expect(page.locator(".group h2").first).to_have_text(re.compile("^Late"))
            expect(page.locator(".next")).to_contain_text("This one is late,")
            expect(line(page, "This one is late,")).to_contain_text("answer due 2 days ago")
            expect(line(page, "This one is deadlines,")).to_contain_text("evidence ends in 10 days")
            expect(line(page, "This one is others,")).to_contain_text("Bilal Demo has it")
            expect(line(page, "This one is mine,")).to_contain_text("you have it")
            expect(line(page, "This one is free,")).to_contain_text("nobody has it")
            # One line each.
            heights = page.evaluate(
                "[...document.querySelectorAll('.agenda-item')].map(one => one.offsetHeight)"
            )
            assert max(heights) < 60
            page.locator(".next a").click()
            expect(ama.thread).to_contain_text("This one is late,", timeout=SLOW)

    def test_knows_what_is_new_since_one_looked(self, at_desk: AtDesk, send: Send) -> None:
        send("Seen by Duc once.")
        with at_desk("duc") as duc, at_desk("ama") as ama:
            page = agenda(duc)
            expect(line(page, "Seen by Duc once")).to_contain_text("new")
            duc.page.goto(f"{duc.server.url}/desk/reports")
            duc.open_report("Seen by Duc once")
            page = agenda(duc)
            expect(line(page, "Seen by Duc once")).not_to_contain_text("new")
            ama.open_report("Seen by Duc once")
            ama.answer("Ama writes, Duc has not looked.")
            page = agenda(duc)
            expect(group(page, "news")).to_contain_text("Seen by Duc once")
            expect(line(page, "Seen by Duc once").get_by_text("Read")).to_be_visible()

    def test_says_nothing_of_what_leaves_somebody_out(self, at_desk: AtDesk, send: Send) -> None:
        send("Nothing of this for Carla.", excluded=("carla",), people=[{"name": "Only Here"}])
        with at_desk("carla") as carla, at_desk("ama") as ama:
            page = agenda(ama)
            expect(line(page, "Nothing of this for Carla")).to_have_count(1)
            page = agenda(carla)
            assert "Nothing of this for Carla" not in page.content()
            assert "Only Here" not in page.content()
            page.goto(f"{carla.server.url}/desk/reports")
            expect(page.locator(".opened").nth(1)).to_be_visible(timeout=SLOW)
            assert "Only Here" not in page.content()
            # Nothing missing is counted as something to be granted, either.
            page.goto(f"{carla.server.url}/desk/")
            expect(page.locator(".agenda-what .opened").first).to_be_visible(timeout=SLOW)
            expect(page.locator(".group h2", has_text="Keys and lists")).to_have_count(0)

    def test_says_what_would_appear_when_there_is_nothing(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            empty = {"reports": [], "next": None}
            member.page.route("**/api/v1/desk/reports?*", lambda route: route.fulfill(json=empty))
            member.page.goto(f"{member.server.url}/desk/")
            nothing = member.page.locator(".next--nothing")
            expect(nothing).to_contain_text("Nothing to do right now", timeout=SLOW)
            expect(nothing).to_contain_text("When somebody writes to your team")

    def test_can_be_tried_again_when_nobody_answers(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            page = member.page
            page.route("**/api/v1/desk/reports?*", lambda route: route.abort())
            page.goto(f"{member.server.url}/desk/")
            again = page.get_by_role("button", name="Try again")
            expect(again).to_be_visible(timeout=SLOW)
            page.unroute("**/api/v1/desk/reports?*")
            again.click()
            expect(page.locator(".next")).to_be_visible(timeout=SLOW)

    def test_names_what_lists_and_keys_need(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as member:
            page = member.page

            def changed(change: Callable[[dict[str, Any]], None], path: str) -> None:
                def answer(route: Any) -> None:
                    said = route.fetch().json()
                    change(said)
                    route.fulfill(json=said)

                page.route(path, answer)

            def ends(said: dict[str, Any]) -> None:
                said["teams"][0]["statement_expires"] = day(5)
                said["teams"][0]["intake"] = {
                    "intake": "open", "open": False, "reason": "too_few_active",
                }  # fmt: skip

            def left(said: dict[str, Any]) -> None:
                said["vaults"][0]["holders"].append("0" * 32)

            changed(ends, "**/api/v1/desk/me")
            changed(left, "**/api/v1/desk/holdings?*")
            page.goto(f"{member.server.url}/desk/")
            keys = page.locator(".group", has_text="Keys and lists")
            expect(keys).to_contain_text("The list of members ends in 5 days", timeout=SLOW)
            expect(keys).to_contain_text("too few members opened the desk")
            expect(keys).to_contain_text("no longer in the list", timeout=SLOW)
            keys.get_by_role("link", name="People and keys").first.click()
            page.wait_for_url("**/desk/people*")

    def test_works_by_keyboard_alone(self, at_desk: AtDesk) -> None:
        with at_desk("carla") as member:
            page = agenda(member)
            page.keyboard.press("?")
            dialog = page.locator("dialog")
            expect(dialog).to_contain_text("next row or step")
            page.keyboard.press("Escape")
            page.keyboard.press("j")
            expect(page.locator("[data-open]").first).to_be_focused()
            page.keyboard.press("j")
            expect(page.locator("[data-open]").nth(1)).to_be_focused()
            page.keyboard.press("Enter")
            expect(member.thread).to_be_visible(timeout=SLOW)


class TestEntering:
    """A report that came by mail, through a form, or on a talk page."""

    def entered(self, member: Member, what: str) -> Page:
        page = member.page
        page.goto(f"{member.server.url}/desk/reports")
        page.get_by_role("link", name="Enter a report").click()
        page.get_by_label("What was written").fill(what)
        page.get_by_label("How it came").select_option("talk")
        page.get_by_label("Where it can be found").fill("https://meta.wikimedia.org/wiki/Talk:X")
        page.get_by_label("Which wiki it is about").fill("https://de.wikipedia.org/wiki/Start")
        page.get_by_label("Its language").select_option("de")
        page.get_by_label("Who is complained about").fill("entered_person\n")
        page.get_by_label("Links").fill("https://de.wikipedia.org/w/index.php?diff=7")
        return page

    def test_seals_it_and_gives_the_code_to_pass_on(
        self, at_desk: AtDesk, chromium: Browser, server: Server
    ) -> None:
        sent: list[str] = []
        with at_desk("ama") as ama, at_desk("carla") as carla:
            page = self.entered(ama, "Somebody wrote this on a talk page.")
            page.get_by_text("Who of the team reads it").click()
            page.get_by_label("Carla Demo").uncheck(force=True)
            page.on("request", lambda request: sent.append(request.post_data or request.url))
            page.get_by_role("button", name="Lock and enter it").click()
            code = page.get_by_label("Its private code")
            expect(code).to_have_value(CODE, timeout=SLOW)
            assert not any("talk page" in one or "entered_person" in one for one in sent)
            assert "PRIVATE" not in "".join(sent)
            with as_writer(chromium, server, code.input_value()) as writer:
                expect(writer.thread).to_be_visible()
                writer.write_back("It is I who wrote on the talk page.")
            page.get_by_role("link", name="To the reports").click()
            ama.open_report("Somebody wrote this on a talk page")
            expect(page.locator(".choices")).to_contain_text("it came on a talk page")
            expect(ama.thread).to_contain_text("Entered person")
            expect(ama.thread).to_contain_text("It is I who wrote")
            agenda(carla)
            assert "Somebody wrote this" not in carla.page.content()

    def test_keeps_what_is_typed_when_nobody_answers(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as ama:
            page = self.entered(ama, "Typed, and the network is gone.")
            page.route("**/api/v1/desk/reports", lambda route: route.abort())
            page.get_by_role("button", name="Lock and enter it").click()
            expect(page.get_by_text("Your text is still here")).to_be_visible(timeout=SLOW)
            expect(page.get_by_label("What was written")).to_have_value(
                "Typed, and the network is gone."
            )
            page.unroute("**/api/v1/desk/reports")
            page.get_by_role("button", name="Lock and enter it").click()
            expect(page.get_by_label("Its private code")).to_be_visible(timeout=SLOW)

    def test_is_not_stored_twice_when_only_the_answer_got_lost(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as ama:
            page = self.entered(ama, "Stored once, though sent twice.")
            lost: list[int] = []

            def lose(route: Any) -> None:
                lost.append(route.fetch().status)
                route.abort()

            page.route("**/api/v1/desk/reports", lose)
            page.get_by_role("button", name="Lock and enter it").click()
            expect(page.get_by_text("Your text is still here")).to_be_visible(timeout=SLOW)
            assert lost == [201]
            page.unroute("**/api/v1/desk/reports")
            page.get_by_role("button", name="Lock and enter it").click()
            expect(page.get_by_label("Its private code")).to_be_visible(timeout=SLOW)
            page.get_by_role("link", name="To the reports").click()
            row = page.locator("tbody tr", has_text="Stored once, though sent twice")
            expect(row).to_have_count(1, timeout=SLOW)

    def test_says_beside_the_field_what_is_missing(self, at_desk: AtDesk) -> None:
        with at_desk("ama") as ama:
            page = self.entered(ama, "")
            page.get_by_label("Which wiki it is about").fill("dewiki")
            page.get_by_role("button", name="Lock and enter it").click()
            expect(page.get_by_text("Put in what was written.")).to_be_visible()
            expect(page.get_by_text("such as en.wikipedia.org")).to_be_visible()
            expect(page.get_by_label("What was written")).to_be_focused()


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_everybody_can_use_it(chromium: Browser, server: Server, lang: str) -> None:
    """axe finds nothing, in either direction, light and dark; 320 pixels are wide enough."""
    with chromium.new_context(color_scheme="dark" if lang == "de" else "light") as context:
        page = context.new_page()
        page.goto(f"{server.url}/desk/sign-in?uselang={lang}")
        page.locator('button[value="bilal"]').click()
        page.wait_for_url(AGENDA)
        expect(page.locator(".next")).to_be_visible(timeout=SLOW)
        assert violations(page) == []
        Member(page, server, "bilal").unlock()
        for path in ("/desk/", "/desk/reports/enter"):
            page.goto(f"{server.url}{path}?uselang={lang}")
            ready = page.locator(".agenda-what .opened, form.enter").first
            expect(ready).to_be_visible(timeout=SLOW)
            for folded in page.locator("main summary").all():
                folded.click()
            assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                assert violations(page) == [], path
                assert overflow(page) <= 0, path


def test_asks_the_service_for_nothing_sealed(at_desk: AtDesk) -> None:
    """What is compared in the browser stands in no request and no address."""
    with at_desk("ama") as member:
        asked: list[str] = []
        member.page.on("request", lambda request: asked.append(urllib.parse.unquote(request.url)))
        page = agenda(member)
        page.goto(f"{member.server.url}/desk/reports")
        expect(page.locator("#filter-wiki")).to_be_visible(timeout=SLOW)
        page.locator("#filter-wiki").select_option("de.wikipedia.org")
        page.locator("#filter-person").select_option("Example user one")
        page.locator("#filter-turn").select_option("team")
        expect(page).to_have_url(f"{member.server.url}/desk/reports?turn=team")
        assert not [one for one in asked if "wikipedia" in one or "Example" in one]
