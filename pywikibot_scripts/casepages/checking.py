# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refuses a data file with a mistake, and says where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

STATES = "request accepted declined withdrawn investigation on_hold voting closed".split()
KINDS = ("cross_wiki", "appeal", "off_wiki", "systemic")
STATEMENTS = (
    "description attempts solutions other_party other_feedback discussion member_discussion".split()
)
ROLES = (
    *STATEMENTS,
    *"parties decision accept decline abstain support oppose motions findings remedies".split(),
    "comments",
)
RESULTS = ("adopted", "failed")
CONFIDENCES = ("S", "C", "M")
#: The lists of wordings, and what an entry may mean; nothing where wordings are only recognised.
WORDINGS: dict[str, tuple[str, ...]] = {
    "headings": ROLES,
    "heading_beginnings": ("other_party", "motion"),
    "not_names": (),
    "state_beginnings": (),
    "state_words": tuple(STATES),
    "kind_labels": (),
    "kind_words": KINDS,
    "alert_labels": (),
    "party_headers": ("party", "notice"),
    "notice_words": ("filer", "local", "none"),
    "evidence_phrases": (),
    "vote_words": ("accept", "decline", "abstain", "support", "oppose"),
    "change_phrases": (),
    "empty_words": (),
    "result_beginnings": (),
    "result_sentences": RESULTS,
    "announced_by": (),
    "remedy_phrases": ("starts", "expires", "indefinite", "appeal_from"),
    "duration_units": (),
}
COUNTS = ("{support}", "{oppose}", "{abstain}")
PAGES = ("cases", "announcements", "membership", "membership_section")
TITLES = ("user", "user_talk", "special", "contributions", "diff")
PARTS = ("{year}", "{month}", "{number}", "{day}", "{time}", "{zone}")
TEXT_MAX = 300


class GrammarError(ValueError):
    """A data file cannot be used; the message says where the mistake stands."""


def check(document: Any, name: str) -> None:
    """Refuse anything that is missing, unknown or of the wrong kind.

    :raise GrammarError: with the place of the first mistake
    """
    others = ("version", "confidence", "languages", "pages", "state_without_box", "dates")
    _fields(document, name, (*others, *WORDINGS, "titles", "templates", "hosts"))
    if document["version"] != 1:
        raise GrammarError(f"{name}: version: only 1 is known")
    _each(document["languages"], f"{name}: languages", _text)
    _fields(document["confidence"], f"{name}: confidence", CONFIDENCES)
    _fields(document["pages"], f"{name}: pages", PAGES)
    for key in PAGES:
        _text(document["pages"][key], f"{name}: pages.{key}")
    without = document["state_without_box"]
    _fields(without, f"{name}: state_without_box", ("means", "confidence"))
    _one_of(without["means"], f"{name}: state_without_box.means", STATES)
    _one_of(without["confidence"], f"{name}: state_without_box.confidence", CONFIDENCES)
    for key, meanings in WORDINGS.items():
        _each(
            document[key],
            f"{name}: {key}",
            partial(_wording, meanings=meanings, languages=document["languages"]),
        )
    for index, entry in enumerate(document["result_sentences"]):
        if any(entry["text"].count(count) != 1 for count in COUNTS):
            raise GrammarError(f"{name}: result_sentences[{index}].text: needs each of {COUNTS}")
    _dates(document["dates"], f"{name}: dates", document["languages"])
    _fields(document["titles"], f"{name}: titles", TITLES)
    for key in TITLES:
        _each(document["titles"][key], f"{name}: titles.{key}", _text)
    _templates(document["templates"], f"{name}: templates")
    _each(document["hosts"], f"{name}: hosts", _text)


def _wording(entry: Any, place: str, meanings: tuple[str, ...], languages: list[str]) -> None:
    _fields(entry, place, ("lang", "text", *(("means",) if meanings else ()), "confidence"))
    _one_of(entry["lang"], f"{place}.lang", languages)
    _text(entry["text"], f"{place}.text")
    _one_of(entry["confidence"], f"{place}.confidence", CONFIDENCES)
    if meanings:
        _one_of(entry["means"], f"{place}.means", meanings)


def _dates(dates: Any, place: str, languages: list[str]) -> None:
    _fields(dates, place, ("months", "formats", "timestamps", "zones"))
    _fields(dates["months"], f"{place}.months", languages)
    for lang in languages:
        months = f"{place}.months.{lang}"
        _each(dates["months"][lang], months, lambda names, where: _each(names, where, _text))
        if len(dates["months"][lang]) != 12:
            raise GrammarError(f"{months}: a year has twelve months")
    for key, needed in (("formats", ("{year}", "{day}")), ("timestamps", PARTS[-2:])):
        _each(dates[key], f"{place}.{key}", _text)
        for index, form in enumerate(dates[key]):
            where = f"{place}.{key}[{index}]"
            if any(form.count(part) != 1 for part in (*needed, "{year}", "{day}")):
                raise GrammarError(f"{where}: needs each of {(*needed, '{year}', '{day}')} once")
            if form.count("{month}") + form.count("{number}") != 1:
                raise GrammarError(f"{where}: needs one of {{month}} and {{number}}")
    if not isinstance(dates["zones"], dict) or not dates["zones"]:
        raise GrammarError(f"{place}.zones: names and minutes are missing")
    for zone, minutes in dates["zones"].items():
        if type(minutes) is not int or abs(minutes) > 14 * 60:
            raise GrammarError(f"{place}.zones.{zone}: minutes before or after UTC are missing")


def _templates(templates: Any, place: str) -> None:
    _fields(templates, place, ("status", "user", "diff", "strike", "ignored"))
    for key in ("strike", "ignored"):
        _each(templates[key], f"{place}.{key}", _text)
    for key in ("user", "diff"):
        _each(templates[key], f"{place}.{key}", _template)
    _each(templates["status"], f"{place}.status", _status)


def _template(entry: Any, place: str) -> None:
    _fields(entry, place, ("name", "parameter", "confidence"))
    _text(entry["name"], f"{place}.name")
    _text(entry["parameter"], f"{place}.parameter")
    _one_of(entry["confidence"], f"{place}.confidence", CONFIDENCES)


def _status(entry: Any, place: str) -> None:
    _fields(entry, place, ("name", "state", "kind", "evidence", "confidence"))
    _text(entry["name"], f"{place}.name")
    for key in ("state", "kind", "evidence"):
        if entry[key] is not None:
            _text(entry[key], f"{place}.{key}")
    _one_of(entry["confidence"], f"{place}.confidence", CONFIDENCES)


def _fields(value: Any, place: str, names: tuple[str, ...] | list[str]) -> None:
    if not isinstance(value, dict):
        raise GrammarError(f"{place}: fields with names are needed")
    for name in names:
        if name not in value:
            raise GrammarError(f"{place}: {name} is missing")
    for name in value:
        if name not in names:
            raise GrammarError(f"{place}: {name} is not known")


def _each(value: Any, place: str, checked: Callable[[Any, str], None]) -> None:
    if not isinstance(value, list) or not value:
        raise GrammarError(f"{place}: a list with at least one entry is needed")
    for index, entry in enumerate(value):
        checked(entry, f"{place}[{index}]")


def _text(value: Any, place: str) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > TEXT_MAX:
        raise GrammarError(f"{place}: a text of 1 to {TEXT_MAX} characters is needed")


def _one_of(value: Any, place: str, choices: tuple[str, ...] | list[str]) -> None:
    if value not in choices:
        raise GrammarError(f"{place}: one of {', '.join(choices)} is needed, not {value!r}")
