# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever goes wrong is told in one form, in the reader's language, and nothing leaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.infra import i18n
from service.infra.problems import CODES, Problem
from tests.api.routes import all_routes
from tests.conftest import DAY, ORIGIN, WIKI, SetClock, SignIn, make_app
from tests.teams import SomeTeam

KEYS = "/api/v1/desk/keys"
REPORTS = "/api/v1/reports"


@pytest.fixture
def desk(sign_in: SignIn, team: SomeTeam) -> FlaskClient:
    return sign_in("amina")


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    document: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] in {"about:blank", f"/problems/{code}"}
    assert document["title"]
    assert document["detail"]
    assert "⧼" not in json.dumps(document, ensure_ascii=False)
    return document


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b'{"age": NaN}', b'{"age": 1, "age": 2}', b"\xff", b"[" * 99]
)
def test_broken_json(desk: FlaskClient, body: bytes) -> None:
    answer = desk.post(KEYS, data=body, content_type="application/json")
    problem(answer, 400, "malformed_json")


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "true"])
def test_json_that_is_no_object(desk: FlaskClient, body: str) -> None:
    answer = desk.post(KEYS, data=body, content_type="application/json")
    problem(answer, 422, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "x"])
def test_only_json_is_read(desk: FlaskClient, kind: str) -> None:
    answer = desk.post(KEYS, data='{"age": "x", "ed25519": "x"}', content_type=kind)
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"age": "required", "ed25519": "required"}),
        ({"age": None, "ed25519": "x"}, {"age": "required"}),
        ({"age": 7, "ed25519": ["x"]}, {"age": "invalid", "ed25519": "invalid"}),
        ({"age": "x" * 65, "ed25519": "x"}, {"age": "invalid"}),
        ({"age": "x", "ed25519": "x", "name": "Amina"}, {"name": "unknown"}),
    ],
)
def test_fields_are_named(desk: FlaskClient, body: Any, fields: dict[str, str]) -> None:
    document = problem(desk.post(KEYS, json=body), 422, "invalid")
    assert {entry["field"]: entry["code"] for entry in document["errors"]} == fields
    for entry in document["errors"]:
        assert entry["message"] == i18n.translate(
            f"alcove-problem-field-{entry['code']}", lang="en"
        )


@pytest.mark.parametrize(
    "body",
    [
        rb'{"age": "\ud800", "ed25519": "x"}',
        rb'{"age": "a\u0000b", "ed25519": "x"}',
        rb'{"age": "\udc00\ud800", "ed25519": "x"}',
    ],
)
def test_hostile_text_is_refused_by_name(desk: FlaskClient, body: bytes) -> None:
    document = problem(desk.post(KEYS, data=body, content_type="application/json"), 422, "invalid")
    assert [entry["field"] for entry in document["errors"]] == ["age"]


def test_hostile_text_everywhere_breaks_nothing(app: Flask, desk: FlaskClient) -> None:
    """In bodies, keys, queries, paths, headers and cookies of every route."""
    hostile = ["\x00", "\ud800", "\u202e", "a\u0301" * 500, "\U0001d4b3" * 100, "%00", "%ff", "<p>"]
    for route in all_routes(app):
        for text in hostile:
            escaped = text.encode("utf-8", "surrogatepass").decode("latin-1")
            address = route.address.replace("u4c", "%ff").replace("0" * 32, "%00")
            answer = desk.open(
                address,
                method=route.method,
                query_string={"uselang": text.encode("utf-8", "replace"), "after": escaped},
                data=json.dumps({text: text, "lookup": text, "age": [text]}),
                content_type="application/json",
                headers={
                    "Accept-Language": "x-"
                    + escaped.encode("ascii", "ignore").decode()[:9].replace("\x00", "")
                },
                buffered=True,
            )
            assert answer.status_code < 500, f"{route}: {text!r}"


def test_too_large(desk: FlaskClient, client: FlaskClient) -> None:
    big = json.dumps({"age": "x" * (1024 * 1024)})
    problem(desk.post(KEYS, data=big, content_type="application/json"), 413, "too_large")
    sent = client.post(REPORTS, data=big, content_type="application/json", headers={"Origin": WIKI})
    problem(sent, 413, "too_large")
    assert sent.headers["Access-Control-Allow-Origin"] == WIKI, "or the form could not read it"


def test_headers_a_status_needs_are_kept(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    wrong = desk.delete(KEYS)
    problem(wrong, 405, "method_not_allowed")
    assert set(wrong.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    stranger = client.get("/api/v1/desk/me")
    problem(stranger, 401, "sign_in_required")
    assert stranger.headers["WWW-Authenticate"] == "Cookie"
    nobody = client.post("/api/v1/follow", json={"lookup": "0" * 32})
    problem(nobody, 401, "receipt_required")
    assert nobody.headers["WWW-Authenticate"] == "Bearer"


def test_a_quota_says_when_to_come_back(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    set_clock(DAY, 22)
    from service.infra import limits

    def full() -> None:
        limits.take("everything", DAY, 0)

    app.view_functions["people_api.teams"] = full
    answer = client.get("/api/v1/teams")
    problem(answer, 429, "quota")
    assert answer.headers["Retry-After"] == str(2 * 3600)


def test_further_members_stand_in_the_document(app: Flask, client: FlaskClient) -> None:
    def taken() -> None:
        raise Problem("number_taken", head={"epoch": 0, "n": 4, "hash": "f" * 64})

    app.view_functions["people_api.teams"] = taken
    document = problem(client.get("/api/v1/teams"), 409, "number_taken")
    assert document["head"]["n"] == 4


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_every_problem_is_told_in_the_readers_language(
    app: Flask, client: FlaskClient, lang: str
) -> None:
    for code, status in CODES.items():

        def raising(code: str = code) -> None:
            raise Problem(code)

        app.view_functions["people_api.teams"] = raising
        for answer in (
            client.get("/api/v1/teams", headers={"Accept-Language": f"{lang}, en;q=0.1"}),
            client.get(f"/api/v1/teams?uselang={lang}", headers={"Accept-Language": "fr"}),
        ):
            document = problem(answer, status, code)
            assert document["title"] == i18n.translate(f"alcove-problem-{code}-title", lang=lang)
            assert answer.headers["Content-Language"] == lang
            assert "Accept-Language" in answer.vary


def test_codes_are_never_made_up() -> None:
    with pytest.raises(KeyError):
        Problem("something_new")


def test_pages_tell_it_as_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing/here?uselang=ar")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    page = answer.get_data(as_text=True)
    assert i18n.translate("alcove-problem-not_found-title", lang="ar") in page
    assert 'dir="rtl"' in page
    wrong = client.delete("/", headers={"Origin": ORIGIN})
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


def test_nothing_of_the_request_is_repeated(client: FlaskClient) -> None:
    for address in ("/canary-of-somebody", "/api/v1/canary-of-somebody"):
        answer = client.get(f"{address}?canary-of-somebody", headers={"X-Any": "canary"})
        assert "canary" not in answer.get_data(as_text=True)


def test_a_page_is_shown_even_if_what_every_page_shows_is_broken(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_more: object) -> str:
        raise RuntimeError("canary")

    app.jinja_env.globals["here"] = broken
    answer = client.get("/nothing/here?uselang=ar")
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.get_data(as_text=True)
    assert "canary" not in answer.get_data(as_text=True)


# ---- the database is gone


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def gone(request: pytest.FixtureRequest) -> Flask:
    """An application whose database does not answer."""
    if request.param == "sqlite":
        return make_app("sqlite:////nowhere/canary/alcove.db")
    return make_app("mariadb+pymysql://canary:canary@127.0.0.1:1/canary")


def test_the_database_is_gone(gone: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser = gone.test_client()
    browser.set_cookie("alcove", "anything")
    browser.environ_base["HTTP_ORIGIN"] = ORIGIN
    lookup = {"lookup": "0" * 32}
    token = {"Authorization": "Bearer " + "A" * 43 + "="}
    for answer in (
        browser.get("/api/v1/teams"),
        browser.post("/api/v1/follow", json=lookup, headers=token),
        browser.get("/api/v1/desk/me"),
        browser.post(KEYS, json={"age": "x", "ed25519": "x"}),
    ):
        problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "canary" not in answer.get_data(as_text=True)
    page = browser.get("/desk/people")
    assert page.status_code == 503
    assert page.mimetype == "text/html"
    assert int(page.headers["Retry-After"]) > 0
    assert "canary" not in page.get_data(as_text=True)


def test_alive_even_without_a_database(gone: Flask) -> None:
    assert gone.test_client().get("/healthz").status_code == 200


def test_reporters_hear_it_and_the_log_does_not(
    gone: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    gone.test_client().get("/api/v1/teams")
    assert caplog.records == []
    browser = gone.test_client()
    browser.set_cookie("alcove", "anything")
    browser.get("/api/v1/desk/me")
    assert [one.getMessage() for one in caplog.records] == ["the database does not answer"]
