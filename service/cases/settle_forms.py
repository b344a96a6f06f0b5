# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member is asked when a place of a page could not be read: the parts of such a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.cases import facts
from service.cases.forms import Field, Form, Kind
from service.cases.known import Known
from service.infra.i18n import translate


def choice(name: str, words: str, values: Sequence[str], **more: Any) -> Field:
    """A choice among values, each with words of its own."""
    options = [(value, translate(f"{words}-{value.replace('_', '-')}")) for value in values]
    return Field(name, Kind.CHOICE, options=options, **more)


def settle(known: Known, motions: Sequence[tuple[str, str]] = ()) -> Form:
    """The form that settles a place; a vote is on one of the motions that are known, by title."""
    fact = known.fact
    guess = known.value if isinstance(known.value, dict) else {}
    return Form(
        "settle",
        [*_of(fact.key, guess, fact.section, motions), Field("reason", Kind.TEXT, required=False)],
        {"page": fact.page_id, "key": fact.key, "item": fact.item, "hash": fact.hash},
        buttons=("nothing",) if fact.key == facts.UNREADABLE else ("value", "nothing"),
    )


def value_of(key: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's value out of what was typed."""
    return {name: read[name] if read[name] != "" else None for name in facts.KEYS[key]}


def _of(
    key: str, guess: Mapping[str, Any], section: str, motions: Sequence[tuple[str, str]]
) -> list[Field]:
    found = []
    for name in facts.KEYS[key]:
        if name == "motion" and key != "motion" and motions:
            meant = guess.get(name) or next((one for one, title in motions if title == section), "")
            found.append(Field(name, Kind.CHOICE, options=motions, value=meant))
        else:
            found.append(_field(key, name, guess, section))
    return found


def _field(key: str, name: str, guess: Mapping[str, Any], section: str) -> Field:
    value = guess.get(name)
    said = "" if value is None else str(value)
    if (key, name) in _CHOICES:
        words, values = _CHOICES[key, name]
        return choice(name, f"alcove-page-case-{words}", values, value=said)
    if name in _TICKS:
        return Field(name, Kind.TICK, required=False, value="yes" if value else "")
    if name in _DAYS:
        return Field(name, Kind.DAY, required=(key, name) not in _MAY_LACK, value=said)
    if name in _NUMBERS:
        return Field(name, Kind.NUMBER, required=(key, name) not in _MAY_LACK, value=said)
    if name == "whom":
        return Field(name, Kind.NAMES, required=False, value="\n".join(value or ()))
    if name == "text":
        return Field(name, Kind.TEXT, value=said)
    required = (key, name) not in _MAY_LACK
    return Field(name, required=required, value=said or (section if name == "section" else ""))


_CHOICES: Mapping[tuple[str, str], tuple[str, Sequence[str]]] = {
    ("state", "state"): ("state", [state.value for state in facts.SHOWN]),
    ("kind", "kind"): ("kind", facts.KINDS),
    ("party", "role"): ("role", ("filer", "party")),
    ("party", "notice"): ("said", ("filer", "none", "diff", "local")),
    ("statement", "kind"): ("statement", facts.STATEMENTS),
    ("acceptance", "vote"): ("vote", ("accept", "decline", "abstain")),
    ("motion_vote", "vote"): ("vote", [ballot.value for ballot in facts.BALLOTS]),
}
_TICKS = frozenset({"struck", "indefinite", "adopted"})
_DAYS = frozenset({"day", "starts", "expires", "appeal_from"})
_NUMBERS = frozenset({"words", "n", "support", "oppose", "abstain", "diff"})
_MAY_LACK = frozenset(
    {
        ("party", "diff"),
        ("party", "link"),
        ("statement", "by"),
        ("acceptance", "day"),
        ("motion_vote", "day"),
        ("remedy", "starts"),
        ("remedy", "expires"),
        ("remedy", "appeal_from"),
    }
)
