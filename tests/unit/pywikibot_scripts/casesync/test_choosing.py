# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which pages are case pages; tests/wiki/ has the same with pages of a real wiki."""

from __future__ import annotations

import pytest

from pywikibot_scripts.casesync.choosing import OMITTED, Choice, Prefix

ROOT = "Committee/Cases/"
CHOICE = Choice(
    [Prefix(0, ROOT, ROOT), Prefix(4, "Meta:Old cases/", "Old cases/")],
    OMITTED | {"evidence"},
    {"de", "pt-br", "zh-hans"},
)


@pytest.mark.parametrize(
    "title",
    [
        "A case", "2025/A case", "2025/2024", "De", "Dead", "Edit war about Template:X",
        "Misuse of a template", "The archive of X", "A: b", "سوء", "a/b", "2025/preloading",
        "20255", "DE/x", "Case/German",
    ],
)  # fmt: skip
def test_cases(title: str) -> None:
    assert CHOICE.left_out(f"{ROOT}{title}", page_language="en", text="text") == ""


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("2025", "year"), ("1999", "year"), ("A case/de", "translation"), ("de", "translation"),
        ("2025/A case/zh-hans", "translation"), ("A case/fr", "translation"),
        ("2025/Request preload", "preload"), ("Editintro", "preload"),
        ("Template", "omitted"), ("Template/doc", "omitted"), ("A case/Evidence", "omitted"),
        ("Archive/A case", "omitted"), ("Header", "omitted"),
    ],
)  # fmt: skip
def test_pages_that_are_none(title: str, why: str) -> None:
    language = "fr" if title.endswith("/fr") else "en"
    assert CHOICE.left_out(f"{ROOT}{title}", page_language=language) == why


def test_translations_by_the_mark_of_their_extension() -> None:
    title, marked = f"{ROOT}A case/Ubersetzung", "<noinclude><Languages/></noinclude>\n== X =="
    assert CHOICE.left_out(title, text=marked) == "translation"
    assert CHOICE.left_out(title, text=f"{marked}<translate>x</translate>") == ""
    assert CHOICE.left_out(f"{ROOT}A case", text=marked) == ""


def test_elsewhere() -> None:
    for title in ("Committee/Cases", ROOT, "committee/Cases/A", "Meta:Committee/Cases/A", ""):
        assert CHOICE.left_out(title) == "elsewhere", title
    assert CHOICE.left_out("Meta:Old cases/A") == ""
    assert CHOICE.below("Meta:Old cases/A/b") == "A/b"
