#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""install_gadget.py - brings Alcove's gadget on a wiki into step with a build of it.

usage:

    python pwb.py pywikibot_scripts/install_gadget.py [OPTIONS]

It edits the gadget's own pages and its own lines in MediaWiki:Gadgets-definition, and leaves
alone what is the same already. The account needs the rights of an interface administrator;
without them, use -print.

Options (may be omitted):

-default        Switch the link on for everybody

-optin          Let each person switch it on in their preferences (this is
                what a new installation does)

-form           Install the form, too, so that it opens in place (this is what
                a new installation does)

-entry          Install the link only; the form opens on its home wiki

-section:NAME   Section of MediaWiki:Gadgets-definition to hold the lines; a
                new installation begins one named "alcove"

-pins           Also replace a page of pinned keys whose root or claim keys
                are others. Check them by another channel first

-build:DIR      Folder of the built pages, gadget/dist/wiki by default

-verify         Compare the wiki with the build, as anybody may; ends with 1
                if they differ. Writes nothing

-print          Print what an interface administrator would have to paste

-simulate       Show every difference, write nothing

-always         Do not ask before each edit

Without -default, -optin, -form or -entry a wiki keeps what it has decided.

Code pages come first and the definition last: whatever stops a run in
between, no page view gets half a gadget.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pywikibot
from pywikibot.bot import CurrentPageBot, SingleSiteBot
from pywikibot.exceptions import EditConflictError, NoUsernameError, PageSaveRelatedError

ROOT = Path(__file__).resolve().parent.parent
if not __package__:  # started by pwb, which looks for modules beside the script only
    sys.path.insert(0, str(ROOT))

from pywikibot_scripts.editing import only_over  # noqa: E402
from pywikibot_scripts.gadget_definition import (  # noqa: E402
    ENTRY,
    SECTION,
    Choice,
    merge,
    present_choice,
    wanted_lines,
)

DEFINITION = "MediaWiki:Gadgets-definition"
PINS = "Gadget-alcove-pins.js"
ENTRY_PAGE = "Gadget-alcove.js"
RIGHTS = ("editinterface", "editsitejs", "editsitecss")
ATTEMPTS = 3  # at the definition, which other people edit as well


@dataclass(frozen=True)
class Build:
    """The pages a build made, and the lines that define them."""

    pages: dict[str, str]
    definition: str
    label: str

    def needed(self, choice: Choice) -> dict[str, str]:
        """Return the pages this wiki needs, what others depend on before what depends on it."""
        last = ("Gadget-alcove-form.js", ENTRY_PAGE)
        names = sorted(self.pages, key=lambda name: (name in last, name == ENTRY_PAGE, name))
        return {name: self.pages[name] for name in names if choice.form or name == ENTRY_PAGE}


def read_build(folder: Path) -> Build:
    """Read a build, and refuse one that is incomplete."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        raise ValueError(f"There is no build in {folder}. Run 'npm run build' first.")
    pages = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in json.loads(manifest.read_text(encoding="utf-8"))
    }
    definition = (folder / "definition.txt").read_text(encoding="utf-8")
    return Build(pages, definition, f"Alcove {version()} ({commit()})")


def version() -> str:
    """Return the version a build's pages name in their first line."""
    package = json.loads((ROOT / "gadget" / "package.json").read_text(encoding="utf-8"))
    return str(package["version"])


def commit() -> str:
    """Return the commit of this checkout, with a plus sign when it holds uncommitted changes."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return "no commit"
    said = subprocess.run(  # noqa: S603 - fixed words, no shell
        [git, "-C", str(ROOT), "describe", "--always", "--dirty=+", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or "no commit"


def trusted_keys(page: str) -> object:
    """Return what a pins page makes the form trust, or its whole text if it cannot be read."""
    match = re.search(r"module\.exports\s*=\s*(\{.*\})\s*;", page, re.DOTALL)
    try:
        pins = json.loads(match[1] if match else "")
        return pins["claim_key"], {team: facts["root"] for team, facts in pins["teams"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return page


def descriptions(site: Any, section: str) -> dict[str, str]:
    """Return what Special:Preferences says of the gadget, made where missing and never changed."""
    folder = ROOT / "gadget" / "i18n"
    pages: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        text = json.loads(path.read_text(encoding="utf-8")).get("alcove-entry-gadget")
        if text and path.stem != "qqq":
            pages[f"Gadget-{ENTRY}/{path.stem}"] = text
    # The page without a code is that of the wiki's own language.
    own = pages.pop(f"Gadget-{ENTRY}/{site.lang}", pages.get(f"Gadget-{ENTRY}/en"))
    if own:
        pages[f"Gadget-{ENTRY}"] = own
    if section == ENTRY:
        pages[f"Gadget-section-{ENTRY}"] = "Alcove"
    return pages


def same(one: str, other: str) -> bool:
    """Compare texts as MediaWiki would store them: without white space at the end."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


class GadgetInstaller(SingleSiteBot, CurrentPageBot):  # type: ignore[misc]
    """Bring the pages and the definition of one wiki into step with a build.

    Nothing is overwritten blindly: an edit made by somebody else in the same moment is reported,
    and the definition is left alone when any page it needs could not be written.
    """

    current_page: Any
    update_options = {  # noqa: RUF012 - the name and type Pywikibot looks for
        "default": None, "form": None, "section": None, "pins": False,
        "verify": False, "print": False,
    }  # fmt: skip

    def __init__(self, build: Build, **kwargs: Any) -> None:
        """Take a build, and the options of the command line."""
        super().__init__(**kwargs)
        self.build = build
        self.differing: list[str] = []
        self.failed: list[str] = []

    @property
    def looks_only(self) -> bool:
        """Whether this run must not write."""
        return bool(self.opt.verify or self.opt.print or pywikibot.config.simulate)

    def setup(self) -> None:
        """Read what the wiki has, once, and see that this account may change it."""
        if not self.looks_only:
            self.site.login()
            missing = [right for right in RIGHTS if not self.site.has_right(right)]
            if missing:
                raise ValueError(
                    f"This account has not the right to {', '.join(missing)} on {self.site}. "
                    "An interface administrator can do it by hand: see -print."
                )
        text = pywikibot.Page(self.site, DEFINITION).text
        before = present_choice(text) or Choice(default=False, form=True)
        self.choice = Choice(
            default=before.default if self.opt.default is None else self.opt.default,
            form=before.form if self.opt.form is None else self.opt.form,
        )
        self.wanted = self.build.needed(self.choice)
        self.descriptions = descriptions(self.site, self.opt.section or ENTRY)
        self.generator = self.pages_in_order()

    def pages_in_order(self) -> Iterator[Any]:
        """Yield every page this gadget is made of, the definition that enables it last."""
        names = [*self.wanted, *self.descriptions]
        pages = [pywikibot.Page(self.site, f"MediaWiki:{name}") for name in names]
        # All in one request, which answers in an order of its own.
        loaded = {page.title(): page for page in self.site.preloadpages(pages)}
        yield from (loaded[page.title()] for page in pages)
        # Fetched only now, so that an edit made while the pages were saved is seen.
        yield pywikibot.Page(self.site, DEFINITION)

    def treat_page(self) -> None:
        """Bring one page into step."""
        page = self.current_page
        name = page.title(with_ns=False).replace(" ", "_")
        if page.title().replace(" ", "_") == DEFINITION:
            self.treat_definition()
        elif name in self.wanted:
            self.treat_code(name)
        elif not page.exists():
            self.put(self.descriptions[name], "what the preferences say of the gadget")

    def treat_code(self, name: str) -> None:
        """Bring a page of code into step, unless that would change whom the form trusts."""
        page, text = self.current_page, self.wanted[name]
        if page.exists() and same(page.text, text):
            return
        may_differ = name != PINS or not page.exists() or self.opt.pins
        if not may_differ and trusted_keys(page.text) != trusted_keys(text):
            self.differing.append(page.title())
            pywikibot.warning(
                f"{page.title()} pins other keys than the build and stays as it is. "
                "Check the keys by another channel, then use -pins."
            )
            return
        self.put(text, "code of the gadget")

    def treat_definition(self) -> None:
        """Write the gadget's own lines, when everything they name is in place."""
        if self.failed:
            pywikibot.error(f"{DEFINITION} stays as it is: {', '.join(self.failed)} failed.")
            self.failed.append(DEFINITION)
            return
        lines = wanted_lines(self.build.definition, self.choice)
        page = self.current_page
        for attempt in range(1, ATTEMPTS + 1):
            text = merge(page.text, lines, self.opt.section)
            if page.exists() and same(page.text, text):
                return
            if self.put(
                text,
                "lines of the gadget",
                settled=lambda now: merge(now, lines, self.opt.section) == now,
                may_retry=attempt < ATTEMPTS,
            ):
                return
            page.clear_cache()

    def put(
        self,
        text: str,
        what: str,
        *,
        settled: Callable[[str], bool] | None = None,
        may_retry: bool = False,
    ) -> bool:
        """Write one page, or show what would be written; return whether that is settled."""
        page = self.current_page
        if self.looks_only:
            self.differing.append(page.title())
            self.show(page, text)
            return True
        known = page.exists()
        try:
            saved = self.put_current(
                text,
                show_diff=known,
                summary=f"{self.build.label}: {what}",
                ignore_save_related_errors=False,
                asynchronous=False,
                minor=False,
                **only_over(page),
            )
        except EditConflictError:
            if may_retry:
                pywikibot.info(f"Somebody else edited {page.title()}; trying again on top of that.")
                return False
            self.fail(f"{page.title()} was edited by somebody else just now; look and run again.")
            return True
        except PageSaveRelatedError as error:
            self.fail(str(error))
            return True
        if not saved:
            self.fail(f"{page.title()} was not saved.")
            return True
        # MediaWiki joins edits that do not touch the same lines without a word.
        now = pywikibot.Page(self.site, page.title()).text
        if not (settled(now) if settled else same(now, text)):
            self.fail(f"{page.title()} differs from what was saved: somebody else edited it too.")
        return True

    def fail(self, why: str) -> None:
        """Note a page that could not be brought into step."""
        self.failed.append(self.current_page.title())
        pywikibot.error(why)

    def show(self, page: Any, text: str) -> None:
        """Show a difference in the way that was asked for."""
        if self.opt.print:
            edit = f"{self.site.base_url(self.site.path())}?title={page.title(underscore=True)}"
            pywikibot.stdout(f"----- {page.title()}\n----- {edit}&action=edit\n{text.rstrip()}\n")
        elif not page.exists():
            pywikibot.info(f"{page.title()} is missing ({len(text.encode())} bytes)")
        else:
            pywikibot.info(f"{page.title()} differs:")
            pywikibot.showDiff(page.text, text)

    def teardown(self) -> None:
        """Say in one line how wiki and build compare now."""
        if self.failed:
            pywikibot.error(f"Not brought into step: {', '.join(self.failed)}")
        elif self.differing:
            pywikibot.info(f"Differs from {self.build.label}: {', '.join(self.differing)}")
        elif self.generator_completed:
            pywikibot.info(f"{self.site} has {self.build.label}.")


def main(*args: str) -> int:
    """Process command line arguments and invoke the bot; return the exit status."""
    options: dict[str, Any] = {}
    folder = ROOT / "gadget" / "dist" / "wiki"
    for arg in pywikibot.handle_args(args):
        option, _, value = arg.partition(":")
        if option in ("-default", "-optin"):
            options["default"] = option == "-default"
        elif option in ("-form", "-entry"):
            options["form"] = option == "-form"
        elif option in ("-pins", "-verify", "-print", "-always") and not value:
            options[option[1:]] = True
        elif option == "-section" and SECTION.fullmatch(value):
            options["section"] = value
        elif option == "-build" and value:
            folder = Path(value)
        else:
            pywikibot.bot.suggest_help(unknown_parameters=[arg])
            return 2
    try:
        bot = GadgetInstaller(read_build(folder), site=pywikibot.Site(), **options)
        bot.run()
    except (ValueError, NoUsernameError) as error:
        pywikibot.error(str(error))
        return 2
    shown = bool(bot.opt.print or pywikibot.config.simulate) and not bot.opt.verify
    return 0 if bot.generator_completed and not bot.failed and (shown or not bot.differing) else 1


if __name__ == "__main__":
    sys.exit(main())
