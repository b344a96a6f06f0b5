# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a line of the list tells of a case, and the ways to cases from elsewhere at the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from service.cases import actions
from service.cases.rules import RecusalKind
from service.people.viewers import viewer
from tests.api.asking import MOTION, page, send, words
from tests.api.casing import Bot, a_bot, fact, reading, state, vote
from tests.api.world import World
from tests.conftest import DAY

RESULT = {"motion": "ban", "adopted": True, "support": 5, "oppose": 0, "abstain": 0}


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


def rows(world: World, query: str = "") -> str:
    """What the list says, without what waits above it."""
    return words(page(world.members[0], query)).partition("Last change")[2]


class TestMotions:
    """A vote that is open is open wherever the motion stands."""

    def test_one_that_stands_only_on_the_page_counts(self, world: World, bot: Bot) -> None:
        bot.bring(reading(facts=[state("investigation"), MOTION]))
        bot.bring(reading(page=8, facts=[state("investigation"), vote("warn", "Ada")]))
        bot.bring(reading(page=9, facts=[state("investigation")]))
        assert rows(world).count("1 open motion") == 2
        assert all(one in rows(world, "?needs=vote") for one in ("Matter 7", "Matter 8"))
        assert "Matter 9" not in rows(world, "?needs=vote")

    def test_opened_here_too_it_counts_once(self, world: World, bot: Bot) -> None:
        bot.bring(reading(facts=[state("voting"), MOTION]))
        case = str(bot.overview()["cases"][0]["case"])
        opened = {"kind": "ordinary", "title": "The ban", "slug": "ban"}
        assert send(world.members[0], case, "motion", opened).status_code == 303
        assert "1 open motion" in rows(world)
        ended = {"result": "passed", "reason": "By mail"}
        assert send(world.members[0], case, "decide-motion", ended).status_code == 303
        assert "open motion" not in rows(world)

    @pytest.mark.parametrize(
        "facts",
        [
            [state("investigation"), MOTION, fact("motion_result", RESULT, "ban")],
            [state("closed"), MOTION],
        ],
        ids=["the page tells the result", "the case is over"],
    )
    def test_one_that_nobody_votes_on_any_more_does_not(
        self, world: World, bot: Bot, facts: list[dict[str, object]]
    ) -> None:
        bot.bring(reading(facts=facts))
        assert "open motion" not in rows(world)
        assert "Matter 7" not in rows(world, "?needs=vote")


@pytest.mark.parametrize(
    ("days", "lang", "said"),
    [
        (2, "en", "Evidence closes in 2 days"),
        (1, "en", "Evidence closes tomorrow"),
        (0, "en", "Evidence closes today"),
        (-1, "de", "Belegfrist endete gestern"),
        (1, "de", "Belegfrist endet morgen"),
        (2, "ar", "ينتهي تقديم الأدلة بعد يومين"),
        (-11, "ar", "انتهى تقديم الأدلة قبل 11 يومًا"),
    ],
)
def test_a_day_is_told_in_a_sentence(
    world: World, bot: Bot, days: int, lang: str, said: str
) -> None:
    day = (DAY + timedelta(days=days)).isoformat()
    bot.bring(reading(facts=[state("investigation"), fact("evidence_until", {"day": day})]))
    assert f"{said} ({day})" in words(page(world.members[0], f"?uselang={lang}"))


class TestWays:
    """Links lead where one may go."""

    def test_the_record_leads_to_cases_one_may_know_of(self, world: World, bot: Bot) -> None:
        ada, ben, *_ = world.members
        bot.bring(reading(facts=[state("investigation")]))
        case = str(bot.overview()["cases"][0]["case"])
        way = f'<a href="/desk/cases/{case}"><code>{case[:8]}</code></a>'
        assert way in ada.browser.get("/desk/audit").text
        with world.app.test_request_context("/"):
            actions.recuse(viewer("ben"), case, "ada", RecusalKind.FULL)
        assert case[:8] not in ada.browser.get("/desk/audit").text
        assert way in ben.browser.get("/desk/audit").text

    def test_who_only_reads_along_is_not_asked_to_enter_reports(self, world: World) -> None:
        *members, dia = world.members
        world.let_watch(dia)
        way = re.compile('href="/desk/reports/enter')
        assert way.search(members[0].browser.get("/desk/reports").text)
        assert not way.search(dia.browser.get("/desk/reports").text)
