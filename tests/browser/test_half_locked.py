# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locking somebody out takes several requests: whoever comes next finishes what was interrupted."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests.browser.conftest import Send
from tests.browser.living import (
    SLOW,
    Desk,
    Team,
    Thread,
    at_report,
    cannot_get_at,
    everything,
    file_of,
    keep_up,
    nothing_to_do,
    report_of,
)
from tests.desking import Member
from tests.following import read_back
from tests.serving import Server

BILAL = "Bilal Demo"
HALF = "Locking is half done: the thread is locked without Bilal Demo"
WHY = "They live in the house of the person concerned."


@pytest.fixture(scope="module")
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    with Desk.staffed(chromium, server) as staffed:
        yield staffed


@pytest.fixture(scope="module")
def team(server: Server) -> Team:
    return Team.of(server)


def loses_answer(route: Route) -> None:
    """The request arrives, what is said to it does not."""
    route.fetch()
    route.abort()


def form_for(member: Member, name: str) -> Locator:
    """The form that takes somebody out, filled in."""
    act = member.page.locator("section.readers .readers__act--recuse")
    act.locator("summary").click()
    act.locator("select").nth(0).select_option(label=name)
    act.locator("select").nth(1).select_option("full")
    act.locator("textarea").fill(WHY)
    return act


def tries(form: Locator) -> None:
    """Press the button, and hear that nobody answered."""
    form.locator("textarea").press("Control+End")
    form.get_by_role("button", name="Write it down and do it").click()
    expect(form.locator("[role=alert]")).to_contain_text("Nobody answered", timeout=SLOW)
    expect(form.get_by_role("button")).to_be_enabled(timeout=SLOW)


def stored(server: Server, vault: str) -> list[tuple[int, int]]:
    """The places that are taken in a vault."""
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        query = "SELECT epoch, n FROM envelopes WHERE vault = ? ORDER BY epoch, n"
        return list(db.execute(query, (vault,)))


def interrupted(member: Member, report: str, thread: str, file: str) -> None:
    """Lock somebody out; the answer for the thread is lost, and for the file nothing arrives."""
    page = member.page
    at_report(member, report)
    expect(member.file).to_contain_text("BEFORE", timeout=SLOW)
    page.route(f"**/vaults/{thread}/epochs", loses_answer)
    page.route(f"**/vaults/{file}/epochs", lambda route: route.abort())
    form = form_for(member, BILAL)
    tries(form)
    assert len([one for one in stored(member.server, thread) if one[0] == 1]) == 1
    # Asked again, the thread is not locked a second time.
    tries(form)
    assert [one for one in stored(member.server, thread) if one[0] > 0] == [(1, 0)]
    assert all(epoch == 0 for epoch, _ in stored(member.server, file))


def test_the_next_one_is_told_and_finishes_it_with_one_click(
    server: Server, desk: Desk, team: Team, send: Send
) -> None:
    thread = Thread(team, send("HALF-BEFORE"))
    report = report_of(server, thread.vault)
    at_report(desk.ama, report)
    desk.ama.note("HALF-NOTE-BEFORE")
    file = file_of(server, report)
    at_report(desk.carla, report)
    expect(desk.carla.file).to_contain_text("HALF-NOTE-BEFORE", timeout=SLOW)
    interrupted(desk.ama, report, thread.vault, file)
    before = stored(server, file)

    # Whoever had the page open since before writes nothing to Bilal either, and learns why.
    desk.carla.page.locator(".work--note textarea").fill("HALF-STALE")
    desk.carla.page.locator(".work--note button").click()
    main = desk.carla.page.locator(".report-page__main")
    expect(main).to_contain_text(HALF, timeout=SLOW)
    note = desk.carla.page.locator(".work--note")
    expect(note.locator("textarea")).to_have_value("HALF-STALE")
    note.locator("button").click()
    expect(note.locator("[role=alert]")).to_contain_text("First finish locking out Bilal Demo")
    answer = desk.carla.page.locator("form.act--message")
    answer.locator("textarea").fill("HALF-TOO-EARLY")
    expect(answer.locator(".draft__line")).to_contain_text("First finish", timeout=SLOW)
    answer.locator("button").last.click()
    expect(answer.locator("[role=alert]")).to_contain_text("First finish", timeout=SLOW)
    assert stored(server, file) == before

    # So does the one who was interrupted, when they come back; here the other is faster.
    page = desk.ama.page
    page.unroute_all()
    at_report(desk.ama, report)
    expect(page.locator(".report-page__main")).to_contain_text(HALF, timeout=SLOW)
    after = main.locator(".readers__after")
    expect(after).not_to_contain_text(BILAL)
    expect(after).to_contain_text("Carla Demo")
    main.get_by_role("button", name="Finish locking").click()
    done = desk.carla.page.locator("[role=status]", has_text="Locked anew")
    expect(done).to_be_visible(timeout=SLOW)
    expect(desk.carla.page.locator("form.work--lock")).to_have_count(0)
    desk.carla.page.locator(".work--note textarea").fill("")
    desk.carla.note("HALF-NOTE-AFTER")
    page.get_by_role("button", name="Finish locking").click()
    expect(page.locator("[role=status]", has_text="Locked anew")).to_be_visible(timeout=SLOW)
    assert {epoch for epoch, _ in stored(server, file)} == {0, 1}
    # The reason was typed before; it is not lost.
    expect(desk.ama.file).to_contain_text(WHY, timeout=SLOW)
    expect(desk.ama.file).to_contain_text("HALF-NOTE-AFTER")
    desk.ama.answer("HALF-ANSWER-AFTER")
    entries = read_back(server, thread.sealed.receipt.text)
    assert all(one.ok for one in entries)
    assert entries[-1].body["text"] == "HALF-ANSWER-AFTER"
    said = everything(server, server.key_of("bilal"))
    assert "HALF-NOTE-BEFORE" in said
    for words in ("-AFTER", "HALF-STALE", "HALF-TOO-EARLY", WHY):
        assert words not in said
    for vault in (thread.vault, file):
        cannot_get_at(desk.bilal.page, server, vault, report, server.key_of("bilal").fingerprint)


def test_upkeep_finds_what_was_interrupted_and_who_left(
    server: Server, desk: Desk, team: Team, send: Send
) -> None:
    half, left = Thread(team, send("KEEP-HALF-BEFORE")), Thread(team, send("KEEP-LEFT-BEFORE"))
    reports = [report_of(server, one.vault) for one in (half, left)]
    for report in reports:
        at_report(desk.ama, report)
        desk.ama.note("KEEP-NOTE-BEFORE")
    files = [file_of(server, report) for report in reports]
    interrupted(desk.ama, reports[0], half.vault, files[0])
    desk.ama.page.unroute_all()

    at_report(desk.bilal, reports[1])
    expect(desk.bilal.file).to_contain_text("KEEP-NOTE-BEFORE", timeout=SLOW)
    form = form_for(desk.bilal, BILAL)
    form.get_by_role("button", name="Write it down and do it").click()
    gone = desk.bilal.page.locator("[role=status]", has_text="You take no part in this any more")
    expect(gone).to_be_visible(timeout=SLOW)

    said = keep_up(desk.carla.page, server, "carla")
    assert f"{BILAL}: 3 reports and files are locked anew" in said
    nothing_to_do(desk.carla.page, server)
    nothing_to_do(desk.bilal.page, server)
    for thread, report, file in zip((half, left), reports, files, strict=True):
        at_report(desk.carla, report)
        expect(desk.carla.file).to_contain_text("KEEP-NOTE-BEFORE", timeout=SLOW)
        expect(desk.carla.page.locator("form.work--lock")).to_have_count(0)
        desk.carla.note("KEEP-NOTE-AFTER")
        desk.carla.answer("KEEP-ANSWER-AFTER")
        assert [one.ok for one in read_back(server, thread.sealed.receipt.text)] == [True] * 4
        for vault in (thread.vault, file):
            own = server.key_of("bilal").fingerprint
            cannot_get_at(desk.bilal.page, server, vault, report, own)
    # With what no key or sealed byte has in it: random ones spell all words in the end.
    assert "-AFTER" not in everything(server, server.key_of("bilal"))
