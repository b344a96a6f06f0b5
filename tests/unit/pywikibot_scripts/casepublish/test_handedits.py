# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose words stand in a region, since when, and for which words a member's answer is."""

from __future__ import annotations

from typing import Any

import pytest

from pywikibot_scripts import regions
from pywikibot_scripts.casepublish import handedits

ME = "Our Bot"
OURS = "our table"


class Revision:
    """One revision of a page."""

    def __init__(self, revid: int, user: str, body: str | None, comment: str = "") -> None:
        self.revid, self.user, self.comment = revid, user, comment
        self.text = None if body is None else regions.made("cases", body)


class Page:
    """A page with its revisions, the newest first; it is its own site."""

    def __init__(self, *revisions: Revision) -> None:
        self.site, self.pageid, self._all = self, 5, revisions
        self.latest_revision, self.latest_revision_id = revisions[0], revisions[0].revid

    def username(self) -> str:
        return ME

    def title(self) -> str:
        return "A page"

    def simple_request(self, **asked: Any) -> Page:
        assert (asked["rvuser"], asked["rvlimit"]) == (ME, 1)
        return self

    def submit(self) -> Any:
        own = [{"revid": r.revid, "comment": r.comment} for r in self._all if r.user == ME]
        return {"query": {"pages": {"5": {"revisions": own[:1]} if own else {}}}}

    def revisions(self, *, total: int, content: bool) -> Any:
        assert content
        return iter(self._all[:total])

    def getOldVersion(self, rev: int) -> str | None:
        return {r.revid: r.text for r in self._all}[rev]


def own(rev: int, body: str = OURS, comment: str | None = None) -> Revision:
    return Revision(rev, ME, body, f"Cases {regions.tag_of(body)}" if comment is None else comment)


def look(*newest_first: Revision, known: dict[str, Any] | None = None) -> handedits.Look:
    page = Page(*newest_first)
    found = regions.find(str(newest_first[0].text), "cases")
    return handedits.look_at(page, "cases", found, known)


def kept(body: str = OURS, page: int = 5) -> dict[str, Any]:
    return {"page": page, "rev": 1, "hash": regions.digest(body)}


@pytest.mark.parametrize(("revisions", "known", "ours"), [
    ([own(1)], None, True),
    ([Revision(2, "Bob", OURS), own(1)], None, True),  # around it
    ([Revision(2, "Bob", "x"), own(1)], None, False),
    ([own(2, comment="x")], None, False),
    ([own(2, comment="x")], kept(), True),  # its summary is hidden
    ([own(2, comment="x")], kept("other"), False),
    ([own(2, comment="x")], kept(page=6), False),
    # Back to an older table of ours: what counts is the newest.
    ([Revision(3, "Bob", "old"), own(2), own(1, "old")], None, False),
    ([Revision(3, "Bob", "old"), own(2), own(1, "old")], kept("old"), False),
    # Nobody wrote there yet.
    ([Revision(1, "Bob", "")], None, True),
    ([Revision(1, "Bob", "x")], None, False),
    ([Revision(1, "Bob", "")], kept(page=6), True),  # the table stood elsewhere before
    ([Revision(1, "Bob", "")], kept(), False),
    ([Revision(2, "Bob", ""), own(1)], None, False),
])  # fmt: skip
def test_whose_words_they_are(
    revisions: list[Revision], known: dict[str, Any] | None, ours: bool
) -> None:
    found = look(*revisions, known=known)
    assert found.is_ours is ours
    assert found.own_rev == next((r.revid for r in revisions if r.user == ME), 0)


class Service:
    """What members said to edits by hand, and what is told of them."""

    def __init__(self, *settled: tuple[int, str], open_: tuple[int, ...] = ()) -> None:
        self.told: list[dict[str, Any]] = []
        other = {"region": "other", "rev": 99}
        self.said = {
            "open": [other, *({"region": "cases", "rev": rev} for rev in open_)],
            "settled": [{**other, "what": "overwrite"}]
            + [{"region": "cases", "rev": rev, "what": what} for rev, what in settled],
        }

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        assert (path, query) == ("hand-edits", {"page": 5, "wiki": "w"})
        return self.said

    def post(self, path: str, body: dict[str, Any]) -> None:
        self.told.append(body)


def answer(service: Service, *newest_first: Revision) -> str | None:
    found = look(*newest_first)
    assert not found.is_ours
    return handedits.answer_to(service, "pass", "w", found)  # type: ignore[arg-type]


def test_an_edit_is_told_of_once_with_who_made_it() -> None:
    around = [Revision(4, "Cleo", "x"), Revision(3, "Bob", "x"), own(2), Revision(1, "Ada", "x")]
    service = Service()
    assert answer(service, *around) is None
    assert service.told == [
        {"pass": "pass", "page": 5, "rev": 3, "region": "cases", "by": "Bob", "text": "x"}
    ]
    assert answer(waiting := Service(open_=(3,)), *around) is None
    assert waiting.told == []


@pytest.mark.parametrize("what", ["overwrite", "keep"])
def test_an_answer_is_for_these_words(what: str) -> None:
    around = [Revision(4, "Cleo", "x"), Revision(3, "Bob", "x"), own(2)]
    assert answer(service := Service((3, what)), *around) == what
    assert service.told == []
    # Other words since then.
    assert answer(service := Service((3, what)), Revision(5, "Dora", "y"), *around) is None
    assert [one["rev"] for one in service.told] == [5]
    # The newest answer counts; one from before our last edit does not.
    assert answer(Service((3, what), (4, "keep")), *around) == "keep"
    assert answer(service := Service((1, what)), *around, Revision(1, "Bob", "x")) is None
    assert [one["rev"] for one in service.told] == [3]


def test_long_words_and_hidden_names() -> None:
    long = [Revision(3, "", "x" * 3000), own(2)]
    answer(service := Service(), *long)
    assert (service.told[0]["by"], len(service.told[0]["text"])) == ("?", handedits.LONGEST)
    # Revisions nobody can read, or without the markers, end the search.
    unread = [Revision(5, "Eve", "x"), Revision(4, "Bob", None), Revision(3, "Bob", "x"), own(2)]
    answer(service := Service(), *unread)
    assert service.told[0]["rev"] == 5
    # What was answered for cannot be seen any more: it is asked anew.
    assert answer(Service((4, "keep")), *unread) is None
