#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""notify_parties.py - lists who still has to be told of a case, and finds who was.

usage:

    python pwb.py pywikibot_scripts/notify_parties.py -service:URL [OPTIONS]

It sends nothing itself. For each case it writes pages in its own user space:
lists that Special:MassMessage takes, one for each language the notice is
translated into, and a list of those whom a person has to tell, with the text.
By hand are told: who opted out, who has no account on that wiki, whose talk
page is protected, who is blocked and cannot write there. The language is that
of the wiki where somebody is told.

These pages NAME THE PARTIES. The names are public on the case pages already;
they stand on no page but the one given with -list, and those below it.

Nobody is listed twice: the service keeps who is on a list, and lists on the
wiki are read again. Nor is anybody listed whom the committee told already.

Later, with -record, it finds out what became of the lists. A notice is "sent"
when MassMessage's log has its list. It is "proven" by the edit that brought
the mark of the notice, or a link to the case, to the party's talk page, made
by MassMessage, by a member of the committee or by somebody named with -by;
what others write there is no notice. Where MassMessage skipped somebody, the
run says so.

It has to run on the wiki where the case pages are. It stops when
"User:<bot>/Stop" says anything, and when there is a new message on its talk
page. The key for the service is taken from the environment, ALCOVE_BOT_KEY
(flask --app service bots add NAME --team TEAM --may notify).

Options:

-service:URL      Where Alcove is served, e.g. https://alcove.toolforge.org

Options (may be omitted):

-record           Do not list anybody; find what was sent and delivered

-homewiki         Tell everybody on the wiki where their account is at home (where
                  CentralAuth is), else on the wiki where the case pages are

-by:NAME          Somebody who tells parties for the committee, such as a clerk;
                  may be repeated

-list:TITLE       Below which page lists stand; "User:<bot>/Alcove notices" by
                  default. Elsewhere, the page has to be named with -designated
                  too, and the account has to be in the group of bots

-designated:TITLE A page below which the bot was allowed to write; may be repeated

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

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.casenotify.notifying import Notifier  # noqa: E402
from pywikibot_scripts.casepublish.escaping import is_title  # noqa: E402
from pywikibot_scripts.service_client import Service, key_from_environment  # noqa: E402
from pywikibot_scripts.starting import (  # noqa: E402
    FLAG,
    SERVICE,
    Option,
    read_options,
    status_of,
)

BOT = "notify_parties"
OPTIONS = {
    "service": SERVICE,
    "record": FLAG,
    "homewiki": FLAG,
    "by": Option(is_title, is_list=True),
    "list": Option(is_title),
    "designated": Option(is_title, is_list=True),
    "approval": Option(is_title),
    "always": FLAG,
}


def notify(options: dict[str, Any]) -> Notifier:
    """Make one pass: list, or record."""
    service = Service(options.pop("service"), key_from_environment(), BOT)
    records = options.pop("record", False)
    bot = Notifier(service, **options)
    bot.work(bot.record if records else bot.write_lists)
    return bot


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options = read_options(pywikibot.handle_args(args), OPTIONS)
    return 2 if options is None else status_of(lambda: notify(options))


if __name__ == "__main__":
    sys.exit(main())
