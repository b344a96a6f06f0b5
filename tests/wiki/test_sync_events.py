# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to pages and people on a real wiki, and what the service makes of it.

Each test ends with a pass that finds nothing more to tell: nothing is told for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pywikibot_scripts.casesync.cursor import to_look_at
from tests.casepages import page
from tests.faults import Bots

from .casetree import FIRST, SCRIPT, SECOND, Tree
from .caseworld import import_pages
from .gadget import bot_command

pytestmark = pytest.mark.xdist_group("cases")


@pytest.fixture(autouse=True)
def _nothing_is_told_for_ever(tree: Tree) -> Iterator[None]:
    """A pass after the last one of a test is an idle one."""
    yield
    assert " 0 events" in " ".join(tree.sync().output.split())
    assert len(tree.of_wiki(tree.sync())) <= 2


def test_moved(tree: Tree) -> None:
    tree.save("Case")
    tree.save("Silent")
    tree.sync()
    case, silent = tree.page("Case"), tree.page("Silent")
    tree.deeds.move(tree.title("Case"), tree.title("2026/Case"))
    tree.deeds.move(tree.title("Silent"), tree.title("2026/Silent"), redirect=False)
    tree.sync()
    assert {name: what[0] for name, what in tree.known().items()} == {
        "2026/Case": case,
        "2026/Silent": silent,
    }
    # There and back again, and to where no case page was ever looked for.
    tree.deeds.move(tree.title("2026/Case"), tree.title("2027/Case"))
    tree.deeds.move(tree.title("2027/Case"), tree.title("2026/Case"))
    tree.deeds.move(tree.title("2026/Silent"), "User:Alice/Silent")
    tree.sync()
    assert tree.page("2026/Case") == case
    assert tree.page("User:Alice/Silent") == silent
    rev = tree.wiki.edit("User:Alice/Silent", SECOND.wikitext)["newrevid"]
    tree.sync()
    assert tree.known()["User:Alice/Silent"] == (silent, rev, "live")


def test_moved_into_the_tree(tree: Tree) -> None:
    tree.save("Known")
    tree.sync()
    tree.wiki.edit("Project:A draft of a request", FIRST.wikitext)
    tree.sync()
    assert set(tree.known()) == {"Known"}
    tree.deeds.move("Project:A draft of a request", tree.title("Request"), redirect=False)
    tree.sync()
    assert set(tree.known()) == {"Known", "Request"}


def test_redirected_by_an_edit_and_back(tree: Tree) -> None:
    tree.save("Case")
    tree.sync()
    case = tree.page("Case")
    before = tree.service.facts(case)
    tree.save("Case", "#REDIRECT [[Elsewhere]]")
    tree.sync()
    assert tree.standing("Case") == "redirect"
    assert tree.service.facts(case) == before
    tree.save("Case", SECOND.wikitext)
    tree.sync()
    assert tree.standing("Case") == "live"
    assert tree.service.facts(case) != before


def test_deleted_and_restored(tree: Tree) -> None:
    tree.save("Case")
    tree.sync()
    case = tree.page("Case")
    before = tree.service.facts(case)
    tree.deeds.delete(tree.title("Case"))
    tree.sync()
    assert tree.standing("Case") == "deleted"
    assert tree.service.facts(case) == before
    tree.deeds.restore(tree.title("Case"))
    tree.sync()
    assert tree.standing("Case") == "live"
    assert tree.page("Case") == case
    assert tree.service.facts(case) == before
    # Both between two passes, and then once more: no entry of the log stands for another.
    tree.deeds.delete(tree.title("Case"))
    tree.deeds.restore(tree.title("Case"))
    tree.sync()
    assert tree.standing("Case") == "live"
    tree.deeds.delete(tree.title("Case"))
    tree.sync()
    assert tree.standing("Case") == "deleted"


def test_restored_in_part(tree: Tree) -> None:
    first = tree.save("Case")
    tree.sync()
    tree.deeds.wait_a_second()
    tree.save("Case", SECOND.wikitext)
    tree.sync()
    case = tree.page("Case")
    tree.deeds.delete(tree.title("Case"))
    tree.deeds.restore(tree.title("Case"), first)
    tree.sync()
    assert tree.known()["Case"] == (case, first, "live")
    assert set(tree.service.rows("SELECT rev FROM case_facts")) == {(first,)}


def test_a_moved_page_is_deleted_and_another_takes_its_name(tree: Tree) -> None:
    tree.save("Case")
    tree.sync()
    case = tree.page("Case")
    tree.deeds.move(tree.title("Case"), tree.title("Other"), redirect=False)
    tree.deeds.delete(tree.title("Other"))
    tree.save("Case", SECOND.wikitext)
    tree.sync()
    standings = dict(tree.service.rows("SELECT page, standing FROM case_pages"))
    assert standings.pop(case) == "deleted"
    assert list(standings.values()) == ["live"]


def test_a_hidden_revision(tree: Tree) -> None:
    old = tree.save("Case")
    tree.sync()
    case = tree.page("Case")
    newest = tree.save("Case", SECOND.wikitext)
    tree.deeds.hide(old)
    run = tree.sync()
    assert '"kind": "revision_hidden"' in run.to(tree.service.url)[2].replace('":"', '": "')
    assert tree.known()["Case"] == (case, newest, "live")
    assert tree.service.rows("SELECT kind FROM case_events WHERE rev = ?", old)[-1] == ("hidden",)
    assert tree.service.facts(case)


def test_hidden_names_and_summaries_purge_nothing(tree: Tree) -> None:
    old = tree.save("Case")
    tree.save("Case", SECOND.wikitext)
    tree.sync()
    before = tree.service.facts(tree.page("Case"))
    tree.deeds.hide(old, "user|comment")
    assert " 0 events" in " ".join(tree.sync().output.split())
    assert tree.service.facts(tree.page("Case")) == before


def test_a_suppressed_revision_that_was_replaced(tree: Tree) -> None:
    old = tree.save("Case")
    tree.sync()
    case = tree.page("Case")
    newest = tree.save("Case", SECOND.wikitext)
    tree.deeds.hide(old, suppress=True)
    tree.sync()
    assert tree.known()["Case"] == (case, newest, "live")
    assert set(tree.service.rows("SELECT rev FROM case_facts")) == {(newest,)}
    assert tree.service.rows("SELECT kind FROM case_events WHERE rev = ?", old)[-1] == ("hidden",)


def test_a_suppressed_revision_among_more_than_one_request_can_name(
    tree: Tree, tmp_path: Path
) -> None:
    names = [f"Case {number}" for number in range(60)]
    import_pages(tree.wiki, [(tree.title(name), FIRST.wikitext) for name in names], tmp_path)
    # Nobody in particular may name 50 revisions at once.
    command, environment = bot_command(tree.wiki, script=SCRIPT, user=None)
    with Bots(command, environment, ALCOVE_BOT_KEY=tree.service.key) as bots:
        assert bots.run(*tree.arguments()).code == 0
        known = {rev: name for name, (_, rev, _) in tree.known().items()}
        unseen = set(known) - set(to_look_at([], sorted(known), 1, 50))
        old = max(unseen)
        tree.save(known[old], SECOND.wikitext)
        tree.deeds.hide(old, suppress=True)
        assert bots.run(*tree.arguments()).code == 0
    assert tree.service.rows("SELECT kind FROM case_events WHERE rev = ?", old)[-1] == ("hidden",)


def test_a_suppression_that_no_log_tells(tree: Tree) -> None:
    old = tree.save("Case")
    tree.sync()
    tree.save("Case", SECOND.wikitext)
    tree.sync()
    tree.sync()
    tree.deeds.hide(old, suppress=True)
    told = tree.sync()
    assert len(tree.of_wiki(told)) <= 2
    assert tree.service.rows("SELECT kind FROM case_events WHERE rev = ?", old)[-1] == ("hidden",)


def test_a_page_deleted_by_suppression(tree: Tree) -> None:
    tree.save("Case")
    tree.save("Other")
    tree.sync()
    case = tree.page("Case")
    assert tree.service.facts(case)
    tree.deeds.suppress_page(tree.title("Case"))
    tree.sync()
    assert not tree.service.facts(case)
    assert tree.title("Case") not in tree.service.pages()
    assert tree.standing("Other") == "live"


def test_renamed_and_vanished(tree: Tree) -> None:
    made = page("form", "en", seed=8)
    renamed, vanished = "Carla & Co", "D'Artagnan"
    assert {renamed, vanished} < {one["item"] for one in made.truth if one["key"] == "party"}
    tree.save("Case", made.wikitext)
    tree.sync()
    case = tree.page("Case")
    tree.deeds.rename(renamed, "Called Otherwise")
    tree.deeds.rename(vanished, "Vanished user 12345")
    tree.sync()
    said = str(tree.service.facts(case))
    assert "Called Otherwise" in said
    assert renamed not in said
    assert vanished not in said
    assert "12345" not in said
    # The page goes on having the old names.
    tree.save("Case", made.wikitext + "\n\nMore words.")
    tree.sync()
    assert tree.service.facts(case)
    assert renamed not in str(tree.service.facts(case))
    assert vanished not in str(tree.service.facts(case))
