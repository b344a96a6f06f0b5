# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small world for the tests of reports: the real application, a team with keys, sealed reports.

Everything is sealed and opened with the Python client, as real browsers would; nothing is mocked
but the day.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from service.infra import sessions
from service.infra.database import session, transaction
from service.people import actions as people
from service.people.rules import Intake
from service.reports import queries
from service.vault import client
from tests.conftest import DAY, ORIGIN
from tests.teams import seen

TEAM = "u4c"
ANSWER_DAYS = 14
REPORT: dict[str, Any] = {"v": 1, "lang": "en", "what": "They follow me to every page I edit."}
SUMMARY: dict[str, Any] = {
    "wiki": "meta.wikimedia.org",
    "about": ["Somebody"],
    "kinds": ["3.1-insults"],
    "excerpt": "They follow me",
    "lang": "en",
}


@dataclass
class Member:
    """Somebody of a team, with their keys and a browser in which they are signed in."""

    id: str
    keys: client.Person
    browser: FlaskClient

    def get(self, path: str, **query: Any) -> TestResponse:
        """Fetch something from the desk's API."""
        return self.browser.get(f"/api/v1/desk/{path}", query_string=query)

    def post(self, path: str, body: Any) -> TestResponse:
        """Send something to the desk's API, as the desk's own page does."""
        return self.browser.post(f"/api/v1/desk/{path}", json=body)

    def reports(self, **query: Any) -> list[dict[str, Any]]:
        """What they see in the first page of the queue."""
        answer = self.get("reports", **query)
        assert answer.status_code == 200, answer.text
        reports: list[dict[str, Any]] = body_of(answer)["reports"]
        return reports

    def find(self, vault: str) -> dict[str, Any]:
        """The one report with this vault, as their queue shows it."""
        [found] = [report for report in self.reports(limit=200) if report["vault"] == vault]
        return found


@dataclass
class Thread:
    """A report that was sealed here, with what is needed to go on writing in it."""

    sealed: client.SealedReport
    head: str
    n: int = 1
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def receipt(self) -> client.Receipt:
        """The writer's receipt."""
        return self.sealed.receipt

    @property
    def bearer(self) -> dict[str, str]:
        """The header that opens it."""
        return {"Authorization": f"Bearer {self.receipt.access}"}


class World:
    """One team of four, its application, and everybody's browsers."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.root = client.new_root(TEAM)
        self.stranger = app.test_client(use_cookies=False)
        with app.test_request_context("/"), transaction():  # one for all: each costs a sync
            people.add_team(
                TEAM,
                name="Universal Code of Conduct Coordinating Committee",
                root=self.root.public_key,
                intake=Intake.OPEN,
                answer_days=ANSWER_DAYS,
            )
            self.members = [self._new(name) for name in ("Ada", "Ben", "Cho", "Dia")]
            self.statement = self._state([one.keys.member_line() for one in self.members], 1, 2)

    def person(self, name: str) -> Member:
        """Somebody new who can sign in, has made keys, and is in no team yet."""
        with self.app.test_request_context("/"), transaction():
            return self._new(name)

    def sign_in(self, member: Member) -> None:
        """Begin a visit to the desk; one lasts for a day."""
        with self.app.test_request_context("/"):
            self._begin_visit(member)

    def state(self, members: list[Member], *, seq: int = 1, least: int = 2) -> client.Statement:
        """Have the team's root sign who is in it, and the service take it in."""
        with self.app.app_context():
            return self._state([one.keys.member_line() for one in members], seq, least)

    def let_watch(self, member: Member, *, seq: int = 2) -> None:
        """Have the team's root sign that one of them only reads along from now on."""
        lines = [
            one.keys.member_line() | ({"role": "observer"} if one is member else {})
            for one in self.members
        ]
        with self.app.app_context():
            self._state(lines, seq, 2)

    def _new(self, name: str) -> Member:
        member = Member(name.lower(), client.new_person(name, "meta"), self.app.test_client())
        member.browser.environ_base["HTTP_ORIGIN"] = ORIGIN
        people.add_person(member.id, name=name, home="meta")
        people.set_keys(member.id, member.keys.recipient, member.keys.ed25519_public)
        seen(DAY, member.id)
        self._begin_visit(member)
        return member

    def _begin_visit(self, member: Member) -> None:
        sessions.begin(member.id)
        name = sessions.cookie_name(self.app.extensions["alcove_config"])
        member.browser.set_cookie(name, g.alcove_cookie)

    def _state(self, lines: list[dict[str, str]], seq: int, least: int) -> client.Statement:
        wire = client.sign_statement(
            self.root,
            members=lines,
            seq=seq,
            min_holders=least,
            issued=DAY,
            expires=DAY + timedelta(days=60),
        )
        people.accept_statement(TEAM, wire)
        return client.verify_statement(wire, root=self.root.public_key, team=TEAM, today=DAY)

    def seal(
        self,
        report: Mapping[str, Any] = REPORT,
        summary: Mapping[str, Any] = SUMMARY,
        *,
        without: tuple[Member, ...] = (),
    ) -> Thread:
        """Seal a report to the team, less some of its members. Nothing is sent yet."""
        sealed = client.seal_report(
            team=TEAM,
            statement=self.statement,
            report=report,
            summary=summary,
            excluded=[member.keys.ed25519_public for member in without],
        )
        return Thread(sealed, sealed.head, payload=sealed.payload)

    def send(self, thread: Thread) -> TestResponse:
        """Send a sealed report, as whoever wrote it."""
        return self.stranger.post("/api/v1/reports", json=thread.payload)

    def sent(self, *, without: tuple[Member, ...] = ()) -> Thread:
        """A report that was taken in."""
        thread = self.seal(without=without)
        answer = self.send(thread)
        assert answer.status_code == 201, answer.text
        return thread

    def follow(self, thread: Thread) -> TestResponse:
        """Look after a report with its receipt."""
        body = {"lookup": thread.receipt.lookup}
        return self.stranger.post("/api/v1/follow", json=body, headers=thread.bearer)

    def next_of_writer(self, thread: Thread, text: str = "One thing more.") -> dict[str, Any]:
        """Seal the writer's next message; the body of the request that sends it."""
        return self._next(thread, thread.receipt.signer, "message", text).reporter_payload(
            thread.receipt
        )

    def next_of(
        self, member: Member, thread: Thread, act: str = "message", text: str = "We are on it."
    ) -> dict[str, Any]:
        """Seal a member's next envelope; the body of the request that sends it."""
        return self._next(thread, member.keys.signer, act, text, self.statement).desk_payload(act)

    def write_back(self, thread: Thread, body: Mapping[str, Any]) -> TestResponse:
        """Send the writer's next envelope; on success the thread goes on from it."""
        answer = self.stranger.post("/api/v1/follow/envelopes", json=body, headers=thread.bearer)
        return self._go_on(thread, answer)

    def answer(
        self, member: Member, thread: Thread, act: str = "message", text: str = "We are on it."
    ) -> TestResponse:
        """Have a member seal and send the next envelope."""
        report = member.find(thread.sealed.vault.id)["id"]
        body = self.next_of(member, thread, act, text)
        return self._go_on(thread, member.post(f"reports/{report}/envelopes", body))

    def report_of(self, thread: Thread) -> str:
        """The id a report has at the desk."""
        with self.app.app_context():
            report = queries.by_lookup(thread.receipt.lookup)
            assert report is not None
            return report.id

    def _next(
        self,
        thread: Thread,
        signer: client.Signer,
        kind: str,
        text: str,
        statement: client.Statement | None = None,
    ) -> client.SealedNext:
        return client.seal_next(
            vault_recipient=thread.sealed.vault.recipient,
            vault=thread.sealed.vault.id,
            epoch=0,
            n=thread.n + 1,
            prev=thread.head,
            team=TEAM,
            kind=kind,
            body={"text": text},
            signer=signer,
            statement=statement,
        )

    @staticmethod
    def _go_on(thread: Thread, answer: TestResponse) -> TestResponse:
        if answer.status_code == 201:
            thread.n, thread.head = thread.n + 1, body_of(answer)["hash"]
        return answer


def body_of(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    body = answer.get_json(force=True)
    assert isinstance(body, dict)
    return body


def problem_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem document, checked to be one."""
    body = body_of(answer)
    assert answer.mimetype == "application/problem+json", answer.text
    assert body["status"] == answer.status_code
    assert body["title"], "a problem has a title"
    assert body["detail"], "a problem says what to do"
    return answer.status_code, body["code"]


def scalar(world: World, sql: Any) -> Any:
    """Ask the database itself."""
    with world.app.app_context():
        return session().scalar(sql)


def at_once(*requests: Callable[[], TestResponse]) -> list[TestResponse]:
    """Make requests at the same moment, each in a thread of its own."""
    gate = threading.Barrier(len(requests))
    answers: list[TestResponse | None] = [None] * len(requests)

    def run(index: int, request: Callable[[], TestResponse]) -> None:
        gate.wait()
        answers[index] = request()

    threads = [
        threading.Thread(target=run, args=(index, request))
        for index, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if answer is not None]


@contextmanager
def statements_of(world: World) -> Iterator[list[str]]:
    """Listen to the SQL that is sent to the database."""
    heard: list[str] = []

    def hear(_c: object, _k: object, statement: str, *_: object) -> None:
        heard.append(statement)

    engine = world.app.extensions["alcove_engine"]
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)
