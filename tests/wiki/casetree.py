# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tree of case pages of one test, and the bot that keeps the service in step with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.casepages import CasePage, page
from tests.faults import Answer, Bots, Run
from tests.wiki.caseworld import CaseService, Deeds
from tests.wiki.wikis import Wiki

SCRIPT = "sync_cases.py"
#: What a page says, and what else it can say, for tests that do not care which case it is.
FIRST, SECOND = page("form", "en", seed=1), page("form", "en", seed=2)


@dataclass
class Tree:
    """Pages below a prefix of their own, so that tests can share a wiki."""

    wiki: Wiki
    service: CaseService
    bots: Bots
    prefix: str
    deeds: Deeds = field(init=False)

    def __post_init__(self) -> None:
        """Everybody else on the wiki."""
        self.deeds = Deeds(self.wiki)

    def title(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def save(self, name: str, text: str = FIRST.wikitext) -> int:
        """Save a page of the tree; return its revision."""
        return int(self.wiki.edit(self.title(name), text)["newrevid"])

    def arguments(self, *more: str) -> list[str]:
        return [f"-service:{self.service.url}", f"-prefix:{self.prefix}", *more]

    def sync(
        self,
        *more: str,
        code: int = 0,
        kill: int = 0,
        instead: Mapping[int, Answer] | None = None,
        meanwhile: Mapping[int, Callable[[], object]] | None = None,
        **environment: str,
    ) -> Run:
        """Run the bot, and have it end as expected."""
        run = self.bots.run(
            *self.arguments(*more), kill=kill, instead=instead, meanwhile=meanwhile, **environment
        )
        assert run.code == code, run.output
        return run

    def of_wiki(self, run: Run) -> list[str]:
        """What a run asked the wiki."""
        return run.to(self.wiki.url)

    def known(self) -> dict[str, tuple[int, int, str]]:
        """What the service knows: page, revision and standing, by the name below the prefix."""
        return {
            title.removeprefix(self.prefix): what for title, what in self.service.pages().items()
        }

    def standing(self, name: str) -> str:
        return self.known()[name][2]

    def page(self, name: str) -> int:
        return self.known()[name][0]


def truth(page: CasePage) -> list[tuple[str, str, object]]:
    """What a correct reading of a page has, in order."""
    return sorted(
        ((one["key"], one["item"], one["value"]) for one in page.truth if one["certain"]),
        key=lambda one: one[:2],
    )
