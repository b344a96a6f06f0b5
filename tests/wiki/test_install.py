# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot installs the gadget on a real wiki, and touches nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .gadget import build_gadget, run_bot, run_bot_asking
from .wikis import Wiki

DEFINITION = "MediaWiki:Gadgets-definition"
FOREIGN = """<!-- first read the manual -->
== browsing ==
* popups[ResourceLoader|dependencies = mediawiki.util ]|popups.js
 a line nobody understands

== editing ==
* alcove-like[ResourceLoader]|alcove-like.js"""


@pytest.fixture(scope="module")
def build(pins: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gadget as it is built from this checkout."""
    return build_gadget(pins, tmp_path_factory.mktemp("builds"))


@pytest.fixture
def wiki(home_wiki: Wiki) -> Iterator[Wiki]:
    """A wiki nobody installed anything on, but for two gadgets of other people."""
    home_wiki.reset()
    home_wiki.edit(DEFINITION, FOREIGN)
    yield home_wiki
    home_wiki.reset()


def revisions(wiki: Wiki) -> dict[str, int]:
    """The newest revision of every page in the MediaWiki namespace."""
    answer = wiki.api(
        action="query", generator="allpages", gapnamespace=8, gaplimit=100, prop="info"
    )
    return {page["title"]: page["lastrevid"] for page in answer["query"]["pages"]}


def installed(wiki: Wiki, *arguments: str) -> None:
    """Install, and fail with what the bot said."""
    done = run_bot(wiki, "-always", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_installs_as_opt_in_and_repeats_nothing(wiki: Wiki, build: Path) -> None:
    installed(wiki, f"-build:{build}")
    text = wiki.text(DEFINITION)
    assert text is not None
    assert text.startswith(FOREIGN + "\n\n== alcove ==\n* alcove[ResourceLoader|dependencies=")
    assert "|default" not in text
    for name in ("alcove.js", "alcove-form.js", "alcove-form.css", "alcove-pins.js"):
        built = (build / f"Gadget-{name}").read_text()
        assert wiki.text(f"MediaWiki:Gadget-{name}") == built.rstrip()
    latest = wiki.latest("MediaWiki:Gadget-alcove.js")
    assert latest is not None
    assert re.match(r"Alcove \d+\.\d+\.\d+ \([0-9a-f]{7,}\+?\): ", latest["comment"])
    assert latest["user"] == "AlcoveBot"

    before = revisions(wiki)
    # Revisions are numbered in the order they are written.
    assert max(before, key=lambda title: before[title]) == DEFINITION
    codes = {title: rev for title, rev in before.items() if title.endswith((".js", ".css"))}
    assert max(codes, key=lambda title: codes[title]) == "MediaWiki:Gadget-alcove.js"

    installed(wiki, f"-build:{build}")
    assert revisions(wiki) == before


def test_is_on_for_those_who_chose_it_or_for_everybody(wiki: Wiki, build: Path) -> None:
    def reaches(user: str | None) -> bool:
        return '"ext.gadget.alcove"' in wiki.session(user).get(f"{wiki.url}/wiki/Test_page").text

    installed(wiki, f"-build:{build}", "-optin", "-entry")
    token = wiki.api("Alice", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    wiki.api("Alice", action="options", change="gadget-alcove=1", token=token)
    assert [reaches(user) for user in ("Alice", "Bob", None)] == [True, False, False]
    installed(wiki, f"-build:{build}", "-default")
    assert [reaches(user) for user in ("Alice", "Bob", None)] == [True, True, True]
    before = revisions(wiki)
    installed(wiki, f"-build:{build}")
    assert revisions(wiki) == before, "what a wiki decided stays so"
    assert str(wiki.text(DEFINITION)).startswith(FOREIGN)


def test_the_link_alone_in_a_section_of_others(wiki: Wiki, build: Path) -> None:
    installed(wiki, f"-build:{build}", "-entry", "-section:browsing")
    entry = "* alcove[ResourceLoader|dependencies=mediawiki.util]|alcove.js\n"
    before, after = FOREIGN.split("\n\n== editing")
    assert wiki.text(DEFINITION) == f"{before}\n{entry}\n== editing{after}"
    assert wiki.text("MediaWiki:Gadget-alcove-form.js") is None


def test_simulating_shows_the_difference_and_writes_nothing(wiki: Wiki, build: Path) -> None:
    installed(wiki, f"-build:{build}")
    wiki.edit("MediaWiki:Gadget-alcove.js", "mw.somebody.was.here();")
    before = revisions(wiki)
    done = run_bot(wiki, f"-build:{build}", "-simulate", "-default")
    assert done.returncode == 0, done.stderr
    assert "mw.somebody.was.here" in done.stderr
    assert "|default|" in done.stderr
    assert revisions(wiki) == before


def test_anybody_can_verify(wiki: Wiki, build: Path) -> None:
    missing = run_bot(wiki, f"-build:{build}", "-verify", user=None)
    assert missing.returncode == 1
    assert "Gadget-alcove.js is missing" in missing.stderr
    installed(wiki, f"-build:{build}")
    alike = run_bot(wiki, f"-build:{build}", "-verify", user=None)
    assert alike.returncode == 0, alike.stderr
    wiki.edit("MediaWiki:Gadget-alcove-form.css", "body { display: none; }")
    altered = run_bot(wiki, f"-build:{build}", "-verify", user=None)
    assert altered.returncode == 1
    assert "Gadget-alcove-form.css differs" in altered.stderr
    assert "Gadget-alcove.js differs" not in altered.stderr


def test_prints_what_to_paste(wiki: Wiki, build: Path) -> None:
    before = revisions(wiki)
    done = run_bot(wiki, f"-build:{build}", "-print", user=None)
    assert done.returncode == 0, done.stderr
    assert (build / "Gadget-alcove.js").read_text().rstrip() in done.stdout
    assert f"{wiki.url}/w/index.php?title=MediaWiki:Gadgets-definition&action=edit" in done.stdout
    assert FOREIGN in done.stdout
    assert revisions(wiki) == before


def test_without_the_rights_nothing_is_tried(wiki: Wiki, build: Path) -> None:
    before = revisions(wiki)
    done = run_bot(wiki, f"-build:{build}", "-always", user="Alice")
    assert done.returncode == 2
    assert "editinterface" in done.stderr
    assert revisions(wiki) == before


def test_other_pinned_keys_stay_until_they_were_checked(
    wiki: Wiki, build: Path, pins: dict[str, Any], tmp_path: Path
) -> None:
    installed(wiki, f"-build:{build}")
    pinned = wiki.text("MediaWiki:Gadget-alcove-pins.js")
    changed = {**pins, "teams": {"u4c": {"name": "Test team", "root": "C" * 43 + "="}}}
    other = build_gadget(changed, tmp_path)
    done = run_bot(wiki, f"-build:{other}", "-always")
    assert done.returncode == 1
    assert "pins other keys" in done.stderr
    assert wiki.text("MediaWiki:Gadget-alcove-pins.js") == pinned
    installed(wiki, f"-build:{other}", "-pins")
    assert "C" * 43 in str(wiki.text("MediaWiki:Gadget-alcove-pins.js"))


def test_a_page_under_nobots_stays_and_so_does_the_definition(wiki: Wiki, build: Path) -> None:
    wiki.edit("MediaWiki:Gadget-alcove-form.css", "/* {{nobots}} */")
    done = run_bot(wiki, f"-build:{build}", "-always")
    assert done.returncode == 1
    assert wiki.text("MediaWiki:Gadget-alcove-form.css") == "/* {{nobots}} */"
    assert wiki.text(DEFINITION) == FOREIGN


def test_what_a_community_says_of_the_gadget_is_kept(wiki: Wiki, build: Path) -> None:
    wiki.edit("MediaWiki:Gadget-alcove", "Our own words.")
    installed(wiki, f"-build:{build}")
    assert wiki.text("MediaWiki:Gadget-alcove") == "Our own words."
    assert "Alcove" in str(wiki.text("MediaWiki:Gadget-alcove/de"))


@pytest.mark.parametrize(
    "others",
    [f"{FOREIGN}\n* late[ResourceLoader]|late.js", f"* early[ResourceLoader]|early.js\n{FOREIGN}"],
    ids=["where we write as well", "elsewhere"],
)
def test_an_edit_of_the_definition_in_the_same_moment_is_kept(
    wiki: Wiki, build: Path, others: str
) -> None:
    meanwhile = {"lines of the gadget": lambda: wiki.edit(DEFINITION, others)}
    status, said = run_bot_asking(wiki, f"-build:{build}", before=meanwhile)
    assert status == 0, said
    text = str(wiki.text(DEFINITION))
    assert text.startswith(f"{others}\n\n== alcove ==\n* alcove[")
    assert text.count("* alcove[") == 1


@pytest.mark.parametrize("exists", [False, True], ids=["new page", "old page"])
def test_code_written_by_somebody_else_in_the_same_moment_is_reported(
    wiki: Wiki, build: Path, exists: bool
) -> None:
    if exists:
        wiki.edit("MediaWiki:Gadget-alcove-form.css", "/* old */")
    meanwhile = {
        "Gadget-alcove-form.css": lambda: wiki.edit(
            "MediaWiki:Gadget-alcove-form.css", "/* theirs */"
        )
    }
    status, said = run_bot_asking(wiki, f"-build:{build}", before=meanwhile)
    assert status == 1
    assert "edited by somebody else just now" in said
    assert wiki.text("MediaWiki:Gadget-alcove-form.css") == "/* theirs */"
    assert wiki.text(DEFINITION) == FOREIGN


def test_the_help_of_the_script_lists_its_options(wiki: Wiki) -> None:
    done = run_bot(wiki, "-help", user=None)
    for option in ("-default", "-optin", "-section:NAME", "-verify", "-print", "-simulate"):
        assert option in done.stdout
