# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was acknowledged is there for good, and nothing is stored that is not sealed.

First with any sequence of good, bad, repeated and mangled requests that hypothesis thinks of; then
with a database that fails; then with a server that is killed at work.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.audit.queries import verify
from service.reports.jobs import delete_due
from service.vault.rules import BUCKETS, to_base64
from tests.api.mangling import CHANGES, MANGLES, PLAIN, bucket_of
from tests.api.working import a_file
from tests.api.world import Thread, World, body_of, problem_of
from tests.conftest import make_app


class Requests(RuleBasedStateMachine):
    """Writers and members who do everything right and wrong, in any order."""

    threads = Bundle("threads")
    places = st.integers(0, 4000)
    who = st.integers(0, 3)

    def __init__(self, world: World, database: Path) -> None:
        super().__init__()
        self.world = world
        self.database = database
        self.kept: dict[tuple[str, int, int], str] = {}
        self.granted: dict[tuple[str, int, str], str] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.withdrawn: set[str] = set()
        self.files: dict[str, str] = {}

    def offer(self, payload: dict[str, Any]) -> TestResponse:
        """Send something as a new report; remember it only when it is acknowledged."""
        answer = self.world.stranger.post("/api/v1/reports", json=payload)
        if answer.status_code in {200, 201}:
            for one in payload["envelopes"]:
                self.kept[payload["vault"], one["epoch"], one["n"]] = one["data"]
            for one in payload["grants"]:
                self.granted[payload["vault"], one["epoch"], one["holder"]] = one["data"]
            self.answers.setdefault(payload["vault"], body_of(answer))
            assert body_of(answer) == self.answers[payload["vault"]]
        else:
            problem_of(answer)
        return answer

    def add(self, thread: Thread, body: dict[str, Any], answer: TestResponse) -> TestResponse:
        """Remember an envelope if it was acknowledged."""
        if answer.status_code in {200, 201}:
            place = (thread.payload["vault"], body["epoch"], body["n"])
            assert self.kept.setdefault(place, body["data"]) == body["data"]
        else:
            problem_of(answer)
        if answer.status_code == 201:
            thread.n, thread.head = thread.n + 1, body_of(answer)["hash"]
        return answer

    def write(self, thread: Thread, body: dict[str, Any], by: Thread | None = None) -> TestResponse:
        headers = (by or thread).bearer
        answer = self.world.stranger.post("/api/v1/follow/envelopes", json=body, headers=headers)
        return self.add(thread, body, answer)

    def act(self, who: int, thread: Thread, body: dict[str, Any]) -> TestResponse:
        path = f"reports/{self.world.report_of(thread)}/envelopes"
        return self.add(thread, body, self.world.members[who].post(path, body))

    @rule(target=threads, without=st.integers(0, 4))
    def send(self, without: int) -> Thread:
        left_out = tuple(self.world.members[without : without + 1])
        thread = self.world.seal({"what": PLAIN}, {"excerpt": PLAIN}, without=left_out)
        assert self.offer(thread.payload).status_code == 201
        return thread

    @rule(mangle=st.sampled_from(MANGLES), at=places, which=st.integers(0, 6))
    def send_mangled(self, mangle: Callable[[str, int], str], at: int, which: int) -> None:
        payload = self.world.seal().payload
        one = [*payload["envelopes"], *payload["grants"]][which]
        one["data"] = mangle(one["data"], at)
        self.offer(payload)

    @rule(change=st.sampled_from(CHANGES), at=places)
    def send_changed(self, change: Callable[[dict[str, Any], int], object], at: int) -> None:
        payload = self.world.seal().payload
        change(payload, at)
        self.offer(payload)

    @rule(thread=threads)
    def send_again(self, thread: Thread) -> None:
        assert self.offer(thread.payload).status_code == 200

    @rule(thread=threads, mangle=st.sampled_from(MANGLES), at=places, which=st.integers(0, 5))
    def send_again_mangled(
        self, thread: Thread, mangle: Callable[[str, int], str], at: int, which: int
    ) -> None:
        payload = json.loads(json.dumps(thread.payload))
        parts = [*payload["envelopes"], *payload["grants"]]
        one = parts[which % len(parts)]
        one["data"] = mangle(one["data"], at)
        assert self.offer(payload).status_code in {409, 422}

    @rule(thread=threads, text=st.text(max_size=20))
    def write_back(self, thread: Thread, text: str) -> None:
        body = self.world.next_of_writer(thread, PLAIN + text.encode("utf-8", "ignore").decode())
        if thread.payload["vault"] in self.withdrawn:
            assert self.write(thread, body).status_code == 409, "it would be lost with the rest"
            return
        assert self.write(thread, body).status_code == 201
        assert self.write(thread, body).status_code == 200

    @rule(thread=threads, mangle=st.sampled_from(MANGLES), at=places, n=st.integers(-2, 2))
    def write_mangled(
        self, thread: Thread, mangle: Callable[[str, int], str], at: int, n: int
    ) -> None:
        body = self.world.next_of_writer(thread, PLAIN)
        body |= {"data": mangle(body["data"], at), "n": body["n"] + n}
        self.write(thread, body)

    @rule(thread=threads, other=threads)
    def write_with_another_receipt(self, thread: Thread, other: Thread) -> None:
        if thread is not other:
            body = self.world.next_of_writer(thread, PLAIN)
            assert self.write(thread, body, by=other).status_code == 404

    @rule(thread=threads, epoch=st.integers(1, 3), n=st.integers(0, 3))
    def write_to_another_epoch(self, thread: Thread, epoch: int, n: int) -> None:
        body = self.world.next_of_writer(thread, PLAIN) | {"epoch": epoch, "n": n}
        assert self.write(thread, body).status_code == 409

    @rule(
        thread=threads,
        who=who,
        act=st.sampled_from(["received", "message", "acknowledged", "closed", "reopened"]),
    )
    def answer(self, thread: Thread, who: int, act: str) -> None:
        body = self.world.next_of(self.world.members[who], thread, act, PLAIN)
        if self.act(who, thread, body).status_code == 201:
            assert self.act(who, thread, body).status_code == 200

    @rule(thread=threads, who=who, mangle=st.sampled_from(MANGLES), at=places)
    def answer_mangled(
        self, thread: Thread, who: int, mangle: Callable[[str, int], str], at: int
    ) -> None:
        body = self.world.next_of(self.world.members[who], thread, "message", PLAIN)
        self.act(who, thread, body | {"data": mangle(body["data"], at)})

    @rule(thread=threads)
    def withdraw(self, thread: Thread) -> None:
        body = self.world.next_of_writer(thread, PLAIN) | {"act": "withdrawn"}
        assert self.write(thread, body).status_code == 201
        assert self.write(thread, body).status_code == 200
        self.withdrawn.add(thread.payload["vault"])

    @rule(thread=threads)
    def take_back(self, thread: Thread) -> None:
        body = self.world.next_of_writer(thread, PLAIN) | {"act": "taken_back"}
        known = thread.payload["vault"] in self.withdrawn
        assert self.write(thread, body).status_code == (201 if known else 409)
        self.withdrawn.discard(thread.payload["vault"])

    @rule(
        thread=threads,
        who=who,
        version=st.integers(0, 4),
        work=st.sampled_from(
            [
                ("take", {}),
                ("take", {"force": True}),
                ("release", {}),
                ("mute", {"muted": True}),
                ("mute", {"muted": False}),
                ("clocks", {"kind": "evidence", "due": "2026-12-24"}),
                ("clocks", {"kind": "retention", "due": "2028-01-01"}),
            ]
        ),
    )
    def work(
        self, thread: Thread, who: int, version: int, work: tuple[str, dict[str, Any]]
    ) -> None:
        """Whatever members do about a report, what was written in it stays as it is."""
        path = f"reports/{self.world.report_of(thread)}/{work[0]}"
        answer = self.world.members[who].post(path, {"version": version, **work[1]})
        assert answer.status_code in {200, 404, 409, 422}

    @rule(thread=threads, who=who, again=st.booleans())
    def start_file(self, thread: Thread, who: int, again: bool) -> None:
        member = self.world.members[who]
        body = a_file(member)
        path = f"reports/{self.world.report_of(thread)}/file"
        answers = [member.post(path, body) for _ in range(1 + again)]
        if answers[0].status_code == 201:
            self.files[thread.payload["vault"]] = body["vault"]
            self.kept[body["vault"], 0, 0] = body["envelopes"][0]["data"]
            key = body["grants"][0]
            self.granted[body["vault"], 0, key["holder"]] = key["data"]
            assert all(answer.status_code == 200 for answer in answers[1:])
        else:
            assert {problem_of(answer)[0] for answer in answers} <= {404, 409}

    @rule(thread=threads, who=who)
    def hand_over(self, thread: Thread, who: int) -> None:
        path = f"reports/{self.world.report_of(thread)}/handovers"
        answer = self.world.members[who].post(path, {"id": "0" * 32, "answer_by": None})
        assert answer.status_code in {200, 201, 404, 409}

    @rule()
    def delete_what_is_due(self) -> None:
        """Three days too early for everything: nothing may be gone."""
        with self.world.app.app_context():
            assert delete_due() == 0

    @rule(thread=threads)
    def follow(self, thread: Thread) -> None:
        followed = body_of(self.world.follow(thread))
        vault = thread.payload["vault"]
        stored = {(vault, one["epoch"], one["n"]): one["data"] for one in followed["envelopes"]}
        assert stored == {place: data for place, data in self.kept.items() if place[0] == vault}

    @rule(thread=consumes(threads))
    def forget(self, thread: Thread) -> None:
        """Nobody writes in it again; it stays all the same."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(sql).fetchall()

    @invariant()
    def everything_acknowledged_is_there_and_nothing_else(self) -> None:
        rows = self.rows("SELECT vault, epoch, n, data, hash, size FROM envelopes")
        assert {row[:3]: to_base64(row[3]) for row in rows} == self.kept
        for _vault, _epoch, _n, data, digest, size in rows:
            assert bucket_of(data) == size
            assert hashlib.sha256(data).hexdigest() == digest
        grants = self.rows("SELECT vault, epoch, holder, data FROM grants")
        assert {row[:3]: to_base64(row[3]) for row in grants} == self.granted
        assert all(bucket_of(row[3]) == BUCKETS[0] for row in grants)

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        rows = self.rows(
            "SELECT vault, epoch, min(n), max(n), count(*) FROM envelopes GROUP BY 1, 2"
        )
        for _vault, epoch, first, last, count in rows:
            assert (epoch, first, last) == (0, 0, count - 1)

    @invariant()
    def every_report_is_whole(self) -> None:
        vaults = {vault for vault, _, _ in self.kept}
        threads = vaults - set(self.files.values())
        assert {row[0] for row in self.rows("SELECT vault FROM reports")} == threads
        assert {row[0] for row in self.rows("SELECT id FROM vaults")} == vaults
        [(promises,)] = self.rows("SELECT count(*) FROM clocks WHERE kind = 'answer'")
        assert promises == len(threads)
        files = self.rows("SELECT thread, vault FROM files")
        assert {(thread, vault) for thread, vault in files} == set(self.files.items())

    @invariant()
    def what_was_taken_back_has_a_day_on_which_it_goes(self) -> None:
        rows = self.rows(
            "SELECT vault, withdrawn FROM reports JOIN clocks ON subject = reports.id"
            " WHERE clocks.kind = 'withdrawal'"
        )
        assert {vault for vault, _ in rows} == self.withdrawn
        assert all(day is not None for _, day in rows)

    def teardown(self) -> None:
        with self.world.app.app_context():
            assert verify().whole
        for file in self.database.parent.glob(self.database.name + "*"):
            assert PLAIN.encode() not in file.read_bytes()


def test_no_sequence_of_requests_loses_or_leaks_anything(
    sqlite_template: Path, tmp_path: Path
) -> None:
    database, begun = tmp_path / "alcove.db", tmp_path / "begun.db"
    shutil.copy(sqlite_template, database)
    world = World(make_app(f"sqlite:///{database}"))
    shutil.copy(database, begun)  # every connection is closed, so the file is all there is

    class Here(Requests):
        def __init__(self) -> None:
            for file in tmp_path.glob("alcove.db*"):
                file.unlink()
            shutil.copy(begun, database)
            super().__init__(world, database)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # so few steps can be read as they are
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Make the next commit fail, before or after the database has done it."""
    commit = Session.commit

    def fail(stored: bool) -> None:
        def instead(session: Session) -> None:
            if session.new or session.dirty or session.in_transaction():
                writes = session.connection().get_execution_options().get("alcove_writes")
                if writes:
                    if stored:
                        commit(session)
                    raise OperationalError("COMMIT", {}, Exception("the line went dead"))
            commit(session)

        monkeypatch.setattr(Session, "commit", instead)

    yield fail
    monkeypatch.undo()


def test_no_acknowledgement_without_a_commit(
    world: World, failing: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    thread = world.seal()
    failing(False)
    assert problem_of(world.send(thread)) == (503, "unavailable")
    monkeypatch.undo()
    assert problem_of(world.follow(thread)) == (404, "no_such_report")
    assert world.send(thread).status_code == 201


def test_when_the_answer_is_lost_sending_again_is_enough(
    world: World, failing: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    thread = world.seal()
    failing(True)
    assert problem_of(world.send(thread)) == (503, "unavailable")
    monkeypatch.undo()
    assert world.send(thread).status_code == 200
    assert len(body_of(world.follow(thread))["envelopes"]) == 2


def test_without_a_database_nothing_is_acknowledged(world: World, tmp_path: Path) -> None:
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    thread = world.seal()
    database = tmp_path / "alcove.db"
    away = tmp_path / "elsewhere"
    database.rename(away)
    database.mkdir()
    assert problem_of(world.send(thread)) == (503, "unavailable")
    database.rmdir()
    away.rename(database)
    assert world.send(thread).status_code == 201
