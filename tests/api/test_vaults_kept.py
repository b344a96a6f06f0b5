# SPDX-License-Identifier: AGPL-3.0-or-later
"""No sequence of requests about vaults tells somebody who is out anything, or loses anything kept.

Members who do everything right and wrong, with honest and with made-up places, in any order that
hypothesis thinks of; after each step somebody looks at their list, in the end all at everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from werkzeug.test import TestResponse

from service.audit.queries import verify
from service.vault.rules import REPORTER
from tests.api.vaulting import digest, epoch, grants, holder, holding, sealed, started
from tests.api.world import Member, Thread, World, body_of, problem_of
from tests.conftest import empty_all

NOT_THERE = (404, "no_such_vault")
some = st.sets(st.integers(0, 4))


@dataclass
class Kept:
    """A vault as it must be after all that was acknowledged."""

    id: str
    thread: Kept | None
    envelopes: list[tuple[int, int, str]]
    holders: list[set[str]]
    receipt: Thread | None = None
    grants: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """What the next one must name."""
        return digest(self.envelopes[-1][2])

    def is_seen_by(self, member: Member) -> bool:
        """Whether somebody reads it now: in its newest epoch, and in its thread's."""
        in_thread = self.thread is None or self.thread.is_seen_by(member)
        return in_thread and holder(member) in self.holders[-1]

    def grant(self, keys: list[dict[str, Any]]) -> None:
        """Note grants that were acknowledged."""
        for key in keys:
            self.grants.setdefault((key["epoch"], key["holder"]), key["data"])
            self.holders[key["epoch"]].add(key["holder"])


class Requests(RuleBasedStateMachine):
    """Four members of a team and somebody who is in none."""

    vaults = Bundle("vaults")
    who = st.integers(0, 4)

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.people = [*world.members, world.person("Mallory")]
        self.all: list[Kept] = []
        self.steps = 0

    def chosen(self, which: set[int]) -> list[str]:
        """Fingerprints of some people, the stranger's among them."""
        return [holder(self.people[index]) for index in sorted(which)]

    @rule(target=vaults, out=st.sets(st.integers(0, 3), max_size=2))
    def send(self, out: set[int]) -> Kept:
        """A report without some members."""
        thread = self.world.sent(without=tuple(self.people[index] for index in sorted(out)))
        kept = Kept(
            thread.payload["vault"],
            None,
            [(one["epoch"], one["n"], one["data"]) for one in thread.payload["envelopes"]],
            [set()],
            thread,
        )
        kept.grant(thread.payload["grants"])
        self.all.append(kept)
        return kept

    @rule(target=vaults, about=vaults, who=st.integers(0, 3))
    def file(self, about: Kept, who: int) -> Kept:
        """A file for a thread, unless it has one, is one, or is not for who starts it."""
        member, thread = self.people[who], about
        has = any(other.thread is thread for other in self.all)
        if thread.thread is not None or has or not thread.is_seen_by(member):
            return about
        readers = [one for one in self.people if thread.is_seen_by(one)]
        vault = started(self.world, member, thread.id, readers)
        answer = body_of(member.get(f"vaults/{vault}"))
        first = answer["envelopes"][0]
        kept = Kept(vault, thread, [(0, 0, first["data"])], [{holder(one) for one in readers}])
        self.all.append(kept)
        return kept

    def judged(self, kept: Kept, member: Member, answer: TestResponse) -> bool:
        """Whether it was taken in; who is out gets one answer, whatever they send."""
        if member is self.people[4]:
            assert problem_of(answer) == (403, "not_allowed")
        elif not kept.is_seen_by(member):
            assert problem_of(answer) == NOT_THERE
        elif answer.status_code not in {200, 201}:
            problem_of(answer)
        return answer.status_code == 201

    @rule(kept=vaults, who=who, to=some, number=st.integers(0, 2), writer=st.booleans())
    def grant(self, kept: Kept, who: int, to: set[int], number: int, writer: bool) -> None:
        """Further grants, to whomever."""
        member = self.people[who]
        keys = grants(number, [*self.chosen(to or {0}), *([REPORTER] if writer else [])])
        answer = member.post(f"vaults/{kept.id}/grants", {"grants": keys})
        if self.judged(kept, member, answer) and body_of(answer)["stored"]:
            assert {key["holder"] for key in keys} <= set(self.chosen({0, 1, 2, 3}))
            kept.grant(keys)

    @rule(
        kept=vaults, who=who, to=some, step=st.integers(0, 2), late=st.booleans(), odd=st.booleans()
    )
    def lock(self, kept: Kept, who: int, to: set[int], step: int, late: bool, odd: bool) -> None:
        """A new epoch for whomever, that may skip one, or not know the last envelope."""
        member = self.people[who]
        number = len(kept.holders) - 1 + step
        prev = "0" * 64 if late else kept.head
        writer = [REPORTER] if (kept.thread is None) is not odd else []
        body = epoch(prev, number, [*writer, *self.chosen(to or {who})])
        answer = member.post(f"vaults/{kept.id}/epochs", body)
        if self.judged(kept, member, answer):
            assert step == 1
            assert not late
            assert not odd
            assert holder(member) in self.chosen(to or {who})
            kept.envelopes.append((number, 0, body["envelope"]["data"]))
            kept.holders.append(set())
            kept.grant(body["grants"])

    @rule(kept=vaults, who=who, number=st.integers(0, 2), n=st.integers(1, 3))
    def add(self, kept: Kept, who: int, number: int, n: int) -> None:
        """An envelope anywhere, also into an epoch that has ended."""
        member, data = self.people[who], sealed()
        body = {"epoch": number, "n": n, "data": data}
        answer = member.post(f"vaults/{kept.id}/envelopes", body)
        if kept.thread is None and member is not self.people[4]:
            assert problem_of(answer) == NOT_THERE
        elif self.judged(kept, member, answer):
            assert (number, n) == (kept.envelopes[-1][0], kept.envelopes[-1][1] + 1)
            kept.envelopes.append((number, n, data))

    @rule(kept=vaults, number=st.integers(0, 2), n=st.integers(1, 4))
    def write_back(self, kept: Kept, number: int, n: int) -> None:
        """The writer's message anywhere."""
        if kept.receipt is None:
            return
        data = sealed()
        body = {"lookup": kept.receipt.receipt.lookup, "epoch": number, "n": n, "data": data}
        answer = self.world.stranger.post(
            "/api/v1/follow/envelopes", json=body, headers=kept.receipt.bearer
        )
        if answer.status_code == 201:
            assert (number, n) == (kept.envelopes[-1][0], kept.envelopes[-1][1] + 1)
            kept.envelopes.append((number, n, data))

    @invariant()
    def the_next_one_sees_exactly_what_is_theirs(self) -> None:
        """Their list has it, or does not tell that it exists."""
        self.steps += 1
        member = self.people[self.steps % len(self.people)]
        answer = member.get("holdings")
        if member is self.people[4]:
            assert problem_of(answer) == (403, "not_allowed")
            return
        lines = {one["vault"] for one in body_of(answer)["vaults"]}
        assert lines == {kept.id for kept in self.all if kept.is_seen_by(member)}

    @rule(kept=vaults, who=st.integers(0, 3))
    def look(self, kept: Kept, who: int) -> None:
        """Fetch all of it, byte for byte, or nothing."""
        member = self.people[who]
        self.check(kept, member, holding(member, kept.id))

    def check(self, kept: Kept, member: Member, line: dict[str, Any] | None) -> None:
        """One member's view of one vault."""
        answer = member.get(f"vaults/{kept.id}")
        if line is None:
            assert problem_of(answer) == NOT_THERE
            return
        found = body_of(answer)
        assert [(one["epoch"], one["n"], one["data"]) for one in found["envelopes"]] == (
            kept.envelopes
        )
        assert {one["holder"] for one in found["grants"]} == {holder(member)}
        mine = [number for number, held in enumerate(kept.holders) if holder(member) in held]
        assert [one["epoch"] for one in found["grants"]] == mine == line["mine"]
        assert set(line["holders"]) == kept.holders[-1] - {REPORTER}
        for one in found["grants"]:
            assert one["data"] == kept.grants.get((one["epoch"], one["holder"]), one["data"])

    def teardown(self) -> None:
        """Whatever was done, everybody finds what is theirs, and the record of it is whole."""
        for kept in self.all:
            for member in self.people[:4]:
                line = holding(member, kept.id)
                assert (line is not None) == kept.is_seen_by(member)
                self.check(kept, member, line)
        with self.world.app.app_context():
            assert verify().whole


def test_no_sequence_of_requests_tells_who_is_out_or_loses_what_is_kept(app: Flask) -> None:
    def begin() -> Requests:
        return Requests(World(_emptied(app)))

    run_state_machine_as_test(
        begin,  # type: ignore[arg-type]  # anything that makes one will do
        settings=settings(
            # On a server every step takes many times as long.
            max_examples=5 if engine_of(app) == "sqlite" else 1,
            stateful_step_count=16,
            deadline=None,
            phases=(Phase.generate,),  # each step asks a real database; shrinking would take hours
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def engine_of(app: Flask) -> str:
    name: str = app.extensions["alcove_engine"].dialect.name
    return name


def _emptied(app: Flask) -> Flask:
    """The application on a database in which nothing has happened yet."""
    empty_all(app.extensions["alcove_config"].database_url)
    return app
