# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working on a report with others: taking it, the team's file, drafts, handing over, closing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send
from tests.desking import Member
from tests.following import as_writer, read_back
from tests.serving import Server

SLOW = 60_000
# From the open list to the first answer sent, besides the words themselves.
CLICKS = 3
KEYS = 4

EVIDENCE = [{"url": "https://de.wikipedia.org/w/index.php?diff=9", "date": "2026-11-12"}]
COUNT = """
    window.steps = {clicks: 0, keys: 0};
    addEventListener('click', (event) => { window.steps.clicks += event.detail > 0; }, true);
    addEventListener('keydown', (event) => {
        const typing = event.target.matches('textarea') && !event.ctrlKey;
        window.steps.keys += !typing && event.key !== 'Control';
    }, true);
"""


def answer_form(member: Member) -> Locator:
    return member.page.locator("form.act--message")


def saved(member: Member) -> Locator:
    return answer_form(member).locator('[data-saving="saved"]')


def steps(page: Page) -> dict[str, int]:
    """What was clicked and pressed on this page, besides text."""
    counted: dict[str, int] = page.evaluate("window.steps")
    return counted


class TestFewSteps:
    """From the open list to the first answer: no peer needs fewer."""

    def test_by_pointer(self, at_desk: AtDesk, send: Send) -> None:
        send("Answered in three clicks.")
        with at_desk("ama") as member:
            page = member.page
            page.add_init_script(COUNT)
            page.evaluate(COUNT)
            row = page.locator("#view tr", has_text="Answered in three clicks")
            row.locator("a").first.click(no_wait_after=True)
            # The click that leaves the list; the page after it counts anew.
            before = 1
            expect(member.thread).to_be_visible(timeout=SLOW)
            answer_form(member).locator("textarea").click()
            page.keyboard.type("We read it.")
            answer_form(member).get_by_role("button", name="Send the answer").click()
            expect(member.thread).to_contain_text("We read it.", timeout=SLOW)
            assert before + steps(page)["clicks"] == CLICKS

    def test_by_keyboard(self, at_desk: AtDesk, send: Send, server: Server) -> None:
        sealed = send("Answered without a mouse.")
        with at_desk("ama") as member:
            page = member.page
            page.add_init_script(COUNT)
            row = page.locator("#view tr", has_text="Answered without a mouse")
            expect(row).to_be_visible(timeout=SLOW)
            # As after `j`, once: what is due first is the first row of an agenda.
            row.locator("a").first.focus()
            before = 1
            page.keyboard.press("Enter")
            before += 1
            expect(member.thread).to_be_visible(timeout=SLOW)
            page.keyboard.press("a")
            page.keyboard.type("Typed only.")
            page.keyboard.press("Control+Enter")
            expect(member.thread).to_contain_text("Typed only.", timeout=SLOW)
            assert before + steps(page)["keys"] == KEYS
        assert read_back(server, sealed.receipt.text)[-1].header["kind"] == "message"

    def test_the_keys_are_listed(self, at_desk: AtDesk, send: Send) -> None:
        send("Which keys are there?")
        with at_desk("ama") as member:
            member.open_report("Which keys are there")
            member.page.keyboard.press("?")
            listed = member.page.locator("dialog")
            for words in ("take it", "to the answer", "to a note", "somebody is in danger"):
                expect(listed).to_contain_text(words)


class TestTaking:
    """Two browsers on one report: each sees the other, nobody is overwritten."""

    def test_is_seen_by_others_and_stops_nobody(self, at_desk: AtDesk, send: Send) -> None:
        send("Two hands on this.")
        with at_desk("ama") as ama, at_desk("bilal") as bilal:
            ama.open_report("Two hands on this")
            ama.page.keyboard.press("t")
            expect(ama.page.locator(".taken")).to_contain_text("You work on it", timeout=SLOW)
            bilal.open_report("Two hands on this")
            expect(bilal.page.locator(".taken")).to_contain_text("Ama Demo works on it.")
            expect(answer_form(bilal)).to_contain_text("Ama Demo is working on this")
            bilal.answer("Bilal answers all the same.")
            bilal.page.get_by_role("button", name="Take it over").click()
            expect(bilal.page.locator(".taken")).to_contain_text("You work on it", timeout=SLOW)

    def test_what_changed_is_said_and_what_was_typed_stays(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        send("Both want to take this.")
        with at_desk("ama") as ama, at_desk("bilal") as bilal:
            for member in (ama, bilal):
                member.open_report("Both want to take this")
            bilal.page.get_by_role("button", name="Take it").click()
            expect(bilal.page.locator(".taken")).to_contain_text("You work on it", timeout=SLOW)
            ama.page.locator(".work--note textarea").fill("Not filed yet.")
            ama.page.get_by_role("button", name="Take it").click()
            said = ama.page.get_by_role("status").first
            expect(said).to_contain_text("Bilal Demo has taken it.", timeout=SLOW)
            expect(ama.page.locator(".taken")).to_contain_text("Bilal Demo works on it")
            expect(ama.page.locator(".work--note textarea")).to_have_value("Not filed yet.")


class TestDrafts:
    """What is written is in the file before it is sent."""

    def test_is_saved_as_writing_pauses_and_a_colleague_sends_it(
        self, at_desk: AtDesk, send: Send, server: Server
    ) -> None:
        sealed = send("Drafted by one, sent by another.")
        with at_desk("ama") as ama:
            ama.open_report("Drafted by one")
            answer_form(ama).locator("textarea").press_sequentially("We are looking into it.")
            expect(saved(ama)).to_contain_text("Saved in the file: Ama Demo · today", timeout=SLOW)
        with at_desk("bilal") as bilal:
            bilal.open_report("Drafted by one")
            text = answer_form(bilal).locator("textarea")
            expect(text).to_have_value("We are looking into it.")
            expect(saved(bilal)).to_contain_text("Ama Demo")
            answer_form(bilal).get_by_role("button", name="Send the answer").click()
            expect(bilal.thread).to_contain_text("We are looking into it.", timeout=SLOW)
            expect(text).to_have_value("")
        with at_desk("ama") as ama:
            ama.open_report("Drafted by one")
            expect(answer_form(ama).locator("textarea")).to_have_value("")
        # Nothing of the file ever reaches the writer.
        assert [entry.header["kind"] for entry in read_back(server, sealed.receipt.text)] == [
            "summary", "report", "message",
        ]  # fmt: skip

    def test_of_two_at_once_loses_neither(self, at_desk: AtDesk, send: Send) -> None:
        send("Two write on one draft.")
        with at_desk("ama") as ama, at_desk("bilal") as bilal:
            for member in (ama, bilal):
                member.open_report("Two write on one draft")
            answer_form(bilal).locator("textarea").fill("Bilal's words.")
            expect(saved(bilal)).to_be_visible(timeout=SLOW)
            answer_form(ama).locator("textarea").fill("Ama's words.")
            shown = answer_form(ama).locator(".draft [role=status]")
            expect(shown).to_contain_text("Bilal Demo: wrote this", timeout=SLOW)
            expect(shown).to_contain_text("Bilal's words.")
            expect(answer_form(ama).locator("textarea")).to_have_value("Ama's words.")
            ama.page.get_by_role("button", name="Go on with theirs").click()
            expect(answer_form(ama).locator("textarea")).to_have_value(
                "Bilal's words.", timeout=SLOW
            )
            ama.page.reload()
            expect(answer_form(ama).locator("textarea")).to_have_value(
                "Bilal's words.", timeout=SLOW
            )
            answer_form(ama).get_by_text("earlier version").click()
            expect(answer_form(ama).locator(".draft")).to_contain_text("Ama's words.")

    def test_survives_a_page_that_cannot_save(self, at_desk: AtDesk, send: Send) -> None:
        send("The file cannot be reached.")
        with at_desk("ama") as ama:
            ama.open_report("The file cannot be reached")
            ama.page.route("**/file", lambda route: route.abort())
            answer_form(ama).locator("textarea").fill("Still here.")
            expect(answer_form(ama).locator('[data-saving="failed"]')).to_contain_text(
                "it is kept here", timeout=SLOW
            )
            ama.page.unroute("**/file")
            ama.page.reload()
            expect(answer_form(ama).locator("textarea")).to_have_value("Still here.", timeout=SLOW)
            expect(saved(ama)).to_be_visible(timeout=SLOW)

    def test_with_an_open_place_is_not_sent(self, at_desk: AtDesk, send: Send) -> None:
        send("Eine Frage an euch.", lang="de")
        with at_desk("ama") as ama:
            ama.open_report("Eine Frage an euch")
            form = answer_form(ama)
            form.get_by_label("Begin with a ready text").select_option(label="Still working on it")
            text = form.locator("textarea")
            expect(text).to_have_value(re.compile("Wir arbeiten noch daran"))
            expect(form.get_by_label("Language of your text")).to_have_value("de")
            form.get_by_role("button", name="Send the answer").click()
            expect(form.get_by_role("alert")).to_contain_text("Fill in first: ###")
            # What is to be filled in is selected: one types over it.
            ama.page.keyboard.type("eine Prüfung")
            form.get_by_role("button", name="Send the answer").click()
            expect(ama.thread).to_contain_text("daran: eine Prüfung.", timeout=SLOW)


class TestFile:
    """Set apart from the thread; for members only."""

    def test_two_notes_at_once_are_both_kept(
        self, at_desk: AtDesk, send: Send, chromium: Browser, server: Server
    ) -> None:
        sealed = send("Noted by two.")
        with at_desk("ama") as ama, at_desk("bilal") as bilal:
            for member in (ama, bilal):
                member.open_report("Noted by two")
            bilal.note("Bilal noted first.")
            ama.note("Ama noted second.")
            expect(ama.file).to_contain_text("Bilal noted first.")
            with as_writer(chromium, server, sealed.receipt.text) as writer:
                expect(writer.thread).to_contain_text("Noted by two", timeout=SLOW)
                expect(writer.thread).not_to_contain_text("noted")

    def test_evidence_that_will_be_gone_gets_a_clock(self, at_desk: AtDesk, send: Send) -> None:
        send("Look this up in time.", evidence=EVIDENCE)
        with at_desk("ama") as ama:
            ama.open_report("Look this up in time")
            part = ama.part("evidence")
            link = part.locator("a").first
            assert link.get_attribute("rel") == "noopener noreferrer"
            part.get_by_label("About", exact=True).select_option(EVIDENCE[0]["url"])
            expect(part.get_by_label("The day it happened")).to_have_value("2026-11-12")
            part.get_by_role("button", name="Remind us in time").click()
            clock = ama.page.locator(".facts div", has_text="Technical traces gone after")
            expect(clock.locator("time")).to_have_attribute("datetime", "2027-02-10", timeout=SLOW)
            ama.page.get_by_role("button", name="Looked up").click()
            expect(clock).to_have_count(0, timeout=SLOW)

    def test_copies_as_wikitext_and_points_elsewhere(self, at_desk: AtDesk, send: Send) -> None:
        send("}} [[Category:Mine]] ~~~~ <nowiki>")
        with at_desk("ama") as ama:
            ama.open_report("[[Category:Mine]]")
            part = ama.part("pointer")
            text = part.locator(".wikitext textarea").input_value()
            assert "&#91;&#91;Category&#58;Mine&#93;&#93;" in text
            assert not re.search(r"\[\[|\{\{|~~~|<nowiki", text)
            part.get_by_label("Page on the team").fill("Case:2026/One")
            part.get_by_label("Number in the mail queue").fill("12")
            part.get_by_role("button", name="Save in the file").click()
            expect(part.get_by_role("alert")).to_contain_text("no number of the mail queue")
            part.get_by_label("Number in the mail queue").fill("Ticket#2026112210000017")
            part.get_by_role("button", name="Save in the file").click()
            links = part.locator(".plain-list a")
            expect(links).to_have_count(2, timeout=SLOW)
            hosts = [urlsplit(str(link.get_attribute("href"))).hostname for link in links.all()]
            assert hosts == ["u4c.wikimedia.org", "ticket.wikimedia.org"]

    def test_left_out_people_are_named_before_it_is_copied(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        send("Not for Carla's eyes.", excluded=("carla",))
        with at_desk("ama") as ama:
            ama.open_report("Not for Carla's eyes")
            ama.note("Nor is this.")
            part = ama.part("pointer")
            expect(part).to_contain_text("Carla Demo must not learn of this")
            expect(part.locator(".wikitext textarea")).to_be_hidden()
        with at_desk("carla") as carla:
            found = carla.page.request.get(f"{carla.server.url}/api/v1/desk/holdings").json()
            teams = [one["kind"] for one in found["vaults"]]
            assert carla.page.locator("tr", has_text="Not for Carla").count() == 0
            assert teams.count("file") < len(found["vaults"])


def test_other_languages_are_left_to_the_members_own_device(at_desk: AtDesk, send: Send) -> None:
    send("Nur auf Deutsch.", lang="de")
    with at_desk("ama") as ama:
        page = ama.page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(str(urlsplit(request.url).hostname)))
        ama.open_report("Nur auf Deutsch")
        words = ama.thread.locator(".written", has_text="Nur auf Deutsch")
        expect(words).to_have_attribute("translate", "no")
        expect(words).to_have_attribute("lang", "de")
        page.get_by_label("Let this browser translate").check(force=True)
        expect(words).to_have_attribute("translate", "yes")
        assert set(asked) == {"127.0.0.1"}


@pytest.mark.parametrize(("lang", "scheme"), [("en", "dark"), ("de", "light"), ("ar", "light")])
def test_everything_about_a_report_can_be_used_by_everybody(
    chromium: Browser, server: Server, send: Send, lang: str, scheme: str
) -> None:
    """axe finds nothing with everything unfolded, and 320 pixels are wide enough."""
    send(f"Everything unfolded, {lang}.", people=[{"name": "X"}], evidence=EVIDENCE, lang="fr")
    with chromium.new_context(
        locale=lang, color_scheme="dark" if scheme == "dark" else "light"
    ) as context:
        member = Member(context.new_page(), server, "bilal")
        member.sign_in()
        page = member.page
        page.goto(f"{server.url}/desk/reports?uselang={lang}")
        member.unlock()
        member.open_report(f"Everything unfolded, {lang}")
        member.note("Noted.")
        page.keyboard.press("h")
        for folded in page.locator("main summary:visible").all():
            folded.click()
        for folded in page.locator(".team-file .fold .fold:not([open]) > summary:visible").all():
            folded.click()
        assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
        assert violations(page) == []
        page.set_viewport_size({"width": 320, "height": 700})
        assert overflow(page) <= 0
