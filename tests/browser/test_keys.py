# SPDX-License-Identifier: AGPL-3.0-or-later
"""A team of four lives: who should not read cannot, tried with the keys and sessions they had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import Send
from tests.browser.living import (
    Team,
    Thread,
    cannot_get_at,
    do,
    everything,
    keep_out,
    keep_up,
    lists,
    look,
    nothing_to_do,
    report_of,
    tab,
    unlock,
)
from tests.serving import Server, serve_demo

SLOW = 60_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A demo of its own: its team changes here."""
    with serve_demo(tmp_path / "demo") as running:
        yield running


@pytest.fixture
def team(server: Server) -> Team:
    return Team.of(server)


def test_a_team_lives_and_nobody_reads_what_they_should_not(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    open_to_all = Thread(team, send("Everybody may read this."))
    without_bilal = Thread(team, send("WORDS-BILAL-MUST-NOT-READ", ("bilal",)))
    without_carla = Thread(team, send("WORDS-CARLA-MUST-NOT-READ", ("carla",)))
    ids = {one: report_of(server, one.vault) for one in (open_to_all, without_bilal, without_carla)}
    bilals, carlas_old, ducs = (server.key_of(one) for one in ("bilal", "carla", "duc"))
    with tab(chromium, server, "ama") as ama, tab(chromium, server, "duc") as duc:
        # Somebody joins: nothing is theirs until a member lets them in.
        erin = team.take_in("erin", "Erin Demo", "fr.wikipedia.org")
        team.sign()
        assert "Everybody may read" not in everything(server, erin)
        assert "Erin Demo" in keep_up(ama, server, "ama")
        assert "Everybody may read" in everything(server, erin)

        # A lost key: the new one reads all the old one did, the old one nothing that comes.
        carla = team.take_in("carla", carlas_old.name, carlas_old.home)
        team.sign()
        said = keep_up(ama, server, "ama")
        assert "Carla Demo" in said
        assert "locked anew" in said
        open_to_all.write("WORDS-AFTER-THE-LOST-KEY")
        for words in ("Everybody may read this.", "WORDS-AFTER-THE-LOST-KEY"):
            assert words in everything(server, carla)
        assert "WORDS-AFTER-THE-LOST-KEY" not in everything(server, carlas_old)

        # Somebody leaves: their session ends with it, and their key opens nothing that comes.
        del team.lines["duc"]
        team.sign()
        keep_up(ama, server, "ama")
        open_to_all.write("WORDS-AFTER-DUC-LEFT")
        assert "WORDS-AFTER-DUC-LEFT" not in everything(server, ducs)
        assert "WORDS-AFTER-DUC-LEFT" in everything(server, carla)
        cannot_get_at(duc, server, open_to_all.vault, ids[open_to_all], ducs.fingerprint)

        # Somebody is kept out of one report, thread and file.
        keep_out(ama, server, ids[open_to_all], "Erin Demo", "Erin knows them.")
        open_to_all.write("WORDS-AFTER-ERIN-WAS-KEPT-OUT")
        assert "WORDS-AFTER-ERIN-WAS-KEPT-OUT" not in everything(server, erin)
        assert "WORDS-AFTER-DUC-LEFT" in everything(server, erin), "what she had before"
        assert "WORDS-AFTER-ERIN-WAS-KEPT-OUT" in everything(server, carla)
        nothing_to_do(ama, server)

        # Whom a writer left out stayed out through all of it, whichever keys they have.
        without_bilal.write("MORE-BILAL-MUST-NOT-READ")
        without_carla.write("MORE-CARLA-MUST-NOT-READ")
        assert "BILAL-MUST-NOT-READ" not in everything(server, bilals)
        for keys in (carla, carlas_old):
            assert "CARLA-MUST-NOT-READ" not in everything(server, keys)
        assert "CARLA-MUST-NOT-READ" in everything(server, erin)

    for person_id, keys, kept in (
        ("erin", erin, open_to_all),
        ("bilal", bilals, without_bilal),
        ("carla", carla, without_carla),
    ):
        with tab(chromium, server, person_id) as page:
            cannot_get_at(page, server, kept.vault, ids[kept], keys.fingerprint)
            assert others(ids, kept)[0] in lists(page, server)


def others(ids: dict[Thread, str], kept: Thread) -> list[str]:
    """The reports somebody may read."""
    return [report for thread, report in ids.items() if thread is not kept]


def test_upkeep_is_interrupted_and_gone_on_with(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    """Stopped, left, cut off from the service: nothing is done twice, nothing is forgotten."""
    for number in range(6):
        send(f"Report {number} for Erin")
    erin = team.take_in("erin", "Erin Demo", "fr.wikipedia.org")
    team.sign()
    with tab(chromium, server, "ama") as ama:
        look(ama, server, "ama")
        expect(ama.locator(".upkeep__grant")).to_contain_text("8 reports and files", timeout=SLOW)
        assert "for Erin" not in everything(server, erin), "only looked at"
        held: list[Route] = []
        passed: list[Route] = []

        def third_waits(route: Route) -> None:
            if len(passed) < 2:
                passed.append(route)
                route.continue_()
            else:
                held.append(route)

        ama.route("**/grants", third_waits)
        with ama.expect_request(lambda asked: asked.url.endswith("/grants") and len(passed) == 2):
            ama.locator(".upkeep .cdx-button--weight-primary").click()
        ama.get_by_role("button", name="Stop").click(timeout=SLOW)
        held.pop().abort()
        ama.get_by_role("button", name="Go on").click(timeout=SLOW)
        ama.wait_for_function("document.querySelector('.upkeep progress') !== null")
        ama.unroute("**/grants")
        ama.goto(f"{server.url}/desk/people")
        look(ama, server, "ama")
        expect(ama.locator(".upkeep__grant")).to_contain_text("Erin", timeout=SLOW)
        do(ama)
        nothing_to_do(ama, server)
        said = everything(server, erin)
        assert all(f"Report {number} for Erin" in said for number in range(6))


def test_two_members_keep_up_at_the_same_moment(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    for number in range(3):
        send(f"Report {number} for Erin")
    duc = server.key_of("duc")
    del team.lines["duc"]
    erin = team.take_in("erin", "Erin Demo", "fr.wikipedia.org")
    team.sign()
    with tab(chromium, server, "ama") as ama, tab(chromium, server, "bilal") as bilal:
        for page, name in ((ama, "ama"), (bilal, "bilal")):
            look(page, server, name)
            expect(page.locator(".upkeep__team")).to_contain_text("Duc Demo", timeout=SLOW)
        for page in (ama, bilal):
            page.locator(".upkeep .cdx-button--weight-primary").click()
        for page in (ama, bilal):
            expect(page.locator(".upkeep [role=status]")).to_contain_text("Done", timeout=SLOW)
        nothing_to_do(ama, server)
    assert "Report 2 for Erin" in everything(server, erin)
    assert "Report 2 for Erin" in everything(server, duc), "what he had before"


def test_one_more_person_reads_one_matter_for_a_time(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    one, other = send("ONLY-THIS-ONE for Tam"), send("NOT-THIS-ONE for Tam")
    tam = team.take_in("tam", "Tam Demo", "fr.wikipedia.org")
    team.sign({"tam": "translator"})
    with tab(chromium, server, "ama") as ama:
        ama.goto(f"{server.url}/desk/reports/{report_of(server, one.vault.id)}")
        unlock(ama, server, "ama")
        form = ama.locator(".readers__act--lend")
        form.locator("summary").click(timeout=SLOW)
        expect(form.locator(".readers__after")).to_contain_text("Tam Demo")
        form.locator("textarea").fill("To read what is in French.")
        form.get_by_role("button", name="Let them read").click()
        expect(ama.locator("[role=status]", has_text="Tam Demo can read")).to_be_visible(
            timeout=SLOW
        )
        expect(ama.locator("section.readers")).to_contain_text("For a time")
        said = everything(server, tam)
        assert "ONLY-THIS-ONE" in said
        assert "NOT-THIS-ONE" not in said
        nothing_to_do(ama, server)
    with tab(chromium, server, "tam") as page:
        cannot_get_at(page, server, other.vault.id, report_of(server, other.vault.id), "0" * 32)
        assert report_of(server, one.vault.id) in lists(page, server)


def test_the_page_is_for_everybody(
    chromium: Browser, server: Server, team: Team, send: Send
) -> None:
    """What a screen reader needs, and all of it by keyboard."""
    send("A report for the keyboard")
    team.take_in("erin", "Erin Demo", "fr.wikipedia.org")
    team.sign()
    with tab(chromium, server, "ama") as ama:
        ama.goto(f"{server.url}/desk/people")
        expect(ama.get_by_role("button", name="See what has to be done")).to_be_visible(
            timeout=SLOW
        )
        assert violations(ama) == []
        look(ama, server, "ama")
        expect(ama.locator(".upkeep__team")).to_be_visible(timeout=SLOW)
        assert violations(ama) == []
        expect(ama.locator(".upkeep .cdx-button--weight-primary")).to_be_focused()
        ama.keyboard.press("Enter")
        expect(ama.locator(".upkeep [role=status]")).to_contain_text("Done", timeout=SLOW)
