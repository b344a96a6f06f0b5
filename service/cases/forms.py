# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the case desk as data: what each asks for, how it is read, what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.cases import facts
from service.infra.problems import Problem


class Kind(StrEnum):
    """How something is typed."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    NAMES = "names"  # one a line
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True)
class Field:
    """One thing a form asks for."""

    name: str
    kind: Kind = Kind.LINE
    required: bool = True
    options: Sequence[tuple[str, str]] = ()  # values of a choice, with words for each
    value: str = ""
    label: str = ""  # whose words it is called by, if not its own
    hint: str = ""  # a message's key

    @property
    def called(self) -> str:
        """The key of its label."""
        return f"alcove-page-case-field-{(self.label or self.name).replace('_', '-')}"


@dataclass(frozen=True)
class Form:
    """What a member can do, in one place of the page."""

    verb: str
    fields: Sequence[Field] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    buttons: Sequence[str] = ("",)  # what each button says besides that it was pressed
    label: str = ""  # what it is about, where a page has several of its verb
    grave: bool = False
    gone: bool = False  # the case has it no more

    @property
    def id(self) -> str:
        """Where it stands on the page."""
        about = "\n".join(f"{name}={value}" for name, value in sorted(self.hidden.items()))
        return f"{self.verb}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"

    def is_meant(self, given: Mapping[str, str]) -> bool:
        """Whether it is this one of its verb that was sent."""
        return all(
            given.get(name) == value for name, value in self.hidden.items() if name not in SEEN
        )


#: What says how the page was when somebody began to type; a form is the same without it.
SEEN = frozenset({"version", "events", "hash"})


class Wrong(Exception):
    """Something typed is missing or cannot be; says what, field by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)

    @classmethod
    def of(cls, problem: Problem, form: Form) -> Wrong:
        """What an action complained of, beside the field it comes from."""
        found = {}
        for error in problem.errors:
            name = error["field"].removeprefix("value.")
            found[name if any(one.name == name for one in form.fields) else ""] = error["code"]
        return cls(found or {"": "invalid"})


def read(form: Form, given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as actions take it.

    :raise Wrong: naming the fields
    """
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for one in form.fields:
        try:
            found[one.name] = _read(one, given.get(one.name, ""))
        except ValueError as error:
            errors[one.name] = str(error)
    if errors:
        raise Wrong(errors)
    return found


def _read(one: Field, typed: str) -> Any:
    text = typed.strip()
    if one.kind is Kind.TICK:
        if one.required and not text:
            raise ValueError("required")
        return bool(text)
    if not text:
        if one.required:
            raise ValueError("required")
        return [] if one.kind is Kind.NAMES else None if one.kind in _NONE else ""
    if one.kind is Kind.CHOICE and text not in {value for value, _ in one.options}:
        raise ValueError("invalid")
    if one.kind is Kind.NUMBER:
        return _number(text)
    if one.kind is Kind.DAY and not facts.is_day(text):
        raise ValueError("invalid")
    if one.kind is Kind.NAMES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text if one.kind is not Kind.TEXT else typed


_NONE = frozenset({Kind.DAY, Kind.NUMBER})


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(facts.MOST_REV)):
        raise ValueError("invalid")
    return int(text)
