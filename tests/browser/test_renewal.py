# SPDX-License-Identifier: AGPL-3.0-or-later
"""A lost code: the writer proves the same account again, and a member lets them go on with it."""

from __future__ import annotations

import contextlib
import sqlite3
import urllib.error
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service.vault import client
from tests.browser.conftest import AtDesk
from tests.browser.living import SLOW, everything, lists
from tests.browser.proving import at_appear, confirm, open_window
from tests.desking import Member
from tests.following import as_writer, open_back
from tests.serving import Server

FIRST = "RENEWAL-FIRST: they follow me."
AGAIN = "RENEWAL-AGAIN: it is me, and my code is lost."
STRANGER = "RENEWAL-STRANGER: give me their code."
LATER = "RENEWAL-LATER: welcome back."

Proves = Callable[[str, str], str]


@pytest.fixture
def proves(chromium: Browser, server: Server) -> Iterator[Proves]:
    """Writes a report with a proof of one of the invented accounts; gives its code."""
    with contextlib.ExitStack() as opened:

        def write(words: str, account: str) -> str:
            context = opened.enter_context(chromium.new_context())
            writer = at_appear(context, server, words=words)
            confirm(open_window(writer), account=account)
            proof = writer.form.locator("#alcove-proof .cdx-message p").first
            expect(proof).to_contain_text("(invented", timeout=SLOW)
            writer.go()
            writer.load_readers()
            writer.go()
            return writer.send()

        yield write


def id_of(member: Member, words: str) -> str:
    """Open a report from the list; its number stands in the address."""
    member.page.goto(f"{member.server.url}/desk/reports")
    member.open_report(words)
    return member.page.url.rsplit("/", 1)[1]


def renewing(member: Member, report: str, source: str) -> Locator:
    """On the old report's page, with the new one filled in."""
    member.page.goto(f"{member.server.url}/desk/reports/{report}")
    expect(member.thread).to_be_visible(timeout=SLOW)
    part = member.part("renewing")
    part.locator("input:not([type=checkbox])").fill(f"{member.server.url}/desk/reports/{source}")
    part.get_by_label("I have read the new report").check(force=True)
    part.get_by_role("button", name="Go on under the new code").click()
    return part


def opens_nothing(page: Page, server: Server, code: str) -> None:
    """On the page, through the service, and with the keys in it on all that is stored."""
    page.goto(f"{server.url}/follow")
    page.locator(".code-form input").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".code-form [role=alert]")).to_be_visible(timeout=SLOW)
    expect(page.locator("section.thread")).to_have_count(0)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        open_back(server, code)
    assert LATER not in everything(server, client.read_receipt(code))


def is_gone(member: Member, report: str, vault: str) -> None:
    """From every list, from its own address, and from every table."""
    page, server = member.page, member.server
    said = lists(page, server)
    assert vault not in said
    assert page.request.get(f"{server.url}/api/v1/desk/reports/{report}").status == 404
    for path in ("", "reports"):
        page.goto(f"{server.url}/desk/{path}")
        expect(page.locator("#view .opened").first).to_be_visible(timeout=SLOW)
        expect(page.locator("main .sealed")).to_have_count(0, timeout=SLOW)
        assert report not in page.content()
        assert "RENEWAL-AGAIN" not in page.content()
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        for table, column in (
            ("reports", "id"), ("reports", "vault"), ("vaults", "id"), ("envelopes", "vault"),
            ("grants", "vault"), ("files", "matter"), ("clocks", "subject"),
        ):  # fmt: skip
            found = db.execute(
                f"SELECT count(*) FROM {table} WHERE {column} IN (?, ?)",
                (report, vault),
            )
            assert found.fetchone() == (0,), table


def test_a_lost_code_is_replaced_after_a_new_proof(
    chromium: Browser, page: Page, server: Server, proves: Proves, at_desk: AtDesk
) -> None:
    lost, new = proves(FIRST, "longstanding"), proves(AGAIN, "longstanding")
    strangers = proves(STRANGER, "new")
    vaults = {code: open_back(server, code).entries[0].header["vault"] for code in (lost, new)}
    with at_desk("ama") as ama:
        stranger, fresh, old = (id_of(ama, one) for one in (STRANGER, AGAIN, FIRST))

        # Somebody else's proof gives nobody this code, and changes nothing.
        refused = renewing(ama, old, stranger)
        expect(refused).to_contain_text("do not both prove the same account", timeout=SLOW)
        assert len(open_back(server, lost).entries) == 2
        assert len(open_back(server, strangers).entries) == 2

        # The answer is lost; asked again, the same is asked, and nothing is done twice.
        ama.page.route("**/renew", lambda route: (route.fetch(), route.abort()))
        part = renewing(ama, old, fresh)
        expect(part.locator("[role=alert]")).to_contain_text("Nobody answered", timeout=SLOW)
        ama.page.unroute("**/renew")
        part.get_by_role("button", name="Go on under the new code").click()
        done = ama.page.locator("[role=status]", has_text="with the code of the new report")
        expect(done).to_be_visible(timeout=SLOW)
        expect(ama.page.locator(".step--broken")).to_have_count(0)
        expect(ama.page.locator(".proof")).to_contain_text("Ines (invented)")
        again = renewing(ama, old, fresh)
        expect(again).to_contain_text("goes on under a new code already", timeout=SLOW)
        ama.answer(LATER)
        opens_nothing(page, server, lost)
        is_gone(ama, fresh, vaults[new])

        # The new code opens the whole thread, and its writer goes on in it.
        reading = open_back(server, new)
        assert all(one.ok for one in reading.entries)
        assert reading.entries[1].body["what"] == FIRST
        assert reading.entries[-1].body["text"] == LATER
        assert reading.entries[0].header["vault"] == vaults[lost]
        with as_writer(chromium, server, new) as writer:
            expect(writer.thread).to_contain_text(LATER)
            writer.page.get_by_text("Show what you wrote").click()
            expect(writer.thread).to_contain_text(FIRST)
            writer.write_back("RENEWAL-MINE: thank you.")
        ama.page.goto(f"{server.url}/desk/reports/{old}")
        expect(ama.thread).to_contain_text("RENEWAL-MINE", timeout=SLOW)
        expect(ama.page.locator(".step--broken")).to_have_count(0)
        assert AGAIN not in everything(server, server.key_of("ama"))
