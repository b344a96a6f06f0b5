# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report its writer takes back, as the desk sees it: while it can be undone, and afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
import urllib.error
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service import create_app
from service.clocks.rules import WITHDRAWAL_DAYS
from service.infra import jobs
from service.infra.time import today
from service.vault import client
from tests.browser.axe import violations
from tests.browser.conftest import AtDesk, Send, Tamper
from tests.browser.living import SLOW, everything, nothing_to_do, report_of
from tests.desking import Member
from tests.following import Follow, as_writer, open_back
from tests.serving import Server

WORDS = "WITHDRAWN-WORDS of the writer"
NOTE = "WITHDRAWN-NOTE of the team"
WHY = "Others are in danger."


def withdraw(writer: Follow) -> None:
    """On the writer's own page."""
    writer.page.locator(".withdraw summary").click()
    writer.page.get_by_role("button", name="Withdraw now").click()
    expect(writer.page.locator(".standing")).to_contain_text("Withdrawn", timeout=SLOW)


def at_report(member: Member, report: str) -> Page:
    member.page.goto(f"{member.server.url}/desk/reports/{report}")
    expect(member.file).to_be_visible(timeout=SLOW)
    expect(member.page.locator(".facts")).to_be_visible(timeout=SLOW)
    return member.page


def on_agenda(member: Member, report: str) -> Locator:
    """The agenda with everything on it open; the lines of one report."""
    member.page.goto(f"{member.server.url}/desk/")
    expect(member.page.locator(".agenda-what .opened").first).to_be_visible(timeout=SLOW)
    expect(member.page.locator("main .sealed")).to_have_count(0, timeout=SLOW)
    expect(member.page.locator("main [role=alert]")).to_have_count(0)
    return member.page.locator(".agenda-item", has=member.page.locator(f'a[href*="{report}"]'))


def no_acts(page: Page) -> None:
    """Nothing can be done any more but to write a note."""
    expect(page.locator("form.act, .act-folded")).to_have_count(0)
    for part in ("evidence", "telling", "pointer", "joining", "handover-new"):
        expect(page.locator(f".fold--{part}")).to_have_count(0)
    expect(page.locator(".taken button")).to_have_count(0)
    expect(page.locator(".work--note")).to_have_count(1)


def days_later(server: Server, tamper: Tamper, report: str) -> None:
    """The day comes, and with it the job."""
    past = (today() - timedelta(days=WITHDRAWAL_DAYS)).isoformat()
    tamper("UPDATE reports SET withdrawn = ? WHERE id = ?", past, report)
    tamper(
        "UPDATE clocks SET due = ? WHERE subject = ? AND kind = 'withdrawal'",
        today().isoformat(),
        report,
    )
    with create_app(server.demo.settings).app_context():
        assert jobs.run("retention")["deleted"] == 1


def rows(server: Server, table: str, column: str, value: str) -> int:
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        asked = f"SELECT count(*) FROM {table} WHERE {column} = ?"
        [(found,)] = db.execute(asked, (value,)).fetchall()
    return int(found)


def test_withdrawn_taken_back_withdrawn_and_deleted(
    chromium: Browser, server: Server, send: Send, at_desk: AtDesk, tamper: Tamper
) -> None:
    sealed = send(WORDS, people=[{"name": "Withdrawn Person", "note": ""}])
    report = report_of(server, sealed.vault.id)
    with at_desk("ama") as ama:
        page = at_report(ama, report)
        ama.note(NOTE)
        with as_writer(chromium, server, sealed.receipt.text) as writer:
            withdraw(writer)
            at_report(ama, report)
            is_shown_as_withdrawn(page)
            ama.note("One more note.")
            expect(on_agenda(ama, report)).to_contain_text("withdrawn, deleted")

            writer.page.get_by_role("button", name="Take it back").click()
            expect(writer.page.locator(".standing")).to_contain_text("New", timeout=SLOW)
            at_report(ama, report)
            expect(page.locator(".facts .state")).to_have_text("New")
            expect(page.locator("form.act--message")).to_be_visible()
            expect(page.get_by_text("The writer took this back")).to_have_count(0)

            withdraw(writer)
        at_report(ama, report)
        page.get_by_label("Why the file stays").fill(WHY)
        page.get_by_role("button", name="File the reason").click()
        expect(ama.file).to_contain_text(WHY, timeout=SLOW)

        days_later(server, tamper, report)
        assert rows(server, "envelopes", "vault", sealed.vault.id) == 0
        assert rows(server, "grants", "vault", sealed.vault.id) == 0
        with pytest.raises(urllib.error.HTTPError, match="404"):
            open_back(server, sealed.receipt.text)
        mine = everything(server, server.key_of("ama"))
        assert WORDS not in mine
        assert all(words in mine for words in (NOTE, WHY))
        for_who_read_it(ama, server, report)
    with at_desk("bilal") as bilal:
        for_who_never_did(bilal, report)


def is_shown_as_withdrawn(page: Page) -> None:
    """In words, with the day, and with nothing to press that would go on with it."""
    expect(page.locator(".facts .state")).to_have_text("Withdrawn")
    expect(page.locator(".work-bar .state")).to_have_text("Withdrawn")
    told = page.locator(".cdx-message", has_text="The writer took this back")
    days = [(today() + timedelta(days=ahead)).isoformat() for ahead in (0, WITHDRAWAL_DAYS)]
    shown = told.locator("time")
    expect(shown).to_have_count(2)
    assert [one.get_attribute("datetime") for one in shown.all()] == days
    no_acts(page)
    expect(page.locator(".thread")).to_contain_text("Withdrew the report.")


def is_shown_as_deleted(member: Member) -> None:
    page = member.page
    expect(page.locator("#view")).to_contain_text("The thread is deleted.")
    expect(page.locator("#view [role=alert]")).to_have_count(0)
    expect(page.locator("#view")).not_to_contain_text(WORDS)
    for words in (NOTE, WHY):
        expect(member.file).to_contain_text(words)
    no_acts(page)
    expect(page.get_by_role("button", name="Somebody is in danger")).to_have_count(0)
    expect(page.get_by_role("button", name="Save the locked thread")).to_have_count(0)


def for_who_read_it(ama: Member, server: Server, report: str) -> None:
    """Their browser remembers the thread, and had opened it in this very visit."""
    page = at_report(ama, report)
    is_shown_as_deleted(ama)
    assert violations(page) == []
    ama.note("A note after the end.")
    expect(on_agenda(ama, report).filter(has_text="withdrawn")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(WORDS)
    page.goto(f"{server.url}/desk/reports")
    row = page.locator(f'tr[data-report="{report}"]')
    expect(row).to_contain_text("Deleted report", timeout=SLOW)
    expect(row.locator(".state")).to_have_text("Withdrawn")
    expect(page.locator("main .sealed")).to_have_count(0, timeout=SLOW)
    expect(page.locator("main [role=alert]")).to_have_count(0)
    assert WORDS not in page.content()
    # The keys of the file are still looked after.
    nothing_to_do(page, server)


def for_who_never_did(bilal: Member, report: str) -> None:
    """Nothing on the agenda for ever that nobody can do anything about."""
    expect(on_agenda(bilal, report)).to_have_count(0)
    at_report(bilal, report)
    is_shown_as_deleted(bilal)


def test_without_a_file_nothing_stays(
    chromium: Browser, server: Server, send: Send, at_desk: AtDesk, tamper: Tamper
) -> None:
    sealed: client.SealedReport = send("Withdrawn before anybody wrote a note.")
    report = report_of(server, sealed.vault.id)
    with as_writer(chromium, server, sealed.receipt.text) as writer:
        withdraw(writer)
    days_later(server, tamper, report)
    for table, column, value in (
        ("reports", "id", report), ("vaults", "id", sealed.vault.id),
        ("envelopes", "vault", sealed.vault.id), ("clocks", "subject", report),
    ):  # fmt: skip
        assert rows(server, table, column, value) == 0, table
