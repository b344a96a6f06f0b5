# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot writes tables on a real wiki, and what others do there stays theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pywikibot_scripts import regions
from tests.casepages import page
from tests.faults import Bots, killed_at_every_call

from .casetree import Tree
from .gadget import bot_command
from .publishing import PAGES, Moment, Publisher

pytestmark = pytest.mark.xdist_group("cases")
SCRIPT = "publish_cases.py"


@pytest.fixture(scope="module")
def bots(cases_wiki, cases_service) -> Iterator[Bots]:
    with Bots(*bot_command(cases_wiki, script=SCRIPT), ALCOVE_BOT_KEY=cases_service.key) as bots:
        yield bots


@pytest.fixture(scope="module")
def before_all(cases_wiki, bots, cases_service) -> Moment:
    """The wiki before anything was published; the bot is signed in."""
    bots.run(f"-service:{cases_service.url}", "-simulate")
    return Moment(cases_wiki)


@pytest.fixture
def publisher(tree: Tree, bots: Bots, before_all: Moment) -> Iterator[Publisher]:
    """Three cases the service knows, and nothing published yet."""
    before_all.restore()
    for number, shape in enumerate(("form", "dated", "voted")):
        tree.save(f"Case {number}", page(shape, "en", seed=number).wikitext)
    tree.sync()
    yield Publisher(tree, bots)
    before_all.restore()


def test_written_once_and_nothing_twice(publisher: Publisher) -> None:
    first = publisher.run("-approval:Meta:Requests for bot status/Alcove")
    assert publisher.edits(first) == 3
    for title in PAGES:
        [(_, user, comment, _, text)] = publisher.history(title)[title]
        name = title.rpartition(" ")[2]
        body = regions.find(text, name).body
        assert user == "AlcoveBot"
        assert "[[:Meta:Requests for bot status/Alcove]]" in comment
        assert comment.endswith(regions.tag_of(body))
    told = publisher.tree.service.rows("SELECT page, rev, region, hash FROM publications")
    assert len(told) == 3
    names = {
        one["value"]["name"] for n, shape in enumerate(("form", "dated", "voted"))
        for one in page(shape, "en", seed=n).truth if one["key"] == "party"
    }  # fmt: skip
    text = str(publisher.history())
    assert names
    assert [name for name in names if name in text] == []
    before = publisher.history()
    idle = publisher.run()
    assert publisher.edits(idle) == 0
    assert publisher.history() == before
    assert len(idle.to(f"{publisher.tree.service.url}/api")) == 3


def test_killed_at_every_call(publisher: Publisher) -> None:
    moment, kept = Moment(publisher.wiki), publisher.tree.service.snapshot()

    def restore() -> None:
        moment.restore()
        publisher.tree.service.restore(kept)

    def state() -> object:
        told = "SELECT page, rev, region, hash FROM publications ORDER BY region"
        return publisher.history(), publisher.tree.service.rows(told)

    calls = killed_at_every_call(
        publisher.bots, publisher.arguments(), restore=restore, state=state
    )
    assert sum("publications" in call for call in calls) == 3
    assert [len(found) for found in publisher.history().values()] == [1, 1, 1]
