# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the installer decides before it writes; tests/wiki/ has what it does on real wikis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pywikibot_scripts.gadget_definition import Choice
from pywikibot_scripts.install_gadget import Build, commit, read_build, same, trusted_keys

PINS = {"service": "https://a", "claim_key": "K", "teams": {"t": {"name": "T", "root": "R"}}}
NAMES = ("Gadget-alcove.js", "Gadget-alcove-form.js", "Gadget-alcove-pins.js", "Gadget-alcove-z.js")


def page(pins: object) -> str:
    """A page of pins as the build writes it."""
    return f"/* banner */\nmodule.exports = {json.dumps(pins, indent=1)};\n/* </nowiki> */\n"


def test_what_others_depend_on_comes_first_and_the_link_last() -> None:
    build = Build(dict.fromkeys(NAMES, ""), "", "")
    assert list(build.needed(Choice(default=True, form=True))) == [
        "Gadget-alcove-pins.js",
        "Gadget-alcove-z.js",
        "Gadget-alcove-form.js",
        "Gadget-alcove.js",
    ]
    assert list(build.needed(Choice(default=True, form=False))) == ["Gadget-alcove.js"]


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({**PINS, "service": "https://b"}, True),
        ({**PINS, "teams": {"t": {"name": "New name", "root": "R"}}}, True),
        ({**PINS, "claim_key": "L"}, False),
        ({**PINS, "teams": {"t": {"name": "T", "root": "S"}}}, False),
        ({**PINS, "teams": {}}, False),
        ({**PINS, "teams": {**PINS["teams"], "u": {"name": "U", "root": "R"}}}, False),  # type: ignore[dict-item]
        ({**PINS, "teams": ["t"]}, False),
        ("not pins", False),
    ],
)
def test_other_keys_are_noticed_and_other_words_are_not(other: object, alike: bool) -> None:
    assert (trusted_keys(page(PINS)) == trusted_keys(page(other))) is alike


def test_pages_nobody_can_read_trust_only_themselves() -> None:
    assert trusted_keys("module.exports = {broken;") != trusted_keys("module.exports = {other;")


def test_texts_are_compared_as_mediawiki_stores_them() -> None:
    assert same("a\r\nb\n\n", "a\nb")
    assert not same("a\n b", "a\nb")


def test_a_build_is_read_whole_or_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="npm run build"):
        read_build(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"Gadget-alcove.js": "hash"}))
    (tmp_path / "definition.txt").write_text("* alcove[ResourceLoader]|alcove.js\n")
    with pytest.raises(FileNotFoundError):
        read_build(tmp_path)
    (tmp_path / "Gadget-alcove.js").write_text("code")
    build = read_build(tmp_path)
    assert build.pages == {"Gadget-alcove.js": "code"}
    assert build.label.startswith("Alcove ")
    assert commit() in build.label
