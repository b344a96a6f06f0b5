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

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.casepublish.escaping import is_title  # noqa: E402
from pywikibot_scripts.casepublish.publishing import REGIONS, CasesPublisher  # noqa: E402
from pywikibot_scripts.casepublish.rendering import LANGUAGES  # noqa: E402
from pywikibot_scripts.service_client import Service, key_from_environment  # noqa: E402
from pywikibot_scripts.starting import (  # noqa: E402
    FLAG,
    SERVICE,
    Option,
    read_options,
    status_of,
)

BOT = "publish_cases"
OPTIONS = {
    "service": SERVICE,
    **{name: Option(is_title) for name in (*REGIONS, "approval")},
    "designated": Option(is_title, is_list=True),
    "language": Option(LANGUAGES.__contains__),
    "always": FLAG,
}


def publish(options: dict[str, Any]) -> CasesPublisher:
    """Make one pass over the pages."""
    service = Service(options.pop("service"), key_from_environment(), BOT)
    bot = CasesPublisher(service, **options)
    bot.work(bot.run)
    return bot


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options = read_options(pywikibot.handle_args(args), OPTIONS)
    return 2 if options is None else status_of(lambda: publish(options))


if __name__ == "__main__":
    sys.exit(main())
