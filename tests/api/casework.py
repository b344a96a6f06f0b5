# SPDX-License-Identifier: AGPL-3.0-or-later
"""A world with a bot and a member who looks at cases, for tests of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from service.audit.models import AuditRow
from service.cases import queries
from service.cases.actions import Place
from service.cases.views import CaseView
from service.infra.database import session
from service.infra.problems import Problem
from service.people.viewers import Viewer, viewer
from tests.api.casing import Bot, a_bot
from tests.api.world import World


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    made = World(app)
    with app.test_request_context("/"):
        yield made


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


@pytest.fixture
def ada(world: World) -> Viewer:
    return viewer("ada")


def the_case(who: Viewer) -> CaseView:
    [line] = queries.listed(who).lines
    return queries.found(who, line.case.id)


@contextmanager
def refused(code: str, field: str = "") -> Iterator[None]:
    with pytest.raises(Problem) as caught:
        yield
    assert caught.value.kind == code
    if field:
        assert [one["field"] for one in caught.value.errors] == [field]


def place(view: CaseView, key: str) -> Place:
    [known] = view.pages[0].said.all(key)
    return Place(view.pages[0].page.id, key, known.fact.item, known.fact.hash)


def verbs() -> list[str]:
    wanted = select(AuditRow.verb).where(AuditRow.actor == "ada").order_by(AuditRow.seq)
    return list(session().scalars(wanted))
