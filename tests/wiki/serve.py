# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two real MediaWikis to try things out on, with the gadget on them, until Ctrl-C.

    python -m tests.wiki.serve [--service URL] [--pins FILE] [--port 8620]

The first wiki has the links, for everybody. The second is the home wiki: it has the form as well.
Both are new at each start. Without --pins they come up without the gadget.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .gadget import ROOT
from .tree import CannotPrepare
from .wikis import PASSWORDS, Wiki, make_wiki

FOLDER = ROOT / "build" / "wiki"
PEOPLE = {
    "Alice": "an ordinary account",
    "Bob": "another one, whom a comment to click is signed by",
    "Vandal": "blocked",
    "Admin": "an interface administrator",
}


def read_pins(path: Path, service: str | None) -> dict[str, Any]:
    """Return the keys a service wrote down, with its address on this machine."""
    if not path.exists():
        raise CannotPrepare(
            f"There is no {path}. Start the service first ('make run'): it writes down its keys."
        )
    pins: dict[str, Any] = json.loads(path.read_text())
    if service:
        pins["service"] = service
    return pins


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


def announce(entry: Wiki, home: Wiki, service: str | None) -> None:
    """Say where everything is, and as whom one can sign in."""
    print(f"\nA wiki with links:   {entry.url}/wiki/Talk:Test_page")
    print(f"Home of the form:    {home.url}/wiki/Talk:Test_page")
    print(f"The form by itself:  {home.url}/wiki/Special:BlankPage/Alcove?withgadget=alcove-form")
    if service:
        print(f"The service:         {service}/")
    print("\nSign in on either, or stay logged out:")
    for name, who in PEOPLE.items():
        print(f"  {name:<8}{PASSWORDS[name]:<20}{who}")
    print("\nCtrl-C ends both.", flush=True)


def main() -> int:
    """Bring the wikis up and wait."""
    parser = argparse.ArgumentParser(description="Two MediaWikis with the gadget.")
    parser.add_argument("--service", help="where the service runs")
    parser.add_argument("--pins", type=Path, help="the keys to build the gadget with")
    parser.add_argument("--port", type=int, default=8620, help="port of the first wiki")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        pins = read_pins(options.pins, options.service) if options.pins else None
        with two_wikis(options.port) as (entry, home):
            if pins:
                pins["home"] = home.url
                entry.install_gadget(pins, default=True, form=False)
                home.install_gadget(pins, default=True, form=True)
            announce(entry, home, options.service)
            signal.pause()
    except CannotPrepare as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
