# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members at the desk: unlocking, the queue, threads, answers, and all that can go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.demo import TEAM
from service.vault import client
from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send, Tamper
from tests.desking import AGENDA, Member
from tests.following import as_writer, read_back
from tests.serving import Server

SLOW = 20_000
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202egnp.exe'


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
            page.reload()
            stop = page.get_by_role("button", name="Stop")
            expect(stop).to_be_visible(timeout=SLOW)
            stop.click()
            go_on = page.get_by_role("button", name="Go on")
            expect(go_on).to_be_visible(timeout=SLOW)
            bar = page.get_by_role("progressbar")
            opened = int(bar.get_attribute("value") or 0)
            assert 0 < opened < 3000
            assert bar.get_attribute("value") == str(opened)
            go_on.click()
            expect(bar).not_to_have_attribute("value", str(opened), timeout=SLOW)
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
            readers = member.page.locator("aside").get_by_text("Carla Demo")
            expect(readers).to_have_count(0)


class TestThread:
    """Reading and acting on one report."""

    def test_goes_round_and_the_writer_sees_exactly_what_was_shown(
        self, at_desk: AtDesk, send: Send, chromium: Browser, server: Server
    ) -> None:
        sealed = send("They write to my employer.", tell_other="no", appear={"as": "none"})
        with at_desk("ama") as member:
            page = member.page
            member.open_report("They write to my employer")
            expect(page.locator(".choices")).to_contain_text("Do not tell the other person.")
            received = page.locator("form.act--acknowledged")
            received.locator("textarea").fill("We met today.")
            shown = [received.locator(".preview__seen").inner_text()]
            received.get_by_role("button", name="Tell the writer it was received").click()
            expect(member.thread).to_contain_text("We met today.", timeout=SLOW)
            expect(page.locator(".facts")).to_contain_text("In work")
            expect(received).to_have_count(0)

            answer = page.locator("form.act--message")
            answer.locator("textarea").fill("First line\n\n  second <b>line</b>")
            shown.append(answer.locator(".preview__seen").inner_text())
            answer.get_by_role("button", name="Send the answer").click()
            expect(member.thread).to_contain_text("second <b>line</b>", timeout=SLOW)

            page.locator("details.act-folded > summary").click()
            closing = page.locator("form.act--closed")
            closing.locator("textarea").fill("It is settled.")
            shown.append(closing.locator(".preview__seen").inner_text())
            closing.get_by_role("button", name="Close the report").click()
            expect(page.locator(".facts")).to_contain_text("Closed", timeout=SLOW)
            expect(page.locator("form.act--message")).to_have_count(0)

            with as_writer(chromium, server, sealed.receipt.text) as writer:
                for seen, step in zip(
                    shown, writer.thread.locator(".step--team").all(), strict=True
                ):
                    words = [line.strip() for line in seen.splitlines() if line.strip()]
                    read = step.inner_text()
                    assert all(line in read for line in words)

            page.get_by_role("button", name="Open it again").click()
            expect(page.locator(".facts")).to_contain_text("In work", timeout=SLOW)
        kinds = [entry.header["kind"] for entry in read_back(server, sealed.receipt.text)]
        assert kinds == ["summary", "report", "acknowledged", "message", "closed", "reopened"]

    def test_somebody_faster_is_read_first_and_the_text_kept(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        send("Two members answer this at once.")
        with at_desk("ama") as ama, at_desk("bilal") as bilal:
            for member in (ama, bilal):
                member.open_report("Two members answer this")
            bilal.answer("Bilal was here first.")
            form = ama.page.locator("form.act--message")
            form.locator("textarea").fill("Ama is second.")
            form.get_by_role("button", name="Send the answer").click()
            expect(ama.thread).to_contain_text("Bilal was here first.", timeout=SLOW)
            expect(ama.page.get_by_role("status").first).to_contain_text("Somebody else wrote")
            expect(ama.thread).not_to_contain_text("Ama is second.")
            expect(form.locator("textarea")).to_have_value("Ama is second.")
            form.get_by_role("button", name="Send the answer").click()
            expect(ama.thread).to_contain_text("Ama is second.", timeout=SLOW)

    def test_a_text_survives_when_nobody_answers(self, at_desk: AtDesk, send: Send) -> None:
        send("The network will fail.")
        with at_desk("ama") as member:
            page = member.page
            member.open_report("The network will fail")
            page.route("**/envelopes", lambda route: route.abort())
            form = page.locator("form.act--message")
            form.locator("textarea").fill("Keep this.")
            form.get_by_role("button", name="Send the answer").click()
            expect(form).to_contain_text("Nobody answered", timeout=SLOW)
            expect(form).to_contain_text("Your text is still here")
            expect(form.locator("textarea")).to_have_value("Keep this.")
            page.unroute("**/envelopes")
            form.get_by_role("button", name="Send the answer").click()
            expect(member.thread).to_contain_text("Keep this.", timeout=SLOW)

    def test_hostile_words_stay_words(self, at_desk: AtDesk, send: Send) -> None:
        send(
            f"Hostile {HOSTILE}",
            wiki="evil.example",
            context={"page": HOSTILE, "revision": "1"},
            people=[{"name": HOSTILE, "note": HOSTILE}],
            evidence=[
                {"url": "javascript:document.title=1", "title": HOSTILE},
                {"url": "https://evil.example/", "title": "de.wikipedia.org"},
                {"url": "https://de.wikipedia.org/w/index.php?diff=7", "title": "Good"},
            ],
            kinds=["constructor", "<b>"],
        )
        with at_desk("ama") as member:
            page = member.page
            member.open_report("Hostile <img")
            expect(member.thread).to_contain_text("<script>document.title=1</script>")
            expect(member.thread).to_contain_text("[U+202E]")
            assert page.title().startswith("Alcove")
            assert member.thread.locator("img, script").count() == 0
            links = member.thread.locator("a").all()
            assert [link.get_attribute("href") for link in links] == [
                "https://de.wikipedia.org/w/index.php?diff=7"
            ]
            assert links[0].get_attribute("rel") == "noopener noreferrer"

    def test_what_the_service_changed_is_shown_with_its_reason(
        self, at_desk: AtDesk, send: Send, tamper: Tamper, server: Server
    ) -> None:
        sealed = send("Something will be slipped in.")
        stranger = client.seal_next(
            vault_recipient=sealed.vault.recipient,
            vault=sealed.vault.id,
            epoch=0,
            n=2,
            prev=sealed.head,
            team=TEAM,
            kind="message",
            body={"text": "I am a member, really.", "lang": "en"},
            signer=client.new_signer(),
            statement=server.statement,
        )
        tamper(
            "INSERT INTO envelopes (vault, epoch, n, data, hash, day, size)"
            " VALUES (?, 0, 2, ?, ?, '2026-11-22', 1024)",
            sealed.vault.id,
            client.b64decode(stranger.data),
            stranger.hash,
        )
        with at_desk("ama") as member:
            member.open_report("Something will be slipped in")
            broken = member.thread.locator(".step--broken")
            expect(broken).to_have_count(1)
            expect(broken).to_contain_text("somebody who may not write here")
            broken.get_by_text("What to do").click()
            expect(broken).to_contain_text("not_a_member")
            expect(member.thread).not_to_contain_text("I am a member, really")

    def test_what_the_service_takes_back_is_noticed(
        self, at_desk: AtDesk, send: Send, tamper: Tamper
    ) -> None:
        sealed = send("An answer to this will vanish.")
        with at_desk("ama") as member:
            member.open_report("An answer to this will vanish")
            member.answer("Now you see me.")
            tamper("DELETE FROM envelopes WHERE vault = ? AND n = 2", sealed.vault.id)
            member.page.reload()
            visible_words(member.page, "gone or was exchanged")

    def test_can_be_taken_to_the_command_line(
        self, at_desk: AtDesk, send: Send, server: Server
    ) -> None:
        sealed = send("Checked by hand.")
        with at_desk("ama") as member:
            member.open_report("Checked by hand")
            with member.page.expect_download() as saving:
                member.page.get_by_role("button", name="Save the locked thread").click()
            export = json.loads(Path(saving.value.path()).read_text())
        keys = server.key_of("ama")
        root = server.pins["teams"][TEAM]["root"]  # type: ignore[index]
        entries = client.read_vault(
            vault=export["vault"],
            team=export["team"],
            holder=keys.fingerprint,
            identity=keys.identity,
            grants=[client.StoredGrant.from_wire(one) for one in export["grants"]],
            envelopes=[client.StoredEnvelope.from_wire(one) for one in export["envelopes"]],
            statements=[
                client.read_statement(one, root=root, team=TEAM) for one in export["statements"]
            ],
        )
        assert export["vault"] == sealed.vault.id
        assert [entry.ok for entry in entries] == [True, True]

    def test_one_that_is_not_there_says_so(self, at_desk: AtDesk, server: Server) -> None:
        with at_desk("ama") as member:
            member.page.goto(f"{server.url}/desk/reports/{'a' * 32}")
            expect(member.page.locator("#view [role=alert]")).to_be_visible(timeout=SLOW)


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
                for folded in page.locator("main summary").all():
                    folded.click()
            else:
                page.goto(f"{server.url}{path}?uselang={lang}")
                expect(page.locator("main table").first).to_be_visible(timeout=SLOW)
            assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
            assert violations(page) == [], path
            page.set_viewport_size({"width": 320, "height": 700})
            assert overflow(page) <= 0, path
            page.set_viewport_size({"width": 1280, "height": 900})
