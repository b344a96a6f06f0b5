# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people write them, in several languages, and the times of signatures.

Months have names or stand in the middle of year-month-day. 02/03/2025 could be two days and is
none; neither is 30 February.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pywikibot_scripts.casepages.checking import GrammarError
from pywikibot_scripts.casepages.snippets import fold

#: Looks like a day to people, but could be several, or lacks its year.
UNCLEAR = r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}"
CLOCK = re.compile(r"\d:\d\d")


@dataclass(frozen=True)
class Found:
    """A day in a text, or something like one (then without `day`)."""

    day: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Calendar:
    """The patterns made of the data file; texts must be folded, or given to `stamps` as written."""

    months: Mapping[str, int]
    zones: Mapping[str, int]
    dates: re.Pattern[str]
    times: re.Pattern[str]

    @classmethod
    def made(cls, document: Mapping[str, Any], place: str) -> Calendar:
        """Make the patterns.

        :raise GrammarError: if a name belongs to two months
        """
        months: dict[str, int] = {}
        for lang, names in document["months"].items():
            for number, spellings in enumerate(names, 1):
                for spelling in map(fold, spellings):
                    if months.setdefault(spelling, number) != number:
                        raise GrammarError(f"{place}.months.{lang}: {spelling!r} is two months")
        zones = {fold(zone): minutes for zone, minutes in document["zones"].items()}
        parts = {
            "day": r"(?P<day{n}>\d{{1,2}})\.?",
            "month": rf"(?P<month{{n}}>{_one_of(months)})\.?",
            "number": r"(?P<number{n}>\d{{1,2}})",
            "year": r"(?P<year{n}>\d{{4}})",
            "time": r"(?P<hour{n}>\d{{1,2}}):(?P<minute{n}>\d{{2}})",
            "zone": rf"(?P<zone{{n}}>{_one_of(zones)})",
        }
        dates = [_pattern(form, parts, n) for n, form in enumerate(document["formats"])]
        # A day and a month by name without a year that follows is something like a day, too.
        near = rf"\d{{1,2}}\.? (?:{_one_of(months)})|(?:{_one_of(months)}) \d{{1,2}}"
        times = [_pattern(form, parts, n) for n, form in enumerate(document["timestamps"])]
        return cls(
            months,
            zones,
            re.compile(rf"(?<!\w)(?:{'|'.join((*dates, UNCLEAR, near))})(?!\w)"),
            re.compile(rf"(?<!\w)(?:{'|'.join(times)})", re.IGNORECASE),
        )

    def days(self, folded: str) -> list[Found]:
        """Find the days in a folded text, those without a clear meaning, too."""
        return [
            Found(self._day(match), match.start(), match.end())
            for match in self.dates.finditer(folded)
        ]

    def only_day(self, text: str) -> str | None:
        """Return the day a text consists of, or None if it is anything else."""
        folded = fold(text)
        match = self.dates.fullmatch(folded)
        return self._day(match) if match else None

    def stamps(self, text: str) -> Iterator[Found]:
        """Find the times of signatures, by the day in UTC; the text stays as written."""
        if not CLOCK.search(text):
            return
        for match in self.times.finditer(aligned(text)):
            yield Found(self._day(match), match.start(), match.end())

    def _day(self, match: re.Match[str]) -> str | None:
        parts = {
            name.rstrip("0123456789"): value
            for name, value in match.groupdict().items()
            if value is not None
        }
        if "year" not in parts:
            return None
        number = parts.get("number") or self.months[fold(parts["month"])]
        try:
            moment = datetime.datetime(
                int(parts["year"]),
                int(number),
                int(parts["day"]),
                int(parts.get("hour", 0)),
                int(parts.get("minute", 0)),
                tzinfo=datetime.UTC,
            )
            if "zone" in parts:
                moment -= datetime.timedelta(minutes=self.zones[fold(parts["zone"])])
        except (ValueError, OverflowError):
            return None
        return moment.date().isoformat()


def aligned(text: str) -> str:
    """Return text with digits of the Arabic script as ASCII's, every character in its place."""
    return text if text.isascii() else text.translate(ALIGNED)


ALIGNED = {
    **{base + value: ord("0") + value for base in (0x0660, 0x06F0) for value in range(10)},
    0xA0: ord(" "),
    0x202F: ord(" "),
    0x060C: ord(","),
}


def _one_of(names: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _pattern(form: str, parts: Mapping[str, str], number: int) -> str:
    pattern = re.escape(form).replace(r"\ ", " ")
    for name, part in parts.items():
        pattern = pattern.replace(re.escape(f"{{{name}}}"), part.format(n=number))
    return pattern
