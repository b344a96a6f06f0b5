# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up who can help: the data files, read once and checked."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from service.directory import rules, schemas

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class EmergencyNumbers:
    """What to dial in one country, and lines for people who may hurt themselves."""

    country: str
    numbers: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    confirmed: bool


@dataclass(frozen=True)
class KindGroup:
    """Kinds of behaviour in plain words, as the Universal Code of Conduct groups them."""

    id: str
    name_key: str
    kinds: tuple[tuple[str, str], ...]


@cache
def directory() -> rules.Directory:
    """Bodies, routes and wikis, refused as a whole when one of them is not as expected."""
    body, wiki = schemas.BodySchema(), schemas.WikiSchema()
    bodies = {name: body.load(row) for name, row in _read("bodies").items()}
    wikis = {host: wiki.load(row) for host, row in _read("wikis").items()}
    routes = tuple(schemas.RouteGroupSchema(many=True).load(_read("routes")))
    offered = {route.body for group in routes for route in group.routes}
    if offered != set(bodies):
        raise ValidationError(f"Bodies and routes do not fit: {sorted(offered ^ set(bodies))}")
    strangers = [host for host in wikis if rules.wiki_host(host) != host]
    if strangers:
        raise ValidationError(f"Not hosts of Wikimedia wikis: {strangers}")
    return rules.Directory(bodies, routes, wikis)


def recommend(answers: rules.Answers, teams: Collection[str] = ()) -> list[rules.Recommendation]:
    """Who can help with this, the recommended one first."""
    return rules.recommend(directory(), answers, teams)


def bodies() -> list[rules.Body]:
    """Everybody who can help, for a page that asks nothing (and needs no JavaScript)."""
    return [rules.describe(directory(), body) for body in directory().bodies]


@cache
def kinds() -> tuple[KindGroup, ...]:
    """Kinds of behaviour, in the order they are shown."""
    return tuple(
        KindGroup(
            row["group"],
            f"alcove-kind-group-{row['group']}",
            tuple((code, f"alcove-kind-{code}") for code in row["codes"]),
        )
        for row in schemas.KindGroupSchema(many=True).load(_read("kinds"))
    )


@cache
def emergency() -> dict[str, EmergencyNumbers]:
    """Local emergency numbers by country (ISO 3166, two letters)."""
    data = schemas.EmergencySchema().load(_read("emergency"))
    return {
        country: EmergencyNumbers(
            country,
            tuple((use, row[use]) for use in ("any", "police", "ambulance") if use in row),
            tuple(
                (line["name"], line["number"])
                for line in data["lines"]
                if country in line["countries"].split()
            ),
            data["confirmed"],
        )
        for row in data["numbers"]
        for country in row["countries"].split()
    }


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
