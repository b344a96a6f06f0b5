#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""publish_cases.py - keeps tables of Alcove's cases and their outcomes on a wiki.

usage:

    python pwb.py pywikibot_scripts/publish_cases.py -service:URL [OPTIONS]

It writes three tables: requests and cases, outcomes, and when each bot ran.
Each stands on a page of its own, between two comments; what stands around them
is never touched. Nothing is written where nothing changed. What somebody else
wrote between the comments is shown at the desk and stays until a member says
what becomes of it. No party is named.

It writes in its own user space. A page elsewhere has to be named with
-designated, and the account has to be in the group of bots.

It stops when "User:<bot>/Stop" says anything, and when there is a new message
on its talk page. The key for the service is taken from the environment,
ALCOVE_BOT_KEY (flask --app service bots add NAME --team TEAM --may publish).

Options:

-service:URL      Where Alcove is served, e.g. https://alcove.toolforge.org

Options (may be omitted):

-cases:TITLE      The page of the cases; "User:<bot>/Alcove cases" by default

-outcomes:TITLE   The page of the outcomes; "User:<bot>/Alcove outcomes"

-health:TITLE     The page of the runs; "User:<bot>/Alcove health"

-designated:TITLE A page that the bot was allowed to write; may be repeated

-approval:TITLE   Where the bot was approved; summaries lead there

-language:CODE    The tables' language: en, de or ar; else the wiki's own, or en

-simulate         Show what would be written, write and tell nothing

-always           Do not ask before each edit

It ends with 0 if all went well, with 1 if something has to be looked at, and
with 2 if it could not do its work: then the next run does it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pywikibot
from pywikibot.exceptions import Error, InvalidTitleError

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.casepublish.escaping import is_title  # noqa: E402
from pywikibot_scripts.casepublish.guarding import Halted  # noqa: E402
from pywikibot_scripts.casepublish.publishing import REGIONS, CasesPublisher  # noqa: E402
from pywikibot_scripts.casepublish.rendering import LANGUAGES  # noqa: E402
from pywikibot_scripts.service_client import (  # noqa: E402
    ADDRESS,
    Service,
    ServiceError,
    key_from_environment,
)

BOT = "publish_cases"
TITLES = {*REGIONS, "approval"}


def read_options(args: list[str]) -> dict[str, Any] | None:
    """Return the options by name; None if one is not known, after saying so."""
    options: dict[str, Any] = {"designated": []}
    for arg in args:
        option, _, value = arg.partition(":")
        name = option.removeprefix("-")
        if option == "-service" and ADDRESS.fullmatch(value):
            options[name] = value.rstrip("/")
        elif option == f"-{name}" and name in TITLES and is_title(value):
            options[name] = value
        elif option == "-designated" and is_title(value):
            options[name].append(value)
        elif option == "-language" and value in LANGUAGES:
            options[name] = value
        elif option == "-always" and not value:
            options[name] = True
        else:
            pywikibot.bot.suggest_help(unknown_parameters=[arg])
            return None
    if "service" not in options:
        pywikibot.bot.suggest_help(missing_parameters=["-service"])
        return None
    return options


def publish(options: dict[str, Any]) -> CasesPublisher:
    """Make one pass over the pages."""
    service = Service(options.pop("service"), key_from_environment(), BOT)
    bot = CasesPublisher(service, options.pop("language", ""), **options)
    try:
        bot.run()
    except Halted as error:
        bot.problem(error.code, str(error))
    bot.end()
    return bot


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options = read_options(pywikibot.handle_args(args))
    if options is None:
        return 2
    try:
        bot = publish(options)
    except (InvalidTitleError, ValueError, ServiceError, OSError) as error:
        pywikibot.error(str(error))
        return 2
    except Error as error:
        pywikibot.error(
            f"The wiki could not be used ({type(error).__name__}: {error}). Nothing is lost: the "
            "next run goes on from here."
        )
        return 2
    # One line a watchman can look for.
    pywikibot.info(f"Health: {'not ok' if bot.problems else 'ok'}; {bot.summary()}.")
    return 1 if bot.problems else 0


if __name__ == "__main__":
    sys.exit(main())
