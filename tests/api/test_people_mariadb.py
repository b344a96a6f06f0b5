# SPDX-License-Identifier: AGPL-3.0-or-later
"""People on MariaDB: who does the same thing twice at one moment is answered as if one came later.

SQLite takes writers in turn. MariaDB lets both begin, and says only at the second row that it is
there already. Here the head of the record is held until both have come that far.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.infra.database import create_engine_for
from service.people import actions, queries
from service.people.rules import Group
from tests.api.signing import a_browser, app, wiki
from tests.api.test_authority import (
    GROUP,
    may_read,
    test_a_visit_goes_on_for_who_stays_or_is_in_another_team,
    verbs,
)
from tests.api.test_sign_in import come_back, is_in, leave, rows
from tests.api.test_sign_in import sign_in as sign_in_at_wiki
from tests.conftest import DAY, SignIn
from tests.oauth import Wiki
from tests.teams import Somebody, SomeTeam

pytestmark = pytest.mark.mariadb

__all__ = [
    "app",
    "test_a_visit_goes_on_for_who_stays_or_is_in_another_team",
    "wiki",
]

HELD = text("SELECT seq FROM audit_head WHERE id = 1 FOR UPDATE")
WAITING = text("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")

Request = Callable[[], TestResponse]


def entangled(url: str, *requests: Request) -> list[TestResponse]:
    """Make requests that all wait for each other, or for the record, before the first goes on."""
    engine = create_engine_for(url)
    with ThreadPoolExecutor(len(requests)) as pool, engine.connect() as looking:
        with engine.begin() as holding:
            holding.execute(HELD)
            coming = [pool.submit(one) for one in requests]
            while looking.scalar(WAITING) != len(requests):
                assert not any(one.done() for one in coming), "one of them did not wait"
                looking.rollback()
                time.sleep(0.15)  # what it says is made anew once it was not asked for a tenth
        return [one.result() for one in coming]


def two_on_the_way_back(
    app: Flask, wiki: Wiki, name: str
) -> tuple[list[FlaskClient], list[Request]]:
    """Somebody in two windows, each one step before being let in."""
    browsers = [a_browser(app) for _ in range(2)]
    ways = [wiki.walk(leave(one), name) for one in browsers]
    return browsers, [
        lambda one=one, way=way: come_back(one, way)  # type: ignore[misc]
        for one, way in zip(browsers, ways, strict=True)
    ]


def test_two_first_sign_ins_of_one_person_at_once(
    app: Flask, database_url: str, wiki: Wiki, team: SomeTeam
) -> None:
    team.people.append(Somebody("Zoe", home="fr.wikipedia.org"))
    with app.app_context():
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
    people, _ = rows(app)
    browsers, coming = two_on_the_way_back(app, wiki, "Zoe")
    assert [one.status_code for one in entangled(database_url, *coming)] == [200, 200]
    assert all(is_in(one) for one in browsers), "both windows"
    assert rows(app)[0] == people + 1
    assert verbs(app).count("person_added") == len(team.people), "once for each of them"
    assert verbs(app).count("signed_in") == 2


def test_what_the_wiki_says_first_comes_twice_at_once(
    app: Flask, database_url: str, wiki: Wiki, team: SomeTeam
) -> None:
    sign_in_at_wiki(a_browser(app), wiki)
    with app.app_context():
        actions.set_team("u4c", authority=Group(wiki.url, GROUP))
    wiki.accounts["Amina"].groups = [GROUP]
    browsers, coming = two_on_the_way_back(app, wiki, "Amina")
    assert [one.status_code for one in entangled(database_url, *coming)] == [200, 200]
    assert all(may_read(one) for one in browsers)
    assert verbs(app).count("authority_held") == 1
    with app.app_context():
        assert queries.warrant("amina", queries.team("u4c")).holds


def test_one_list_is_published_by_two_at_once(
    app: Flask, database_url: str, team: SomeTeam, sign_in: SignIn
) -> None:
    wire = team.statement(DAY, seq=2)
    answers = entangled(
        database_url,
        *(posting(sign_in(one), "teams/u4c/statements", wire) for one in ("amina", "bero")),
    )
    assert [one.status_code for one in answers] == [201, 201]
    with app.app_context():
        assert [one.seq for one in queries.statements("u4c")] == [1, 2]


def test_first_keys_are_set_from_two_windows_at_once(
    app: Flask, database_url: str, team: SomeTeam, sign_in: SignIn
) -> None:
    with app.app_context():
        actions.add_person("zoe", name="Zoe", home="meta")
    made = [Somebody("Zoe"), Somebody("Zoe")]
    answers = entangled(
        database_url,
        *(
            posting(sign_in("zoe"), "keys", {"age": one.age, "ed25519": one.ed25519})
            for one in made
        ),
    )
    assert [one.status_code for one in answers] == [201, 201]
    with app.app_context():
        kept = queries.keys("zoe")
        assert kept is not None
        assert (kept.age, kept.ed25519) in [(one.age, one.ed25519) for one in made]


def posting(browser: FlaskClient, path: str, body: dict[str, Any]) -> Request:
    """Somebody about to post, whose visit today is noted already."""
    assert browser.get("/api/v1/desk/me").status_code == 200
    return lambda: browser.post(f"/api/v1/desk/{path}", json=body)
