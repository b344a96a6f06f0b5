# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the committee announced is published: certain, by link, naming no party, while it stands."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.cases.bot_models import Announcement, Publication
from service.infra.database import session, transaction
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, remedy, state
from tests.api.world import World, body_of
from tests.conftest import DAY as TODAY
from tests.teams import Somebody, SomeTeam

DAY = "2026-10-15"


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


def announced(title: str, **more: Any) -> dict[str, Any]:
    found = {"title": title, "day": DAY, "support": 7, "oppose": 0, "abstain": 1, "adopted": True}
    found |= {"anchor": title.replace(" ", "_"), "hash": "0" * 16, "certain": True}
    return found | more


def announce(bot: Bot, *motions: dict[str, Any], rev: int = 5) -> None:
    body = {"pass": bot.begin()["pass"], "wiki": WIKI, "page": 4, "rev": rev}
    answer = bot.post("announcements", body | {"motions": list(motions)})
    assert body_of(answer)["outcome"] in {"new", "changed"}


def told(bot: Bot) -> list[tuple[Any, Any]]:
    return [(one["motion"], one["anchor"]) for one in bot.overview()["announcements"]]


def test_certain_ones_with_their_tally_and_place(world: World, bot: Bot) -> None:
    unread = {"support": None, "oppose": None, "abstain": None, "adopted": None, "certain": False}
    failed = announced("Failed", day="2026-11-01", adopted=False, support=2, oppose=5, abstain=0)
    again = announced("On rights", anchor="On_rights_2", day="2026-09-01")
    unsure = [
        announced("Unclear", **unread),
        announced("Of no day", day=None, certain=False),
        announced("Of no result", adopted=None),
    ]
    announce(bot, announced("On rights"), failed, again, *unsure)
    first, second, third = bot.overview()["announcements"]
    assert first == {
        "wiki": WIKI,
        "page": 4,
        "anchor": "Failed",
        "motion": "Failed",
        "day": "2026-11-01",
        "adopted": False,
        "support": 2,
        "oppose": 5,
        "abstain": 0,
    }
    assert [second["anchor"], second["support"], second["abstain"]] == ["On_rights", 7, 1]
    assert [third["motion"], third["anchor"]] == ["On rights", "On_rights_2"]
    # A member who looked at what could not be read has read nothing into it.
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(Announcement).values(settled_hash=Announcement.hash))
    assert len(told(bot)) == 3


def test_nobody_who_is_a_party_anywhere_is_named(bot: Bot) -> None:
    facts = [party("Zorro"), remedy(whom=["Whom It"]), fact("filed", {"day": DAY, "by": "Filer X"})]
    bot.bring(reading(facts=[state("closed"), *facts]), reading(page=8, facts=[party("Gone One")]))
    deleted = {"id": "log:1", "kind": "deleted", "page": 8, "day": DAY}
    assert bot.tell(deleted) == ["done"]
    titles = ("About zorro's block", "Whom_It leaves", "For filer X", "Gone one", "On us")
    announce(bot, *(announced(title) for title in titles))
    assert told(bot) == [(None, None)] * 3 + [("On us", "On_us"), (None, None)]
    # Of whom only a hash is kept is not named either.
    case = next(one["case"] for one in bot.overview()["cases"] if one["page"] == 7)
    said = [{"case": case, "party": "Zorro", "state": "listed"}]
    bot.post("notices", {"pass": bot.begin("notify")["pass"], "notices": said})
    bot.tell({"id": "log:2", "kind": "suppressed", "page": 7, "day": DAY})
    announce(bot, announced("About Zorro"), rev=6)
    assert bot.overview()["cases"] == []
    assert told(bot) == [(None, None)]


def test_who_was_a_party_once_is_not_named_either(bot: Bot) -> None:
    bot.bring(reading(facts=[party("Former Party")]))
    case = bot.overview()["cases"][0]["case"]
    said = [{"case": case, "party": "Former Party", "state": "listed"}]
    bot.post("notices", {"pass": bot.begin("notify")["pass"], "notices": said})
    filed = fact("filed", {"day": DAY, "by": "Gone Filer"})
    bot.bring(reading(rev=101), reading(page=8, facts=[filed]))
    announce(bot, announced("On a former party"))
    assert told(bot) == [(None, None)]
    for page in (7, 8):
        bot.tell({"id": f"log:{page}", "kind": "deleted", "page": page, "day": DAY})
    announce(bot, announced("On a former party"), announced("Thanks to Gone Filer"), rev=6)
    assert told(bot) == [(None, None)] * 2


def test_an_anchor_never_keeps_an_old_name(bot: Bot) -> None:
    announce(bot, announced("Thanks to Old Name"))
    renamed = {"id": "log:1", "kind": "renamed", "name": "Old Name", "new_name": "New Name"}
    bot.tell(renamed | {"day": DAY})
    assert told(bot) == [("Thanks to New Name", None)]


def publish(bot: Bot, rev: int) -> None:
    body = {"page": 3, "rev": rev, "region": "outcomes", "hash": "a" * 64, "cases": []}
    passed = bot.begin("publish")["pass"]
    assert bot.post("publications", body | {"pass": passed}).status_code == 201


def flagged(world: World) -> list[int]:
    with world.app.app_context():
        found = select(Publication.rev).where(Publication.flagged.is_not(None))
        return list(session().scalars(found.order_by(Publication.rev)))


def test_what_was_suppressed_is_gone_and_our_own_revisions_are_listed(
    world: World, bot: Bot
) -> None:
    announce(bot, announced("Ban of Real Name"))
    publish(bot, 900)
    publish(bot, 901)
    announce(bot, announced("On us"), rev=6)
    publish(bot, 902)
    suppressed = {"kind": "suppressed", "page": 4, "day": DAY}
    assert bot.tell(suppressed | {"id": "rev:5:suppressed", "rev": 5}) == ["done"]
    assert flagged(world) == [900, 901]
    assert told(bot) == [("On us", "On_us")], "what is still to be seen stays"
    assert bot.tell(suppressed | {"id": "log:1", "page": 5}) == ["unknown"]
    assert bot.tell(suppressed | {"id": "log:2"}) == ["done"]
    assert flagged(world) == [900, 901, 902]
    assert told(bot) == []


def test_a_page_that_was_deleted_announces_nothing_any_more(world: World, bot: Bot) -> None:
    announce(bot, announced("On us"))
    publish(bot, 900)
    moved = {"id": "log:1", "kind": "moved", "page": 4, "title": "Elsewhere", "day": DAY}
    deleted = {"id": "log:2", "kind": "deleted", "page": 4, "day": DAY}
    assert bot.tell(moved, deleted) == ["unknown", "done"]
    assert told(bot) == []
    assert flagged(world) == [], "everybody may know what it said"
    announce(bot, announced("On us"))
    assert told(bot) == [("On us", "On_us")]


def test_other_teams_announcements_are_not_in_it(world: World, bot: Bot) -> None:
    SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(world.app, TODAY)
    announce(bot, announced("On us"))
    assert a_bot(world.app, team="arbcom").overview()["announcements"] == []
