# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a tally can say: which quarter, which group of behaviour, which outcome. Nothing finer."""

from datetime import date
from enum import StrEnum


class Category(StrEnum):
    """Groups of behaviour: the sections of chapter 3 of the Universal Code of Conduct."""

    HARASSMENT = "3.1"
    POWER = "3.2"
    CONTENT = "3.3"
    OTHER = "other"


class Outcome(StrEnum):
    """How a matter ended."""

    HELPED = "helped"
    WARNED = "warned"
    REMEDY = "remedy"
    HANDED_OVER = "handed_over"
    NO_ACTION = "no_action"
    NOT_FOR_US = "not_for_us"
    ABUSE = "abuse"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


# A flood is closed, and counted, at once; nobody closes more together.
MOST_AT_ONCE = 10_000


def quarter(day: date) -> str:
    """The quarter a day is in, such as 2026Q4."""
    return f"{day.year:04d}Q{(day.month - 1) // 3 + 1}"
