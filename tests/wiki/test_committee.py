# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `make wiki` has of a committee: pages that are whole, and how a bot brings them."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pytest

from . import committee, serve
from .casetree import Tree
from .gadget import ROOT


def test_the_lines_it_prints_bring_its_cases(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pasted into a terminal as they stand, they bring each case, and nothing but cases."""
    wiki = tree.wiki
    cases = committee.make(wiki)
    key = tmp_path / "a bot's key"
    key.write_text(tree.service.key)
    serve.announce(wiki, wiki, cases[0], tree.service.url)
    addresses = [word for word in capsys.readouterr().out.split() if word.startswith(wiki.url)]
    session = wiki.session(None)
    assert {address: session.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    serve.announce_bot(wiki, tree.service.url, key)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert len(lines) == 2
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(tree.service.pages()) == {case.title for case in cases}


def test_its_pages_lack_nothing(tree: Tree) -> None:
    """No template is missing, and the list leads to each case."""
    wiki = tree.wiki
    cases = committee.make(wiki)
    listed = wiki.api(action="parse", page=committee.CASES, prop="links|text")["parse"]
    assert {one["title"] for one in listed["links"] if one["exists"]} == {c.title for c in cases}
    filing, by_hand = re.findall(r'class="external text" href="([^"]+)"', listed["text"])
    assert filing.endswith("withgadget=alcove-form#filing")
    answer = wiki.session(None).get(html.unescape(by_hand))
    assert "Filer (no diff required)" in answer.text
    for case in cases:
        used = wiki.api(action="parse", page=case.title, prop="templates")["parse"]["templates"]
        assert [one["title"] for one in used if not one["exists"]] == []
