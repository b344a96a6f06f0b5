# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two real MediaWikis to try things out on, with the gadget on them, until Ctrl-C.

    python -m tests.wiki.serve [--service URL] [--demo FOLDER] [--port 8620]

The first wiki has the links, for everybody. The second is the home wiki: it has the form as well,
and a committee that takes public requests, with a few cases. Both are new at each start. Without
--demo they come up without the gadget.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.casepages import CasePage

from . import committee
from .gadget import ROOT, bot_command
from .tree import CannotPrepare
from .wikis import PASSWORDS, Wiki, make_wiki

FOLDER = ROOT / "build" / "wiki"
PEOPLE = {
    "Alice": "an ordinary account",
    "Bob": "another one, whom a comment to click is signed by",
    "Vandal": "blocked",
    "Admin": "an interface administrator",
}


@dataclass
class Keys:
    """What a service wrote down for whoever tries it out."""

    pins: dict[str, Any]
    #: The file with the key of its bot.
    bot: Path


def read_keys(demo: Path, service: str | None) -> Keys:
    """Return the keys in a service's folder, with its address on this machine."""
    pins, bot = demo / "pins.json", demo / "keys" / "bot-key"
    for path in (pins, bot):
        if not path.exists():
            raise CannotPrepare(
                f"There is no {path}. Start the service first ('make run'): it writes down"
                " its keys."
            )
    keys = Keys(json.loads(pins.read_text()), bot)
    if service:
        keys.pins["service"] = service
    return keys


@contextlib.contextmanager
def two_wikis(first_port: int) -> Iterator[tuple[Wiki, Wiki]]:
    """Bring up both wikis on two ports in a row, and end them afterwards."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    entry, home = make_wiki("entrywiki", FOLDER / "entry"), make_wiki("homewiki", FOLDER / "home")
    try:
        entry.start([first_port])
        home.start([first_port + 1])
        yield entry, home
    finally:
        entry.stop()
        home.stop()


def announce(entry: Wiki, home: Wiki, case: CasePage, service: str | None) -> None:
    """Say where everything is, and as whom one can sign in."""
    print(f"\nA wiki with links:   {entry.url}/wiki/Talk:Test_page")
    print(f"Home of the form:    {home.url}/wiki/Talk:Test_page")
    print(f"The form by itself:  {home.url}/wiki/Special:BlankPage/Alcove?withgadget=alcove-form")
    print(f"Requests and cases:  {home.url}{_path(committee.CASES)}")
    print(f"A case:              {home.url}{_path(case.title)}")
    print(f"Write a request:     {home.url}{committee.FILING}")
    if service:
        print(f"The service:         {service}/")
    print("\nSign in on either, or stay logged out:")
    for name, who in PEOPLE.items():
        print(f"  {name:<8}{PASSWORDS[name]:<20}{who}")


def announce_bot(home: Wiki, service: str, key: Path) -> None:
    """Say how a bot brings the cases to the desk, in two lines to copy."""
    (pwb, script, *_), environment = bot_command(home, script="sync_cases.py")
    folder = _short(environment["PYWIKIBOT_DIR"])
    print(f"\nBring the cases to {service}/desk/cases, as often as you like:")
    print(f'  export PYWIKIBOT_DIR={folder} ALCOVE_BOT_KEY="$(cat {_short(key)})"')
    print(f"  {_short(pwb)} {_short(script)} -service:{service}")


def _path(title: str) -> str:
    """Return the address of a page, below its wiki's."""
    return "/wiki/" + quote(title.replace(" ", "_"), safe="/:")


def _short(path: str | Path) -> str:
    """Name a path as one would type it at the root of the project."""
    here = Path(path).absolute()
    return shlex.quote(str(here.relative_to(ROOT) if here.is_relative_to(ROOT) else here))


def main() -> int:
    """Bring the wikis up and wait."""
    parser = argparse.ArgumentParser(description="Two MediaWikis with the gadget.")
    parser.add_argument("--service", help="where the service runs")
    parser.add_argument("--demo", type=Path, help="the service's folder, with its keys")
    parser.add_argument("--port", type=int, default=8620, help="port of the first wiki")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        keys = read_keys(options.demo, options.service) if options.demo else None
        with two_wikis(options.port) as (entry, home):
            cases = committee.make(home)
            if keys:
                keys.pins |= {"home": home.url, "filing": committee.config()}
                entry.install_gadget(keys.pins, default=True, form=False)
                home.install_gadget(keys.pins, default=True, form=True)
            announce(entry, home, cases[-1], options.service)
            if keys and options.service:
                announce_bot(home, options.service, keys.bot)
            print("\nCtrl-C ends both.", flush=True)
            signal.pause()
    except CannotPrepare as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
