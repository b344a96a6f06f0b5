# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of case pages: what was settled, else what was read with certainty, else unread."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from service.cases.models import Fact, Settlement
from service.infra.database import session


@dataclass(frozen=True)
class Known:
    """A fact with what a member said of it."""

    fact: Fact
    settlement: Settlement | None

    @property
    def key(self) -> str:
        """What kind of thing it says."""
        return self.fact.key

    @property
    def value(self) -> Any:
        """What counts; None while it is unread, or where somebody found that it says nothing."""
        return self.settlement.value if self.settlement is not None else self.fact.value

    @property
    def unread(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.settlement is None and not self.fact.certain


@dataclass(frozen=True)
class Page:
    """Everything known of one page, in the order of the page."""

    facts: Sequence[Known]

    def all(self, key: str) -> list[Known]:
        """The facts of a key, also those still unread."""
        return [known for known in self.facts if known.key == key]

    def values(self, key: str) -> Iterator[tuple[Known, Any]]:
        """The facts of a key that count, with their values."""
        return ((known, known.value) for known in self.all(key) if known.value is not None)

    def one(self, key: str) -> Any:
        """What a page says of something it says once; None if that is not certain."""
        found = self.all(key)
        if any(known.unread for known in found):
            return None
        return next((value for _, value in self.values(key)), None)


NOTHING = Page(())


def of(pages: Collection[str], keys: Collection[str] = ()) -> Mapping[str, Page]:
    """What is known of many pages, in one query; only of some keys, if they are named."""
    same_place = and_(
        Settlement.page_id == Fact.page_id,
        Settlement.key == Fact.key,
        Settlement.item == Fact.item,
        Settlement.hash == Fact.hash,
    )
    wanted = (
        select(Fact, Settlement)
        .outerjoin(Settlement, same_place)
        .where(Fact.page_id.in_(pages))
        .order_by(Fact.page_id, Fact.n)
        .execution_options(populate_existing=True)
    )
    if keys:
        wanted = wanted.where(Fact.key.in_(keys))
    found = session().execute(wanted)
    by_page: dict[str, list[Known]] = {page: [] for page in pages}
    for fact, settlement in found:
        by_page[fact.page_id].append(Known(fact, settlement))
    return {page: Page(facts) for page, facts in by_page.items()}
