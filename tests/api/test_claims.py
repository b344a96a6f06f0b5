# SPDX-License-Identifier: AGPL-3.0-or-later
"""Confirming who wrote a report: asked, signed, handed over once, and nothing of it kept."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.audit.models import AuditRow
from service.infra.database import session
from service.infra.i18n import translate
from service.infra.time import seconds
from service.people import claims, flow, oauth
from service.people.models import Handoff
from service.vault import client as sealing
from tests.api.searching import Places
from tests.api.world import at_once, body_of, problem_of
from tests.conftest import DAY, ORIGIN, WIKI, SetClock, make_app
from tests.oauth import Wiki, query_of, standing_in
from tests.teams import SomeTeam

SEED = base64.b64encode(bytes(range(32))).decode()
NAME = "Canary Cassowary 4b1d"


@pytest.fixture
def wiki() -> Iterator[Wiki]:
    with standing_in(f"{ORIGIN}/oauth/callback") as running:
        running.add(NAME, 47110815)
        running.add("Newcomer", registered_anywhere=(f"{DAY - timedelta(days=3)}T00:00:00Z"))
        running.add("Little", edits=9000, edits_everywhere=49)
        running.add("Blocked", blocked=True)
        running.add("Hidden", hidden=True)
        yield running


@pytest.fixture
def app(database_url: str, wiki: Wiki) -> Flask:
    return make_app(database_url, CLAIM_SEED=SEED, **wiki.settings)


@dataclass
class Form:
    """The page with the form, and the window it opens, in one browser."""

    app: Flask
    wiki: Wiki
    origin: str = WIKI

    def __post_init__(self) -> None:
        self.window = self.app.test_client()
        self.window.environ_base["HTTP_ORIGIN"] = ORIGIN
        self.page = self.app.test_client(use_cookies=False)
        self.receipt = sealing.new_receipt()
        self.nonce = secrets.token_bytes(32)
        self.verifier = secrets.token_hex(32)

    @property
    def asks(self) -> dict[str, str]:
        challenge = hashlib.sha256(bytes.fromhex(self.verifier)).hexdigest()
        bind = sealing.binding(self.receipt.signer.public_key, "u4c", self.nonce)
        return {"team": "u4c", "bind": bind, "challenge": challenge, "origin": self.origin}

    def sign_in(self, name: str = NAME, press: str = "accept") -> TestResponse:
        """From the window's first page to the one after the wiki's."""
        sent = self.window.post("/claim", data=self.asks)
        assert sent.status_code == 200, sent.text
        address = unescape(sent.text.split("0;url=")[1].split('"')[0])
        back = self.wiki.walk(address, name, press)
        return self.window.get(back.removeprefix(ORIGIN), follow_redirects=True)

    def choose(self, kind: str = "name", opener: str = "1") -> TestResponse:
        return self.window.post("/claim/confirm", data={"kind": kind, "opener": opener})

    def code(self, done: TestResponse) -> str:
        """As the window hands it to the page that opened it."""
        return done.text.split('data-claim-code="')[1].split('"')[0]

    def collect(self, code: str = "", **changes: str) -> TestResponse:
        body = {"verifier": self.verifier, "code": code, **changes}
        return self.page.post("/api/v1/claims/collect", json=body, headers={"Origin": self.origin})

    def verified(self, answer: TestResponse, **changes: Any) -> dict[str, Any]:
        """What members are shown of the claim that came back."""
        body = body_of(answer)
        assert (answer.status_code, body["state"]) == (200, "confirmed")
        wanted = {
            "claim_key": self.app.extensions["alcove_config"].claim_public,
            "team": "u4c",
            "ed25519": self.receipt.signer.public_key,
            "nonce": self.nonce,
        }
        return dict(sealing.verify_claim(body["claim"], **wanted | changes).subject)


@pytest.fixture
def form(app: Flask, wiki: Wiki, team: SomeTeam) -> Form:
    return Form(app, wiki)


@pytest.mark.usefixtures("on_both")
def test_a_name_is_confirmed_and_fetched_once(form: Form) -> None:
    first = form.window.get("/claim", query_string=form.asks)
    assert first.status_code == 200
    assert "meta.wikimedia.org" in first.text
    shown = form.sign_in()
    assert NAME in shown.text
    assert shown.request.path == "/claim/confirm", "the wiki's answer stays in no address"
    code = form.code(form.choose())
    answer = form.collect(code)
    assert form.verified(answer) == {"central id": 47110815, "name": NAME, "blocked": False}
    again = form.collect(code)
    assert (again.status_code, body_of(again)) == (202, {"state": "waiting", "claim": None})


def test_without_a_name(form: Form) -> None:
    form.sign_in()
    answer = form.collect(form.code(form.choose("established")))
    assert form.verified(answer) == {"established": True}
    assert NAME not in answer.text
    assert "47110815" not in answer.text


@pytest.mark.parametrize("name", ["Newcomer", "Little", "Blocked"])
def test_not_every_account_is_established(form: Form, name: str) -> None:
    shown = form.sign_in(name)
    assert "disabled" in shown.text
    refused = form.choose("established")
    assert refused.status_code == 403
    assert body_of(form.collect())["state"] == "waiting"


def test_a_blocked_account_may_show_its_name_and_the_proof_says_so(form: Form) -> None:
    form.sign_in("Blocked")
    assert form.verified(form.collect(form.code(form.choose())))["blocked"] is True


def test_edits_count_on_all_wikis_and_here_when_nobody_knows_more(form: Form, wiki: Wiki) -> None:
    wiki.odd = "api_html"
    assert "disabled" not in form.sign_in("Little").text, "9000 on the wiki itself"


def test_no_is_an_answer(form: Form) -> None:
    form.sign_in()
    answer = form.collect(form.code(form.choose("no")))
    assert (answer.status_code, body_of(answer)) == (200, {"state": "refused", "claim": None})


def test_a_window_without_an_opener_is_fetched_by_the_secret_alone(form: Form) -> None:
    form.sign_in()
    done = form.choose(opener="")
    assert form.code(done) == ""
    assert form.verified(form.collect())["name"] == NAME


@pytest.mark.parametrize(
    "changes",
    [{"code": ""}, {"code": "0" * 32}, {"verifier": "0" * 64}],
    ids=["no code", "wrong code", "wrong secret"],
)
def test_nobody_else_fetches_it(form: Form, changes: dict[str, str]) -> None:
    form.sign_in()
    code = form.code(form.choose())
    wrong = form.collect(**{"code": code, **changes})
    assert (wrong.status_code, body_of(wrong)["state"]) == (202, "waiting")
    assert form.verified(form.collect(code))["name"] == NAME, "and it is still there"


def test_it_is_for_one_report_and_one_team(form: Form) -> None:
    form.sign_in()
    answer = form.collect(form.code(form.choose()))
    other = sealing.new_receipt().signer.public_key
    for changes in ({"team": "stewards"}, {"ed25519": other}, {"nonce": bytes(32)}):
        with pytest.raises(sealing.SealingError, match="claim_not_bound"):
            form.verified(answer, **changes)


@pytest.mark.parametrize("name", ["bind", "challenge"])
@pytest.mark.parametrize("value", ["", "0" * 63, "G" * 64, "0" * 64 + "\n"])
def test_what_is_no_hash_is_refused(form: Form, name: str, value: str) -> None:
    for answer in (
        form.window.get("/claim", query_string=form.asks | {name: value}),
        form.window.post("/claim", data=form.asks | {name: value}),
    ):
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "origin",
    ["", "https://evil.example", "https://meta.wikimedia.org.evil.example", f"{WIKI}/", "null"],
)
def test_other_sites_are_refused(form: Form, origin: str) -> None:
    form.origin = origin
    assert form.window.get("/claim", query_string=form.asks).status_code == 403
    assert form.window.post("/claim", data=form.asks).status_code == 403


def test_no_site_passes_for_our_own_form(form: Form) -> None:
    form.origin = ORIGIN
    for site, status in (("same-origin", 200), ("cross-site", 403), ("same-site", 403)):
        asked = {"query_string": form.asks, "headers": {"Sec-Fetch-Site": site}}
        assert form.window.get("/claim", **asked).status_code == status


def test_another_sites_page_cannot_press_the_buttons(form: Form) -> None:
    form.sign_in()
    evil = {"Origin": "https://evil.example"}
    pressed = form.window.post("/claim/confirm", data={"kind": "name"}, headers=evil)
    assert pressed.status_code == 403
    assert form.window.post("/claim", data=form.asks, headers=evil).status_code == 403
    assert body_of(form.collect())["state"] == "waiting"


def test_nothing_is_confirmed_without_the_wiki(form: Form) -> None:
    """Neither at once, nor after asking only, nor with an account the request names itself."""
    assert form.choose().status_code == 400
    invented = {"name": NAME, "central_id": "1", "blocked": "", "unproven": ""}
    assert form.window.post("/claim", data=form.asks | invented).status_code == 200
    assert form.choose().status_code == 400
    assert body_of(form.collect())["state"] == "waiting"


def test_each_window_answers_once(form: Form) -> None:
    form.sign_in()
    cookies = form.window.get_cookie("alcove-flow", domain="localhost")
    assert cookies is not None
    code = form.code(form.choose())
    assert form.choose().status_code == 400, "the way is over"
    form.window.set_cookie("alcove-flow", cookies.value)
    assert form.choose("established").status_code == 409, "a copy of the cookie changes nothing"
    assert form.verified(form.collect(code))["name"] == NAME


def test_ten_minutes_later_it_is_over(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    form.sign_in()
    later = seconds() + flow.SECONDS + 1
    monkeypatch.setattr("service.people.flow.seconds", lambda: later)
    assert form.choose().status_code == 400


@pytest.mark.parametrize(
    ("name", "press", "odd", "told"),
    [
        (NAME, "cancel", "", "cancelled"),
        ("Hidden", "accept", "", "suppressed"),
        (NAME, "accept", "profile_html", "wiki"),
        (NAME, "accept", "token_html", "wiki"),
        (NAME, "accept", "revoked", "ended"),
    ],
)
def test_what_the_wiki_does_not_confirm(
    form: Form, wiki: Wiki, name: str, press: str, odd: str, told: str
) -> None:
    wiki.odd = odd
    shown = form.sign_in(name, press)
    words = translate(f"alcove-page-claim-refused-{told}", lang="en")
    assert (shown.status_code, words in shown.text) == (400, True)
    assert form.choose().status_code == 400


def test_a_sign_in_for_the_desk_confirms_nothing(form: Form, wiki: Wiki) -> None:
    """An answer for one purpose is never taken for the other."""
    with form.app.test_request_context("/"):
        address = oauth.begin(flow.Purpose.DESK, form.asks)
    assert query_of(address).get("display") != "popup"
    form.window.post("/claim", data=form.asks)
    assert form.choose().status_code == 400


@pytest.mark.usefixtures("on_both")
def test_what_nobody_fetches_is_gone_the_next_day(form: Form, set_clock: SetClock) -> None:
    form.sign_in()
    code = form.code(form.choose())
    set_clock(DAY + timedelta(days=1), 12)
    assert body_of(form.collect(code))["state"] == "waiting", "even before it is removed"
    with form.app.app_context():
        assert claims.forget_uncollected() == 1
        assert session().scalar(select(func.count()).select_from(Handoff)) == 0


@pytest.mark.usefixtures("on_both")
def test_two_who_fetch_at_once_get_one(form: Form) -> None:
    form.sign_in()
    code = form.code(form.choose())
    states = sorted(body_of(one)["state"] for one in at_once(*[lambda: form.collect(code)] * 4))
    assert states == ["confirmed", "waiting", "waiting", "waiting"]


def test_the_record_of_what_was_done_says_nothing_of_it(form: Form) -> None:
    """A row would say that somebody confirmed a name, and between which reports."""
    rows = select(func.count()).select_from(AuditRow)
    with form.app.app_context():
        before = session().scalar(rows)
    form.sign_in()
    form.collect(form.code(form.choose()))
    with form.app.app_context():
        assert session().scalar(rows) == before


def test_nobody_learns_from_the_service_whose_claim_it_was(form: Form, places: Places) -> None:
    """Neither while it waits nor after: not in database, its log, logs, headers, counts."""
    words = {"name": NAME.encode(), "part": NAME.split()[1].encode()}
    form.window.get("/claim", query_string=form.asks)
    form.sign_in()
    code = form.code(form.choose())
    places.metrics = form.window.get("/metrics").data
    assert places.search(words) == []
    assert form.verified(form.collect(code))["name"] == NAME
    assert places.search(words) == []
    in_database = Places(places.database).search({"number": b"47110815"})
    assert in_database == []


def test_a_name_kept_in_clear_would_be_found(
    form: Form, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "_cover", lambda _place, said: str(said).encode())
    form.sign_in()
    form.choose()
    assert places.search({"name": NAME.encode()}) != []


def test_a_day_brings_only_so_many(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "DAILY", 1)
    form.sign_in()
    assert form.choose().status_code == 200
    other = Form(form.app, form.wiki)
    other.sign_in()
    assert other.choose().status_code == 429


def test_without_a_key_nothing_is_offered(database_url: str, team: SomeTeam, form: Form) -> None:
    with make_app(database_url).test_client() as browser:
        assert browser.get("/claim", query_string=form.asks).status_code == 503


@pytest.mark.parametrize(
    "body",
    [{}, {"verifier": ""}, {"verifier": "0" * 64, "code": "x"}, {"verifier": "0" * 64 + "\n"}],
)
def test_bad_collections_are_problems(form: Form, body: dict[str, str]) -> None:
    answer = form.page.post("/api/v1/claims/collect", json=body)
    assert problem_of(answer) == (422, "invalid")


def test_the_answer_goes_to_wikis_we_know(form: Form) -> None:
    answer = form.collect()
    assert answer.headers["Access-Control-Allow-Origin"] == WIKI
    evil = {"Origin": "https://evil.example"}
    refused = form.page.post(
        "/api/v1/claims/collect", json={"verifier": form.verifier}, headers=evil
    )
    assert refused.status_code == 403
