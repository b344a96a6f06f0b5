# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words in the reader's language, from banana JSON files as translatewiki.net keeps them.

Messages take ``$1``, ``$2`` and ``{{PLURAL:$1|…}}``, nothing else, so that the browser's code
and this one agree. A missing message falls back to English; a missing English one shows its key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request

LANGUAGES = ("en", "de", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
FOLDER = Path(__file__).resolve().parent.parent / "i18n"

_PLURAL = re.compile(r"\{\{PLURAL:\s*\$(\d+)\s*\|([^{}]*)\}\}", re.IGNORECASE)
_PARAM = re.compile(r"\$(\d+)")


def install(app: Flask) -> None:
    """Give templates `t()`, `lang` and `dir`, and caches the language an answer depends on."""
    app.jinja_env.globals["t"] = translate
    app.context_processor(_words)
    app.after_request(_vary)


def translate(key: str, *params: object, lang: str | None = None) -> str:
    """A message in the reader's language (or the one named), with its parameters put in."""
    chosen = lang or language()
    message = _messages(chosen).get(key)
    if message is None:
        chosen, message = "en", _messages("en").get(key, f"⧼{key}⧽")
    return _fill(message, chosen, [str(param) for param in params])


def knows(key: str) -> bool:
    """Whether there is an English message for a key."""
    return key in _messages("en")


def language() -> str:
    """The language to answer in: ``?uselang=``, else what the browser prefers, else English."""
    if not has_request_context():
        return "en"
    if "alcove_lang" not in g:
        asked = request.args.get("uselang", "").lower().split("-")[0]
        g.alcove_lang = asked if asked in LANGUAGES else _accepted()
    found: str = g.alcove_lang
    return found


def direction(lang: str) -> str:
    """Which way a language is written."""
    return "rtl" if lang in RIGHT_TO_LEFT else "ltr"


def _accepted() -> str:
    for name, quality in request.accept_languages:
        base = name.lower().replace("_", "-").split("-")[0]
        if quality > 0 and base in LANGUAGES:
            return base
    return "en"


def _words() -> dict[str, Any]:
    lang = language()
    return {"lang": lang, "dir": direction(lang), "languages": LANGUAGES}


def _vary(response: Any) -> Any:
    if "alcove_lang" in g:
        response.vary.add("Accept-Language")
        response.content_language = [g.alcove_lang]
    return response


@cache
def _messages(lang: str) -> Mapping[str, str]:
    found = json.loads((FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return {key: text for key, text in found.items() if not key.startswith("@")}


def _fill(message: str, lang: str, params: list[str]) -> str:
    def plural(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        given = params[index] if index < len(params) else "0"
        number = int(given) if given.isdecimal() else 0
        return _form(lang, number, match[2].split("|"))

    def param(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        return params[index] if 0 <= index < len(params) else match[0]

    return _PARAM.sub(param, _PLURAL.sub(plural, message))


def _form(lang: str, number: int, forms: list[str]) -> str:
    plain = []
    for form in forms:
        exact, equals, text = form.partition("=")
        if equals and exact.strip().isdecimal():
            if int(exact) == number:
                return text
        else:
            plain.append(form)
    if not plain:
        return ""
    return plain[min(_PLURALS.get(lang, _one_or_other)(number), len(plain) - 1)]


def _one_or_other(number: int) -> int:
    return 0 if number == 1 else 1


def _arabic(number: int) -> int:
    """The six forms of Unicode's CLDR: zero, one, two, few, many, other."""
    if number <= 2:
        return number
    rest = number % 100
    if 3 <= rest <= 10:
        return 3
    return 4 if rest >= 11 else 5


_PLURALS: Mapping[str, Callable[[int], int]] = {"ar": _arabic}
