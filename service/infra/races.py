# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settle what happens when two requests do the same thing at the same moment.

Unique keys in the database decide who was first. The other one is run again from its beginning,
finds what the first has stored, and gives the answer it would have given a moment later: "that is
already here" or "this number is taken".
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

P = ParamSpec("P")
R = TypeVar("R")

# Losing more often than this is no race any more, but a mistake that should be seen.
_ATTEMPTS = 10

# MariaDB: waited too long for a lock, two requests waited for each other, a row changed meanwhile.
_LOST = frozenset({1205, 1213, 1020})


def settled(action: Callable[P, R]) -> Callable[P, R]:
    """Make an action that is one transaction run again when another request was faster."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_ATTEMPTS - 1):
            try:
                return action(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                if not _lost_a_race(error):
                    raise
        return action(*args, **kwargs)

    return run


def _lost_a_race(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    args: tuple[object, ...] = getattr(error.orig, "args", ())
    return bool(args) and args[0] in _LOST
