# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that can be wrong with a request about reports: named exactly, in German if asked.

Whatever comes, nothing is stored, nothing crashes, and nothing that was sent is echoed.
"""

import base64
import copy
import json
import os
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.infra.i18n import translate
from service.infra.web import MAX_BODY
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, Grant, Vault
from tests.api.bad_bodies import ALL, FOLLOW, MARK, OF_MEMBER, OF_WRITER, Bad
from tests.api.bad_work import ACTS, BAD, ENTER, RENEW_OWN, TALLY
from tests.api.working import a_file, an_invitation, new_code, next_epoch
from tests.api.world import Thread, World, body_of, problem_of, scalar
from tests.conftest import DAY, ORIGIN

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def stored(world: World) -> list[int]:
    return [
        scalar(world, select(func.count()).select_from(table))
        for table in (Vault, Envelope, Grant, Report)
    ]


def check(answer: TestResponse, bad: Bad) -> None:
    """The problem is the right one, in German, and nothing sent comes back in it."""
    assert problem_of(answer) == (bad.status, bad.code)
    problem = body_of(answer)
    german = translate(f"alcove-problem-{bad.code}-title", lang="de")
    assert german != translate(f"alcove-problem-{bad.code}-title", lang="en")
    assert problem["title"] == german
    assert problem["detail"] == translate(f"alcove-problem-{bad.code}-detail", lang="de")
    if bad.field:
        fields = {one["field"]: one for one in problem["errors"]}
        assert bad.field in fields
        key = f"alcove-problem-field-{fields[bad.field]['code']}"
        assert fields[bad.field]["message"] == translate(key, lang="de")
        assert translate(key, lang="de") != translate(key, lang="en")
    if bad.why:
        assert problem["reason"] == bad.why
    assert MARK not in answer.text


@pytest.mark.parametrize("bad", ALL, ids=str)
def test_what_is_wrong_with_a_report_is_said_in_german(world: World, bad: Bad) -> None:
    payload = copy.deepcopy(world.seal().payload)
    bad.change(payload)
    answer = world.stranger.post(
        "/api/v1/reports",
        data=json.dumps(payload),
        headers=JSON | {"Accept-Language": "de-AT, en;q=0.5"},
    )
    check(answer, bad)
    assert stored(world) == [0, 0, 0, 0]


def test_the_language_may_be_asked_for_in_the_address(world: World) -> None:
    payload = world.seal().payload | {"team": "nobody"}
    answer = world.stranger.post("/api/v1/reports?uselang=de", json=payload)
    assert body_of(answer)["title"] == translate("alcove-problem-unknown_team-title", lang="de")


BODIES = [
    (b"", 400, "malformed_json"),
    (b"{", 400, "malformed_json"),
    (b'{"lookup": }', 400, "malformed_json"),
    (b'{"team": "u4c", "team": "u4c"}', 400, "malformed_json"),
    (b'{"team": NaN}', 400, "malformed_json"),
    (b'{"team": 1e999}', 422, "invalid"),
    (b'{"team": "\xff"}', 400, "malformed_json"),
    (b'\xef\xbb\xbf{"team": "u4c"}', 400, "malformed_json"),
    (b'{"team": "u4c"} trailing', 400, "malformed_json"),
    (b"[" * 100_000, 400, "malformed_json"),
    (b'{"a":' * 50_000, 400, "malformed_json"),
    (b"[" * 40 + b"]" * 40, 400, "malformed_json"),
    (b'{"team": ' + b"9" * 100_000 + b"}", 400, "malformed_json"),
    (b"null", 422, "invalid"),
    (b"[]", 422, "invalid"),
    (b'"text"', 422, "invalid"),
    (b"7", 422, "invalid"),
    (b" " * (MAX_BODY + 1), 413, "too_large"),
]
PATHS = [
    "/api/v1/reports",
    "/api/v1/follow",
    "/api/v1/follow/envelopes",
    "/api/v1/follow/renew",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("body", "status", "code"), BODIES, ids=[str(index) for index in range(len(BODIES))]
)
def test_a_body_that_is_no_json_object(
    world: World, path: str, body: bytes, status: int, code: str
) -> None:
    headers = JSON | {"Authorization": "Bearer AAAA", "Accept-Language": "de"}
    answer = world.stranger.post(path, data=body, headers=headers)
    assert problem_of(answer) == (status, code)
    assert body_of(answer)["title"] == translate(f"alcove-problem-{code}-title", lang="de")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_forms_of_other_pages_are_no_json(world: World, path: str, kind: str) -> None:
    body = json.dumps(world.seal().payload)
    headers = {"Content-Type": kind, "Authorization": "Bearer AAAA"}
    answer = world.stranger.post(path, data=body, headers=headers)
    assert problem_of(answer) == (415, "unsupported_media_type")
    assert stored(world) == [0, 0, 0, 0]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", PATHS)
def test_other_methods(world: World, path: str, method: str) -> None:
    answer = world.stranger.open(path, method=method, headers={"Origin": ORIGIN})
    assert problem_of(answer) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("bad", FOLLOW, ids=str)
def test_what_is_wrong_with_following(world: World, bad: Bad) -> None:
    thread = world.sent()
    body: dict[str, Any] = {"lookup": thread.receipt.lookup}
    bad.change(body)
    headers = thread.bearer | {"Accept-Language": "de"}
    check(world.stranger.post("/api/v1/follow", json=body, headers=headers), bad)


OF_WRITERS = [("message", OF_WRITER), ("act", ACTS)]


@pytest.mark.parametrize(
    "bad",
    [pytest.param(bad, id=f"{of}-{bad}") for of, some in OF_WRITERS for bad in some],
)
def test_what_is_wrong_with_what_a_writer_sends(world: World, bad: Bad) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    bad.change(body)
    headers = thread.bearer | {"Accept-Language": "de"}
    before = stored(world)
    check(world.stranger.post("/api/v1/follow/envelopes", json=body, headers=headers), bad)
    assert stored(world) == before


@pytest.mark.parametrize("bad", OF_MEMBER, ids=str)
def test_what_is_wrong_with_a_members_message(world: World, bad: Bad) -> None:
    thread = world.sent()
    ada = world.members[0]
    report = ada.find(thread.sealed.vault.id)["id"]
    body = world.next_of(ada, thread)
    bad.change(body)
    path = f"/api/v1/desk/reports/{report}/envelopes?uselang=de"
    before = stored(world)
    check(ada.browser.post(path, json=body), bad)
    assert stored(world) == before


def right(world: World, thread: Thread, way: str) -> dict[str, Any]:
    """What would be right to send about a report, before something is made wrong in it."""
    ada = world.members[0]
    bodies: dict[str, dict[str, Any]] = {
        "take": {"version": 0},
        "release": {"version": 0},
        "mute": {"version": 0, "muted": True},
        "clocks": {"version": 0, "kind": "evidence", "due": DAY.isoformat()},
        "file": a_file(ada),
        "invitations": an_invitation(world, ada)[1],
        "handovers": {"id": client.random_id(), "answer_by": None},
        "renew": {
            "from": world.report_of(world.sent()) if way == "renew" else "",
            "epoch": next_epoch(thread, *world.members),
        },
    }
    return bodies.get(way, {"state": "ended"})


@pytest.mark.parametrize(
    ("way", "bad"),
    [pytest.param(way, bad, id=f"{way[:11]}-{bad}") for way, some in BAD.items() for bad in some],
)
def test_what_is_wrong_with_work_on_a_report(world: World, way: str, bad: Bad) -> None:
    thread = world.sent()
    ada = world.members[0]
    before_line = ada.find(thread.sealed.vault.id)
    body = right(world, thread, way)
    bad.change(body)
    before = stored(world)
    path = f"/api/v1/desk/reports/{world.report_of(thread)}/{way}?uselang=de"
    check(ada.browser.post(path, json=body), bad)
    assert stored(world) == before
    assert ada.find(thread.sealed.vault.id) == before_line


@pytest.mark.parametrize("bad", TALLY, ids=str)
def test_what_is_wrong_with_a_tally(world: World, bad: Bad) -> None:
    body = {"team": "u4c", "category": "3.1", "outcome": "helped"}
    bad.change(body)
    check(world.members[0].browser.post("/api/v1/desk/tallies?uselang=de", json=body), bad)


@pytest.mark.parametrize("bad", RENEW_OWN, ids=str)
def test_what_is_wrong_with_a_new_code(world: World, bad: Bad) -> None:
    thread = world.sent()
    body = new_code(thread, client.new_receipt(), *world.members)
    bad.change(body)
    headers = thread.bearer | {"Accept-Language": "de"}
    check(world.stranger.post("/api/v1/follow/renew", json=body, headers=headers), bad)
    assert world.follow(thread).status_code == 200, "the old one is still good"


@pytest.mark.parametrize("bad", ENTER, ids=str)
def test_what_is_wrong_with_entering_a_report(world: World, bad: Bad) -> None:
    body = copy.deepcopy(world.seal().payload)
    bad.change(body)
    check(world.members[0].browser.post("/api/v1/desk/reports?uselang=de", json=body), bad)
    assert stored(world) == [0, 0, 0, 0]


AUTHORIZATIONS = [
    ("Bearer", 401),
    ("Bearer ", 401),
    ("Basic AAAA", 401),
    ("bearer \u00e4\u00f6", 404),
    ("Bearer " + "A" * 10_000, 404),
    ("Bearer a b c", 404),
    ("Bearer AAAA, Bearer AAAA", 404),
]


@pytest.mark.parametrize(("authorization", "status"), AUTHORIZATIONS)
def test_an_authorization_that_is_no_token(world: World, authorization: str, status: int) -> None:
    thread = world.sent()
    answer = world.stranger.post(
        "/api/v1/follow",
        json={"lookup": thread.receipt.lookup},
        headers={"Authorization": authorization},
    )
    code = "no_such_report" if status == 404 else "receipt_required"
    assert problem_of(answer) == (status, code)


@pytest.mark.parametrize(
    "report", ["x", "0" * 31, "0" * 33, "A" * 32, "..%2f..%2fetc", "%00", "%ed%a0%80" * 4]
)
def test_an_address_that_is_no_report(world: World, report: str) -> None:
    answer = world.members[0].get(f"reports/{report}")
    assert problem_of(answer) == (404, "not_found")


def test_one_wrong_symbol_of_the_receipt_is_noticed_before_anything_is_asked(world: World) -> None:
    text = world.sent().receipt.text
    wrong = text[:-5] + ("0" if text[-5] != "0" else "1") + text[-4:]
    with pytest.raises(client.SealingError) as refused:
        client.read_receipt(wrong)
    assert refused.value.code == "receipt_bad_symbol"


def test_all_of_a_reports_mistakes_are_told_at_once(world: World) -> None:
    payload = world.seal().payload | {"lookup": 1, "vault": "x", "name": "y"}
    answer = world.stranger.post("/api/v1/reports", json=payload)
    told = {one["field"]: one["code"] for one in body_of(answer)["errors"]}
    assert told == {"lookup": "invalid", "vault": "not_hex", "name": "unknown"}


def test_bytes_that_are_not_text_at_all(world: World) -> None:
    body = base64.b64decode("H4sIAAAAAAAAAw==") + os.urandom(2000)
    answer = world.stranger.post("/api/v1/reports", data=body, headers=JSON)
    assert problem_of(answer) == (400, "malformed_json")
