# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot writes tables on a real wiki, and what others do there stays theirs."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from pywikibot_scripts import regions
from pywikibot_scripts.casepublish.escaping import in_address
from pywikibot_scripts.casepublish.rendering import LANGUAGES, Tables, words_in
from tests.casepages import page
from tests.faults import killed_at_every_call
from tests.unit.pywikibot_scripts.casepublish.test_escaping import HOSTILE
from tests.unit.pywikibot_scripts.casepublish.test_rendering import overview

from .publishing import CASES, HEALTH, OUTCOMES, PAGES, SHAPES, Moment, Publisher, edit_call

pytestmark = pytest.mark.xdist_group("cases")
ANNOUNCED = """== {} ==
This motion has been adopted with 7 supporting, 0 opposed and 1 abstaining.
: On behalf of the U4C, [[User:Member Ada]], 3 March 2026
"""


def test_written_once_and_nothing_twice(publisher: Publisher) -> None:
    publisher.run("-simulate")
    assert publisher.history() == {title: [] for title in PAGES}
    assert not publisher.tree.service.rows("SELECT * FROM passes WHERE kind = 'publish'")

    first = publisher.run("-approval:Meta:Requests for bot status/Alcove")
    assert publisher.edits(first) == 3
    sent = [parse_qs(body, keep_blank_values=True) for body in first.bodies]
    for edit in (one for one in sent if one.get("action") == ["edit"]):
        assert {"bot", "minor", "createonly"} <= set(edit)
        assert (edit["assert"], edit["assertuser"]) == (["user"], ["AlcoveBot"])
    for title in PAGES:
        [(_, user, comment, _, text)] = publisher.history(title)[title]
        body = regions.find(text, title.rpartition(" ")[2]).body
        assert user == "AlcoveBot"
        assert "[[:Meta:Requests for bot status/Alcove]]" in comment
        assert comment.endswith(regions.tag_of(body))
    told = publisher.tree.service.rows("SELECT page, rev, region, hash FROM publications")
    assert len(told) == 3
    names = {
        one["value"]["name"] for n, shape in enumerate(SHAPES)
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

    # Something changes: that one page is written, and what others wrote around the region stays.
    publisher.wiki.edit(CASES, f"Our words.\n{publisher.wiki.text(CASES)}\n\n[[Category:Ours]]")
    publisher.tree.deeds.move(publisher.tree.title("Case 1"), publisher.tree.title("Renamed"))
    publisher.tree.sync()
    assert publisher.edits(publisher.run("-language:de")) == 3
    [(_, _, comment, minor, text), *_] = publisher.history(CASES)[CASES]
    assert minor
    assert comment.startswith("Fälle #")
    assert text.startswith("Our words.\n")
    assert text.endswith("\n\n[[Category:Ours]]")
    assert "Renamed" in text
    assert publisher.problems() == []


def test_what_was_announced_is_linked_where_it_stands(publisher: Publisher) -> None:
    page_, heading = "Committee/Announcements", "On «rights» & ''tools'': 50 % (a/b)?"
    party = publisher.tree.service.rows("SELECT party FROM notices")[0][0]
    headings = (f"Ban of {party}", heading, heading)
    publisher.wiki.edit(page_, "".join(map(ANNOUNCED.format, headings)))
    publisher.tree.sync(f"-announcements:{page_}")
    publisher.run()
    text = str(publisher.wiki.text(OUTCOMES))
    answer = publisher.wiki.api(action="parse", page=page_, prop="sections")["parse"]
    places = [in_address(one["anchor"]) for one in answer["sections"]]
    address = f"[https://{publisher.wiki.host}/w/index.php?curid={answer['pageid']}"
    told = [line.partition(" ")[2] for line in text.split("\n") if address in line]
    assert [line.partition(" ")[0] for line in told] == [
        address, f"{address}#{places[1]}", f"{address}#{places[2]}",
    ]  # fmt: skip
    assert party not in text
    assert "<bdi>announcement</bdi>" in told[0]
    assert publisher.edits(publisher.run()) == 0


def test_killed_at_every_call(publisher: Publisher) -> None:
    """With one page that is new, one with words of others, and one that is as it should be."""
    publisher.run()
    health = publisher.wiki.text(HEALTH)
    publisher.wiki.edit(CASES, f"Our words.\n{publisher.wiki.text(CASES)}")
    publisher.tree.deeds.move(publisher.tree.title("Case 1"), publisher.tree.title("Renamed"))
    publisher.tree.sync()
    more = ("-outcomes:User:AlcoveBot/New",)
    publisher.bots.run(*publisher.arguments("-simulate"))
    moment, kept = Moment(publisher.wiki), publisher.tree.service.snapshot()
    pages = (CASES, "User:AlcoveBot/New", HEALTH)

    def restore() -> None:
        moment.restore()
        publisher.tree.service.restore(kept)

    def state() -> object:
        told = "SELECT page, rev, region, hash FROM publications ORDER BY region, rev"
        return publisher.history(*pages), publisher.tree.service.rows(told)

    calls = killed_at_every_call(
        publisher.bots, publisher.arguments(*more), restore=restore, state=state
    )
    assert sum("publications" in call for call in calls) == 2
    assert [len(found) for found in publisher.history(*pages).values()] == [3, 1, 1]
    assert publisher.wiki.text(HEALTH) == health


def shape(html: str) -> dict[str, int]:
    """How many of what MediaWiki made."""
    found = re.findall(r"<(/?[a-z0-9]+)", html)
    return {tag: found.count(tag) for tag in set(found) - {"span", "/span"}}


def parsed(publisher: Publisher, text: str) -> str:
    answer = publisher.wiki.api(
        "Admin", action="parse", text=text, contentmodel="wikitext", pst=1, prop="text",
        title="User:AlcoveBot/X", disablelimitreport=1,
    )  # fmt: skip
    return str(answer["parse"]["text"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_real_wiki_sees_words_where_words_were(publisher: Publisher, language: str) -> None:
    tables = Tables(words_in(language), publisher.wiki.host)
    texts = [*HOSTILE, "".join(HOSTILE), *(f"{one}\n{one}" for one in HOSTILE)]

    def whole(made: list[str]) -> tuple[str, str]:
        of = [overview(text, not_voted=[text], wiki=publisher.wiki.host) for text in made]
        lists = ("cases", "outcomes", "announcements")
        every = {key: [row for one in of for row in one[key]] for key in lists}
        every |= {"counts": {"voting": 1}}
        return tables.cases(every), tables.outcomes(every)

    for calm, hostile in zip(whole(["<"] * len(texts)), whole(texts), strict=True):
        expected, found = shape(parsed(publisher, calm)), shape(parsed(publisher, hostile))
        links = found.pop("a", 0), expected.pop("a", 0), found.pop("/a", 0), expected.pop("/a", 0)
        for tag in ("bdi", "/bdi"):  # where nothing is left to show there is a dash
            assert found.pop(tag) <= expected.pop(tag)
        assert found == expected
        assert links[1] == calm.count("[https:")
        assert links[0] == hostile.count("[[:") + hostile.count("[https:") > 0
    # What is saved is what was sent, or every run would take it for somebody else's.
    text = "\n\n".join(whole(texts))
    publisher.wiki.edit("User:AlcoveBot/X", text)
    assert publisher.wiki.text("User:AlcoveBot/X") == text


def test_a_table_on_a_page_of_others(publisher: Publisher) -> None:
    title = "Project:Cases"
    publisher.wiki.edit(title, f"Ours.{regions.begin_of('cases')}{regions.end_of('cases')}End.")
    title = str(publisher.wiki.api(action="query", titles=title)["query"]["pages"][0]["title"])
    before = publisher.wiki.text(title)
    refused = publisher.run(f"-cases:{title}", code=1)
    assert "-designated" in refused.output
    assert publisher.wiki.text(title) == before
    assert publisher.problems() == ["not_designated"]
    publisher.run(f"-cases:{title}", f"-designated:{title}")
    text = str(publisher.wiki.text(title))
    assert text.startswith("Ours.<!--")
    assert text.endswith("-->End.")
    assert "wikitable" in text


def test_an_account_that_is_no_bot_writes_its_own_pages_only(publisher: Publisher) -> None:
    publisher.wiki.edit("Help:Cases", regions.made("cases", ""))
    with publisher.bots_of("Alice") as bots:
        run = bots.run(*publisher.arguments("-cases:Help:Cases", "-designated:Help:Cases"))
    assert run.code == 1
    assert publisher.wiki.text("Help:Cases") == regions.made("cases", "")
    assert "wikitable" in str(publisher.wiki.text("User:Alice/Alcove health"))


@pytest.mark.parametrize("more", [
    ["-cases:A|B"], ["-cases:User:X/A", "-health:User:X/A"], ["-language:xx"], ["-approval:[[A]]"],
    ["-service:http://alcove.toolforge.org"], ["-always:yes"], ["-cases"], ["-designated:"],
])  # fmt: skip
def test_options_that_are_none(publisher: Publisher, more: list[str]) -> None:
    run = publisher.run(*more, code=2)
    assert "Traceback" not in run.output
    assert not edit_call(run)
