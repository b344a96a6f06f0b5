# SPDX-License-Identifier: AGPL-3.0-or-later
"""Others edit where the bot writes, want it to stop, or nothing answers: nothing is lost."""

from __future__ import annotations

import json

import pytest

from pywikibot_scripts import regions
from tests.faults import Answer

from .publishing import CASES, HEALTH, OUTCOMES, PAGES, STOP, Moment, Publisher, block, edit_call

pytestmark = pytest.mark.xdist_group("cases")


def by_hand(
    publisher: Publisher, title: str = CASES, words: str = "OURS", user: str = "Admin"
) -> str:
    """Somebody writes into the bot's table; return the page."""
    name = title.rpartition(" ")[2]
    text = str(publisher.wiki.text(title))
    found = regions.find(text, name)
    publisher.wiki.edit(title, found.with_body(f"{words}\n{found.body}"), user)
    return str(publisher.wiki.text(title))


def hand_edits(publisher: Publisher) -> list[tuple[object, ...]]:
    return publisher.tree.service.rows("SELECT region, editor, rev, text FROM hand_edits")


def test_an_edit_by_hand_waits_for_a_member(publisher: Publisher) -> None:
    publisher.run()
    text = by_hand(publisher, user="Alice")
    latest = publisher.wiki.latest(CASES)
    assert latest is not None
    publisher.wiki.edit(CASES, f"Around it.\n{text}", "Bob")  # not what the bot is asked about
    text = str(publisher.wiki.text(CASES))
    for _ in range(2):
        publisher.run(code=1)
        assert publisher.problems() == ["hand_edit"]
        assert publisher.wiki.text(CASES) == text
        [(region, editor, rev, said)] = hand_edits(publisher)
        assert (region, editor, rev) == ("cases", "Alice", latest["revid"])
        assert str(said).startswith("OURS\n")

    publisher.tree.service.change("UPDATE hand_edits SET answer = 'keep'")
    publisher.run()
    assert publisher.wiki.text(CASES) == text

    publisher.tree.service.change("UPDATE hand_edits SET answer = 'overwrite'")
    publisher.run()
    written = str(publisher.wiki.text(CASES))
    assert "OURS" not in written
    assert written.startswith("Around it.\n")

    # What was answered once is no answer to something else.
    text = by_hand(publisher, words="OTHER")
    publisher.run(code=1)
    assert publisher.wiki.text(CASES) == text
    assert len(hand_edits(publisher)) == 2


def test_going_back_to_an_older_table_is_by_hand_too(publisher: Publisher) -> None:
    publisher.run()
    old = str(publisher.wiki.text(CASES))
    publisher.run("-language:ar")
    publisher.wiki.edit(CASES, old)
    publisher.run("-language:ar", code=1)
    assert publisher.wiki.text(CASES) == old


def test_edits_between_read_and_write(publisher: Publisher) -> None:
    publisher.run()
    start, kept = Moment(publisher.wiki), publisher.tree.service.snapshot()
    call = edit_call(publisher.run("-language:de"))

    def again() -> None:
        start.restore()
        publisher.tree.service.restore(kept)

    again()
    words = f"Around it.\n{publisher.wiki.text(CASES)}"
    publisher.run("-language:de", meanwhile={call: lambda: publisher.wiki.edit(CASES, words)})
    text = str(publisher.wiki.text(CASES))
    assert text.startswith("Around it.\n")
    assert 'lang="de"' in text

    again()
    publisher.run("-language:de", code=1, meanwhile={call: lambda: by_hand(publisher)})
    text = str(publisher.wiki.text(CASES))
    assert "OURS" in text
    assert publisher.problems() == ["hand_edit"]
    assert len(hand_edits(publisher)) == 1

    again()
    publisher.run("-language:de", code=1, meanwhile={
        call: lambda: publisher.deeds.move(CASES, "User:AlcoveBot/Away", redirect=False)
    })  # fmt: skip
    assert publisher.wiki.text(CASES) is None
    assert publisher.problems() == ["page_gone"]


def test_pages_that_are_not_as_they_were(publisher: Publisher) -> None:
    publisher.run()
    publisher.deeds.protect(CASES)
    publisher.wiki.edit(OUTCOMES, "")
    publisher.deeds.move(HEALTH, "User:Alice/Health")
    before = publisher.history()
    publisher.run("-language:de", code=1)
    assert publisher.problems() == ["protected", "markers_missing", "redirect"]
    assert publisher.history() == before
    publisher.deeds.delete(OUTCOMES)
    publisher.run(code=1)
    assert publisher.problems() == ["page_gone", "redirect"]
    assert publisher.wiki.text(OUTCOMES) is None


@pytest.mark.parametrize(
    "words", ["{{nobots}}", "{{bots|deny=AlcoveBot}}"], ids=["none", "not this one"]
)
def test_a_page_that_wants_no_bots(publisher: Publisher, words: str) -> None:
    publisher.run()
    publisher.wiki.edit(CASES, f"{publisher.wiki.text(CASES)}\n{words}")
    before = publisher.history(CASES)
    publisher.run("-language:de", code=1)
    assert publisher.problems() == ["nobots"]
    assert publisher.history(CASES) == before


def test_it_is_told_to_stop(publisher: Publisher) -> None:
    publisher.wiki.edit(STOP, "Please look at the table first.", "Alice")
    run = publisher.run(code=1)
    assert not edit_call(run)
    assert publisher.problems() == ["stopped"]
    publisher.wiki.edit(STOP, "")
    moment = Moment(publisher.wiki)

    publisher.wiki.edit("User talk:AlcoveBot", "Look!", "Alice")
    run = publisher.run(code=1)
    assert not edit_call(run)
    assert publisher.problems() == ["new_message"]
    moment.restore()

    # In the middle of a run, too.
    calm = publisher.run()
    moment.restore()
    between = edit_call(calm) + 1
    run = publisher.run(code=1, meanwhile={between: lambda: publisher.wiki.edit(STOP, "No.")})
    assert publisher.edits(run) == 1
    assert publisher.wiki.text(OUTCOMES) is None
    moment.restore()

    block(publisher.wiki, "AlcoveBot")
    run = publisher.run(code=1)
    assert not edit_call(run)
    assert publisher.problems() == ["blocked"]


LAGGED = json.dumps({"error": {"code": "maxlag", "info": "Waiting: 7 seconds lagged.", "lag": 7}})
SAID = '{"error": {"code": "%s", "info": "made for a test"}}'


def test_a_wiki_that_stumbles_at_an_edit(publisher: Publisher) -> None:
    moment, kept = Moment(publisher.wiki), publisher.tree.service.snapshot()
    calm = publisher.run()
    call, expected = edit_call(calm), publisher.history()
    answers = [Answer(200, LAGGED), Answer(500, "no"), Answer(), Answer(200, "<html>")]
    answers += [Answer(200, SAID % code) for code in (
        "ratelimited", "readonly", "assertuserfailed", "badtoken", "blocked", "protectedpage",
    )]  # fmt: skip
    for answer in answers:
        moment.restore()
        publisher.tree.service.restore(kept)
        run = publisher.bots.run(*publisher.arguments(), instead={call: answer})
        assert run.code in {0, 1, 2}, (answer, run.output)
        if run.code:
            publisher.run()
        found = publisher.history()
        assert {t: [(r[1], r[4]) for r in rows] for t, rows in found.items() if t != HEALTH} == {
            t: [(r[1], r[4]) for r in rows] for t, rows in expected.items() if t != HEALTH
        }, answer


def test_a_service_that_is_down(publisher: Publisher) -> None:
    before = publisher.history()
    down = publisher.bots.run("-service:http://127.0.0.1:9", "-always")
    assert down.code == 2
    assert publisher.history() == before
    # It goes after the first edit: the next run knows the edit as its own.
    moment, kept = Moment(publisher.wiki), publisher.tree.service.snapshot()
    calm = publisher.run()
    expected = publisher.history()
    moment.restore()
    publisher.tree.service.restore(kept)
    told = [n for n, call in enumerate(calm.calls, 1) if "publications" in call]
    gone = {number: Answer() for number in range(told[0], told[0] + 20)}
    publisher.run(code=2, instead=gone)
    assert not publisher.tree.service.rows("SELECT * FROM publications")
    publisher.run()
    assert publisher.history() == expected
    assert len(publisher.tree.service.rows("SELECT * FROM publications")) == len(PAGES)
    assert not hand_edits(publisher)
