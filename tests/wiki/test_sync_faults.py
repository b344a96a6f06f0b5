# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot is killed at each call it makes, and meets wikis and services in bad states."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.casepages import page
from tests.faults import Answer, Bots, Run, killed_at_every_call

from .casetree import SCRIPT, SECOND, Tree
from .caseworld import import_pages
from .gadget import bot_command

pytestmark = pytest.mark.xdist_group("cases")

LAGGED = json.dumps(
    {"error": {"code": "maxlag", "info": "Waiting for a host: 7 seconds lagged.", "lag": 7}}
)


def stored(tree: Tree) -> dict[str, Any]:
    """Everything that counts of a pass, without ids that are random and days of requests."""
    return {
        "pages": sorted(tree.service.pages().items()),
        "facts": sorted(
            tree.service.rows(
                "SELECT page, key, item, case_facts.value, case_facts.rev FROM case_facts"
                " JOIN case_pages ON page_id = case_pages.id"
            )
        ),
        "cases": sorted(tree.service.rows("SELECT title, kind, state, version FROM cases")),
        "events": sorted(
            tree.service.rows(
                "SELECT title, n, case_events.kind, rev FROM case_events"
                " JOIN cases ON case_id = cases.id"
            )
        ),
    }


def test_killed_at_every_call_of_a_first_pass(tree: Tree) -> None:
    for number, shape in enumerate(("form", "dated", "voted")):
        tree.save(f"Case {number}", page(shape, "en", seed=number).wikitext)

    def check(run: Run) -> None:
        assert len([body for body in tree.of_wiki(run) if "content" in body]) <= 1

    calls = killed_at_every_call(
        tree.bots,
        tree.arguments(),
        restore=tree.service.restore,
        state=lambda: stored(tree),
        check=check,
    )
    assert sum("passes" in call for call in calls) == 2
    assert len(stored(tree)["pages"]) == 3


def test_killed_at_every_call_of_a_later_pass(tree: Tree) -> None:
    for name in ("Edited", "Moved", "Deleted", "Suppressed"):
        tree.save(name)
    tree.sync()
    begin = tree.service.snapshot()
    tree.save("Edited", SECOND.wikitext)
    tree.deeds.move(tree.title("Moved"), tree.title("2026/Moved"))
    tree.deeds.delete(tree.title("Deleted"))
    old = tree.known()["Suppressed"][1]
    tree.save("Suppressed", SECOND.wikitext)
    tree.deeds.hide(old, suppress=True)
    tree.save("New")
    calls = killed_at_every_call(
        tree.bots,
        tree.arguments(),
        restore=lambda: tree.service.restore(begin),
        state=lambda: stored(tree),
    )
    assert any("events" in call for call in calls)
    assert {name: what[2] for name, what in tree.known().items()} == {
        "Edited": "live", "2026/Moved": "live", "Deleted": "deleted", "Suppressed": "live",
        "New": "live",
    }  # fmt: skip


def test_a_service_that_is_down(tree: Tree) -> None:
    tree.save("Case")
    down = tree.bots.run(
        "-service:http://127.0.0.1:9", f"-prefix:{tree.prefix}", ALCOVE_BOT_KEY="not to be shown"
    )
    assert down.code == 2
    assert down.pauses == ()  # a key with spaces is none
    down = tree.bots.run("-service:http://127.0.0.1:9", f"-prefix:{tree.prefix}")
    assert down.code == 2
    assert "does not answer" in down.output
    assert "look whether the service is running" in " ".join(down.output.split())
    assert tree.service.key not in down.output
    assert list(down.pauses) == sorted(down.pauses)
    assert sum(down.pauses) > 30


def test_a_service_that_stumbles(tree: Tree) -> None:
    tree.save("Case")
    calm = tree.sync()
    tree.service.restore()
    at = {}
    for number, call in enumerate(calm.calls, 1):
        if tree.service.url in call:
            at[number] = call
    first, *_, last = at
    run = tree.sync(
        instead={
            first: Answer(503, "later", (("Retry-After", "77"),)),
            first + 1: Answer(429, "{}"),
            first + 2: Answer(),
            last + 3: Answer(502),
        }
    )
    assert 77 in run.pauses
    assert len(run.calls) == len(calm.calls) + 4
    assert tree.standing("Case") == "live"
    assert tree.service.last_pass()[0]
    # In the middle it is gone for good: the pass does not count, the next does all of it.
    tree.service.restore()
    tree.sync(code=2, instead={number: Answer() for number in range(last, last + 50)})
    assert tree.service.last_pass()[0] is None
    tree.sync()
    assert tree.service.last_pass()[0]


def test_a_reading_that_is_refused_keeps_no_other_back(tree: Tree) -> None:
    for name in ("One", "Two", "Three"):
        tree.save(name)
    calm = tree.sync()
    [batch] = [n for n, call in enumerate(calm.calls, 1) if call.endswith("/readings")]
    tree.service.restore()
    refused = {batch: Answer(422, "{}"), batch + 1: Answer(422, "{}")}
    run = tree.sync(code=1, instead=refused)
    assert len(tree.known()) == 2
    assert "readings_refused" in str(tree.service.last_pass())
    assert "different versions" in " ".join(run.output.split())
    tree.sync("-full")
    assert set(tree.known()) == {"One", "Two", "Three"}


def test_hostile_pages_keep_no_other_back(tree: Tree, tmp_path: Path) -> None:
    texts = ["{{a|" * 8000, "<b a=" * 4000, "[[" * 100_000, "{|\n|-\n" * 20_000]
    # Imported, since MediaWiki itself takes long to make pages of some.
    pages = [(tree.title(f"Hostile {number}"), text) for number, text in enumerate(texts)]
    import_pages(tree.wiki, pages, tmp_path)
    tree.save("The last")
    tree.sync()
    assert len(tree.known()) == 5
    assert len(tree.service.facts(tree.page("The last"))) > 1


@pytest.mark.parametrize("answer", [
    Answer(200, LAGGED), Answer(503, LAGGED, (("Retry-After", "5"),)),
    Answer(429, "slow down", (("Retry-After", "5"),)), Answer(500, "no"), Answer(),
    Answer(200, '{"error": {"code": "ratelimited", "info": "too often"}}'),
    Answer(200, '{"error": {"code": "readonly", "info": "read-only"}}'), Answer(200, "<html>"),
])  # fmt: skip
def test_a_wiki_that_stumbles(tree: Tree, answer: Answer) -> None:
    tree.save("Case")
    calm = tree.sync()
    tree.service.restore()
    asked = [n for n, call in enumerate(calm.calls, 1) if tree.wiki.url in call]
    run = tree.bots.run(*tree.arguments(), instead={asked[-1]: answer})
    if run.code:
        assert run.code == 2, run.output
        assert "next run goes on" in " ".join(run.output.split())
        assert tree.service.last_pass()[0] is None
        tree.sync()
    assert tree.standing("Case") == "live"


def test_a_wiki_that_lags_for_ever(tree: Tree) -> None:
    tree.save("Case")
    calm = tree.sync()
    tree.save("Case", SECOND.wikitext)
    asked = [n for n, call in enumerate(calm.calls, 1) if tree.wiki.url in call]
    run = tree.sync(code=2, instead={n: Answer(200, LAGGED) for n in range(asked[1], 99)})
    assert "The wiki could not be used" in run.output
    tree.sync()
    assert "Health: ok" in tree.sync().output


@pytest.mark.parametrize("prefix", ["A{B/", "A|B/", "<b>/", "A\nB/", "#/", "Talk:"])
def test_titles_that_no_page_can_have(tree: Tree, prefix: str) -> None:
    run = tree.bots.run(f"-service:{tree.service.url}", f"-prefix:{prefix}")
    assert run.code == 2
    assert "Traceback" not in run.output


@pytest.mark.parametrize("more", [
    ["-sevice:https://x.org"], ["-full:yes"], ["-group:u4c"], ["-renames:newusers"],
    ["-service:ftp://x.org"], ["-service:http://alcove.toolforge.org"], ["-grammar:/none"],
])  # fmt: skip
def test_options_that_are_none(tree: Tree, more: list[str]) -> None:
    run = tree.bots.run(*tree.arguments(*more))
    assert run.code == 2
    assert not run.to("http://alcove") + run.to(tree.service.url)
    assert "Traceback" not in run.output


def test_keys_that_do_not_fit(tree: Tree) -> None:
    for key, advice in (("", "is not set"), ("wrong", "does not know the key"), ("ü", "cannot be")):
        run = tree.sync(code=2, ALCOVE_BOT_KEY=key)
        assert advice in " ".join(run.output.split())
    assert not tree.known()


def test_nobody_and_blocked_and_locked_out_accounts(tree: Tree, tmp_path: Path) -> None:
    tree.save("Case")
    shown = []
    for user in (None, "Vandal", "AlcoveBot"):
        tree.service.restore()
        command, environment = bot_command(tree.wiki, script=SCRIPT, user=user)
        if user == "AlcoveBot":
            folder = tmp_path / "locked-out"
            shutil.copytree(environment["PYWIKIBOT_DIR"], folder,
                            ignore=shutil.ignore_patterns("*.lwp", "apicache*"))  # fmt: skip
            secret = folder / "user-password.py"
            secret.write_text("('AlcoveBot', 'not my password')\n")
            secret.chmod(0o600)
            environment["PYWIKIBOT_DIR"] = str(folder)
        with Bots(command, environment, ALCOVE_BOT_KEY=tree.service.key) as bots:
            shown.append(bots.run(*tree.arguments()))
        assert tree.standing("Case") == "live"
    assert [run.code for run in shown] == [0, 0, 1], [run.output for run in shown]
    assert "not_signed_in" in str(tree.service.last_pass())


def test_every_character_that_titles_may_have(tree: Tree) -> None:
    names = ["A & B", "100 %", "“x”", "a'b''c", "سوء", "例え", "a+b=c", "x?y", "~ok", "é" * 80,
             "$1", "\\n", "*star", "a;b", "(a)", "\U0001f680", "2026 / 1"]  # fmt: skip
    for name in names:
        tree.save(name)
    tree.sync()
    assert {name.casefold() for name in tree.known()} == {name.casefold() for name in names}
