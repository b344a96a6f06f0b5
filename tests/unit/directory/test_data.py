# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data files: a wrong address sends a frightened person to nobody, or to the wrong people."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from service.directory import queries, schemas

WORDS = Path(__file__).resolve().parents[3] / "gadget" / "i18n"
LANGUAGES = ("en", "qqq", "de", "ar")
MINE = ("alcove-body-", "alcove-route-", "alcove-kind-")
CONFIRMED = {
    "appeals@wikimedia.org",
    "ca@wikimedia.org",
    "emergency@wikimedia.org",
    "legal-reports@wikimedia.org",
    "stewards-oversight@wikimedia.org",
    "techconduct@wikimedia.org",
    "u4c@wikimedia.org",
}


def data(name: str) -> Any:
    return json.loads((queries.DATA / f"{name}.json").read_text(encoding="utf-8"))


def used_keys() -> Iterator[str]:
    for name, body in data("bodies").items():
        yield from (f"alcove-body-{name}-name", f"alcove-body-{name}-about")
        yield f"alcove-body-told-{body['told']}"
    yield from ("alcove-route-caution-leave-out", "alcove-route-caution-member")
    yield "alcove-route-caution-whole"
    for group in data("routes"):
        for route in group["rules"]:
            yield f"alcove-route-{route['reason']}"
            if "caution" in route:
                yield f"alcove-route-caution-{route['caution']}"
    for group in queries.kinds():
        yield group.name_key
        yield from (key for _, key in group.kinds)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def test_the_data_is_as_expected() -> None:
    assert len(queries.directory().bodies) == len(queries.bodies()) == 18
    assert len(queries.directory().wikis) >= 10
    assert [group.id for group in queries.kinds()] == ["3.1", "3.2", "3.3", "SYS"]
    assert sum(len(group.kinds) for group in queries.kinds()) == 16
    assert len(queries.emergency()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_every_language_and_none_is_left_over(language: str) -> None:
    words = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    mine = {key: text for key, text in words.items() if key.startswith(MINE)}

    assert set(mine) == set(used_keys())
    assert all(text.strip() == text != "" for text in mine.values())


@pytest.mark.parametrize("language", ["de", "ar"])
def test_words_are_translated(language: str) -> None:
    english, words = (
        json.loads((WORDS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("en", language)
    )
    # Names that are the same in German.
    same = {"alcove-body-stewards-name", "alcove-body-affcom-name"}

    assert {key for key in used_keys() if words[key] == english[key]} <= same


def test_every_address_and_link_leads_into_the_movement() -> None:
    everything = [text for name in ("bodies", "wikis") for text in strings(data(name))]
    addresses = [text for text in everything if "@" in text]
    links = [text for text in everything if "//" in text]

    assert len(addresses) > 10
    assert len(links) > 10
    for address in addresses:
        assert re.fullmatch(
            r"[a-z][a-z0-9-]*@(?:(?:lists\.)?wikimedia|wikipedia|wikidata)\.org", address
        )
    for link in links:
        assert re.match(r"https://(?:meta\.wikimedia\.org|\{wiki\}|utrs-beta\.wmflabs\.org)/", link)


def test_bodies_marked_as_confirmed_have_only_addresses_that_were_read() -> None:
    local = {"stewards@wikimedia.org"}
    for body in data("bodies").values():
        if body["confirmed"]:
            mails = {c["address"] for c in body["channels"] if c["kind"] == "mail"}
            assert mails <= CONFIRMED | local


def test_whatever_is_unconfirmed_says_where_it_is_from() -> None:
    unconfirmed = [row for row in data("bodies").values() if not row["confirmed"]] + [
        place
        for wiki in data("wikis").values()
        for place in wiki.values()
        if isinstance(place, dict) and not place["confirmed"]
    ]

    assert unconfirmed
    assert all(row["source"] for row in unconfirmed)
    assert not any(one.confirmed for one in queries.emergency().values())


def test_emergency_numbers_are_short_and_found_by_country() -> None:
    germany, japan = queries.emergency()["DE"], queries.emergency()["JP"]

    assert germany.numbers == (("any", "112"),)
    assert germany.lines == (("TelefonSeelsorge", "0800 1110111"),)
    assert japan.numbers == (("police", "110"), ("ambulance", "119"))
    assert "QQ" not in queries.emergency()
    for one in queries.emergency().values():
        assert all(re.fullmatch(r"[0-9]{2,5}", number) for _, number in one.numbers)
        assert all(re.fullmatch(r"[0-9][0-9 ]{1,14}", number) for _, number in one.lines)


def test_every_line_belongs_to_a_country_with_numbers() -> None:
    named = {code for line in data("emergency")["lines"] for code in line["in"].split()}

    assert named <= set(queries.emergency())


Spoil = Callable[[Any], object]
BODY: tuple[type[Schema], dict[str, Any]] = (schemas.BodySchema, data("bodies")["u4c"])
ROUTES: tuple[type[Schema], dict[str, Any]] = (schemas.RouteGroupSchema, data("routes")[0])
WIKI: tuple[type[Schema], dict[str, Any]] = (
    schemas.WikiSchema,
    data("wikis")["en.wikipedia.org"],
)
NUMBERS: tuple[type[Schema], dict[str, Any]] = (schemas.EmergencySchema, data("emergency"))


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        (BODY, lambda row: row.pop("source")),
        (BODY, lambda row: row.update(who="robots")),
        (BODY, lambda row: row.update(confirmed="yes")),
        (BODY, lambda row: row.update(channels=[])),
        (BODY, lambda row: row["channels"].append({"kind": "mail", "address": "a@evil.example"})),
        (
            BODY,
            lambda row: row["channels"].append({"kind": "mail", "address": "x@wikimedia.org.uk"}),
        ),
        (
            BODY,
            lambda row: row["channels"].append(
                {"kind": "page", "url": "http://meta.wikimedia.org/"}
            ),
        ),
        (
            BODY,
            lambda row: row["channels"].append({"kind": "page", "url": "https://evil.example/"}),
        ),
        (BODY, lambda row: row["channels"].append({"kind": "page", "team": "u4c"})),
        (BODY, lambda row: row["channels"].append({"kind": "fax", "url": "https://{wiki}/"})),
        (ROUTES, lambda row: row.update({"if": {"danger": "boredom"}})),
        (ROUTES, lambda row: row.update({"if": {"shoe-size": "44"}})),
        (ROUTES, lambda row: row["rules"][0].update(priority=1000)),
        (ROUTES, lambda row: row["rules"][0].pop("reason")),
        (WIKI, lambda row: row["arbcom"].update(mail="arbcom@evil.example")),
        (WIKI, lambda row: row["arbcom"].update(page="//evil.example")),
        (WIKI, lambda row: row.update(arbkom={})),
        (NUMBERS, lambda row: row["numbers"].append({"any": "112", "in": "DE"})),
        (NUMBERS, lambda row: row["numbers"].append({"police": "110", "in": "QQ"})),
        (NUMBERS, lambda row: row["numbers"].append({"any": "+49 30", "in": "QQ"})),
        (NUMBERS, lambda row: row["numbers"].append({"any": "112", "in": "qq"})),
    ],
)
def test_spoiled_data_is_refused(part: tuple[type[Schema], dict[str, Any]], spoil: Spoil) -> None:
    schema, row = part[0], copy.deepcopy(part[1])
    schema().load(row)
    spoil(row)

    with pytest.raises(ValidationError):
        schema().load(row)


def test_routes_to_a_body_that_is_not_there_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bodies", "routes", "wikis"):
        (tmp_path / f"{name}.json").write_text(json.dumps(data(name)), encoding="utf-8")
    spoiled = data("bodies")
    del spoiled["utrs"]
    (tmp_path / "bodies.json").write_text(json.dumps(spoiled), encoding="utf-8")
    monkeypatch.setattr(queries, "DATA", tmp_path)

    with pytest.raises(ValidationError, match="utrs"):
        queries.directory.__wrapped__()


def test_a_wiki_that_is_none_of_wikimedias_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bodies", "routes"):
        (tmp_path / f"{name}.json").write_text(json.dumps(data(name)), encoding="utf-8")
    (tmp_path / "wikis.json").write_text('{"evil.example": {"utrs": true}}', encoding="utf-8")
    monkeypatch.setattr(queries, "DATA", tmp_path)

    with pytest.raises(ValidationError, match=r"evil\.example"):
        queries.directory.__wrapped__()
