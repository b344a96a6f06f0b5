# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a case page can say: the keys of facts, and what the value of each may be.

Nothing else is taken in, whoever brings it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from service.cases.rules import Ballot, State

Check = Callable[[Any], bool]

TEXT = 1000
NAME = 255
TITLE = 400
MOST_NAMES = 200
MOST = 2**31 - 1
MOST_REV = 2**53

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


class BadValue(ValueError):
    """A value that no fact of its key can have; says which part of it."""


def check(key: str, value: Any) -> None:
    """Refuse what is no value of a key, or names anything besides.

    :raise BadValue: naming the part
    """
    parts = KEYS.get(key)
    if parts is None:
        raise BadValue("key")
    if not isinstance(value, dict) or key == UNREADABLE:
        raise BadValue("value")
    for name in value.keys() - parts.keys():
        raise BadValue(f"value.{name}" if name.isidentifier() and name.isascii() else "value")
    for name, is_right in parts.items():
        if name not in value or not is_right(value[name]):
            raise BadValue(f"value.{name}")


def is_day(value: Any) -> bool:
    """Whether it is a day of the calendar, as 2026-11-22."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_name(value: Any) -> bool:
    """Whether somebody can be called this on a wiki: any characters, on one line."""
    return _is_line(value, 1, NAME)


def is_title(value: Any) -> bool:
    """Whether a page, a heading or a motion can be called this."""
    return _is_line(value, 1, TITLE)


def is_count(value: Any) -> bool:
    """Whether it is a number of something."""
    return _is_int(value) and 0 <= value <= MOST


def is_rev(value: Any) -> bool:
    """Whether it is the number of a revision."""
    return _is_int(value) and 0 < value <= MOST_REV


def is_one_line(value: Any) -> bool:
    """Whether it is text without breaks or other control characters."""
    return _is_line(value, 0, MOST)


def day_of(value: Any) -> date | None:
    """The day a value names, or none."""
    return date.fromisoformat(value) if value else None


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_line(value: Any, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value) <= most and not _CONTROL.search(value)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= TEXT


def _is_link(value: Any) -> bool:
    return _is_line(value, 0, 2 * TEXT)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_NAMES and all(map(is_name, value))


def _one_of(*allowed: str) -> Check:
    return lambda value: isinstance(value, str) and value in allowed


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


#: The one fact of a page that could not be read as a whole.
UNREADABLE = "page"

#: The states a page can show.
SHOWN = (
    State.REQUEST,
    State.ACCEPTED,
    State.DECLINED,
    State.WITHDRAWN,
    State.INVESTIGATION,
    State.ON_HOLD,
    State.VOTING,
    State.CLOSED,
)
KINDS = ("cross_wiki", "appeal", "off_wiki", "systemic")
STATEMENTS = (
    "description",
    "attempts",
    "solutions",
    "other_party",
    "other_feedback",
    "discussion",
    "member_discussion",
)
#: Those that people who are no members write.
BY_PARTIES = STATEMENTS[:-1]
BALLOTS = tuple(Ballot)

KEYS: Mapping[str, Mapping[str, Check]] = {
    "state": {"state": _one_of(*SHOWN)},
    "kind": {"kind": _one_of(*KINDS)},
    "filed": {"day": is_day, "by": is_name},
    "party": {
        "name": is_name,
        "role": _one_of("filer", "party"),
        "notice": _one_of("filer", "none", "diff", "local"),
        "diff": _or_none(is_rev),
        "link": _or_none(_is_link),
    },
    "evidence_until": {"day": is_day},
    "statement": {
        "section": is_title,
        "by": _or_none(is_name),
        "kind": _one_of(*STATEMENTS),
        "words": is_count,
    },
    "acceptance": {
        "vote": _one_of("accept", "decline", "abstain"),
        "by": is_name,
        "day": _or_none(is_day),
        "struck": _is_bool,
    },
    "motion": {"motion": is_title, "title": is_title, "words": is_count},
    "motion_vote": {
        "motion": is_title,
        "vote": _one_of(*BALLOTS),
        "by": is_name,
        "day": _or_none(is_day),
        "struck": _is_bool,
    },
    "motion_result": {
        "motion": is_title,
        "adopted": _is_bool,
        "support": is_count,
        "oppose": is_count,
        "abstain": is_count,
    },
    "finding": {"n": is_count, "text": _is_text},
    "remedy": {
        "n": is_count,
        "text": _is_text,
        "whom": _are_names,
        "starts": _or_none(is_day),
        "expires": _or_none(is_day),
        "indefinite": _is_bool,
        "appeal_from": _or_none(is_day),
    },
    "last_activity": {"day": is_day},
    UNREADABLE: {},
}
