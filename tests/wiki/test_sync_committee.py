# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the committee announced and who is on it, read from a real wiki only when it changed."""

from __future__ import annotations

import json

import pytest

from tests.faults import Run

from .casetree import Tree
from .wikis import PASSWORDS

pytestmark = pytest.mark.xdist_group("cases")

MOTION = """== {title} ==
The committee decides so. This motion has been adopted with '''7 supporting, 0 opposed and 1
abstaining'''.
: On behalf of the U4C, [[User:Member Ada]], 3 March 2026
"""
MEMBERS = """Intro. <section begin="table" />
{{| class="wikitable"
! Member !! Term
{rows}
|}}
<section end="table" /> [[User:Somebody else]]
"""


def motion(title: str) -> str:
    return MOTION.format(title=title).replace("\nabst", " abst")


def members(*names: str) -> str:
    rows = "\n".join(f"|-\n| [[User:{name}|{name}]] || 2026" for name in names)
    return MEMBERS.format(rows=rows)


def told(tree: Tree, run: Run, what: str) -> list[dict[str, object]]:
    return [json.loads(body) for body in run.to(f"{tree.service.url}/api/v1/bots/cases/{what}")]


def test_announcements_are_told_when_they_changed(tree: Tree) -> None:
    page = "Committee/Announcements"
    options = [f"-announcements:{page}"]
    tree.save("Case")
    tree.wiki.edit(page, motion("First"))
    [first] = told(tree, tree.sync(*options), "announcements")
    assert [one["title"] for one in first["motions"]] == ["First"]  # type: ignore[attr-defined]
    idle = tree.sync(*options)
    assert not told(tree, idle, "announcements")
    assert len(tree.of_wiki(idle)) <= 2
    both = "".join(map(motion, ("Second", "First")))
    tree.wiki.edit(page, both)
    [second] = told(tree, tree.sync(*options), "announcements")
    assert [one["title"] for one in second["motions"]] == ["Second", "First"]  # type: ignore[attr-defined]
    assert not told(tree, tree.sync("-full", *options), "announcements")
    titles = tree.service.rows("SELECT title, support, abstain FROM announcements ORDER BY title")
    assert titles == [("First", 7, 1), ("Second", 7, 1)]


@pytest.mark.parametrize("is_seen", [False, True], ids=["at once", "a pass later"])
def test_announcements_are_kept_no_longer_than_the_wiki_shows_them(
    tree: Tree, is_seen: bool
) -> None:
    page = "Committee/Announced"
    options = [f"-announcements:{page}"]
    stored = "SELECT title FROM announcements"
    tree.save("Case")
    tree.wiki.edit(page, motion("About Real Name"))
    [first] = told(tree, tree.sync(*options), "announcements")
    tree.wiki.edit(page, motion("About us"))
    if is_seen:
        tree.sync(*options)
    tree.deeds.hide(int(str(first["rev"])), suppress=True)
    run = tree.sync(*options)
    [hidden] = [one for body in told(tree, run, "events") for one in events_of(body)]
    source = (hidden["page"], hidden["rev"])
    assert (hidden["kind"], *source) == ("suppressed", first["page"], first["rev"])
    assert tree.service.rows(stored) == [("About us",)]
    tree.deeds.delete(page)
    run = tree.sync(*options, code=1)
    [gone] = [one for body in told(tree, run, "events") for one in events_of(body)]
    assert (gone["kind"], gone["page"]) == ("deleted", first["page"])
    assert tree.service.rows(stored) == []
    assert not told(tree, tree.sync(*options, code=1), "events")


def events_of(body: dict[str, object]) -> list[dict[str, object]]:
    assert isinstance(body["events"], list)
    return body["events"]


def test_members_and_group_are_told_when_either_changed(tree: Tree) -> None:
    page = "Committee/Membership"
    options = [f"-membership:{page}", "-group:committee"]
    tree.save("Case")
    tree.wiki.edit(page, members("Alice", "Member Béla"))
    [first] = told(tree, tree.sync(*options), "membership")
    assert (first["members"], first["group"]) == (["Alice", "Member Béla"], [])
    idle = tree.sync(*options)
    assert not told(tree, idle, "membership")
    assert len(tree.of_wiki(idle)) <= 2
    promote = ("createAndPromote", "--force", "--custom-groups", "committee")
    tree.wiki.script(*promote, "Alice", PASSWORDS["Alice"])
    [second] = told(tree, tree.sync(*options), "membership")
    assert (second["members"], second["group"]) == (["Alice", "Member Béla"], ["Alice"])
    tree.wiki.edit(page, members("Alice"))
    [third] = told(tree, tree.sync(*options), "membership")
    assert (third["members"], third["group"]) == (["Alice"], ["Alice"])
    assert not told(tree, tree.sync(*options), "membership")


def test_pages_that_cannot_be_read_are_said(tree: Tree) -> None:
    tree.save("Case")
    options = ["-announcements:Not there", "-membership:Committee/Nothing readable"]
    tree.wiki.edit("Committee/Nothing readable", "Nobody.")
    run = tree.sync(*options, code=1)
    assert "no_page" in run.output
    assert "membership_not_read" in run.output
    assert not told(tree, run, "membership")
    assert tree.standing("Case") == "live"  # it keeps nobody from reading cases


def test_a_wiki_without_global_groups_or_that_group(tree: Tree) -> None:
    tree.save("Case")
    tree.wiki.edit("Committee/Membership", members("Alice"))
    run = tree.sync("-membership:Committee/Membership", "-globalgroup:u4c", code=1)
    assert "group_not_told" in run.output
    assert [one["group"] for one in told(tree, run, "membership")] == [None]  # not: nobody
    # MediaWiki tells all users of the wiki when it does not know a group.
    run = tree.sync("-membership:Committee/Membership", "-group:no such group", code=1)
    assert "group_not_told" in run.output
    assert not any(one["group"] for one in told(tree, run, "membership"))
    assert len(tree.of_wiki(run)) <= 4  # and does not end soon
