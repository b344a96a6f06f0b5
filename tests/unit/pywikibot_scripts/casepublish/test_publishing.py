# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the publisher decides before, while and after it writes a table."""

from __future__ import annotations

from typing import Any

import pytest
import pywikibot
from pywikibot.exceptions import APIError, LockedPageError, OtherPageSaveError

from pywikibot_scripts import editing, regions
from pywikibot_scripts.casepublish.publishing import REGIONS, CasesPublisher
from pywikibot_scripts.casepublish.writing import Writer
from pywikibot_scripts.starting import SetupError
from tests.unit.pywikibot_scripts.standing import HOST, ME, Page, Service, Wiki, codes, wiki

from .test_rendering import overview

__all__ = ["wiki"]
TITLES = {name: f"User:{ME}/Alcove {name}" for name in REGIONS}
CASES = TITLES["cases"]


def publish(wiki: Wiki, cursor: Any = None, **options: Any) -> Service:
    """One pass over the pages."""
    told = overview("A")
    told["health"].append({"bot": "publish", "wiki": HOST, "ended": "2025-01-01", "problems": []})
    told["outcomes"][0]["case"] = "b" * 32
    edits = {"open": [], "settled": options.pop("settled", [])}
    service = Service({"overview": told, "hand-edits": edits}, cursor)
    bot = CasesPublisher(service, site=wiki, **options)  # type: ignore[arg-type]
    bot.treat_page_type = Page
    bot.work(bot.run)
    return service


def again(wiki: Wiki, before: Service, **options: Any) -> Service:
    """The next pass."""
    assert before.ended is not None
    return publish(wiki, before.ended["cursor"], **options)


def body(wiki: Wiki, name: str) -> str:
    return regions.find(wiki.text(TITLES[name]), name).body


def test_each_table_is_written_and_told_of_once(wiki: Wiki) -> None:
    service = publish(wiki, approval="Meta:Bots/Ours")
    assert len(wiki.saved) == 3
    for name, how in zip(REGIONS, wiki.saved, strict=True):
        assert how["summary"].endswith(f" ([[:Meta:Bots/Ours]]) {regions.tag_of(body(wiki, name))}")
        assert (how["minor"], how["bot"], how["assertuser"]) == (True, True, ME)
        assert how["createonly"]
    told = {one["region"]: one for path, one in service.told if path == "publications"}
    assert [told[name]["cases"] for name in REGIONS] == [["a" * 32], ["b" * 32], []]
    assert told["cases"]["hash"] == regions.digest(body(wiki, "cases"))
    assert "2025-01-01" not in body(wiki, "health"), "it tells of this run"
    assert service.ended == {
        "cursor": {"regions": {
            name: {"page": wiki.ids[title], "rev": wiki.pages[title][-1].revid,
                   "hash": regions.digest(body(wiki, name))}
            for name, title in TITLES.items()
        }}, "pages": 3, "requests": 0, "edits": 3, "problems": [],
    }  # fmt: skip
    idle = again(wiki, service)
    assert len(wiki.saved) == 3
    assert [path for path, _ in idle.told] == ["begin"]
    # What was saved, but never told of, is told of by the next run.
    assert [path for path, _ in publish(wiki).told] == ["begin", *["publications"] * 3]


def test_what_is_not_clear_begins_nothing(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="a page each"):
        publish(wiki, cases="X", health="X")
    monkeypatch.setattr(wiki, "username", lambda: None)
    with pytest.raises(SetupError, match="Nobody is configured"):
        publish(wiki)
    assert wiki.people == {}


def test_only_looking_changes_nothing(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pywikibot.config, "simulate", True)
    wiki.edit(CASES, regions.made("cases", "by hand"))
    service = publish(wiki)
    assert (wiki.saved, service.told, service.ended) == ([], [], None)


def test_pages_that_are_not_as_they_should_be(wiki: Wiki) -> None:
    service = publish(wiki)
    for text, code in (
        ("#REDIRECT [[X]]", "redirect"), ("No markers.", "markers_missing"),
        (f"{regions.made('cases', 'x')}{{{{nobots}}}}", "hand_edit"),
    ):  # fmt: skip
        wiki.edit(CASES, text)
        assert codes(again(wiki, service, language="de")) == [code]
        assert wiki.text(CASES) == text
    gone = wiki.pages.pop(CASES)
    for kind in ("move", "delete", "suppress"):
        wiki.log.clear()
        wiki.enter(kind, kind, CASES)
        assert codes(again(wiki, service)) == ["page_gone"]
        assert CASES not in wiki.pages
    wiki.log.clear()
    wiki.enter("protect", "protect", CASES)
    assert codes(again(wiki, service)) == []
    assert CASES in wiki.pages
    wiki.pages[CASES] = gone[:1]
    assert codes(again(wiki, service)) == []
    wiki.edit(CASES, f"{wiki.text(CASES)}{{{{nobots}}}}", ME, wiki.pages[CASES][-1].comment)
    assert codes(again(wiki, service, language="de")) == ["nobots"]


def test_what_a_member_says_to_an_edit_by_hand(wiki: Wiki) -> None:
    service = publish(wiki)
    rev = wiki.edit(CASES, regions.made("cases", "by hand"))
    waiting = again(wiki, service)
    assert codes(waiting) == ["hand_edit"]
    assert [(one["rev"], one["text"]) for path, one in waiting.told if path == "hand-edits"] == [
        (rev, "by hand")
    ]
    said = {"region": "cases", "rev": rev}
    assert codes(again(wiki, service, settled=[{**said, "what": "keep"}])) == []
    assert body(wiki, "cases") == "by hand"
    assert codes(again(wiki, service, settled=[{**said, "what": "overwrite"}])) == []
    assert "wikitable" in body(wiki, "cases")


def test_somebody_else_writes_the_very_same(wiki: Wiki) -> None:
    service = publish(wiki)
    same = wiki.text(CASES)
    publish(wiki, language="de")
    wiki.edit(CASES, same)
    again_ = again(wiki, service)
    assert [path for path, _ in again_.told if path == "publications"] == ["publications"] * 2
    assert "cases" not in {one.get("region") for _, one in again_.told}, "that edit is not ours"


def test_others_are_faster(wiki: Wiki) -> None:
    service = publish(wiki)
    around = f"Around it.\n{wiki.text(CASES)}"
    wiki.meanwhile.append(lambda: wiki.edit(CASES, around))
    assert codes(again(wiki, service, language="de")) == []
    assert wiki.text(CASES).startswith("Around it.\n")
    assert 'lang="de"' in body(wiki, "cases")

    service = publish(wiki, language="de")
    wiki.meanwhile.append(lambda: wiki.pages.pop(CASES))
    wiki.enter("delete", "delete", CASES)
    assert codes(again(wiki, service)) == ["page_gone"]

    rows = wiki.pages[TITLES["outcomes"]]
    text = rows[-1].text

    def over_and_over() -> None:
        wiki.edit(TITLES["outcomes"], text)
        wiki.meanwhile.append(over_and_over)

    wiki.meanwhile.append(over_and_over)
    found = codes(again(wiki, service, cases=f"User:{ME}/Other", language="ar"))
    assert "edit_conflict" in found


def test_what_the_wiki_joined_is_looked_at_again(
    wiki: Wiki, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Writer.put_current
    joined: list[str] = []

    def put(bot: Writer, text: str, /, **how: Any) -> bool:
        if bot.current_page.title() == CASES and not joined:
            joined.append(text)
            text = text.replace("wikitable", "other")
        return bool(real(bot, text, **how))

    monkeypatch.setattr(Writer, "put_current", put)
    service = publish(wiki)
    assert codes(service) == ["hand_edit"]
    assert "cases" not in {
        one.get("region") for path, one in service.told if path == "publications"
    }


@pytest.mark.parametrize(("error", "code"), [
    (LockedPageError, "protected"),
    (lambda page: OtherPageSaveError(page, "no"), "not_saved"),
    (lambda page: APIError("blocked", "you are"), "blocked"),
])  # fmt: skip
def test_the_wiki_refuses(
    wiki: Wiki, monkeypatch: pytest.MonkeyPatch, error: Any, code: str
) -> None:
    tried: list[str] = []

    def put(bot: Writer, _: str, /, **__: Any) -> bool:
        tried.append(bot.current_page.title())
        raise error(bot.current_page)

    monkeypatch.setattr(Writer, "put_current", put)
    service = publish(wiki)
    assert codes(service) == [code] * len(tried)
    assert len(tried) == (1 if code == "blocked" else 3), "it goes on unless it is to stop"
    monkeypatch.setattr(Writer, "put_current", lambda *_, **__: False)
    assert codes(service := publish(wiki)) == ["not_confirmed"] * 3
    assert service.ended is not None
    assert service.ended["edits"] == 0


def test_what_nobody_expects_is_not_hidden(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(*_: Any, **__: Any) -> bool:
        raise APIError("readonly", "for a moment")

    monkeypatch.setattr(Writer, "put_current", put)
    with pytest.raises(APIError):
        publish(wiki)


def test_it_stops_where_it_is(wiki: Wiki) -> None:
    wiki.meanwhile.append(lambda: wiki.edit(f"User:{ME}/Stop", "Wait."))
    assert codes(publish(wiki)) == ["stopped"]
    assert len(wiki.saved) == 1
    wiki.user["groups"] = []
    wiki.edit(f"User:{ME}/Stop", "")
    assert codes(publish(wiki, cases="Committee/X", designated=["Committee/X"])) == [
        "not_designated"
    ]
    wiki.user["groups"] = ["bot"]
    assert codes(publish(wiki, cases="Committee/X", designated=["Committee/X"])) == []
    assert "Committee/X" in wiki.pages


def test_an_edit_is_only_over_what_was_read(wiki: Wiki) -> None:
    assert editing.only_over(Page(wiki, "X")) == {"createonly": True}
    rev = wiki.edit("X", "x")
    assert editing.only_over(Page(wiki, "X")) == {
        "baserevid": rev, "basetimestamp": False, "nocreate": True,
    }  # fmt: skip
