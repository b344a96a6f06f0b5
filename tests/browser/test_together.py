# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several reports dealt with together: joined by number; closed as abuse, and counted once."""

from __future__ import annotations

import contextlib
import sqlite3

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AtDesk, Send
from tests.browser.living import SLOW, report_of
from tests.desking import Member, select
from tests.following import read_back
from tests.serving import Server

LONG = 60_000


def listed(member: Member) -> Page:
    """The list with everything in it open."""
    member.page.goto(f"{member.server.url}/desk/reports")
    expect(member.page.locator(".opened").first).to_be_visible(timeout=SLOW)
    expect(member.page.locator("tbody .sealed")).to_have_count(0, timeout=SLOW)
    return member.page


def row(page: Page, words: str) -> Locator:
    return page.locator("tbody tr", has_text=words)


def tallies(server: Server) -> dict[tuple[str, str], int]:
    """What was counted, by group and outcome."""
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        found = db.execute("SELECT category, outcome, count FROM tallies").fetchall()
    return {(category, outcome): number for category, outcome, number in found}


def test_any_other_is_joined_by_its_number(at_desk: AtDesk, send: Send, server: Server) -> None:
    first, second = send("Number: the first."), send("Number: the second.")
    hidden = report_of(server, send("Number: not for Ama.", excluded=("ama",)).vault.id)
    one, other = (report_of(server, sealed.vault.id) for sealed in (first, second))
    with at_desk("ama") as member:
        page = member.page
        page.goto(f"{server.url}/desk/reports/{other}")
        part = page.locator(".fold--joining")
        part.locator("summary").click(timeout=SLOW)

        def names(text: str) -> Locator:
            part.locator("input").first.fill(text)
            part.get_by_role("button", name="join").click()
            return part.locator("[role=alert]")

        for text in ("", "the first one", one[:31], one + "0"):
            expect(names(text)).to_have_text("That is no other report.")
        own = "That is this report itself."
        expect(names(other)).to_have_text(own)
        expect(names(page.url + "?uselang=en")).to_have_text(own)
        # One that is not for her looks exactly like one that is not there.
        said = []
        for number in (hidden, hidden[::-1]):
            expect(names(one[:31])).to_have_text("That is no other report.")
            expect(names(number)).to_have_text("You can read no report with this number.")
            expect(part.locator("textarea")).to_have_count(0)
            answer = page.request.get(f"{server.url}/api/v1/desk/reports/{number}")
            said.append((answer.status, answer.text()))
        assert said[0] == said[1]
        names(f"{server.url}/desk/reports/{one}")
        # Both came today, so the other one goes on unless told otherwise.
        expect(part.get_by_label("Go on in")).to_have_value("there", timeout=SLOW)
        part.get_by_role("button", name="Join, and close the duplicate").click()
        expect(page.get_by_text("the duplicate is closed")).to_be_visible(timeout=SLOW)
        expect(page.locator(".facts")).to_contain_text("Closed")
        page.get_by_role("link", name="To the other one").click()
        expect(member.thread).to_contain_text("Number: the first", timeout=SLOW)
        expect(member.file).to_contain_text("Goes on in another report", timeout=SLOW)
        part.locator("summary").click(timeout=SLOW)
        expect(names(other)).to_contain_text("Joined: work on both")
    assert len(read_back(server, first.receipt.text)) == 2
    assert read_back(server, second.receipt.text)[-1].header["kind"] == "closed"


def test_is_counted_once_and_not_when_it_is_undone_or_not_wanted(
    at_desk: AtDesk, send: Send, server: Server
) -> None:
    for number in range(3):
        send(f"Counting: {number} of three.")
    before = tallies(server).get(("other", "abuse"), 0)
    with at_desk("carla") as member:
        page = listed(member)

        def closed(counted: bool = True) -> Locator:
            for number in range(3):
                select(row(page, f"Counting: {number}"))
            page.get_by_role("button", name="Close 3 as abuse").click()
            form = page.locator("form.many")
            form.get_by_label("Count all 3, as abuse").set_checked(counted, force=True)
            form.get_by_label("Mute them too").set_checked(False, force=True)
            form.get_by_role("button", name="Close all 3 as abuse").click()
            return page.locator(".job")

        job = closed(counted=False)
        expect(job).to_contain_text("3 reports are closed as abuse", timeout=LONG)
        assert tallies(server).get(("other", "abuse"), 0) == before
        job.get_by_role("button", name="Undo: open all 3 again").click()
        expect(job).to_contain_text("3 reports are open again", timeout=LONG)
        assert tallies(server).get(("other", "abuse"), 0) == before

        # Nobody answers when it is to be counted: left, found again, and done then.
        page.route("**/desk/tallies", lambda route: route.abort())
        job = closed()
        expect(job).to_contain_text("They are not counted yet.", timeout=LONG)
        page.unroute("**/desk/tallies")
        listed(member)
        job.get_by_role("button", name="Go on").click(timeout=SLOW)
        expect(job).to_contain_text("3 reports are closed as abuse", timeout=LONG)
        assert tallies(server)["other", "abuse"] == before + 3
        job.get_by_role("button", name="Undo: open all 3 again").click()
        expect(job).to_contain_text("3 reports are open again", timeout=LONG)
        assert tallies(server)["other", "abuse"] == before
