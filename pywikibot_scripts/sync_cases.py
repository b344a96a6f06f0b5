#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""sync_cases.py - keeps Alcove in step with the committee's case pages on a wiki.

usage:

    python pwb.py pywikibot_scripts/sync_cases.py -service:URL [OPTIONS]

It reads what changed since its last finished run: edits, moves, deletions,
hidden revisions, renamed users. It edits nothing on the wiki. A run that was
stopped anywhere does no harm, the next one does all of it again.

The bot's key for the service is taken from the environment, ALCOVE_BOT_KEY.
Whoever runs the service makes it: flask --app service bots add NAME
--team TEAM --may sync

Options:

-service:URL      Where Alcove is served, e.g. https://alcove.toolforge.org

Options (may be omitted):

-prefix:TITLE     Case pages are the pages that begin so; may be repeated.
                  The committee's own tree of pages by default

-omit:NAME        Pages that are called so below a prefix are no cases, such as
                  "Evidence"; may be repeated

-announcements    Read the committee's announcements as well; with :TITLE, they
                  stand on another page than the grammar says

-membership       Read who the members are; with :TITLE, as above

-group:NAME       Compare the members with a group of this wiki's users

-globalgroup:NAME Compare them with a global group (where CentralAuth is)

-renames:LOG      The log that tells who is called otherwise now: "renameuser",
                  or "gblrename" on a wiki with global accounts such as Meta

-grammar:FILE     How case pages look, instead of the grammar that comes along

-full             Look at every page, not only at what changed

-simulate         Say what would be told the service; tell it nothing

It ends with 0 if all went well, with 1 if something has to be looked at, and
with 2 if it could not do its work: then the next run does it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pywikibot

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.casepages import grammar as grammars  # noqa: E402
from pywikibot_scripts.casepages.checking import GrammarError  # noqa: E402
from pywikibot_scripts.casepages.child import Readers, ReadersError  # noqa: E402
from pywikibot_scripts.casesync.choosing import OMITTED, Choice  # noqa: E402
from pywikibot_scripts.casesync.fetching import RENAME_LOGS, Wiki  # noqa: E402
from pywikibot_scripts.casesync.passing import Pass, Plan, Summary  # noqa: E402
from pywikibot_scripts.casesync.telling import Teller  # noqa: E402
from pywikibot_scripts.service_client import Service, key_from_environment  # noqa: E402
from pywikibot_scripts.starting import (  # noqa: E402
    FLAG,
    SERVICE,
    Option,
    read_options,
    status_of,
)

BOT = "sync_cases"
TEXT, TEXTS = Option(bool), Option(bool, is_list=True)
TITLE = Option(bool, is_optional=True)
OPTIONS = {
    "service": SERVICE,
    "prefix": TEXTS,
    "omit": TEXTS,
    "announcements": TITLE,
    "membership": TITLE,
    "group": TEXT,
    "globalgroup": TEXT,
    "renames": Option(RENAME_LOGS.__contains__),
    "grammar": TEXT,
    "full": FLAG,
}


def make_plan(wiki: Wiki, options: dict[str, Any], grammar: grammars.Grammar) -> Plan:
    """Return what a wiki's cases are, as the options and the grammar say.

    Its marks change with the options, and with the grammar or what reads by it.

    :raise pywikibot.exceptions.InvalidTitleError: if no page can be called so
    """
    pages = grammar.pages
    prefixes = options["prefix"] or [f"{pages['cases']}/"]
    omitted = frozenset(OMITTED | {name.lower() for name in options["omit"]})
    titles = {
        name: wiki.title(options[name] or pages[name])
        for name in ("announcements", "membership")
        if name in options
    }
    choice = Choice([wiki.prefix(one) for one in prefixes], omitted, wiki.languages())
    said = [[one.title for one in choice.prefixes], sorted(omitted), sorted(titles.items())]
    reader = hashlib.sha256(json.dumps(grammar.document).encode())
    for module in sorted(Path(grammars.__file__).parent.glob("*.py")):
        reader.update(module.read_bytes())
    mark = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
    return Plan(choice, **titles, mark=mark, reader=reader.hexdigest()[:16])


def sync(options: dict[str, Any]) -> Summary:
    """Make one pass over a wiki."""
    grammar = grammars.load(Path(options["grammar"])) if "grammar" in options else None
    service = Service(options["service"], key_from_environment(), BOT)
    wiki = Wiki(
        pywikibot.Site,
        renames=options.get("renames", "renameuser"),
        group=options.get("globalgroup") or options.get("group", ""),
        is_global="globalgroup" in options,
    )
    signed_in = wiki.sign_in()
    plan = make_plan(wiki, options, grammar or grammars.default())
    teller = Teller(service, simulate=bool(pywikibot.config.simulate))
    with Readers(grammar=grammar) as readers:
        if not signed_in:
            teller.problem("not_signed_in")
        return Pass(wiki, teller, readers, plan, full=options.get("full", False)).run()


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options = read_options(pywikibot.handle_args(args), OPTIONS)
    if options is None:
        return 2
    if not {"group", "globalgroup"}.isdisjoint(options) and "membership" not in options:
        pywikibot.bot.suggest_help(missing_parameters=["-membership"])
        return 2
    return status_of(lambda: sync(options), ReadersError, GrammarError)


if __name__ == "__main__":
    sys.exit(main())
