# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that come page by page, in an order that holds while rows are added to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from service.infra.problems import Problem


@dataclass(frozen=True)
class Cursor:
    """The last line of a page: the next begins after it, whatever was added meanwhile."""

    rank: int
    day: date
    id: str

    _FORM = re.compile(r"([0-9])-([0-9]{8})-([0-9a-f]{32})")

    def __str__(self) -> str:
        return f"{self.rank}-{self.day:%Y%m%d}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Read what an earlier page gave.

        :raise Problem: `invalid`, if it is nothing we gave
        """
        found = cls._FORM.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return cls(int(found[1]), date.fromisoformat(found[2]), found[3])
        except ValueError:
            raise Problem("invalid", errors=[{"field": "after", "code": "invalid"}]) from None
