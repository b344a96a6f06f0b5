# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and keys at the desk: what is due on top, what one says of oneself, what should worry."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service import create_app
from service.demo import TEAM
from service.infra import jobs
from service.infra.time import today
from service.people import actions
from service.vault import client
from tests.browser.axe import violations
from tests.browser.conftest import Send
from tests.browser.living import SLOW, Team, keep_up, tab
from tests.mailbox import mailbox
from tests.serving import Server, serve_demo


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of their own for these tests: its team changes here."""
    with serve_demo(tmp_path_factory.mktemp("people")) as running:
        yield running


@pytest.fixture(scope="module")
def team(server: Server) -> Team:
    return Team.of(server)


def people(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/desk/people")
    expect(page.locator("section.settings")).to_be_visible(timeout=SLOW)
    return page


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def line_of(page: Page, name: str) -> Locator:
    return page.locator("table.members tr", has_text=name)


def standing(server: Server) -> dict[str, Any]:
    """What everybody is told of the team."""
    with urllib.request.urlopen(f"{server.url}/api/v1/teams") as answer:
        [found] = [one for one in json.load(answer)["teams"] if one["id"] == TEAM]
    return dict(found)


def away(page: Page, until: str) -> None:
    page.locator(".work--absence").get_by_label("Last day").fill(until)
    page.locator(".work--absence button").click()
    expect(page.locator(".absences__list li")).to_have_count(1, timeout=SLOW)


def back(page: Page) -> None:
    page.get_by_role("button", name="I am back").click()
    expect(page.locator(".absences__list")).to_have_count(0, timeout=SLOW)


class TestSettings:
    """What somebody says of themselves, and what others see of it."""

    def test_languages_home_and_days_away(self, chromium: Browser, server: Server) -> None:
        with tab(chromium, server, "duc") as duc, tab(chromium, server, "ama") as ama:
            people(duc, server)
            languages = duc.get_by_label("Languages you can work in")
            languages.fill("Deutsch")
            duc.get_by_label("Home wiki").fill("no wiki")
            duc.locator(".work--settings button").click()
            expect(duc.locator(".work--settings .complaint")).to_have_text(
                [re.compile("deutsch is no language code"), re.compile("Write the wiki as in")]
            )
            # The last is a language to the service, and none to browsers.
            languages.fill("VI, fr, en-abcdefghijkl")
            duc.get_by_label("Home wiki").fill("meta.wikimedia.org")
            duc.locator(".work--settings button").click()
            expect(duc.locator(".saved")).to_be_focused(timeout=SLOW)
            expect(line_of(duc, "Duc Demo")).to_contain_text("Vietnamese, French, en-abc")
            expect(languages).to_have_value("vi fr en-abcdefghijkl")
            duc.locator(".work--absence button").click()
            complaint = duc.locator(".work--absence [role=alert]")
            expect(complaint).to_contain_text("Choose a last day")
            away(duc, day(4))
            line = line_of(people(ama, server), "Duc Demo")
            expect(line).to_contain_text("Vietnamese, French")
            expect(line.locator("time").last).to_have_attribute("datetime", day(4))
            assert standing(server)["open"] is True
            away(ama, day(1))
            assert standing(server)["reason"] == "too_few_active"
            ama.goto(f"{server.url}/desk/")
            expect(ama.locator("#view")).to_contain_text("takes no new reports", timeout=SLOW)
            for page in (ama, duc):
                back(people(page, server))
            assert standing(server)["open"] is True

    def test_an_address_for_news_is_confirmed_by_its_code(
        self, chromium: Browser, server: Server
    ) -> None:
        with tab(chromium, server, "duc") as page, mailbox() as box:
            people(page, server).get_by_label("Mail address").fill("duc@example.org")
            page.get_by_role("button", name="Use this address").click()
            waiting = page.locator(".mail", has_text="A code is on its way")
            expect(waiting).to_be_visible(timeout=SLOW)
            settings = {"MAIL_SERVER": box.url, "MAIL_FROM": "alcove@tools.example.org"}
            with create_app({**server.demo.settings, **settings}).app_context():
                jobs.run("mail")
            [mail] = box.to("duc@example.org")
            code = page.get_by_label("Code from the mail")
            code.fill("0000")
            page.get_by_role("button", name="Confirm").click()
            wrong = page.locator(".work--mail-code [role=alert]")
            expect(wrong).to_contain_text("not the code", timeout=SLOW)
            found = re.search(r"^\s*(\S*\d\S*)\s*$", mail.text, re.MULTILINE)
            assert found, mail.text
            code.fill(found.group(1))
            page.get_by_role("button", name="Confirm").click()
            expect(page.locator(".mail")).to_contain_text("This address is confirmed", timeout=SLOW)
            page.get_by_role("button", name="Send me no mails").click()
            expect(page.get_by_label("Mail address")).to_have_value("", timeout=SLOW)
            expect(page.locator(".mail")).not_to_contain_text("confirmed")


def first_section(page: Page) -> Locator:
    """What somebody sees of the page before anything else."""
    return page.locator("#view > *").first


class TestWhatIsDue:
    """Keys nobody signed, a list that ends, somebody to let in: on top; else it takes no room."""

    def test_nothing_due_takes_no_room(self, chromium: Browser, server: Server) -> None:
        with tab(chromium, server, "ama") as ama:
            expect(first_section(people(ama, server))).to_contain_text("Your keys")
            expect(ama.locator(".due")).to_have_count(0)
            expect(ama.locator(".upkeep")).to_contain_text("Nothing to do")
            assert violations(ama) == []

    def test_keys_the_signed_list_does_not_have(self, chromium: Browser, server: Server) -> None:
        stranger, other = (
            client.new_person(f"{name} Demo", "x.example") for name in ("Mal", "Duc")
        )
        duc = server.key_of("duc")
        with create_app(server.demo.settings).app_context():
            actions.add_person("mal", name="Mal Demo", home="x.example")
            actions.set_keys("mal", stranger.recipient, stranger.ed25519_public)
            actions.set_keys("duc", other.recipient, other.ed25519_public)
        with tab(chromium, server, "ama") as ama:
            alarms = first_section(people(ama, server)).locator(".alarms .cdx-message--error")
            expect(alarms).to_have_count(2)
            unknown = alarms.filter(has_text="whom the signed list does not name: Mal Demo")
            expect(unknown).to_contain_text(" ".join(stranger.words))
            changed = alarms.filter(has_text="Duc Demo has other keys here")
            expect(changed).to_contain_text(" ".join(other.words))
            # The list goes on naming the keys its root signed.
            expect(line_of(ama, "Duc Demo").locator(".words")).to_have_text(" ".join(duc.words))
            assert violations(ama) == []
            ama.goto(f"{server.url}/desk/")
            expect(ama.locator("#view")).to_contain_text(
                "Mal Demo uses keys that nobody signed", timeout=SLOW
            )
        with tab(chromium, server, "duc") as page:
            page.goto(f"{server.url}/desk/people")
            expect(page.locator("#view")).to_contain_text("current list yet", timeout=SLOW)
            # What only members may say of themselves would be refused now.
            expect(page.locator("section.settings")).to_have_count(0)
        with create_app(server.demo.settings).app_context():
            actions.set_keys("duc", duc.recipient, duc.ed25519_public)
            actions.forget_person("mal")

    def test_a_list_that_ends_soon(self, chromium: Browser, server: Server, team: Team) -> None:
        team.sign(days=10)
        with tab(chromium, server, "ama") as ama:
            told = first_section(people(ama, server)).locator(".cdx-message--warning")
            expect(told).to_contain_text("The list of members ends")
            expect(told.locator("time")).to_have_attribute("datetime", day(10))
            ama.goto(f"{server.url}/desk/")
            expect(ama.locator("#group-keys + ul")).to_contain_text("ends", timeout=SLOW)
            team.sign()
            people(ama, server)
            expect(ama.locator(".cdx-message", has_text="The list of members ends")).to_have_count(
                0
            )

    def test_somebody_to_let_in(
        self, chromium: Browser, server: Server, team: Team, send: Send
    ) -> None:
        server.__dict__.pop("statement", None)  # the list was signed anew since
        send("For whoever comes to this team next.")
        team.take_in("erin", "Erin Demo", "fr.wikipedia.org")
        team.sign()
        with tab(chromium, server, "ama") as ama:
            due = first_section(people(ama, server))
            expect(due.get_by_role("button", name="See what has to be done")).to_be_visible()
            assert violations(ama) == []
            assert "Erin Demo" in keep_up(ama, server, "ama")
            expect(ama.locator(".due [role=status]")).to_contain_text("Done")
            people(ama, server)
            expect(ama.locator(".due")).to_have_count(0)
