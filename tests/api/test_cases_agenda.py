# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which days of cases a member's agenda tells of, from when, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from service.cases import actions
from service.cases.jobs import remedies_due
from service.cases.rules import RecusalKind
from service.people.viewers import viewer
from tests.api.asking import page, words
from tests.api.casing import Bot, a_bot, fact, reading, remedy, state
from tests.api.world import World
from tests.conftest import DAY, SetClock

EVIDENCE = "Matter 7 Evidence"


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


def agenda(world: World) -> str:
    """What somebody's agenda says, who comes today."""
    world.sign_in(world.members[1])
    return words(world.members[1].browser.get("/desk/"))


def after(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


def told(until: int, now: str, rev: int = 100) -> dict[str, object]:
    """A page that names the day until which evidence is taken."""
    return reading(rev=rev, facts=[state(now), fact("evidence_until", {"day": after(until)})])


def test_evidence_reminds_from_a_week_before_until_the_case_goes_on(
    world: World, bot: Bot, set_clock: SetClock
) -> None:
    bot.bring(told(8, "investigation"))
    assert EVIDENCE not in agenda(world)
    bot.bring(told(7, "investigation", rev=101))
    assert f"{EVIDENCE} closes in 7 days" in agenda(world)
    set_clock(DAY + timedelta(days=17), 12)
    bot.bring(told(7, "investigation", rev=102))
    assert f"{EVIDENCE} closed 10 days ago" in agenda(world)
    assert "Evidence closed 10 days ago" in words(page(world.members[1]))
    bot.bring(told(7, "voting", rev=103))
    assert EVIDENCE not in agenda(world)
    assert "Evidence closed" not in words(page(world.members[1]))


@pytest.mark.parametrize("now", ["voting", "closed"])
def test_a_remedy_reminds_whatever_became_of_its_case(
    world: World, bot: Bot, set_clock: SetClock, now: str
) -> None:
    days: dict[str, Any] = {"expires": after(9), "appeal_from": after(4), "indefinite": False}
    bot.bring(reading(facts=[state(now), remedy(1, **days), remedy(2, **days), remedy(3)]))
    said = agenda(world)
    assert said.count("Matter 7 Appeal possible in 4 days") == 1
    assert "Remedy ends" not in said
    set_clock(DAY + timedelta(days=9), 12)
    assert "Matter 7 Remedy ends today" in agenda(world)
    with world.app.app_context():
        remedies_due()
    said = agenda(world)
    assert "Appeal possible" not in said
    assert "Matter 7 Remedy ends today" in said
    set_clock(DAY + timedelta(days=10), 12)
    with world.app.app_context():
        remedies_due()
    assert "Matter 7" not in agenda(world)


def test_of_a_case_that_is_closed_to_somebody_no_remedy_is_told(world: World, bot: Bot) -> None:
    bot.bring(reading(facts=[state("closed"), remedy(expires=after(3), indefinite=False)]))
    assert "Remedy ends in 3 days" in agenda(world)
    case = str(bot.overview()["cases"][0]["case"])
    with world.app.test_request_context("/"):
        actions.recuse(viewer("ada"), case, "ben", RecusalKind.FULL)
    assert "Matter 7" not in agenda(world)
    assert "Remedy ends in 3 days" in words(world.members[0].browser.get("/desk/"))
