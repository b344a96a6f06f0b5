# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is put on which list, once; and what is told of notices that were sent or delivered."""

from __future__ import annotations

from typing import Any

import pytest
import pywikibot
from pywikibot.exceptions import Error

from pywikibot_scripts.casenotify import checking, notifying
from pywikibot_scripts.casenotify.finding import DELIVERER
from pywikibot_scripts.casenotify.listing import Case, message, texts
from pywikibot_scripts.casenotify.notifying import Notifier
from tests.unit.pywikibot_scripts.standing import HOST, ME, Service, Wiki, codes, wiki

__all__ = ["wiki"]
TITLE, GERMAN = "Committee/Cases/A", "de.wikipedia.org"
CASE = Case("a" * 32, TITLE, 5, HOST)
BASE = f"User:{ME}/Alcove notices/5"
SAID = message(CASE, texts()["en"])


@pytest.fixture(autouse=True)
def german(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> Wiki:
    """Another wiki; and a case that Ada, a member, can tell of."""
    there = Wiki(host=GERMAN, lang="de")
    known = {HOST: wiki, GERMAN: there}
    monkeypatch.setattr(notifying, "site_of", lambda host, own: known.get(host))
    monkeypatch.setattr(notifying, "home_of", lambda site, name: GERMAN if name == "Gerd" else "")
    wiki.edit(TITLE, "A case")
    there.now = wiki.now
    for one in known.values():
        one.people = {name: {} for name in ("Alice", "Bob", "Gerd")}
    return there


def notice(party: str, state: str = "needed", where: str | None = None, **more: Any) -> Any:
    return {
        "case": CASE.id, "title": TITLE, "page": 5, "case_wiki": HOST, "party": party,
        "wiki": where, "state": state, "diff": None, **more,
    }  # fmt: skip


def run(wiki: Wiki, *notices: Any, record: bool = False, **options: Any) -> Service:
    service = Service({"notices": {"notices": list(notices), "members": ["Ada"]}})
    bot = Notifier(service, site=wiki, **options)  # type: ignore[arg-type]
    bot.work(bot.record if record else bot.write_lists)
    return service


def told(service: Service) -> dict[str, tuple[Any, ...]]:
    """What the service was told of each party, once."""
    said = [one for path, body in service.told if path == "notices" for one in body["notices"]]
    assert len({one["party"] for one in said}) == len(said)
    return {one["party"]: (one["state"], one["wiki"], one["diff"], one["why"]) for one in said}


def lists(wiki: Wiki) -> dict[str, str]:
    return {title.removeprefix(BASE): wiki.text(title) for title in wiki.pages if BASE in title}


def test_each_is_on_the_list_they_belong_on(wiki: Wiki) -> None:
    service = run(
        wiki, notice("Alice"), notice("Nobody"), notice("A/B"), notice("Bob", where=GERMAN),
        notice("Gerd"), notice("Xu", where="nowhere.example"), notice("Done", "listed"),
        notice("Elsewhere", case_wiki=GERMAN), homewiki=True, approval="Meta:Bots/Ours",
    )  # fmt: skip
    assert told(service) == {
        "Alice": ("listed", HOST, None, None),
        "Nobody": ("by_hand", HOST, None, "no_account"),
        "A/B": ("by_hand", HOST, None, "odd_name"),
        "Bob": ("listed", GERMAN, None, None),
        "Gerd": ("listed", GERMAN, None, None),
        "Xu": ("by_hand", "nowhere.example", None, "unknown_wiki"),
    }
    assert set(lists(wiki)) == {"/en/1", "/de/1", "/by hand/1"}
    assert {line for line in lists(wiki)["/de/1"].split("\n") if "#target" in line} == {
        f"* {{{{#target:User talk:{name}|{GERMAN}}}}}" for name in ("Bob", "Gerd")
    }
    assert {how["summary"] for how in wiki.saved} == {
        f"Notices: {count} ([[:Meta:Bots/Ours]])" for count in (1, 2, 3)
    }
    assert service.ended == {
        "cursor": None, "pages": 6, "requests": 0, "edits": 3, "problems": [],
    }  # fmt: skip


def test_nobody_is_on_two_lists(wiki: Wiki) -> None:
    everybody = [notice("Alice"), notice("Nobody"), notice("Gerd")]
    first = run(wiki, *everybody, homewiki=True)
    before = lists(wiki)
    # The service does not know, as after a run that was stopped; and homes are not asked any more.
    again = run(wiki, *everybody)
    assert (lists(wiki), told(again)) == (before, told(first))
    # Where somebody has been told before is not asked again.
    run(wiki, notice("Gerd", where=HOST), notice("Bob"), homewiki=True)
    assert set(lists(wiki)) - set(before) == {"/en/2"}
    wiki.pages.pop(f"{BASE}/en/1")
    wiki.people["Cleo"] = {}
    run(wiki, notice("Cleo"))
    assert set(lists(wiki)) - set(before) == {"/en/2", "/en/3"}


def test_who_said_where_is_not_sent_home(wiki: Wiki) -> None:
    run(wiki, notice("Gerd", where=HOST), homewiki=True)
    assert set(lists(wiki)) == {"/en/1"}


def test_who_was_told_already_is_on_no_list(wiki: Wiki) -> None:
    for name, by in (("Alice", "Ada"), ("Bob", "Cleo"), ("Gerd", "Clerk")):
        wiki.edit(f"User talk:{name}", SAID, by)
    service = run(wiki, notice("Alice"), notice("Bob"), notice("Gerd"), by=["clerk"])
    assert {name: said[0] for name, said in told(service).items()} == {
        "Alice": "proven", "Bob": "listed", "Gerd": "proven",
    }  # fmt: skip
    assert "Alice" not in str(lists(wiki))


def test_pages_of_others_are_no_lists(wiki: Wiki) -> None:
    forged = f"* {{{{#target:User talk:Alice|{HOST}}}}}"
    wiki.edit(f"{BASE}/en/1", forged)
    service = run(wiki, notice("Alice"))
    assert (codes(service), told(service)) == (["foreign_page"], {})
    assert wiki.text(f"{BASE}/en/1") == forged


def test_another_run_is_faster(wiki: Wiki) -> None:
    listed = f"* {{{{#target:User talk:Alice|{HOST}}}}}"
    wiki.meanwhile.append(lambda: wiki.edit(f"{BASE}/en/1", listed, ME))
    service = run(wiki, notice("Alice"), notice("Bob"))
    assert told(service).keys() == {"Alice", "Bob"}
    assert lists(wiki)["/en/1"] == listed
    assert "Alice" not in lists(wiki)["/en/2"]


def test_a_list_of_ours_that_was_just_made_is_read(
    wiki: Wiki, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checking.obstacles

    def meanwhile(site: Wiki, names: list[str]) -> dict[str, str]:
        if not lists(wiki):
            wiki.edit(f"{BASE}/en/1", f"* {{{{#target:User talk:Alice|{HOST}}}}}", ME)
        return real(site, names)

    monkeypatch.setattr(notifying, "obstacles", meanwhile)
    service = run(wiki, notice("Alice"))
    assert told(service).keys() == {"Alice"}
    assert (codes(service), wiki.saved) == ([], [])


def test_only_where_it_may(wiki: Wiki) -> None:
    service = run(wiki, notice("Alice"), list="Project:Notices")
    assert (codes(service), told(service)) == (["not_designated"], {})
    service = run(wiki, notice("Alice"), list="Project:Notices", designated=["Project:Notices"])
    assert told(service).keys() == {"Alice"}
    assert "Project:Notices/5/en/1" in wiki.pages


def test_only_looking_tells_nothing(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pywikibot.config, "simulate", True)
    wiki.edit("User talk:Bob", SAID, "Ada")
    service = run(wiki, notice("Alice"), notice("Bob"))
    assert (service.told, wiki.saved) == ([], [])


def record(wiki: Wiki, *notices: Any, **options: Any) -> Service:
    return run(wiki, *notices, record=True, **options)


def test_sent_and_proven(wiki: Wiki, german: Wiki) -> None:
    """Listed, then sent where its log says so, then proven by an edit since it was sent."""
    wiki.edit("User talk:Alice", f"Old. {SAID}", "Ada")
    run(wiki, notice("Bob"), notice("Gerd", where=GERMAN), notice("Nobody"))
    waiting = [
        notice("Bob", "listed", HOST), notice("Gerd", "listed", GERMAN),
        notice("Nobody", "by_hand", HOST), notice("Alice", "needed"),
    ]  # fmt: skip
    assert told(record(wiki, *waiting)) == {}
    wiki.enter("massmessage", "send", f"{BASE}/de/1")
    assert told(record(wiki, *waiting)) == {"Gerd": ("sent", GERMAN, None, None)}
    waiting[1] |= {"state": "sent"}
    assert told(record(wiki, *waiting)) == {}
    german.now = wiki.now
    german.enter("massmessage", "skipoptout", "User talk:Gerd")
    service = record(wiki, *waiting)
    assert (codes(service), told(service)) == (["not_delivered"], {})
    rev = german.edit("User talk:Gerd", SAID, DELIVERER)
    wiki.edit("User talk:Bob", SAID, "Bob")
    hand = wiki.edit("User talk:Nobody", SAID, "Ada")
    service = record(wiki, *waiting)
    assert codes(service) == []
    assert told(service) == {
        "Gerd": ("proven", GERMAN, rev, None), "Nobody": ("proven", HOST, hand, None),
    }  # fmt: skip


def test_what_came_before_a_list_is_no_proof_of_it(wiki: Wiki) -> None:
    wiki.pages["User talk:Alice"] = []
    run(wiki, notice("Alice"))
    list_ = wiki.pages[f"{BASE}/en/1"][0]
    early = wiki.edit("User talk:Alice", SAID, "Ada")
    wiki.pages["User talk:Alice"][0].timestamp = wiki.pages[TITLE][0].timestamp
    assert list_.timestamp > wiki.pages["User talk:Alice"][0].timestamp
    assert told(record(wiki, notice("Alice", "listed", HOST))) == {}
    # Whom the page says was told somehow is on no list; that counts since there is a case.
    assert told(record(wiki, notice("Bob", "by_hand"))) == {}
    wiki.pages["User talk:Bob"] = wiki.pages["User talk:Alice"]
    assert told(record(wiki, notice("Bob", "by_hand")))["Bob"][2] == early


def test_names_that_are_no_titles_are_not_looked_up(wiki: Wiki) -> None:
    wiki.edit("User talk:A|B", SAID, "Ada")
    assert told(record(wiki, notice("A|B", "by_hand", HOST))) == {}


def test_a_wiki_that_does_not_answer(
    wiki: Wiki, german: Wiki, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checking.obstacles

    def asked(site: Wiki, names: list[str]) -> dict[str, str]:
        if site is failing:
            raise Error("no")
        return real(site, names)

    monkeypatch.setattr(notifying, "obstacles", asked)
    failing = german
    service = run(wiki, notice("Alice"), notice("Gerd", where=GERMAN))
    assert codes(service) == ["wiki_not_asked"]
    assert told(service)["Gerd"] == ("by_hand", GERMAN, None, "unknown_wiki")
    assert told(service)["Alice"][0] == "listed"
    failing = wiki
    with pytest.raises(Error, match="no"):
        run(wiki, notice("Bob"))
