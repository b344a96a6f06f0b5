# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody is taken out of a report that has a file: they read nothing new, the others go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

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
    keep_out,
    lists,
    report_of,
)
from tests.desking import Member
from tests.following import read_back
from tests.serving import Server

BILAL = "Bilal Demo"
WHY = "A neighbour of the person concerned."


@pytest.fixture(scope="module")
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    with Desk.staffed(chromium, server) as staffed:
        yield staffed


@pytest.fixture(scope="module")
def team(server: Server) -> Team:
    return Team.of(server)


def recusing(member: Member, name: str, how: str, reason: str) -> Locator:
    """Fill in who takes no part, and send it."""
    form = member.page.locator("section.readers .readers__act--recuse")
    form.locator("summary").click()
    form.locator("select").nth(0).select_option(label=name)
    form.locator("select").nth(1).select_option(how)
    form.locator("textarea").fill(reason)
    form.get_by_role("button", name="Write it down and do it").click()
    return member.page.locator("[role=status]")


def counted(member: Member) -> int:
    """How many reports the list has for somebody."""
    path = f"{member.server.url}/api/v1/desk/reports?limit=200"
    return len(member.page.request.get(path).json()["reports"])


def refused(member: Member, text: str) -> None:
    """Nothing is added while somebody could open it who is to be kept out."""
    member.page.locator(".work--note textarea").fill(text)
    member.page.locator(".work--note button").click()
    alert = member.page.locator(".work--note [role=alert]")
    expect(alert).to_contain_text("First finish locking out Bilal Demo", timeout=SLOW)


def reads_nothing_new(server: Server, desk: Desk, thread: Thread, report: str) -> None:
    """With the session they have, and with their keys on all that is stored."""
    bilal, page = server.key_of("bilal"), desk.bilal.page
    said = everything(server, bilal)
    assert "-BEFORE" in said, "what he had before"
    assert "-AFTER" not in said
    for vault in (thread.vault, file_of(server, report)):
        cannot_get_at(page, server, vault, report, bilal.fingerprint)


def is_listed_nowhere(desk: Desk, server: Server, report: str, other: str) -> None:
    """On any page of theirs, while another report about the same person is there."""
    page = desk.bilal.page
    page.goto(f"{server.url}/desk/")
    expect(page.locator(".agenda-what .opened").first).to_be_visible(timeout=SLOW)
    expect(page.locator("main .sealed")).to_have_count(0, timeout=SLOW)
    assert other in page.content()
    assert report not in page.content()
    page.goto(f"{server.url}/desk/reports")
    expect(page.locator(f'tr[data-report="{other}"] .opened')).to_be_visible(timeout=SLOW)
    expect(page.locator(f'tr[data-report="{report}"]')).to_have_count(0)
    at_report(desk.bilal, other)
    page.get_by_role("button", name="Look through all").click()
    same = page.locator(".same-as")
    expect(same).to_contain_text("No other report", timeout=SLOW)
    assert report not in page.content()
    page.goto(f"{server.url}/desk/audit")
    assert report not in page.content()
    page.goto(f"{server.url}/desk/reports/{report}")
    expect(page.locator("#view [role=alert]")).to_be_visible(timeout=SLOW)
    assert "-AFTER" not in page.content()


def test_full_recusal_locks_thread_and_file_anew(
    server: Server, desk: Desk, team: Team, send: Send
) -> None:
    people = [{"name": "Recusal Person", "note": ""}]
    thread = Thread(team, send("THREAD-BEFORE for everybody", people=people))
    report = report_of(server, thread.vault)
    other = report_of(server, send("Another about the same", people=people).vault.id)
    at_report(desk.ama, report)
    desk.ama.note("NOTE-BEFORE")
    at_report(desk.bilal, report)
    expect(desk.bilal.file).to_contain_text("NOTE-BEFORE", timeout=SLOW)
    desk.bilal.page.get_by_role("button", name="Look through all").click()
    expect(desk.bilal.page.locator(".same-as li")).to_have_count(1, timeout=SLOW)
    assert report in lists(desk.bilal.page, server)

    keep_out(desk.ama.page, server, report, BILAL, WHY)
    # Whoever has the page open still gets nothing by it.
    desk.bilal.page.locator(".work--note textarea").fill("BILAL-WRITES")
    desk.bilal.page.locator(".work--note button").click()
    expect(desk.bilal.page.locator(".work--note [role=alert]")).to_be_visible(timeout=SLOW)

    # The others go on, reading and writing both; so does the writer.
    thread.write("WRITER-AFTER")
    at_report(desk.carla, report)
    expect(desk.carla.thread).to_contain_text("THREAD-BEFORE")
    expect(desk.carla.thread).to_contain_text("WRITER-AFTER")
    expect(desk.carla.file).to_contain_text("NOTE-BEFORE")
    expect(desk.carla.file).not_to_contain_text("cannot be trusted")
    desk.carla.note("NOTE-AFTER")
    desk.carla.answer("CARLA-AFTER")
    desk.ama.page.reload()
    expect(desk.ama.thread).to_contain_text("CARLA-AFTER", timeout=SLOW)
    expect(desk.ama.file).to_contain_text("NOTE-AFTER")
    desk.ama.answer("AMA-AFTER")
    expect(desk.ama.page.locator(".step--broken")).to_have_count(0)
    entries = read_back(server, thread.sealed.receipt.text)
    assert all(one.ok for one in entries)
    assert [one.body["text"] for one in entries if "text" in one.body][-2:] == [
        "CARLA-AFTER", "AMA-AFTER",
    ]  # fmt: skip

    carla = everything(server, server.key_of("carla"))
    assert all(words in carla for words in ("AMA-AFTER", "NOTE-AFTER", WHY))
    assert WHY not in everything(server, server.key_of("bilal"))
    assert "BILAL-WRITES" not in carla
    reads_nothing_new(server, desk, thread, report)
    is_listed_nowhere(desk, server, report, other)


def test_not_to_vote_is_written_down_and_changes_no_reader(
    server: Server, desk: Desk, team: Team, send: Send
) -> None:
    thread = Thread(team, send("VOTING-FIRST"))
    report = report_of(server, thread.vault)
    at_report(desk.ama, report)
    said = recusing(desk.ama, BILAL, "voting", "They worked together once.")
    expect(said.filter(has_text="Written into the file for Bilal Demo")).to_be_visible(timeout=SLOW)
    thread.write("VOTING-LATER")
    at_report(desk.bilal, report)
    expect(desk.bilal.thread).to_contain_text("VOTING-LATER")
    expect(desk.bilal.file).to_contain_text("does not vote here", timeout=SLOW)
    expect(desk.bilal.file).to_contain_text("They worked together once.")
    expect(desk.bilal.page.locator("form.work--lock")).to_have_count(0)
    assert report in lists(desk.bilal.page, server)


def test_who_takes_no_more_part_loses_it_at_once(
    server: Server, desk: Desk, team: Team, send: Send
) -> None:
    people = [{"name": "Own Person", "note": ""}]
    thread = Thread(team, send("OWN-BEFORE", people=people))
    report = report_of(server, thread.vault)
    other = report_of(server, send("One more about this person", people=people).vault.id)
    page = desk.bilal.page
    page.goto(f"{server.url}/desk/reports")
    expect(page.locator(f'tr[data-report="{report}"] .opened')).to_be_visible(timeout=SLOW)
    before = counted(desk.bilal)
    at_report(desk.bilal, report)
    # The words are filed, and the answer to leaving is lost; the page knows what is left to do.
    page.route("**/leave", lambda route: (route.fetch(), route.abort()))
    form = page.locator("form.work--recuse")
    recusing(desk.bilal, BILAL, "full", "She is my sister.")
    expect(form.locator("[role=alert]")).to_contain_text("Nobody answered", timeout=SLOW)
    page.unroute("**/leave")
    form.get_by_role("button").click()
    said = page.locator("[role=status]", has_text="You take no part in this any more")
    expect(said).to_be_visible(timeout=SLOW)
    assert "OWN-BEFORE" not in page.content()
    # Nobody has locked it anew yet, and still nothing of it is handed out or told.
    vaults = (thread.vault, file_of(server, report))
    for vault in vaults:
        cannot_get_at(page, server, vault, report, server.key_of("bilal").fingerprint)
    is_listed_nowhere(desk, server, report, other)
    assert counted(desk.bilal) == before - 1

    at_report(desk.carla, report)
    expect(desk.carla.file).to_contain_text("She is my sister.", timeout=SLOW)
    main = desk.carla.page.locator(".report-page__main")
    expect(main).to_contain_text("Bilal Demo is to be kept out of this, and is not yet.")
    refused(desk.carla, "OWN-TOO-EARLY")
    main.get_by_role("button", name="Lock anew now").click()
    done = desk.carla.page.locator("[role=status]", has_text="Locked anew")
    expect(done).to_be_visible(timeout=SLOW)
    panel = desk.carla.page.locator("section.readers")
    expect(panel.locator("h3", has_text="Left out").locator("+ ul")).to_contain_text(BILAL)
    expect(desk.carla.page.locator("form.work--lock")).to_have_count(0)
    desk.carla.note("OWN-NOTE-AFTER")
    thread.write("OWN-WRITER-AFTER")
    at_report(desk.ama, report)
    expect(desk.ama.thread).to_contain_text("OWN-WRITER-AFTER")
    expect(desk.ama.file).to_contain_text("OWN-NOTE-AFTER", timeout=SLOW)
    # The file was his: it goes on, and what he wrote into it stays.
    expect(desk.ama.file).to_contain_text("She is my sister.")
    expect(desk.ama.file).not_to_contain_text("cannot be trusted")
    assert "OWN-TOO-EARLY" not in everything(server, server.key_of("carla"))
    reads_nothing_new(server, desk, thread, report)
    is_listed_nowhere(desk, server, report, other)
