# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees which line of the record, what anybody may keep of it, and that keeping it helps."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import text

from service.audit import queries
from service.audit.actions import record
from service.audit.pages import level
from service.audit.rules import FIRST_HASH, Level, Verb, row_hash
from service.infra.database import transaction
from service.infra.i18n import LANGUAGES, translate
from service.people import actions as people
from tests.api.vaulting import locked
from tests.api.world import World, body_of
from tests.conftest import DAY, SetClock, SignIn
from tests.teams import Somebody, SomeTeam

LEVELS = "alcove-page-audit-level-"


def lines(page: str) -> list[tuple[str, ...]]:
    """The cells of each line: day, who, what, about, who can see it."""
    [body] = re.findall(r"<tbody[^>]*>(.*?)</tbody>", page, re.DOTALL) or [""]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [tuple(re.sub(r"<[^>]*>", "", cell).strip() for cell in row) for row in cells]


def seen(sign_in: SignIn, who: str, of: str = "") -> set[tuple[str, ...]]:
    """What somebody finds in the record: who, what, about, level.

    What somebody did about themselves is told without their name a second time.
    """
    page = sign_in(who).get("/desk/audit", query_string={"of": of} if of else {}).text
    return {(by, what, about or by, level) for _, by, what, about, level in lines(page)}


@pytest.fixture
def other_team(app: Flask, team: SomeTeam) -> SomeTeam:
    """A second team of other people, at the same desk."""
    return SomeTeam("arbcom", [Somebody("Xenia"), Somebody("Yuri")]).found(app, DAY)


class TestLevels:
    """Own, team, matter, desk."""

    def test_what_is_one_owns_is_seen_by_nobody_else(
        self, app: Flask, team: SomeTeam, sign_in: SignIn
    ) -> None:
        with app.app_context():
            record(Verb.SIGNED_IN, "amina", "amina")
            record(Verb.MAIL_CHANGED, "amina", "amina")
        own = translate(f"{LEVELS}own")
        assert {line for line in seen(sign_in, "amina") if line[3] == own} == {
            ("Amina", "signed in", "Amina", own),
            ("Amina", "changed the address for news", "Amina", own),
        }
        assert {line for line in seen(sign_in, "bero") if line[3] == own} == set()

    def test_what_concerns_a_team_is_seen_by_that_team(
        self, app: Flask, team: SomeTeam, other_team: SomeTeam, sign_in: SignIn
    ) -> None:
        with app.app_context():
            record(Verb.TALLY_ADDED, "u4c")
        amina, xenia = seen(sign_in, "amina"), seen(sign_in, "xenia")
        for what in ("set their keys", "added a person"):
            assert {line[2] for line in amina if line[1] == what} == {"Amina", "Bero", "Chidi"}
            assert {line[2] for line in xenia if line[1] == what} == {"Xenia", "Yuri"}
        counted = translate("alcove-page-verb-tally_added")
        assert counted in {line[1] for line in amina}
        assert counted not in {line[1] for line in xenia}
        team_level = translate(f"{LEVELS}team")
        assert {line[3] for line in amina if line[1] == "set their keys"} == {team_level}

    def test_what_concerns_all_is_seen_by_all(
        self, app: Flask, team: SomeTeam, other_team: SomeTeam, sign_in: SignIn
    ) -> None:
        for who in ("amina", "xenia"):
            found = {
                line[2:] for line in seen(sign_in, who) if line[1] == "added or changed a team"
            }
            desk = translate(f"{LEVELS}desk")
            assert found == {("u4c", desk), ("arbcom", desk)}

    def test_who_left_a_team_sees_no_more_of_it(
        self, app: Flask, team: SomeTeam, other_team: SomeTeam, sign_in: SignIn
    ) -> None:
        members = [person.line for person in (team.people[1], team.people[2])]
        with app.app_context():
            people.accept_statement("u4c", team.statement(DAY, 2, members=members))
            joined = [person.line for person in (*other_team.people, team.people[0])]
            people.accept_statement("arbcom", other_team.statement(DAY, 2, members=joined))
        found = seen(sign_in, "amina")
        assert {line[2] for line in found if line[1] == "set their keys"} == {
            "Amina",
            "Xenia",
            "Yuri",
        }

    def test_a_kind_nobody_thought_of_is_shown_to_nobody_else(self) -> None:
        assert level("something_new") is Level.OWN

    def test_every_level_has_its_words(self) -> None:
        for lang, one in product(LANGUAGES, Level):
            assert "⧼" not in translate(f"{LEVELS}{one}", lang=lang)


def test_the_words_say_fetched_and_not_read() -> None:
    for verb in Verb:
        assert not re.search(
            r"\bread\b(?! can)", translate(f"alcove-page-verb-{verb}")
        ) or verb in {
            Verb.VAULT_GRANTED,  # to let somebody read is what is done
            Verb.HOLDINGS_LISTED,
        }, verb
    assert "fetched" in translate(f"alcove-page-verb-{Verb.REPORT_READ}")


def test_filters(app: Flask, team: SomeTeam, sign_in: SignIn) -> None:
    with app.app_context():
        record(Verb.SIGNED_IN, "amina", "amina")
    everything = seen(sign_in, "amina")
    own, of_team = seen(sign_in, "amina", "own"), seen(sign_in, "amina", "team")
    assert own == {line for line in everything if "Amina" in (line[0], line[2])}
    assert of_team == {line for line in everything if line[3] != translate(f"{LEVELS}own")}
    assert own - of_team
    assert of_team - own
    assert seen(sign_in, "amina", "nonsense") == everything


def test_who_is_recused_finds_not_even_what_they_did(app: Flask) -> None:
    world = World(app)
    ada, ben, *others = world.members
    thread = world.sent()
    report = world.report_of(thread)
    assert ben.get(f"reports/{report}").status_code == 200
    assert report[:8] in ben.browser.get("/desk/audit").text
    vault = thread.sealed.vault.id
    assert locked(world, ada, vault, [ada, *others]).status_code == 201
    for page in ("/desk/audit", "/desk/audit?of=own", "/desk/audit?of=team"):
        shown = ben.browser.get(page).text
        assert report[:8] not in shown
        assert vault[:8] not in shown
        assert "fetched a report" not in shown
        assert translate(f"{LEVELS}matter") not in shown
    assert report[:8] in ada.browser.get("/desk/audit").text


def heads(client: FlaskClient, **query: str) -> list[dict[str, str]]:
    answer = client.get("/api/v1/audit/heads", query_string=query)
    assert answer.status_code == 200
    found: list[dict[str, str]] = body_of(answer)["heads"]
    return found


@pytest.fixture
def some_days(app: Flask, client: FlaskClient, set_clock: SetClock) -> list[dict[str, str]]:
    """Heads of five days, of which two were quiet; it is the sixth."""
    for day, number in ((0, 3), (1, 1), (2, 0), (3, 0), (4, 2), (5, 1)):
        set_clock(DAY + timedelta(days=day), 12)
        with app.app_context():
            for _ in range(number):
                record(Verb.SIGNED_IN, "amina", "amina")
    return heads(client)


@pytest.mark.usefixtures("on_both")
class TestHeads:
    """What anybody may keep."""

    def test_one_for_each_day_that_is_over(
        self, some_days: list[dict[str, str]], client: FlaskClient
    ) -> None:
        days = [(DAY + timedelta(days=day)).isoformat() for day in range(5)]
        assert [head["day"] for head in some_days] == days
        assert len({head["hash"] for head in some_days}) == 5, "a quiet day looks like any other"
        assert all(set(head) == {"day", "hash"} for head in some_days), "no numbers"
        assert heads(client, since=days[3]) == some_days[3:]
        assert heads(client, since=days[2]) == some_days[2:]
        assert heads(client, since=days[1])[0] == some_days[1]
        assert heads(client, since="2000-01-01") == some_days
        assert heads(client, since="2100-01-01") == []

    def test_they_stay_what_they_are(
        self, some_days: list[dict[str, str]], app: Flask, client: FlaskClient, set_clock: SetClock
    ) -> None:
        set_clock(DAY + timedelta(days=9), 12)
        with app.app_context():
            record(Verb.SIGNED_IN, "amina", "amina")
        assert heads(client)[:5] == some_days
        assert len(heads(client)) == 9

    def test_a_day_is_over_when_the_last_row_is_in(
        self, app: Flask, client: FlaskClient, set_clock: SetClock
    ) -> None:
        with app.app_context():
            record(Verb.SIGNED_IN, "amina", "amina")
        assert heads(client) == []
        set_clock(DAY + timedelta(days=1), 0)
        assert heads(client) == []
        set_clock(DAY + timedelta(days=1), 1)
        assert [head["day"] for head in heads(client)] == [DAY.isoformat()]

    def test_nothing_was_done_yet(self, client: FlaskClient) -> None:
        assert heads(client) == []


def test_a_quiet_day_cannot_be_guessed_from_what_is_published(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    with app.app_context():
        record(Verb.SIGNED_IN, "amina", "amina")
        stored = queries.head().hash
    set_clock(DAY + timedelta(days=1), 12)
    [head] = heads(client)
    guesses = {row_hash(1, DAY.isoformat(), who, verb, "amina", FIRST_HASH)
               for who, verb in product(("amina", None), Verb)}  # fmt: skip
    assert stored in guesses, "what the row says could be guessed"
    assert head["hash"] not in guesses
    unsalted = {
        hashlib.sha256(
            json.dumps(
                ["alcove/1 audit head", head["day"], one, ""], separators=(",", ":")
            ).encode()
        ).hexdigest()
        for one in guesses
    }
    assert head["hash"] not in unsalted


def test_a_year_at_a_time(app: Flask, client: FlaskClient, set_clock: SetClock) -> None:
    with app.app_context():
        record(Verb.SIGNED_IN, "amina", "amina")
    set_clock(DAY + timedelta(days=500), 12)
    first = heads(client)
    assert len(first) == 366
    after = date.fromisoformat(first[-1]["day"]) + timedelta(days=1)
    assert len(heads(client, since=after.isoformat())) == 500 - 366


def written_anew(app: Flask, change: str, **values: object) -> None:
    """What somebody does who runs the service: change rows, then make every hash fit again."""
    with app.app_context(), transaction() as rows:
        rows.execute(text(change), values)
        before, seq = FIRST_HASH, 0
        for row in rows.execute(text("SELECT * FROM audit_rows ORDER BY seq")).mappings().all():
            seq += 1
            hash_ = row_hash(
                seq, str(row["day"]), row["actor"], row["verb"], row["subject"], before
            )
            rows.execute(
                text("UPDATE audit_rows SET seq=:seq, previous=:before, hash=:hash WHERE seq=:old"),
                {"seq": seq, "before": before, "hash": hash_, "old": row["seq"]},
            )
            before = hash_
        rows.execute(
            text("UPDATE audit_head SET seq=:seq, hash=:hash"), {"seq": seq, "hash": before}
        )


def page_of(kept: list[dict[str, str]]) -> str:
    return "A page.\n\n" + "".join(f"* {one['day']} {one['hash']}\n" for one in kept) + "== End =="


def verified(runner: FlaskCliRunner, source: object) -> tuple[int, str]:
    done = runner.invoke(args=["audit", "verify", "--published", str(source)])
    return done.exit_code, done.output


@pytest.mark.usefixtures("on_both")
class TestPublished:
    """Heads that were published find what the service itself would not."""

    @pytest.fixture
    def file(self, some_days: list[dict[str, str]], tmp_path: Path) -> Path:
        kept = tmp_path / "heads.txt"
        kept.write_text(page_of(some_days))
        return kept

    def test_an_untouched_record_is_as_published(self, file: Path, runner: FlaskCliRunner) -> None:
        code, said = verified(runner, file)
        assert code == 0, said
        assert f"5 days as published, the last of them {DAY + timedelta(days=4)}" in said

    @pytest.mark.parametrize(
        ("change", "day"),
        [
            ("UPDATE audit_rows SET actor='bero' WHERE seq=2", 0),
            ("UPDATE audit_rows SET subject='bero' WHERE seq=4", 1),
            ("DELETE FROM audit_rows WHERE seq=6", 4),
            ("UPDATE audit_rows SET day='2026-11-24' WHERE seq=4", 1),
            (("INSERT INTO audit_rows SELECT 99, day, actor, verb, subject, previous, hash"
              " FROM audit_rows WHERE seq=1"), 0),
            ("UPDATE audit_head SET salt='other'", 0),
        ],
    )  # fmt: skip
    def test_an_old_row_written_anew_with_all_hashes_is_found(
        self, file: Path, runner: FlaskCliRunner, app: Flask, change: str, day: int
    ) -> None:
        written_anew(app, change)
        alone = runner.invoke(args=["audit", "verify"])
        assert alone.exit_code == 0, "the service's own check finds nothing"
        code, said = verified(runner, file)
        assert code == 1
        assert f"{DAY + timedelta(days=day)}: not as published" in said
        # A row added at the end for an old day changes that day only; all else goes on and on.
        assert said.count("not as published") == (1 if "INSERT" in change else 5 - day)

    def test_what_is_newer_than_the_last_head_is_not_covered(
        self, file: Path, runner: FlaskCliRunner, app: Flask
    ) -> None:
        """So that nobody believes more than is true."""
        written_anew(app, "UPDATE audit_rows SET actor='bero' WHERE seq=7")
        assert verified(runner, file)[0] == 0

    def test_heads_nobody_published_are_found(self, file: Path, runner: FlaskCliRunner) -> None:
        for day in (DAY - timedelta(days=1), DAY + timedelta(days=30)):
            file.write_text(page_of([{"day": day.isoformat(), "hash": "a" * 64}]))
            assert verified(runner, file)[0] == 1

    def test_a_source_without_heads_proves_nothing(
        self, file: Path, runner: FlaskCliRunner, tmp_path: Path
    ) -> None:
        file.write_text("There is no such page.")
        assert verified(runner, file)[0] == 2
        assert verified(runner, tmp_path / "missing")[0] == 2
        assert verified(runner, "http://127.0.0.1:9/")[0] == 2

    def test_an_address_does_as_well(
        self, some_days: list[dict[str, str]], runner: FlaskCliRunner
    ) -> None:
        body = page_of(some_days).encode()

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/page" else 404)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Page) as server:
            threading.Thread(target=server.serve_forever).start()
            try:
                address = f"http://127.0.0.1:{server.server_port}"
                assert verified(runner, f"{address}/page")[0] == 0
                assert verified(runner, f"{address}/other")[0] == 2
            finally:
                server.shutdown()
