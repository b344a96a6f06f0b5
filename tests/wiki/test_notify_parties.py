# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real bot lists who has to be told, once, and finds on a real wiki who was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults import Answer, Bots, killed_at_every_call

from .casetree import Tree
from .gadget import bot_command
from .notifying import (
    PARTIES,
    SCRIPT,
    below,
    deliver,
    give_to_massmessage,
    lists,
    request,
    skip,
    state,
)
from .publishing import STOP, Moment, Publisher, block, edit_call
from .wikis import Wiki

pytestmark = pytest.mark.xdist_group("cases")


@pytest.fixture(scope="module")
def bots(cases_wiki: Wiki, cases_service: Any) -> Iterator[Bots]:
    """The bot, ready to run and signed in."""
    with Bots(*bot_command(cases_wiki, script=SCRIPT), ALCOVE_BOT_KEY=cases_service.key) as bots:
        bots.run(f"-service:{cases_service.url}", "-simulate")
        yield bots


@pytest.fixture
def notifier(tree: Tree, bots: Bots) -> Iterator[Publisher]:
    """A case; of its parties one can be sent a notice, and each other for a reason of its own."""
    wiki = tree.wiki
    moment = Moment(wiki)
    wiki.edit("User talk:Bob", "No. [[Category:Opted-out of message delivery]]")
    token = wiki.api("Admin", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    wiki.api(
        "Admin", action="protect", title="User talk:Admin", protections="create=sysop", token=token
    )
    block(wiki, "Vandal")
    tree.save("Case", request(*PARTIES))
    tree.sync()
    yield Publisher(tree, bots)
    moment.restore()


def test_everybody_is_listed_once(notifier: Publisher) -> None:
    notifier.run("-simulate")
    assert state(notifier)["Alice"][0] == "needed"
    run = notifier.run("-approval:Meta:Bots")
    assert notifier.edits(run) == 2
    to_send = str(notifier.wiki.text(f"{below(notifier)}/en/1"))
    host = notifier.wiki.host
    assert [line for line in to_send.splitlines() if line.startswith("*")] == [
        f"* {{{{#target:User talk:Alice|{host}}}}}"
    ]
    hand = str(notifier.wiki.text(f"{below(notifier)}/by hand/1"))
    for name, why in (
        ("Bob", "opted out"), ("Admin", "protected"), ("Vandal", "blocked"),
        ("Nobody Here", "no account"),
    ):  # fmt: skip
        assert f"* [[:User talk:{name}|<bdi>{name}</bdi>]]: {why} " in hand
    assert {party: said[:2] for party, said in state(notifier).items()} == {
        "Alice": ("listed", None), "Bob": ("by_hand", "opted_out"),
        "Admin": ("by_hand", "protected"), "Vandal": ("by_hand", "blocked"),
        "Nobody Here": ("by_hand", "no_account"),
    }  # fmt: skip
    before = lists(notifier)
    assert notifier.edits(notifier.run()) == 0
    # Somebody is named later: a list of their own, and nobody else on it.
    notifier.wiki.script("createAndPromote", "--force", "Later Named", "A-long-pass-1234")
    notifier.tree.save("Case", request(*PARTIES, "Later Named"))
    notifier.tree.sync()
    notifier.run()
    after = lists(notifier)
    assert {title: after[title] for title in before} == before
    [new] = set(after) - set(before)
    assert new == f"{below(notifier)}/en/2"
    assert after[new][0][4].count("#target") == 1


def test_what_was_delivered_is_found(notifier: Publisher) -> None:
    notifier.wiki.edit("User talk:Bob", "Old words. [[Category:Opted-out of message delivery]]")
    notifier.run()
    link = f"Hello. [[:{notifier.tree.title('Case').replace(' ', '_')}|See]]"
    # What a party and anybody else write about a case is no notice.
    notifier.wiki.edit("User talk:Alice", f"Am I in {link}?", "Alice")
    notifier.wiki.edit("User talk:Alice", f"Am I in {link}? Yes. {link}", "Bob")
    notifier.run("-record")
    assert state(notifier)["Alice"][0] == "listed"
    hand = notifier.wiki.edit("User talk:Bob", f"Old words. {link}")["newrevid"]
    notifier.wiki.edit("User talk:Bob", f"Old words. {link} Thanks.", "Alice")
    assert state(notifier)["Bob"][0] == "by_hand"
    told = deliver(notifier, "Alice")
    run = notifier.run("-record", "-by:Admin")
    assert not edit_call(run)
    assert state(notifier)["Alice"][::2] == ("proven", told)
    assert state(notifier)["Bob"][::2] == ("proven", hand)
    assert state(notifier)["Vandal"][0] == "by_hand"
    before = lists(notifier)
    notifier.run()
    notifier.run("-record")
    assert lists(notifier) == before


def test_sent_is_what_massmessage_was_given(notifier: Publisher) -> None:
    notifier.run()
    before = lists(notifier)
    skip(notifier, "Alice")  # on behalf of another list, before this one was sent
    notifier.deeds.wait_a_second()
    give_to_massmessage(notifier, f"{below(notifier)}/en/1")
    notifier.run("-record")
    assert state(notifier) == {
        **state(notifier, *PARTIES[1:]), "Alice": ("sent", None, None),
    }  # fmt: skip
    assert state(notifier)["Bob"][0] == "by_hand"
    # It does not come to everybody, and does not try again: somebody has to see that.
    skip(notifier, "Alice")
    run = notifier.run("-record", code=1)
    assert "did not tell Alice" in run.output
    assert state(notifier)["Alice"][0] == "sent"
    told = deliver(notifier, "Alice")
    notifier.run("-record")
    assert state(notifier)["Alice"] == ("proven", None, told)
    notifier.run("-record")
    notifier.run()
    assert state(notifier)["Alice"] == ("proven", None, told)
    assert lists(notifier) == before


def test_who_was_told_already_is_on_no_list(notifier: Publisher) -> None:
    told = deliver(notifier, "Alice")
    notifier.run("-simulate")
    assert state(notifier)["Alice"][0] == "needed"
    run = notifier.run()
    assert notifier.edits(run) == 1
    assert state(notifier)["Alice"] == ("proven", None, told)
    assert "Alice" not in str(lists(notifier))


def test_a_list_that_was_deleted_is_not_written_over(notifier: Publisher) -> None:
    notifier.run()
    for name in ("First Later", "Second Later"):
        notifier.wiki.script("createAndPromote", "--force", name, "A-long-pass-1234")
    notifier.tree.save("Case", request(*PARTIES, "First Later"))
    notifier.tree.sync()
    notifier.run()
    notifier.deeds.delete(f"{below(notifier)}/en/1")
    notifier.tree.save("Case", request(*PARTIES, "First Later", "Second Later"))
    notifier.tree.sync()
    notifier.run()
    found = {title for title, rows in lists(notifier).items() if rows and "/en/" in title}
    assert found == {f"{below(notifier)}/en/{number}" for number in (2, 3)}


def test_killed_at_every_call(notifier: Publisher) -> None:
    notifier.bots.run(*notifier.arguments("-simulate"))
    moment, kept = Moment(notifier.wiki), notifier.tree.service.snapshot()

    def restore() -> None:
        moment.restore()
        notifier.tree.service.restore(kept)

    calls = killed_at_every_call(
        notifier.bots, notifier.arguments(), restore=restore,
        state=lambda: (lists(notifier), state(notifier)),
    )  # fmt: skip
    assert sum(call.startswith("POST") and call.endswith("/notices") for call in calls) == 2
    assert sum(map(len, lists(notifier).values())) == 2


def test_killed_at_every_call_of_recording(notifier: Publisher) -> None:
    notifier.run()
    deliver(notifier, "Alice")
    notifier.wiki.script("createAndPromote", "--force", "Sent To", "A-long-pass-1234")
    notifier.tree.save("Case", request(*PARTIES, "Sent To"))
    notifier.tree.sync()
    notifier.run()
    give_to_massmessage(notifier, f"{below(notifier)}/en/2")
    kept = notifier.tree.service.snapshot()
    killed_at_every_call(
        notifier.bots, notifier.arguments("-record"),
        restore=lambda: notifier.tree.service.restore(kept),
        state=lambda: state(notifier, "Sent To", *PARTIES),
    )  # fmt: skip
    assert state(notifier)["Alice"][0] == "proven"
    assert state(notifier, "Sent To")["Sent To"][0] == "sent"


def test_others_and_troubles(notifier: Publisher) -> None:
    moment, kept = Moment(notifier.wiki), notifier.tree.service.snapshot()
    notifier.wiki.edit(STOP, "Wait.")
    run = notifier.run(code=1)
    assert not edit_call(run)
    assert state(notifier)["Alice"][0] == "needed"
    notifier.wiki.edit(STOP, "")
    # Somebody makes a page of that name, with names of their choice: it is no list of ours.
    title = f"{below(notifier)}/en/1"
    forged = f"* {{{{#target:User talk:Alice|{notifier.wiki.host}}}}}"
    notifier.wiki.edit(title, forged, "Bob")
    notifier.run(code=1)
    assert state(notifier)["Alice"][0] == "needed"
    assert notifier.wiki.text(title) == forged
    moment.restore()
    notifier.tree.service.restore(kept)
    # Elsewhere only where it may write.
    notifier.run("-list:Project:Notices", code=1)
    assert state(notifier)["Alice"][0] == "needed"
    calm = notifier.run("-list:Project:Notices", "-designated:Project:Notices")
    assert notifier.edits(calm) == 2
    moment.restore()
    notifier.tree.service.restore(kept)
    # The service goes between a list and saying so.
    told = [call.startswith("POST") and "/notices" in call for call in notifier.run().calls].index(
        True
    )
    moment.restore()
    notifier.tree.service.restore(kept)
    notifier.run(code=2, instead={number: Answer() for number in range(told + 1, told + 20)})
    notifier.run()
    assert sum(map(len, lists(notifier).values())) == 2
    assert state(notifier)["Alice"][0] == "listed"


@pytest.mark.parametrize("more", [
    ["-list:A|B"], ["-service:http://alcove.toolforge.org"],
])  # fmt: skip
def test_options_that_are_none(notifier: Publisher, more: list[str]) -> None:
    run = notifier.run(*more, code=2)
    assert "Traceback" not in run.output
    assert state(notifier)["Alice"][0] == "needed"
