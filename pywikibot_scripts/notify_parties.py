#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""notify_parties.py - lists who still has to be told of a case, and finds who was.

usage:

    python pwb.py pywikibot_scripts/notify_parties.py -service:URL [OPTIONS]

It sends nothing itself. For each case it writes pages in its own user space:
lists that Special:MassMessage takes, one for each language the notice is
translated into, and a list of those whom a person has to tell, with the text.
By hand are told: who opted out, who has no account on that wiki, whose talk
page is protected, who is blocked and cannot write there.

These pages NAME THE PARTIES. The names are public on the case pages already;
they stand on no page but the one given with -list, and those below it.

Nobody is listed twice: the service keeps who is on a list, and lists on the
wiki are read again. Later, with -record, the bot finds the edits on the talk
pages that brought the notice, whoever made them, and records them.

It has to run on the wiki where the case pages are. It stops when
"User:<bot>/Stop" says anything, and when there is a new message on its talk
page. The key for the service is taken from the environment, ALCOVE_BOT_KEY
(flask --app service bots add NAME --team TEAM --may notify).

Options:

-service:URL      Where Alcove is served, e.g. https://alcove.toolforge.org

Options (may be omitted):

-record           Do not list anybody; find what was delivered

-list:TITLE       Below which page lists stand; "User:<bot>/Alcove notices" by
                  default. Elsewhere, the page has to be named with -designated
                  too, and the account has to be in the group of bots

-designated:TITLE A page below which the bot was allowed to write

-approval:TITLE   Where the bot was approved; summaries lead there

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

from pywikibot_scripts.casenotify.notifying import Notifier  # noqa: E402
from pywikibot_scripts.casepublish.escaping import is_title  # noqa: E402
from pywikibot_scripts.casepublish.guarding import Halted  # noqa: E402
from pywikibot_scripts.service_client import (  # noqa: E402
    ADDRESS,
    Service,
    ServiceError,
    key_from_environment,
)

BOT = "notify_parties"
TITLES = {"-list", "-approval"}
FLAGS = {"-record", "-always"}


def read_options(args: list[str]) -> dict[str, Any] | None:
    """Return the options by name; None if one is not known, after saying so."""
    options: dict[str, Any] = {"designated": []}
    for arg in args:
        option, _, value = arg.partition(":")
        name = option.removeprefix("-")
        if option == "-service" and ADDRESS.fullmatch(value):
            options[name] = value.rstrip("/")
        elif option in TITLES and is_title(value):
            options[name] = value
        elif option == "-designated" and is_title(value):
            options[name].append(value)
        elif arg in FLAGS:
            options[name] = True
        else:
            pywikibot.bot.suggest_help(unknown_parameters=[arg])
            return None
    if "service" not in options:
        pywikibot.bot.suggest_help(missing_parameters=["-service"])
        return None
    return options


def notify(options: dict[str, Any]) -> Notifier:
    """Make one pass: list, or record."""
    service = Service(options.pop("service"), key_from_environment(), BOT)
    records = options.pop("record", False)
    bot = Notifier(service, **options)
    try:
        if records:
            bot.record()
        else:
            bot.write_lists()
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
        bot = notify(options)
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
