# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to pages and people on the wiki, and what is kept, purged and shown for it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.cases.bot_models import Publication
from service.cases.models import (
    Case,
    CaseEvent,
    CaseName,
    CasePage,
    Fact,
    Notice,
    Remedy,
    Settlement,
)
from service.clocks.models import Clock
from service.infra.database import Base, session, transaction
from tests.api.casing import TREE, Bot, a_bot, fact, party, reading, remedy, state
from tests.api.world import World, body_of, problem_of, scalar
from tests.conftest import DAY

PARTY = "Zorro Canary"


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    made = a_bot(world.app)
    found = [
        state("investigation"),
        party(PARTY),
        fact("finding", {"n": 1, "text": f"That {PARTY} did it, said {PARTY}'s friend."}),
        fact("evidence_until", {"day": "2026-12-01"}),
        remedy(text=f"{PARTY} shall not.", whom=[PARTY], expires="2027-01-01"),
        fact("filed", None, found=f"?? {PARTY} ??"),
    ]
    assert made.bring(reading(facts=found)) == ["new"]
    return made


def event(kind: str, id_: str = "log:1", **more: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "day": "2026-11-21", **more}


def everything(world: World) -> str:
    """All that is stored of cases, as text."""
    with world.app.app_context():
        return json.dumps(
            [
                [str(value) for value in row]
                for table in Base.metadata.sorted_tables
                for row in session().execute(select(table))
            ],
            ensure_ascii=False,
        )


def settle(world: World, key: str, value: Any) -> None:
    """Have somebody have said what a place means."""
    with world.app.app_context(), transaction() as rows:
        found = rows.scalars(select(Fact).where(Fact.key == key)).one()
        rows.add(
            Settlement(
                id="5" * 32,
                page_id=found.page_id,
                key=key,
                item=found.item,
                hash=found.hash,
                value=value,
                person="ada",
                day=DAY,
                reason=f"because of {PARTY}",
            )
        )


def of_page(world: World) -> CasePage:
    with world.app.app_context():
        return session().scalars(select(CasePage)).one()


def happened(world: World) -> list[str]:
    with world.app.app_context():
        return list(session().scalars(select(CaseEvent.kind).order_by(CaseEvent.n)))


def published(bot: Bot, rev: int = 900) -> None:
    case = bot.overview()["cases"][0]["case"]
    body = {"page": 3, "rev": rev, "region": "overview", "hash": "a" * 64, "cases": [case]}
    passed = bot.begin("publish")["pass"]
    assert bot.post("publications", body | {"pass": passed}).status_code == 201


def test_moved_the_title_changes_and_the_case_stays(world: World, bot: Bot) -> None:
    before = scalar(world, select(Case.id))
    moved = event("moved", page=7, title=f"{TREE}/2027/Another name & 👩")
    assert bot.tell(moved) == ["done"]
    assert of_page(world).title == f"{TREE}/2027/Another name & 👩"
    assert scalar(world, select(Case.title)) == "Another name & 👩"
    assert scalar(world, select(Case.id)) == before
    assert happened(world)[-1] == "title"
    assert bot.tell(moved) == ["again"]


def test_redirected_the_facts_stay_and_nothing_is_published(world: World, bot: Bot) -> None:
    assert bot.tell(event("redirected", page=7)) == ["done"]
    assert of_page(world).standing == "redirect"
    assert PARTY in everything(world)
    assert bot.overview()["cases"] == []
    assert body_of(bot.get("notices"))["notices"] == []


def test_deleted_is_kept_for_members_and_not_published(world: World, bot: Bot) -> None:
    assert bot.tell(event("deleted", page=7)) == ["done"]
    assert (of_page(world).standing, of_page(world).gone) == ("deleted", DAY - timedelta(days=1))
    assert PARTY in everything(world)
    assert bot.overview()["cases"] == []
    assert bot.overview()["outcomes"] == []


def test_restored_is_live_and_read_anew(world: World, bot: Bot) -> None:
    bot.tell(event("deleted", page=7))
    assert bot.tell(event("restored", "log:2", page=7)) == ["done"]
    assert (of_page(world).standing, of_page(world).gone, of_page(world).rev) == ("live", None, 0)
    assert bot.bring(reading(facts=[state("investigation")])) == ["changed"]
    assert len(bot.overview()["cases"]) == 1


def test_a_hidden_revision_is_purged_until_a_newer_one_is_read(world: World, bot: Bot) -> None:
    settle(world, "filed", {"day": "2026-11-01", "by": PARTY})
    assert bot.tell(event("revision_hidden", page=7, rev=99)) == ["done"]
    assert scalar(world, select(Fact.key)) is not None, "an older one takes nothing of this one"
    assert scalar(world, select(Settlement.id)) is not None
    assert bot.tell(event("revision_hidden", "log:2", page=7, rev=100)) == ["done"]
    for table in (Fact, Settlement, Remedy):
        with world.app.app_context():
            assert session().scalars(select(table)).all() == []
    with world.app.app_context():
        assert session().scalars(select(Clock)).all() == []
    [shown] = bot.overview()["cases"]
    assert (shown["filed"], shown["evidence_until"], shown["title"]) == (
        None,
        None,
        reading()["title"],
    )
    assert bot.bring(reading(facts=[party(PARTY)])) == ["stale"], (
        "a late repeat brings nothing back"
    )
    assert bot.bring(reading(rev=101, facts=[party("Amina")])) == ["changed"]


def test_suppressed_is_gone_at_once_and_our_own_revisions_are_listed(
    world: World, bot: Bot
) -> None:
    settle(world, "filed", {"day": "2026-11-01", "by": PARTY})
    published(bot)
    notice = bot.overview()["cases"][0]["case"]
    passed = bot.begin("notify")["pass"]
    said = {"case": notice, "party": PARTY, "state": "sent"}
    bot.post("notices", {"pass": passed, "notices": [said]})
    assert bot.tell(event("suppressed", page=7)) == ["done"]
    kept = everything(world)
    assert PARTY not in kept
    assert "Matter 7" not in kept
    assert of_page(world).standing == "hidden"
    assert bot.overview()["cases"] == []
    assert scalar(world, select(Publication.flagged)) == DAY
    assert bot.bring(reading(facts=[party(PARTY)])) == ["same"]
    assert PARTY not in everything(world)

    # Back again with a newer revision, nobody is told twice.
    assert bot.bring(reading(rev=101, facts=[party(PARTY)])) == ["changed"]
    [shown] = body_of(bot.get("notices"))["notices"]
    assert (shown["party"], shown["state"]) == (PARTY, "sent")


def test_a_suppressed_revision_of_before_takes_what_was_settled_of_it(
    world: World, bot: Bot
) -> None:
    settle(world, "filed", {"day": "2026-11-01", "by": PARTY})
    published(bot, 900)
    bot.bring(reading(rev=101, facts=[state("investigation")]))
    published(bot, 901)
    assert bot.tell(event("suppressed", page=7, rev=100)) == ["done"]
    assert f"because of {PARTY}" not in everything(world)
    assert of_page(world).title == reading()["title"], "what is still to be seen stays"
    with world.app.app_context():
        flagged = select(Publication.rev).where(Publication.flagged.is_not(None))
        assert session().scalars(flagged).all() == [900]


def test_renamed_is_called_so_everywhere_also_when_the_page_is_not(world: World, bot: Bot) -> None:
    settle(world, "filed", {"day": "2026-11-01", "by": PARTY})
    assert bot.tell(event("renamed", name=PARTY, new_name="Ñew & Náme")) == ["done"]
    kept = everything(world)
    assert PARTY not in kept
    assert "That Ñew & Náme did it, said Ñew & Náme's friend." in kept
    assert scalar(world, select(Notice.party)) == "Ñew & Náme"
    assert scalar(world, select(Remedy.whom)) == ["Ñew & Náme"]
    assert bot.bring(reading(rev=101, facts=[party(PARTY)])) == ["changed"]
    assert PARTY not in everything(world), "signatures keep old names"
    assert bot.tell(event("renamed", "log:2", name=PARTY, new_name="X")) == ["unknown"]


def test_vanished_leaves_no_name_and_no_link(world: World, bot: Bot) -> None:
    other = party("Second Canary", "diff", 5)
    found = party(PARTY, "diff", 6)
    found["value"]["link"] = f"User:{PARTY}"
    bot.bring(reading(rev=101, facts=[found, other]))
    assert bot.tell(event("vanished", name=PARTY)) == ["done"]
    assert bot.tell(event("vanished", "log:2", name="Second Canary")) == ["done"]
    kept = everything(world)
    assert "Canary" not in kept
    with world.app.app_context():
        values = session().scalars(select(Fact.value).order_by(Fact.n)).all()
        assert [(value["name"], value["link"]) for value in values] == [
            ("(vanished user)", None),
            ("(vanished user) 2", None),
        ]
        assert len(session().scalars(select(CaseName)).all()) == 2
    assert bot.bring(reading(rev=102, facts=[found, other])) == ["changed"]
    assert "Canary" not in everything(world)


def test_two_names_may_become_one(world: World, bot: Bot) -> None:
    bot.bring(reading(rev=101, facts=[party(PARTY, "diff", 6), party("Second")]))
    assert bot.tell(event("renamed", name=PARTY, new_name="Second")) == ["done"]
    with world.app.app_context():
        notices = session().scalars(select(Notice)).all()
        assert [(one.party, one.state) for one in notices] == [("Second", "proven")]
    assert bot.bring(reading(rev=102, facts=[party(PARTY), party("Second")])) == ["changed"]


def test_what_nobody_here_knows_of(world: World, bot: Bot) -> None:
    kinds: dict[str, Any] = {
        "moved": {"title": "x"},
        "redirected": {},
        "deleted": {},
        "restored": {},
    }
    kinds |= {"revision_hidden": {"rev": 1}, "suppressed": {}}
    for kind, more in kinds.items():
        assert bot.tell(event(kind, page=8, **more)) == ["unknown"]
        assert bot.tell(event(kind, page=7, **more), wiki="de.wikipedia.org") == ["unknown"]
    assert bot.tell(event("vanished", name="Nobody")) == ["unknown"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (event("moved", page=7), "events.0.title"),
        (event("moved", title="x"), "events.0.page"),
        (event("revision_hidden", page=7), "events.0.rev"),
        (event("renamed", name="x"), "events.0.new_name"),
        (event("vanished"), "events.0.name"),
        (event("exploded", page=7), "events.0.kind"),
        (event("deleted", "a b", page=7), "events.0.id"),
        (event("deleted", page=0), "events.0.page"),
        (event("deleted", page="7"), "events.0.page"),
        (event("moved", page=7, title="x\ny"), "events.0.title"),
        (event("moved", page=7, title="x" * 401), "events.0.title"),
        (event("vanished", name="x" * 256), "events.0.name"),
        (event("deleted", page=7) | {"day": "2026-02-30"}, "events.0.day"),
    ],
)
def test_what_is_wrong_is_named(bot: Bot, wrong: dict[str, Any], field: str) -> None:
    body = {"pass": bot.begin()["pass"], "wiki": "meta.wikimedia.org", "events": [wrong]}
    answer = bot.post("events", body)
    assert problem_of(answer) == (422, "invalid")
    assert [one["field"] for one in body_of(answer)["errors"]] == [field]
