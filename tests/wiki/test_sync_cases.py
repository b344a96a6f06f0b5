# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot reads case pages of a real wiki into a real service, asking as little as can be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pywikibot_scripts.casepages import grammar as grammars
from tests.casepages import pages
from tests.faults import Run

from .casetree import FIRST, SECOND, Tree, truth
from .caseworld import import_pages

pytestmark = pytest.mark.xdist_group("cases")

DESCRIPTION = "== Description of the problem - (Amina) ==\nSomebody follows me."
HEALTH = re.compile(r"Health: (ok|not ok); .*", re.DOTALL)


def health(run: Run) -> str:
    found = HEALTH.search(run.output)
    assert found, run.output
    return " ".join(found[0].split())


def with_text(tree: Tree, run: Run) -> list[str]:
    """The requests that asked for pages' texts."""
    return [body for body in tree.of_wiki(run) if "content" in body]


def test_two_hundred_pages_first_idle_and_changed(tree: Tree, tmp_path: Path) -> None:
    made = pages(200, 1, root=tree.prefix)
    assert len({page.shape for page in made}) >= 5
    assert len({page.lang for page in made}) >= 3
    import_pages(tree.wiki, [(page.title, page.wikitext) for page in made], tmp_path)

    first = tree.sync()
    assert len(with_text(tree, first)) == 4, with_text(tree, first)
    assert "200 fetched, 200 read anew" in health(first)
    for page in made:
        stored = tree.service.rows(
            "SELECT key, item, case_facts.value FROM case_facts"
            " JOIN case_pages ON page_id = case_pages.id WHERE certain AND title = ?",
            page.title,
        )
        read = sorted((key, item, json.loads(value)) for key, item, value in stored)
        assert read == truth(page), page.title

    idle = tree.sync()
    assert len(tree.of_wiki(idle)) <= 2, tree.of_wiki(idle)
    assert not with_text(tree, idle)
    assert not idle.to(f"{tree.service.url}/api/v1/bots/cases/readings")

    for page in made[::20]:
        tree.wiki.edit(page.title, page.wikitext + "\n\nMore words.")
    changed = tree.sync()
    assert len(with_text(tree, changed)) == 1
    assert len(tree.of_wiki(changed)) == len(tree.of_wiki(idle)) + 1
    assert "10 fetched, 10 read anew" in health(changed)
    assert len(tree.of_wiki(tree.sync())) <= 2


def test_pages_are_read_anew_when_the_bot_has_learnt_more(tree: Tree, tmp_path: Path) -> None:
    tree.save("Slow", f"This case is in deep thought.\n\n{DESCRIPTION}")
    tree.save("Quick", f"This case is currently under investigation.\n\n{DESCRIPTION}")

    def states() -> dict[str, str | None]:
        found = {
            name: tree.service.rows(
                "SELECT json_extract(value, '$.state') FROM case_facts"
                " JOIN case_pages ON page_id = case_pages.id WHERE key = 'state' AND title = ?",
                tree.title(name),
            )
            for name in ("Slow", "Quick")
        }
        return {name: state for name, [(state,)] in found.items()}

    tree.sync()
    assert states() == {"Slow": None, "Quick": "investigation"}
    learnt = json.loads(grammars.FILE.read_text())
    word = {"lang": "en", "text": "in deep thought", "means": "on_hold", "confidence": "M"}
    learnt["state_words"].append(word)
    other = tmp_path / "grammar.json"
    other.write_text(json.dumps(learnt))
    assert "2 fetched, 1 read anew" in health(tree.sync(f"-grammar:{other}"))
    assert states() == {"Slow": "on_hold", "Quick": "investigation"}
    assert not with_text(tree, tree.sync(f"-grammar:{other}"))


def test_what_is_no_case_page_is_left_out(tree: Tree) -> None:
    tree.save("A case")
    tree.save("2025/Old case")
    for name in (
        "2025",
        "Preload",
        "2026/Request preload",
        "Template",
        "A case/de",
        "A case/pt-br",
    ):
        tree.save(name)
    tree.save("Übersetzt/xx-made-up", "<noinclude><languages /></noinclude>\n" + FIRST.wikitext)
    tree.save("A case/Evidence")
    tree.wiki.edit(f"Template:{tree.title('X')}", FIRST.wikitext)
    tree.save("Moved away", f"#REDIRECT [[{tree.title('A case')}]]")
    tree.sync("-omit:Evidence")
    assert set(tree.known()) == {"A case", "2025/Old case"}
    # Also when they are edited later.
    tree.save("A case/de", "more")
    tree.save("A case/nl", "more")
    tree.save("Moved away", f"#REDIRECT [[{tree.title('2025/Old case')}]]")
    assert len(with_text(tree, tree.sync("-omit:Evidence"))) == 1  # is it still a redirect?
    assert not with_text(tree, tree.sync("-omit:Evidence"))
    assert set(tree.known()) == {"A case", "2025/Old case"}


def test_edits_of_any_moment_are_read_once(tree: Tree) -> None:
    tree.save("One")
    tree.sync()
    rev = tree.save("One", SECOND.wikitext)  # mostly in the second in which the pass ended
    tree.save("Two")
    assert "2 read anew" in health(tree.sync())
    assert tree.known()["One"][1] == rev
    before = tree.service.rows("SELECT * FROM case_events ORDER BY case_id, n")
    assert "0 read anew" in health(tree.sync())
    assert "0 read anew" in health(tree.sync("-full"))
    assert tree.service.rows("SELECT * FROM case_events ORDER BY case_id, n") == before


def test_full_finds_what_no_list_tells_any_more(tree: Tree) -> None:
    for name in ("Edited", "Moved", "Deleted", "Same"):
        tree.save(name)
    tree.sync()
    tree.save("Edited", SECOND.wikitext)
    tree.deeds.move(tree.title("Moved"), tree.title("2026/Moved"))
    tree.deeds.delete(tree.title("Deleted"))
    tree.save("New")
    # As after months in which the bot did not run.
    long_ago = re.compile(r'"since": ?"[^"]*"')
    [(number, cursor)] = tree.service.rows("SELECT id, cursor FROM passes")
    tree.service.change(
        "UPDATE passes SET cursor = ? WHERE id = ?",
        long_ago.sub('"since":"2026-01-01T00:00:00Z"', cursor),
        number,
    )
    tree.wiki.script("rebuildrecentchanges", "--from", "20200101000000", "--to", "20200102000000")
    run = tree.sync()
    assert "everything looked at" in health(run)
    assert {name: what[2] for name, what in tree.known().items()} == {
        "Edited": "live",
        "2026/Moved": "live",
        "Deleted": "deleted",
        "Same": "live",
        "New": "live",
    }


def test_edited_and_vanished_between_listing_and_reading(tree: Tree) -> None:
    tree.save("Edited")
    tree.save("Vanishing")
    tree.sync()
    tree.save("Edited", SECOND.wikitext)
    asked = tree.sync().bodies
    [reading] = [number for number, body in enumerate(asked, 1) if "pageids" in body]
    tree.save("Edited", "")
    tree.save("Vanishing", SECOND.wikitext)
    tree.save("New and gone")
    newest = []

    def others() -> None:
        newest.append(tree.save("Edited", FIRST.wikitext))
        tree.deeds.delete(tree.title("Vanishing"))
        tree.deeds.delete(tree.title("New and gone"))

    tree.sync(meanwhile={reading: others})
    assert tree.known()["Edited"][1:] == (newest[0], "live")
    assert tree.standing("Vanishing") == "deleted"
    assert "New and gone" not in tree.known()
    assert "0 events" in health(tree.sync())


def test_simulating_tells_nothing(tree: Tree) -> None:
    tree.save("One")
    before = tree.service.rows("SELECT * FROM audit_head")
    run = tree.sync("-simulate")
    assert f"would bring: {tree.title('One')}" in run.output
    assert {call.partition(" ")[0] for call in run.calls if tree.service.url in call} == {"GET"}
    assert tree.service.rows("SELECT * FROM audit_head") == before
    assert not tree.known()


def test_blanked_and_protected_pages(tree: Tree) -> None:
    tree.save("Blanked")
    tree.save("Protected")
    tree.sync()
    rev = tree.save("Blanked", "")
    tree.deeds.protect(tree.title("Protected"))
    before = tree.service.facts(tree.page("Protected"))
    run = tree.sync()
    assert "1 fetched, 1 read anew, 0 events" in health(run)
    assert tree.known()["Blanked"][1:] == (rev, "live")
    assert {key for key, _ in tree.service.facts(tree.page("Blanked"))} == {"page"}
    assert tree.service.facts(tree.page("Protected")) == before
