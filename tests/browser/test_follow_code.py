# SPDX-License-Identifier: AGPL-3.0-or-later
"""At /follow: withdrawing and taking that back, a new private code, being invited to be heard."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from service.demo import TEAM
from service.vault import client
from tests.browser.axe import overflow, violations
from tests.browser.conftest import AtDesk, Send
from tests.desking import Member
from tests.following import Follow, as_writer, open_back, read_back
from tests.serving import Server

SLOW = 60_000
ASK = """async ([path, body]) => {
    const answer = await fetch('/api/v1' + path, body && {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body)
    });
    return { status: answer.status, said: await answer.json() };
}"""


def ask(member: Member, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the service for something with a signed-in member's session."""
    answer = member.page.evaluate(ASK, [path, body])
    assert answer["status"] in (200, 201), answer
    return answer["said"]


def begin(page: Page, server: Server, code: str, lang: str = "en") -> None:
    page.goto(f"{server.url}/follow?uselang={lang}")
    page.locator(".code-form input").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_be_visible(timeout=SLOW)


def report_of(member: Member, vault: str) -> str:
    """The report whose thread this is, as the desk lists it."""
    listed = ask(member, "/desk/reports")["reports"]
    return str(next(one["id"] for one in listed if one["vault"] == vault))


def make_code(page: Page) -> str:
    """Let a new code be shown, and keep it."""
    page.locator(".new-code button").click()
    shown = page.locator(".new-code textarea")
    expect(shown).to_be_focused(timeout=SLOW)
    code = shown.input_value()
    page.get_by_label("I have kept my new code").check()
    return code


def prints_only_code(page: Page) -> None:
    """What is printed says nowhere what the code opens."""
    page.pdf()
    page.emulate_media(media="print")
    expect(page.locator(".print-only")).to_be_visible()
    expect(page.locator(".standing")).to_be_hidden()
    expect(page.locator(".thread .step").first).to_be_hidden()
    page.emulate_media(media="screen")


def use_code(page: Page) -> None:
    page.get_by_role("button", name="Use the new code").click()
    expect(page.get_by_text("only the new code opens this")).to_be_visible(timeout=SLOW)


def invite(server: Server, member: Member, thread: client.SealedReport) -> client.Receipt:
    """A member asks somebody to be heard about a report."""
    code = client.new_receipt()
    payload = client.seal_invitation(
        team=TEAM,
        statement=server.statement,
        excluded=[],
        signer=server.key_of("ama").signer,
        receipt=code,
        body={"lang": "en", "excerpt": "Heard about a dispute", "about": [], "kinds": []},
    )
    ask(member, f"/desk/reports/{report_of(member, thread.vault.id)}/invitations", payload)
    return code


class TestWithdrawing:
    """Closed at once, and taken back while it can be."""

    def test_says_before_what_it_cannot_delete(
        self, page: Page, server: Server, send: Send
    ) -> None:
        begin(page, server, send("Will be withdrawn.").receipt.text)
        page.locator(".withdraw summary").click()
        expect(page.locator(".withdraw")).to_contain_text("own notes, copies that somebody made")
        expect(page.locator(".withdraw")).to_contain_text("stands on a wiki")

    def test_and_taking_it_back(self, page: Page, server: Server, send: Send) -> None:
        sealed = send("Withdrawn and not.")
        begin(page, server, sealed.receipt.text)
        page.locator(".withdraw summary").click()
        page.get_by_role("button", name="Withdraw now").click()
        standing = page.locator(".standing")
        expect(standing).to_contain_text("Withdrawn", timeout=SLOW)
        expect(page.locator(".take-back")).to_contain_text("deleted here in 4 days")
        expect(page.locator("form.write-back")).to_have_count(0)
        expect(page.locator(".withdraw")).to_have_count(0)
        page.get_by_role("button", name="Take it back").click()
        expect(standing).to_contain_text("New", timeout=SLOW)
        expect(page.locator("form.write-back")).to_be_visible()
        entries = read_back(server, sealed.receipt.text)
        assert [one.header["kind"] for one in entries[2:]] == ["withdrawn", "taken_back"]


class TestNewCode:
    """A code that nobody else has seen."""

    def test_takes_the_place_of_the_old_one(
        self, chromium: Browser, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("My code was seen.")
        begin(page, server, sealed.receipt.text)
        page.get_by_text("Make a new private code").click()
        code = make_code(page)
        prints_only_code(page)
        use_code(page)
        expect(Follow(page).thread).to_contain_text("You made a new private code")
        Follow(page).write_back("With the new one.")
        reading = open_back(server, code)
        assert [one.error for one in reading.entries] == [None] * 4
        assert reading.entries[-1].body["text"] == "With the new one."
        assert len(reading.holders) == len(client.audience(server.statement.members))
        with as_writer(chromium, server, code) as writer:
            expect(writer.thread).to_contain_text("With the new one.")
            writer.page.goto(f"{server.url}/follow")
            writer.page.locator(".code-form input").fill(sealed.receipt.text)
            writer.page.keyboard.press("Enter")
            told = writer.page.locator(".code-form [role=alert]")
            expect(told).to_contain_text("a newer code took its place", timeout=SLOW)

    def test_is_kept_before_it_is_used(self, page: Page, server: Server, send: Send) -> None:
        sealed = send("Not so fast.")
        begin(page, server, sealed.receipt.text)
        page.get_by_text("Make a new private code").click()
        make_code(page)
        page.get_by_label("I have kept my new code").uncheck()
        page.get_by_role("button", name="Use the new code").click()
        expect(page.locator(".new-code [role=alert]")).to_contain_text("Keep the code first")
        assert len(read_back(server, sealed.receipt.text)) == 2
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as a file").click()
        assert saved.value.suggested_filename == "note.txt"

    def test_counts_also_when_only_the_answer_got_lost(
        self, page: Page, server: Server, send: Send
    ) -> None:
        begin(page, server, send("The answer for the new code is lost.").receipt.text)

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        page.route("**/follow/renew", lose)
        page.get_by_text("Make a new private code").click()
        code = make_code(page)
        use_code(page)
        assert open_back(server, code).kind == "report"

    def test_leaves_the_old_one_when_nobody_answers(
        self, page: Page, server: Server, send: Send
    ) -> None:
        sealed = send("Nobody will answer.")
        begin(page, server, sealed.receipt.text)
        page.route("**/follow/renew", lambda route: route.abort())
        page.get_by_text("Make a new private code").click()
        code = make_code(page)
        page.get_by_role("button", name="Use the new code").click()
        wrong = page.locator(".new-code [role=alert]")
        expect(wrong).to_contain_text("The old code still counts", timeout=SLOW)
        page.unroute("**/follow/renew")
        use_code(page)
        assert len(open_back(server, code).entries) == 3

    def test_by_a_member_names_the_member(
        self, page: Page, server: Server, send: Send, at_desk: AtDesk
    ) -> None:
        lost, proof = send("I lost my code."), send("It is me again.")
        with at_desk("ama") as member:
            mine = server.key_of("ama")
            thread = ask(member, f"/desk/reports/{report_of(member, lost.vault.id)}")
            reading = client.open_vault(
                vault=lost.vault.id,
                team=TEAM,
                holder=mine.fingerprint,
                identity=mine.identity,
                grants=[client.StoredGrant.from_wire(one) for one in thread["grants"]],
                envelopes=[client.StoredEnvelope.from_wire(one) for one in thread["envelopes"]],
                statements=[server.statement],
            )
            epoch = client.seal_epoch(
                vault=lost.vault.id,
                team=TEAM,
                reading=reading,
                statement=server.statement,
                signer=mine.signer,
                recused=[],
                holders=client.audience(server.statement.members),
                reporter=client.NewCode.of(proof.receipt),
            )
            asked = {"from": report_of(member, proof.vault.id), "epoch": epoch.payload}
            ask(member, f"/desk/reports/{report_of(member, lost.vault.id)}/renew", asked)
        begin(page, server, proof.receipt.text)
        expect(page.get_by_text("was accepted for this by Ama Demo")).to_be_visible()
        expect(Follow(page).thread).to_contain_text("Gave a new private code")
        page.get_by_text("Show what you wrote").click()
        expect(Follow(page).thread).to_contain_text("I lost my code.")


class TestInvited:
    """Somebody a team asks to hear."""

    def test_makes_an_own_code_before_reading(
        self, page: Page, server: Server, send: Send, at_desk: AtDesk
    ) -> None:
        thread = send("A dispute.")
        with at_desk("ama") as member:
            first = invite(server, member, thread)
        begin(page, server, first.text)
        expect(page.locator(".standing h2")).to_contain_text("has asked to hear you")
        expect(page.locator("section.thread")).to_have_count(0)
        assert "Heard about a dispute" not in page.content()
        code = make_code(page)
        use_code(page)
        expect(Follow(page).thread).to_contain_text("A team has asked to hear you.")
        Follow(page).write_back("My side.")
        reading = open_back(server, code)
        assert (reading.kind, reading.entries[-1].body["text"]) == ("invitation", "My side.")
        assert all(one.ok for one in reading.entries)


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_everything_can_be_used_by_everybody(
    chromium: Browser, server: Server, send: Send, at_desk: AtDesk, lang: str
) -> None:
    """axe finds nothing, in either direction, light and dark; 320 pixels are wide enough."""
    thread = send(f"Look at this, too, {lang}.")
    with at_desk("ama") as member:
        first = invite(server, member, thread)
    scheme: Literal["dark", "light"] = "dark" if lang == "de" else "light"
    with chromium.new_context(color_scheme=scheme) as context:
        page = context.new_page()

        def check(what: str) -> None:
            assert violations(page) == [], what
            page.set_viewport_size({"width": 320, "height": 700})
            assert overflow(page) <= 0, what
            page.set_viewport_size({"width": 1280, "height": 900})

        begin(page, server, first.text, lang)
        check("invited")
        page.locator(".new-code button").click()
        expect(page.locator(".new-code textarea")).to_be_focused(timeout=SLOW)
        check("code")
        begin(page, server, thread.receipt.text, lang)
        for folded in page.locator("main summary").all():
            folded.click()
        check("thread")
        page.locator(".withdraw button").click()
        expect(page.locator(".take-back")).to_be_visible(timeout=SLOW)
        check("withdrawn")
