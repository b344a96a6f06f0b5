# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages in the reader's language, and every language with every message."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from service.infra import i18n
from service.infra.problems import CODES


def messages(lang: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((i18n.FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "en": {
            "people": "{{PLURAL:$1|one person|$1 people}} in $2",
            "exact": "{{PLURAL:$1|0=nobody|one|many}}",
            "only-english": "here",
        },
        "de": {"people": "{{PLURAL:$1|eine Person|$1 Personen}} in $2"},
        "ar": {"people": "{{PLURAL:$1|zero|one|two|few|many|other}}"},
    }
    monkeypatch.setattr(i18n, "_messages", lambda lang: known[lang])


@pytest.mark.usefixtures("speaking")
def test_parameters_and_plurals_are_put_in() -> None:
    assert i18n.translate("people", 1, "Bonn", lang="de") == "eine Person in Bonn"
    assert i18n.translate("people", 7, "Bonn", lang="de") == "7 Personen in Bonn"
    assert i18n.translate("people", 0, "Bonn", lang="en") == "0 people in Bonn"
    assert i18n.translate("exact", 0, lang="en") == "nobody"
    assert i18n.translate("exact", 1, lang="en") == "one"


@pytest.mark.usefixtures("speaking")
def test_what_is_put_in_is_not_read_as_a_message() -> None:
    assert i18n.translate("people", 2, "$1 {{PLURAL:$1|a|b}}", lang="en") == (
        "2 people in $1 {{PLURAL:$1|a|b}}"
    )


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("number", "form"),
    [
        *[(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many")],
        *[(99, "many"), (100, "other"), (102, "other"), (103, "few"), (111, "many")],
    ],
)
def test_arabic_has_six_plurals(number: int, form: str) -> None:
    assert i18n.translate("people", number, lang="ar") == form


@pytest.mark.usefixtures("speaking")
def test_what_is_missing_is_english_and_then_its_key() -> None:
    assert i18n.translate("only-english", lang="de") == "here"
    assert i18n.translate("nowhere", lang="de") == "⧼nowhere⧽"


@pytest.mark.parametrize(
    ("path", "accepts", "lang"),
    [
        ("/", "", "en"),
        ("/", "de-AT,de;q=0.9,en;q=0.1", "de"),
        ("/", "fr, ar;q=0.5, de;q=0.2", "ar"),
        ("/", "de;q=0, en", "en"),
        ("/?uselang=ar", "de", "ar"),
        ("/?uselang=de-formal", "en", "de"),
        ("/?uselang=xx", "de", "de"),
        ("/?uselang=../../secret", "", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(app: Flask, path: str, accepts: str, lang: str) -> None:
    with app.test_request_context(path, headers={"Accept-Language": accepts}):
        assert i18n.language() == lang
        assert i18n.direction(i18n.language()) == ("rtl" if lang == "ar" else "ltr")


@pytest.mark.parametrize("lang", ["de", "ar", "qqq"])
def test_every_language_has_every_message(lang: str) -> None:
    assert set(messages(lang)) == set(messages("en"))


@pytest.mark.parametrize("lang", ["en", "de", "ar", "qqq"])
def test_messages_are_sorted_and_not_empty(lang: str) -> None:
    keys = [key for key in messages(lang) if key != "@metadata"]
    assert keys == sorted(keys)
    assert all(messages(lang)[key].strip() for key in keys)


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_translations_use_the_same_parameters(lang: str) -> None:
    for key, english in messages("en").items():
        if key != "@metadata":
            there = set(re.findall(r"\$\d", messages(lang)[key]))
            assert there == set(re.findall(r"\$\d", english)), key


def test_every_problem_has_its_words() -> None:
    for code in CODES:
        assert i18n.knows(f"alcove-problem-{code}-title"), code
        assert i18n.knows(f"alcove-problem-{code}-detail"), code
