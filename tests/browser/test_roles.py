# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has no vote at the desk: observers read along, translators and staff help for a time.

Each is shown what they may do, told why not the rest, and offered nothing that would be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service import create_app
from service.demo import TEAM
from service.infra.time import today
from service.people import actions
from service.vault import client
from tests.browser.axe import violations
from tests.browser.conftest import Send, Tamper
from tests.browser.living import (
    SLOW,
    Team,
    Thread,
    cannot_get_at,
    everything,
    keep_up,
    lists,
    report_of,
    tab,
    unlock,
)
from tests.serving import Server, serve_demo

WORDS = "fatal ritual cat settle measure motion essence"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of their own for these tests: its team changes here."""
    with serve_demo(tmp_path_factory.mktemp("roles")) as running:
        yield running


@pytest.fixture(scope="module")
def team(server: Server) -> Team:
    return Team.of(server)


def signed(server: Server, team: Team, **roles: str) -> None:
    """Have the root sign who is what; reports are sealed by this list from now on."""
    team.sign(roles)
    server.__dict__.pop("statement", None)


def opened(page: Page, server: Server, report: str, words: str, who: str) -> Page:
    """A report's page, unlocked, with these words in its thread."""
    page.goto(f"{server.url}/desk/reports/{report}")
    unlock(page, server, who)
    expect(page.locator("section.thread")).to_contain_text(words, timeout=SLOW)
    return page


def fold(page: Page, name: str) -> Locator:
    """A part of the team's file, unfolded."""
    part = page.locator(f".team-file .fold--{name}")
    part.locator("summary").first.click()
    return part


def acts_for_nobody(page: Page) -> None:
    """Nothing that is done in the team's name is offered."""
    for form in ("message", "acknowledged", "closed"):
        expect(page.locator(f"form.act--{form}")).to_have_count(0)
    for button in ("Take it", "Set the day", "Mark", "Record"):
        expect(page.get_by_role("button", name=button)).to_have_count(0)
    expect(page.locator(".team-file form:not(.work--note)")).to_have_count(0)
    expect(page.locator(".readers__act--lend")).to_have_count(0)
    expect(page.locator(".fold--joining")).to_have_count(0)


def test_an_observer_reads_along_and_does_not_count(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    signed(server, team, duc="observer")
    sealed = send("OBSERVED by one of four.", people=[{"name": "Somebody"}])
    assert "OBSERVED" in everything(server, server.key_of("duc"))
    with pytest.raises(client.SealingError):
        send("Three can read this, and one of them does not count.", ("carla",))
    report = report_of(server, sealed.vault.id)
    with tab(chromium, server, "duc") as duc:
        duc.goto(f"{server.url}/desk/")
        expect(duc.locator(".next a")).to_have_text("Read", timeout=SLOW)
        opened(duc, server, report, "OBSERVED", "duc")
        expect(duc.locator(".acts")).to_contain_text("You read along here")
        acts_for_nobody(duc)
        listed = duc.locator("section.readers li", has_text="Duc Demo")
        expect(listed).to_contain_text("Observer, without a vote")
        # Only oneself can be taken out, and only altogether.
        recusal = duc.locator(".readers__act--recuse")
        recusal.locator("summary").click()
        expect(recusal.locator("option")).to_have_text(
            ["Duc Demo", "Is kept out of all that comes"]
        )
        assert violations(duc) == []
        # A note is heard, and in danger nothing stands in the way.
        duc.locator(".work--note textarea").fill("NOTED by an observer")
        duc.locator(".work--note button").click()
        expect(duc.locator(".filed", has_text="NOTED")).to_be_visible(timeout=SLOW)
        expect(fold(duc, "telling")).to_contain_text("Nothing is decided yet")
        duc.get_by_role("button", name="Somebody is in danger").click()
        expect(duc.locator(".danger-panel a.cdx-button")).to_be_visible()

        duc.goto(f"{server.url}/desk/reports")
        expect(duc.locator("tr[data-report] .opened").first).to_be_visible(timeout=SLOW)
        expect(duc.locator("td.queue__select").first).to_be_hidden()
        duc.goto(f"{server.url}/desk/reports/enter")
        expect(duc.locator("#view")).to_contain_text("Members with a vote enter", timeout=SLOW)
        expect(duc.locator("#view form")).to_have_count(0)
    with tab(chromium, server, "ama") as ama:
        opened(ama, server, report, "OBSERVED", "ama")
        expect(ama.locator(".filed", has_text="NOTED")).to_contain_text("Duc Demo")
        expect(ama.locator("form.act--message")).to_be_visible()


def test_a_translator_sees_one_matter_until_a_day(
    chromium: Browser, server: Server, team: Team, send: Send, tamper: Tamper
) -> None:
    one = Thread(team, send("ONLY-THIS for Tam"))
    other = send("NOT-THIS for Tam")
    report, others = report_of(server, one.vault), report_of(server, other.vault.id)
    tam = with_key_file(server, team, "tam", "Tam Demo")
    signed(server, team, tam="translator")
    with tab(chromium, server, "ama") as ama, tab(chromium, server, "tam") as page:
        page.goto(f"{server.url}/desk/")
        expect(page.locator("#view")).to_contain_text("No report is open to you", timeout=SLOW)
        page.goto(f"{server.url}/desk/people")
        expect(page.locator("section.settings")).to_be_visible(timeout=SLOW)
        expect(page.locator(".upkeep, .due")).to_have_count(0)

        opened(ama, server, report, "ONLY-THIS", "ama")
        lend(ama, day(2))
        opened(page, server, report, "ONLY-THIS", "tam")
        told = page.locator(".acts--none")
        expect(told).to_contain_text("You help with this one report; the last day is")
        expect(told.locator("time")).to_have_attribute("datetime", day(2))
        expect(page.locator(".team-file")).to_contain_text("is not open to you")
        acts_for_nobody(page)
        for absent in (".readers__act", ".team-file form", ".danger-panel"):
            expect(page.locator(absent)).to_have_count(0)
        expect(page.get_by_role("button", name="Somebody is in danger")).to_have_count(0)
        assert violations(page) == []
        one.write("WHILE-LENT from the writer")
        page.reload()
        expect(page.locator("section.thread")).to_contain_text("WHILE-LENT", timeout=SLOW)
        page.goto(f"{server.url}/desk/reports")
        expect(page.locator("tr[data-report] .opened")).to_have_count(1, timeout=SLOW)
        cannot_get_at(page, server, other.vault.id, others, "0" * 32)
        listed = page.request.get(f"{server.url}/api/v1/desk/reports?limit=200").json()
        assert [line["id"] for line in listed["reports"]] == [report]

        # With the file: notes, and no more.
        ama.reload()
        lend(ama, day(2), with_file=True)
        page.goto(f"{server.url}/desk/reports/{report}")
        expect(page.locator(".acts--none")).to_contain_text("stand in a note", timeout=SLOW)
        acts_for_nobody(page)
        page.locator(".work--note textarea").fill("TRANSLATED by Tam")
        page.locator(".work--note button").click()
        expect(page.locator(".filed", has_text="TRANSLATED")).to_be_visible(timeout=SLOW)
        ama.reload()
        expect(ama.locator(".filed", has_text="TRANSLATED")).to_contain_text(
            "Tam Demo", timeout=SLOW
        )

        # The day is over.
        for vault in (one.vault, file_vault(ama, server, report)):
            tamper(
                "UPDATE grants SET until = ? WHERE vault = ? AND holder = ?",
                day(-1), vault, tam.fingerprint,
            )  # fmt: skip
        cannot_get_at(page, server, one.vault, report, tam.fingerprint)
        page.goto(f"{server.url}/desk/reports")
        expect(page.locator("#view .empty")).to_contain_text("No report is open to you")
        assert report not in lists(page, server)
        assert "Tam Demo" in keep_up(ama, server, "ama")
        one.write("AFTER-THE-DAY from the writer")
        assert "AFTER-THE-DAY" not in everything(server, tam)
        assert "AFTER-THE-DAY" in everything(server, server.key_of("ama"))


def test_staff_come_in_only_where_the_team_wants_them(
    chromium: Browser, server: Server, team: Team
) -> None:
    with_key_file(server, team, "sam", "Sam Demo")
    signed(server, team, sam="staff", tam="translator")
    with tab(chromium, server, "sam") as sam:
        for path in ("", "reports", "reports/enter", "people"):
            sam.goto(f"{server.url}/desk/{path}")
            expect(sam.locator("#view")).to_contain_text("lets no staff in", timeout=SLOW)
            expect(sam.locator("#view .cdx-message--error")).to_have_count(0)
        expect(sam.locator("section.settings")).to_have_count(0)
        with create_app(server.demo.settings).app_context():
            actions.set_team(TEAM, staff=True)
        sam.goto(f"{server.url}/desk/")
        expect(sam.locator("#view")).to_contain_text("No report is open to you", timeout=SLOW)
        sam.goto(f"{server.url}/desk/people")
        expect(sam.locator("section.settings")).to_be_visible(timeout=SLOW)


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def file_vault(page: Page, server: Server, report: str) -> str:
    """The vault of a report's file, as a member's page fetches it."""
    said = page.request.get(f"{server.url}/api/v1/desk/reports/{report}").json()
    return str(said["report"]["file"]["vault"])


def with_key_file(server: Server, team: Team, person_id: str, name: str) -> client.Person:
    """Somebody who made keys, and has the file the page would have saved."""
    keys = team.take_in(person_id, name, "fr.wikipedia.org")
    server.demo.key_file(person_id).write_text(client.make_key_file(keys, WORDS, made=today()))
    server.passphrases[person_id] = WORDS
    return keys


def lend(page: Page, until: str, *, with_file: bool = False) -> None:
    """Let the translator read what is open, for a time."""
    form = page.locator(".readers__act--lend")
    form.locator("summary").click(timeout=SLOW)
    form.locator("select").select_option(label="Tam Demo (Translator, for single matters)")
    form.get_by_label("Last day").fill(until)
    form.locator("textarea").fill("To read what is in French.")
    if with_file:
        form.get_by_label("Also the team").check(force=True)
    form.get_by_role("button", name="Let them read").click()
    done = page.locator("[role=status]", has_text="Tam Demo can read this now")
    expect(done).to_be_visible(timeout=SLOW)
