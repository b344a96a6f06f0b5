# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options: each is taken as it has to be, or the bot does nothing; and each end has its status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pywikibot
from pywikibot.exceptions import Error, InvalidTitleError

from pywikibot_scripts import notify_parties, publish_cases, starting, sync_cases
from pywikibot_scripts.casepages.checking import GrammarError
from pywikibot_scripts.service_client import ServiceError

HERE = "https://alcove.toolforge.org"
KNOWN = {
    "service": starting.SERVICE,
    "one": starting.Option(str.isdigit),
    "many": starting.Option(bool, is_list=True),
    "maybe": starting.Option(bool, is_optional=True),
    "flag": starting.FLAG,
}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What help was offered."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(pywikibot.bot, "suggest_help", lambda **what: told.update(what))
    return told


def test_what_is_given_is_taken(said: dict[str, Any]) -> None:
    args = [f"-service:{HERE}/", "-one:1", "-many:a:b", "-many:c", "-maybe", "-flag", "-one:2"]
    assert starting.read_options(args, KNOWN) == {
        "service": f"{HERE}/", "one": "2", "many": ["a:b", "c"], "maybe": "", "flag": True,
    }  # fmt: skip
    assert starting.read_options([f"-service:{HERE}", "-maybe:x"], KNOWN) == {
        "service": HERE, "many": [], "maybe": "x",
    }  # fmt: skip
    assert said == {}


@pytest.mark.parametrize("arg", [
    "-other", "one:1", "-one", "-one:", "-one:x", "-many", "-many:", "-maybe:", "-flag:", "-flag:x",
    "--flag", "", "-", "-service", "-service:alcove", f"-service:{HERE}/desk",
    "-service:https://a b",
])  # fmt: skip
def test_what_is_not_known_ends_it(said: dict[str, Any], arg: str) -> None:
    assert starting.read_options([f"-service:{HERE}", arg], KNOWN) is None
    assert said == {"unknown_parameters": [arg]}


def test_nothing_without_a_service(said: dict[str, Any]) -> None:
    assert starting.read_options(["-flag"], KNOWN) is None
    assert said == {"missing_parameters": ["-service"]}


def test_a_group_is_compared_with_a_membership_page_only(
    said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pywikibot, "handle_args", list)
    for option in ("-group:u4c", "-globalgroup:u4c"):
        assert sync_cases.main(f"-service:{HERE}", option) == 2
        assert said.pop("missing_parameters") == ["-membership"]


@pytest.mark.parametrize(("bot", "good", "bad"), [
    (sync_cases, ["-prefix:A/", "-prefix:B/", "-omit:X", "-announcements", "-membership:M",
                  "-group:g", "-globalgroup:g", "-renames:gblrename", "-grammar:f", "-full"],
     ["-renames:move", "-full:x", "-membership:", "-prefix"]),
    (publish_cases, ["-cases:A", "-outcomes:B", "-health:C", "-designated:A", "-designated:B",
                     "-approval:D", "-language:ar", "-always"],
     ["-cases:A|B", "-language:xx", "-designated", "-approval:[[A]]", "-record"]),
    (notify_parties, ["-record", "-homewiki", "-by:A", "-by:B", "-list:L", "-designated:L",
                      "-approval:D", "-always"],
     ["-list:A|B", "-record:x", "-by:", "-by:#x", "-cases:A"]),
])  # fmt: skip
def test_what_each_bot_takes(
    said: dict[str, Any], bot: Any, good: list[str], bad: list[str]
) -> None:
    assert starting.read_options([f"-service:{HERE}", *good], bot.OPTIONS) is not None
    for arg in bad:
        assert starting.read_options([f"-service:{HERE}", arg], bot.OPTIONS) is None, arg
    names = {arg.partition(":")[0].removeprefix("-") for arg in good} | {"service"}
    assert names == set(bot.OPTIONS)
    for name in names:
        assert f"\n-{name}" in bot.__doc__, "an option nobody can read of"


@dataclass
class Done:
    """What a bot did."""

    problems: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return "3 edits"


def failing(error: Exception) -> Callable[[], Done]:
    def work() -> Done:
        raise error

    return work


def test_the_status_tells_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pywikibot, "info", told.append)
    monkeypatch.setattr(pywikibot, "error", told.append)
    assert starting.status_of(Done) == 0
    assert starting.status_of(lambda: Done([{"code": "x"}])) == 1
    assert told == ["Health: ok; 3 edits.", "Health: not ok; 3 edits."]
    told.clear()
    for error in (starting.SetupError("a"), ServiceError("b"), OSError("c"), GrammarError("d")):
        assert starting.status_of(failing(error), GrammarError) == 2
    assert told == ["a", "b", "c", "d"]
    told.clear()
    assert starting.status_of(failing(InvalidTitleError("x"))) == 2
    assert starting.status_of(failing(Error("y"))) == 2
    assert told[0] == "No page can be called so: x"
    assert "(Error: y). Nothing is lost" in told[1]
    with pytest.raises(ValueError, match="nobody expects"):
        starting.status_of(failing(ValueError("nobody expects this")))
