# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day it is, in UTC: the finest time Alcove writes down about anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime


def _now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day in UTC. Rows hold this and nothing finer."""
    return _now().date()


def seconds_to_midnight() -> int:
    """How long until the next day in UTC begins; for Retry-After, never for a row."""
    now = _now()
    passed = now.hour * 3600 + now.minute * 60 + now.second
    return 24 * 3600 - passed


def seconds() -> int:
    """Seconds since 1970, for what lives minutes in a browser; never for a row."""
    return int(_now().timestamp())
