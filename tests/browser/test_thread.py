# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thread at the desk: what is shown is what its writer sees; nothing is believed unchecked."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from service.demo import TEAM
from service.vault import client, commands
from tests.browser.conftest import AtDesk, Send, SlipIn, Tamper
from tests.following import as_writer, read_back
from tests.serving import Server

SLOW = 60_000
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202egnp.exe'


def visible_words(page: Page, words: str) -> None:
    expect(page.get_by_text(words, exact=False).first).to_be_visible(timeout=SLOW)


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
            page.locator(".fold--act-acknowledged > summary").click()
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

            page.locator(".fold--act-closed > summary").click()
            closing = page.locator("form.act--closed")
            closing.get_by_label("What came of it", exact=True).select_option("remedy")
            closing.locator("textarea").fill("It is settled.")
            shown.append(closing.locator(".preview__seen").inner_text())
            closing.get_by_role("button", name="Close the report").click()
            expect(page.locator(".facts")).to_contain_text("Closed", timeout=SLOW)
            expect(page.locator("form.act--message")).to_have_count(0)
            expect(member.file).to_contain_text("Outcome: something was changed", timeout=SLOW)

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
        self, at_desk: AtDesk, send: Send, slip_in: SlipIn
    ) -> None:
        sealed = send("Something will be slipped in.")
        slip_in(sealed, "I am a member, really.")
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
        self, at_desk: AtDesk, send: Send, server: Server, tmp_path: Path
    ) -> None:
        sealed = send("Checked by hand.")
        with at_desk("ama") as member:
            member.open_report("Checked by hand")
            member.note("Only members read this.")
            member.page.get_by_text("Check it yourself").click()
            for part in ("thread", "file"):
                with member.page.expect_download() as saving:
                    member.page.get_by_role("button", name=f"Save the locked {part}").click()
                saving.value.save_as(tmp_path / part)
        export = json.loads((tmp_path / "thread").read_text())
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
        (tmp_path / "words").write_text(server.passphrases["ama"])
        opened = CliRunner().invoke(
            commands.main,
            ["open", str(tmp_path / "file"), "--file", "--thread", str(tmp_path / "thread"),
             "--key", str(server.demo.key_file("ama")), "--root", root,
             "--passphrase-file", str(tmp_path / "words")],
        )  # fmt: skip
        assert opened.exit_code == 0, opened.output
        assert "Only members read this." in opened.output

    def test_one_that_is_not_there_says_so(self, at_desk: AtDesk, server: Server) -> None:
        with at_desk("ama") as member:
            member.page.goto(f"{server.url}/desk/reports/{'a' * 32}")
            expect(member.page.locator("#view [role=alert]")).to_be_visible(timeout=SLOW)
