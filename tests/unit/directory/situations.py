# SPDX-License-Identifier: AGPL-3.0-or-later
"""Situations both evaluators must agree on, and every combination of answers there is."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args

from service.directory.rules import About, Answers, Danger, Place

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "routing.json"
SHARED: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
# A committee, oversighters and UTRS; a committee; oversighters only; nothing; not known.
WIKIS = ("en.wikipedia.org", "cs.wikipedia.org", "fr.wikipedia.org", "sw.wikipedia.org", "")


def answers(given: dict[str, Any]) -> Answers:
    """The answers of a shared situation."""
    names = {"triedLocal": "tried_local"}
    return Answers(
        **{
            names.get(name, name): tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
    )


def every(member: tuple[str, ...] = (), *, plain: bool = False) -> Iterator[Answers]:
    """Every combination of answers, with one involvement; plain ones say yes to nothing rare."""
    either = (False, True)
    rare = (False,) if plain else either
    for danger, about, place, wiki, admin, tried, pattern, legal, office in product(
        get_args(Danger), get_args(About), get_args(Place), WIKIS, either, either, *[rare] * 3
    ):
        yield Answers(danger, about, place, wiki, admin, member, tried, pattern, legal, office)
