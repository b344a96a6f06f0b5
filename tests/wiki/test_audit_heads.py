# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot publishes the record's heads on a real wiki; then somebody rewrites the record."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text
from werkzeug.serving import make_server

from service.audit.actions import record
from service.audit.rules import FIRST_HASH, Verb, row_hash
from service.infra.database import transaction
from tests.conftest import DAY, SetClock

from .gadget import run_bot, run_bot_asking
from .wikis import Wiki

BOT = "publish_audit_heads.py"
PAGE = "User:AlcoveBot/Alcove audit"


@pytest.fixture
def wiki(home_wiki: Wiki) -> Iterator[Wiki]:
    """A wiki without the page."""
    home_wiki.reset()
    yield home_wiki
    home_wiki.reset()


@pytest.fixture
def service(app: Flask, set_clock: SetClock) -> Iterator[str]:
    """The service, three days after the first; served, so that the bot can ask it."""
    for day in range(3):
        some_day(app, set_clock, day)
    set_clock(DAY + timedelta(days=3), 12)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def some_day(app: Flask, set_clock: SetClock, number: int) -> date:
    """A day on which somebody did something."""
    day = DAY + timedelta(days=number)
    set_clock(day, 12)
    with app.app_context():
        record(Verb.SIGNED_IN, "amina", "amina")
        record(Verb.REPORT_CLOSED, "c" * 32, "amina")
    return day


def published(
    wiki: Wiki, service: str, *arguments: str, user: str | None = "AlcoveBot"
) -> subprocess.CompletedProcess[str]:
    """What a run of the bot came to."""
    more = ("-always", f"-service:{service}", *arguments)
    return run_bot(wiki, *more, user=user, script=BOT)


def days(wiki: Wiki, title: str = PAGE) -> list[str]:
    """Which days the page has, in its order."""
    lines = (wiki.text(title) or "").splitlines()
    return [line.split()[1] for line in lines if line.startswith("* ")]


def since(number: int, count: int) -> list[str]:
    return [(DAY + timedelta(days=number + one)).isoformat() for one in range(count)]


def revisions(wiki: Wiki) -> dict[str, int]:
    """The newest revision of every page in the namespaces a bot might write to."""
    found = {}
    for space in (0, 2, 3, 4, 8):
        answer = wiki.api(
            action="query", generator="allpages", gapnamespace=space, gaplimit=100, prop="info"
        )
        pages = answer.get("query", {}).get("pages", [])
        found |= {page["title"]: page["lastrevid"] for page in pages}
    return found


def verified(runner: FlaskCliRunner, wiki: Wiki) -> tuple[int, str]:
    """What the operator's command says of the page as the wiki serves it."""
    address = wiki.page_url(PAGE, action="raw")
    done = runner.invoke(args=["audit", "verify", "--published", address])
    return done.exit_code, done.output


def test_a_line_a_day_and_nothing_twice(
    wiki: Wiki, service: str, app: Flask, runner: FlaskCliRunner, set_clock: SetClock
) -> None:
    before = revisions(wiki)
    done = published(wiki, service)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Health: ok; User:AlcoveBot/Alcove audit got 3 days" in done.stdout + done.stderr
    assert days(wiki) == since(0, 3)
    after = revisions(wiki)
    assert {title for title in after if after[title] != before.get(title)} == {PAGE}
    latest = wiki.latest(PAGE)
    assert latest is not None
    assert latest["comment"] == f"Alcove's record, {since(0, 1)[0]} to {since(2, 1)[0]}"
    assert verified(runner, wiki)[0] == 0

    again = published(wiki, service)
    assert again.returncode == 0
    assert "lacks nothing" in again.stdout + again.stderr
    assert revisions(wiki) == after

    some_day(app, set_clock, 3)
    set_clock(DAY + timedelta(days=6), 12)  # it did not run for two days
    assert published(wiki, service).returncode == 0
    assert days(wiki) == since(0, 6)
    assert verified(runner, wiki)[0] == 0


def test_simulating_writes_nothing(wiki: Wiki, service: str) -> None:
    before = revisions(wiki)
    for user, page in (("AlcoveBot", []), (None, ["-page:Project:Alcove"])):
        done = published(wiki, service, "-simulate", *page, user=user)
        assert done.returncode == 0, done.stderr
        assert since(2, 1)[0] in done.stdout + done.stderr
        assert "nothing was written" in done.stdout + done.stderr
    assert revisions(wiki) == before


def test_it_writes_the_page_it_is_told_and_keeps_what_stands_there(
    wiki: Wiki, service: str
) -> None:
    title = "Project:Alcove audit"
    wiki.edit(title, "Our own words.\n\n[[Category:Audits]]")
    before = revisions(wiki)
    assert published(wiki, service, f"-page:{title}").returncode == 0
    assert str(wiki.text(title)).startswith("Our own words.\n\n[[Category:Audits]]\n* ")
    assert days(wiki, title) == since(0, 3)
    after = revisions(wiki)
    changed = [name for name in after if after[name] != before.get(name)]
    assert [name.partition(":")[2] for name in changed] == ["Alcove audit"]


@pytest.mark.parametrize("exists", [False, True], ids=["new page", "old page"])
def test_an_edit_in_the_same_moment_is_kept(wiki: Wiki, service: str, exists: bool) -> None:
    if exists:
        wiki.edit(PAGE, "Old words.")
    meanwhile = {"Alcove's record": lambda: wiki.edit(PAGE, "Words of somebody else.")}
    status, said = run_bot_asking(wiki, f"-service:{service}", before=meanwhile, script=BOT)
    assert status == 0, said
    assert str(wiki.text(PAGE)).startswith("Words of somebody else.\n* ")
    assert days(wiki) == since(0, 3)


@pytest.mark.parametrize("words", ["{{nobots}}", "{{bots|deny=AlcoveBot}}"])
def test_a_page_that_wants_no_bots_stays(wiki: Wiki, service: str, words: str) -> None:
    wiki.edit(PAGE, words)
    before = revisions(wiki)
    done = published(wiki, service)
    assert done.returncode == 1
    assert "Health: not ok" in done.stdout + done.stderr
    assert revisions(wiki) == before


def test_a_page_that_leads_elsewhere_is_not_followed(wiki: Wiki, service: str) -> None:
    wiki.edit(PAGE, "#REDIRECT [[User:Alice]]")
    before = revisions(wiki)
    assert published(wiki, service).returncode == 1
    assert revisions(wiki) == before


def test_without_a_service_nothing_is_touched(wiki: Wiki, service: str) -> None:
    before = revisions(wiki)
    assert published(wiki, "http://127.0.0.1:9").returncode == 2
    assert published(wiki, f"{wiki.url}").returncode == 2, "somebody else answers there"
    assert revisions(wiki) == before


def written_anew(app: Flask, change: str) -> None:
    """Change the record and make every hash and the head fit again."""
    with app.app_context(), transaction() as rows:
        rows.execute(text(change))
        before = FIRST_HASH
        for row in rows.execute(text("SELECT * FROM audit_rows ORDER BY seq")).mappings().all():
            said = (row["seq"], str(row["day"]), row["actor"], row["verb"], row["subject"], before)
            values = {"seq": row["seq"], "before": before, "hash": row_hash(*said)}
            rows.execute(
                text("UPDATE audit_rows SET previous=:before, hash=:hash WHERE seq=:seq"), values
            )
            before = str(values["hash"])
        rows.execute(text("UPDATE audit_head SET hash=:hash"), {"hash": before})


def test_who_runs_the_service_and_rewrites_the_record_is_found_out(
    wiki: Wiki, service: str, app: Flask, runner: FlaskCliRunner, set_clock: SetClock
) -> None:
    assert published(wiki, service).returncode == 0
    assert verified(runner, wiki)[0] == 0
    written_anew(app, "UPDATE audit_rows SET actor='bero' WHERE seq=4")
    alone = runner.invoke(args=["audit", "verify"])
    assert alone.exit_code == 0, "the service's own check finds nothing"
    status, said = verified(runner, wiki)
    assert status == 1
    assert f"{since(1, 1)[0]}: not as published" in said
    assert f"{since(0, 1)[0]}: not as published" not in said

    # Nor does the bot add anything on top of it.
    set_clock(DAY + timedelta(days=4), 12)
    before = revisions(wiki)
    done = published(wiki, service)
    assert done.returncode == 1
    assert "another hash than the service" in done.stdout + done.stderr
    assert revisions(wiki) == before


def test_the_help_of_the_script_lists_its_options(wiki: Wiki) -> None:
    done = run_bot(wiki, "-help", user=None, script=BOT)
    for option in ("-service:URL", "-page:TITLE", "-simulate", "-always"):
        assert option in done.stdout
