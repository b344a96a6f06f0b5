# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the service, in every language: whole, neutral, loading nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from service.audit.actions import Verb, record
from service.infra.database import transaction
from service.infra.i18n import LANGUAGES, knows
from service.people import actions
from service.people.models import Team
from tests.api.world import World
from tests.conftest import ORIGIN, SignIn, make_app
from tests.teams import SomeTeam

PUBLIC = ("/", "/write", "/follow", "/privacy", "/api/", "/nowhere")
DESK = (
    "/desk/",
    "/desk/reports",
    "/desk/reports/enter",
    "/desk/reports/" + "a" * 32,
    "/desk/people",
    "/desk/audit",
)
# Words that say what the pages are for; titles stand in histories and on taskbars.
TELLING = re.compile(r"report|harass|private|meld|beläst|بلاغ|سر", re.IGNORECASE)
DATA = "application/json"


class Parsed(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.title = ""
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag
        if tag == "html":
            self.root = given
        if tag in {"h1", "h2"}:
            self.headings.append(tag)
        if tag == "script" and "src" not in given and given.get("type") != DATA:
            self.inline.append("script")
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag in {"script", "img", "iframe", "source", "video", "audio", "embed"}:
            self.loaded += [given["src"] or ""] if "src" in given else []
        if tag == "link":
            self.loaded.append(given.get("href") or "")
        if tag == "a":
            self.links.append(given.get("href") or "")

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def check(text: str, lang: str) -> Parsed:
    """What is true of every page."""
    page = Parsed(text)
    assert page.root["lang"] == lang
    assert page.root["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert not page.inline
    assert page.loaded
    assert all(address.startswith("/static/") for address in page.loaded), page.loaded
    assert page.headings.count("h1") <= 1
    assert not TELLING.search(page.title)
    assert "⧼" not in text  # a message without words
    return page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_whole_and_called_just_alcove(
    client: FlaskClient, team: SomeTeam, path: str, lang: str
) -> None:
    answer = client.get(path, query_string={"uselang": lang})
    assert answer.status_code == (404 if path == "/nowhere" else 200)
    page = check(answer.text, lang)
    assert page.title == "Alcove"
    assert f"codex{'-rtl' if lang == 'ar' else ''}.css" in answer.text
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", DESK)
def test_the_desks_pages_are_whole(sign_in: SignIn, team: SomeTeam, path: str, lang: str) -> None:
    answer = sign_in("amina").get(path, query_string={"uselang": lang})
    assert answer.status_code == 200
    page = check(answer.text, lang)
    assert page.title.startswith("Alcove · ")


@pytest.mark.parametrize("path", ["/", "/privacy", "/desk/people"])
def test_links_keep_the_language_somebody_chose(sign_in: SignIn, team: SomeTeam, path: str) -> None:
    page = Parsed(sign_in("amina").get(f"{path}?uselang=de").text)
    own = [link for link in page.links if link.startswith("/")]
    others = [link for link in own if "uselang=ar" in link or "uselang=en" in link]
    assert len(others) == 2
    assert all("uselang=de" in link for link in own if link not in others)


def test_the_language_links_lead_to_the_same_page(sign_in: SignIn, team: SomeTeam) -> None:
    page = Parsed(sign_in("amina").get("/desk/reports?state=new").text)
    assert "/desk/reports?state=new&uselang=de" in page.links
    filtered = "/desk/reports?due=late&kind=report&muted=1&turn=team&who=mine"
    page = Parsed(sign_in("amina").get(f"{filtered}&wiki=kept.example").text)
    assert f"{filtered}&uselang=de" in page.links
    page = Parsed(sign_in("amina").get(f"/desk/reports/{'b' * 32}").text)
    assert f"/desk/reports/{'b' * 32}?uselang=ar" in page.links


def test_what_an_address_says_is_not_repeated_in_the_page(
    client: FlaskClient, sign_in: SignIn, team: SomeTeam
) -> None:
    hostile = {"state": "<b>x", "page": "<b>x", "uselang": "<b>x", "_external": "1", "_scheme": "x"}
    for browser, path in (
        (client, "/"),
        (client, "/nope<b>x"),
        (sign_in("amina"), "/desk/reports"),
    ):
        assert "<b>x" not in browser.get(path, query_string=hostile).text
    answer = client.get("/desk/", query_string={"_external": "1", "_anchor": "x"})
    assert answer.headers["Location"] == "/desk/sign-in"


def test_pins_stand_in_the_page_as_data_that_cannot_end_it(app: Flask, team: SomeTeam) -> None:
    with app.app_context(), transaction() as rows:
        found = rows.get(Team, "u4c")
        assert found is not None
        found.name = "</script><script>alert(1)</script>"
    text = app.test_client().get("/follow").text
    assert not Parsed(text).inline
    data = re.search(r'id="alcove-pins">(.*?)</script>', text)
    assert data is not None
    assert json.loads(data[1])["teams"]["u4c"]["name"].startswith("</script>")


def test_the_start_page_says_when_a_team_takes_nothing(
    client: FlaskClient, team: SomeTeam, app: Flask
) -> None:
    closed = "takes nothing new"
    assert closed not in client.get("/").text
    with app.app_context(), transaction() as rows:
        found = rows.get(Team, "u4c")
        assert found is not None
        found.intake = "paused"
    assert closed in client.get("/").text


def test_without_javascript_nothing_could_be_sent_from_the_follow_page(client: FlaskClient) -> None:
    text = client.get("/follow").text
    assert "<form" not in text
    assert "<input" not in text
    assert "<noscript>" in text


def test_the_desk_begins_with_the_agenda_and_leads_everywhere_from_it(
    sign_in: SignIn, team: SomeTeam
) -> None:
    text = sign_in("amina").get("/desk/").text
    assert 'data-view="agenda"' in text
    for path in ("/desk/", "/desk/reports", "/desk/people", "/desk/audit"):
        assert path in Parsed(text).links
    assert '<a href="/desk/" aria-current="page">' in text
    assert "/desk/reports/enter" in Parsed(sign_in("amina").get("/desk/reports").text).links


def test_the_desk_is_closed_to_who_is_not_signed_in(client: FlaskClient) -> None:
    for path in DESK:
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/desk/sign-in")


def test_signing_in_as_somebody_made_up_works_in_the_demo_only(
    database_url: str, team: SomeTeam, client: FlaskClient
) -> None:
    own = {"Origin": ORIGIN}
    assert client.post("/desk/sign-in", data={"person": "amina"}, headers=own).status_code == 404
    assert "Amina" not in client.get("/desk/sign-in").text
    demo = make_app(database_url, DEMO=True).test_client()
    assert "Amina" in demo.get("/desk/sign-in", base_url=ORIGIN).text
    answer = demo.post(
        "/desk/sign-in?uselang=de", data={"person": "amina"}, headers=own, base_url=ORIGIN
    )
    assert answer.headers["Location"] == "/desk/?uselang=de"
    assert "Amina" in demo.get("/desk/people", base_url=ORIGIN).text
    demo.post("/desk/sign-out", headers=own, base_url=ORIGIN)
    assert demo.get("/desk/people", base_url=ORIGIN).status_code == 303


class TestRecord:
    """The page of who did what."""

    def test_shows_what_was_done_with_names(self, sign_in: SignIn, team: SomeTeam) -> None:
        text = sign_in("amina").get("/desk/audit").text
        assert "Bero" in text
        assert "set their keys" in text
        assert "the record is whole" in text

    def test_notices_a_changed_line(self, sign_in: SignIn, team: SomeTeam, app: Flask) -> None:
        with app.app_context(), transaction() as rows:
            rows.execute(sql("UPDATE audit_rows SET subject = 'bero' WHERE seq = 2"))
        shown = sign_in("amina").get("/desk/audit").text
        assert "the record is whole" not in shown
        assert "changed afterwards" in shown

    def test_is_closed_to_who_is_in_no_list(
        self, sign_in: SignIn, team: SomeTeam, app: Flask
    ) -> None:
        with app.app_context():
            actions.add_person("guest", name="Guest", home="meta.wikimedia.org")
        assert sign_in("guest").get("/desk/audit").status_code == 403
        assert sign_in("guest").get("/desk/people").status_code == 200

    def test_has_words_for_everything_that_can_be_done(self, app: Flask) -> None:
        assert [verb for verb in Verb if not knows(f"alcove-page-verb-{verb}")] == []

    def test_goes_back_page_by_page(self, sign_in: SignIn, team: SomeTeam, app: Flask) -> None:
        with app.app_context(), transaction():
            for _ in range(60):
                record(Verb.KEYS_SET, "bero", "bero")
        first = sign_in("amina").get("/desk/audit").text
        assert first.count("<tr ") == 51
        assert "page=2" in first
        second = sign_in("amina").get("/desk/audit?page=2").text
        assert "added a person" in second
        assert "page=3" not in second


def test_the_record_tells_nobody_of_a_report_that_leaves_them_out(app: Flask) -> None:
    """Neither the line, nor a number missing where it would be."""
    world = World(app)
    left_out, reader = world.members[0], world.members[1]
    sent = world.sent(without=(left_out,))
    before = left_out.browser.get("/desk/audit").text
    report_id = reader.find(sent.sealed.vault.id)["id"]
    assert world.answer(reader, sent).status_code == 201
    assert report_id[:8] in reader.browser.get("/desk/audit").text
    shown = left_out.browser.get("/desk/audit").text
    assert report_id[:8] not in shown
    assert "sent a report" not in shown
    # That somebody listed reports and answered is not shown either: there is no line more.
    assert shown.count("<tr ") == before.count("<tr ") > 1


def test_the_api_is_described_from_its_own_document(client: FlaskClient) -> None:
    text = client.get("/api/").text
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert len(paths) > 5
    for path in paths:
        assert path in text
    assert "access_hash" in text


def test_signing_in_keeps_the_language_somebody_chose(client: FlaskClient) -> None:
    answer = client.get("/desk/reports?uselang=ar")
    assert (answer.status_code, answer.location) == (303, "/desk/sign-in?uselang=ar")
    assert client.get("/desk/reports").location == "/desk/sign-in"
