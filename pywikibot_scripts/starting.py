# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Alcove's bots for cases begin and end: the options they take, and their exit status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pywikibot
from pywikibot.exceptions import Error, InvalidTitleError

from pywikibot_scripts.service_client import ADDRESS, ServiceError


class SetupError(Exception):
    """A bot cannot work as it was started; the message says why."""


@dataclass(frozen=True)
class Option:
    """What can stand behind an option's colon; without a check, nothing can."""

    is_right: Callable[[str], object] | None = None
    is_optional: bool = False  # it can stand alone, too
    is_list: bool = False  # it can be repeated

    def takes(self, value: str | None) -> bool:
        """Say whether something can be given; None is an option that stands alone."""
        if value is None:
            return self.is_right is None or self.is_optional
        return self.is_right is not None and bool(self.is_right(value))


FLAG = Option()
SERVICE = Option(ADDRESS.fullmatch)


def read_options(args: list[str], known: Mapping[str, Option]) -> dict[str, Any] | None:
    """Return the options by name; None if one is not known or none is ``-service``, said so.

    What can be repeated is a list, empty if it was not given; a flag that was given is True.
    """
    given: dict[str, Any] = {name: [] for name, option in known.items() if option.is_list}
    for arg in args:
        name, colon, value = arg.removeprefix("-").partition(":")
        option = known.get(name) if arg.startswith("-") else None
        if option is None or not option.takes(value if colon else None):
            pywikibot.bot.suggest_help(unknown_parameters=[arg])
            return None
        if option.is_list:
            given[name].append(value)
        else:
            given[name] = True if option.is_right is None else value
    if "service" not in given:
        pywikibot.bot.suggest_help(missing_parameters=["-service"])
        return None
    return given


class Report(Protocol):
    """What a bot did, in words, and what somebody has to look at."""

    problems: list[dict[str, Any]]

    def __str__(self) -> str:
        """Say it in one line."""


def status_of(work: Callable[[], Report], *expected: type[Exception]) -> int:
    """Have a bot work; say how that ended, and return the exit status.

    :param expected: what else may happen, with a message that says what to do
    """
    said: tuple[type[Exception], ...] = (SetupError, ServiceError, OSError, *expected)
    try:
        report = work()
    except InvalidTitleError as error:
        pywikibot.error(f"No page can be called so: {error}")
        return 2
    except said as error:
        pywikibot.error(str(error))
        return 2
    except Error as error:
        pywikibot.error(
            f"The wiki could not be used ({type(error).__name__}: {error}). Nothing is lost: the "
            "next run goes on from here."
        )
        return 2
    # One line a watchman can look for.
    pywikibot.info(f"Health: {'not ok' if report.problems else 'ok'}; {report}.")
    return 1 if report.problems else 0
