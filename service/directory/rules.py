# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide who can help, from answers and the rule table (Enforcement Guidelines 3.1.2).

Every route whose conditions hold offers its body with a priority; a body offered several times
keeps its strongest route. The first of the list is the recommended one; any may be chosen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

Danger = Literal["none", "violence", "private-info", "child"]
About = Literal["me", "other", "block", "event"]
Place = Literal["one-wiki", "several-wikis", "off-wiki", "technical", "affiliate"]
Condition = Mapping[str, str | bool | Sequence[str]]

# Below everybody who has no part in the matter, but still on the list.
INVOLVED = 1000

# A host arrives from an address anybody may have written: links are made only for hosts of
# Wikimedia's own projects.
_HOST = re.compile(
    r"[a-z][a-z0-9-]*\.(?:wikipedia|wiktionary|wikibooks|wikinews|wikiquote|wikisource|wikiversity"
    r"|wikivoyage|wikimedia|wikidata|mediawiki|wikifunctions)\.org"
)
_MULTILINGUAL = re.compile(r"\.(?:wikimedia|wikidata|mediawiki|wikifunctions)\.org$|^www\.")
# What a browser's encodeURI leaves as it is.
_URL_SAFE = ";,/?:@&=+$-_.!~*'()#"


@dataclass(frozen=True)
class Channel:
    """A way to reach a body: a team here, a mail address, a contact form, or a page."""

    kind: Literal["alcove", "mail", "contactform", "page"]
    team: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class BodyRow:
    """A body as the data describes it, for any wiki."""

    who: Literal["volunteers", "staff"]
    privacy: Literal["private", "public"]
    languages: Literal["any", "wiki"]
    told: str
    confirmed: bool
    source: str
    channels: tuple[Channel, ...]
    group: str | None = None


@dataclass(frozen=True)
class LocalPlace:
    """Where one wiki's committee or oversighters are reached."""

    confirmed: bool
    source: str
    page: str | None = None
    mail: str | None = None


@dataclass(frozen=True)
class Wiki:
    """What one wiki has."""

    arbcom: LocalPlace | None = None
    oversight: LocalPlace | None = None
    utrs: bool = False


@dataclass(frozen=True)
class Route:
    """In a situation, a body to offer, why, how strongly, and what to mind."""

    body: str
    reason: str
    priority: int
    condition: Condition
    caution: str | None = None


@dataclass(frozen=True)
class RouteGroup:
    """Routes that share a condition."""

    condition: Condition
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Directory:
    """Everything needed to answer "who can help?"."""

    bodies: Mapping[str, BodyRow]
    routes: tuple[RouteGroup, ...]
    wikis: Mapping[str, Wiki]


@dataclass(frozen=True)
class Answers:
    """What somebody answered on the first screens of the form."""

    danger: Danger = "none"
    about: About = "me"
    place: Place = "one-wiki"
    wiki: str = ""
    admin: bool = False
    member: tuple[str, ...] = ()
    tried_local: bool = False
    pattern: bool = False
    legal: bool = False
    office: bool = False
    whole: str = ""  # the body all of which it is about


@dataclass(frozen=True)
class Body:
    """A body as a card shows it, for one wiki."""

    id: str
    name_key: str
    about_key: str
    who: str
    privacy: str
    languages: tuple[str, ...] | Literal["any"]
    told_key: str
    confirmed: bool
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Recommendation:
    """A body on the list, with the reason it is there."""

    body: Body
    recommended: bool
    reason_key: str
    caution: str | None


def recommend(
    directory: Directory, answers: Answers, teams: Collection[str] = ()
) -> list[Recommendation]:
    """Who can help with this, the recommended one first.

    `teams` are those that can be reached by Alcove: there one member can be left out, so that a
    member's involvement does not push the whole body down the list. All of them cannot.
    """
    host = wiki_host(answers.wiki)
    offers = [
        _offer(directory, route, answers, host, teams)
        for route in _strongest(directory, _facts(directory, answers, host)).values()
    ]
    offers.sort(key=lambda offer: -offer[0])
    return [replace(offer, recommended=position == 0) for position, (_, offer) in enumerate(offers)]


def describe(directory: Directory, body: str, host: str = "", *, danger: bool = False) -> Body:
    """A body as it is reached from one wiki (or, without a host, from anywhere)."""
    row = directory.bodies[body]
    wiki = directory.wikis.get(host, Wiki())
    place = {"arbcom": wiki.arbcom, "oversighters": wiki.oversight}.get(body)
    channels = [*_local_channels(body, place, host), *_general_channels(row, host)]
    if danger:
        # What cannot wait never lies in a queue of volunteers.
        channels = [channel for channel in channels if channel.kind != "alcove"]
    return Body(
        id=body,
        name_key=f"alcove-body-{body}-name",
        about_key=f"alcove-body-{body}-about",
        who=row.who,
        privacy=row.privacy,
        languages=_languages(row, host),
        told_key=f"alcove-body-told-{row.told}",
        confirmed=row.confirmed and (place is None or place.confirmed),
        channels=tuple(channels),
    )


def wiki_host(host: str) -> str:
    """The wiki's ordinary host name, or nothing if it is none of Wikimedia's."""
    plain = host.strip().lower()
    if plain.startswith("m."):
        plain = "www." + plain.removeprefix("m.")
    plain = plain.replace(".m.", ".", 1)
    return plain if _HOST.fullmatch(plain) else ""


def _facts(directory: Directory, answers: Answers, host: str) -> dict[str, str | bool]:
    wiki = directory.wikis.get(host, Wiki())
    return {
        "danger": answers.danger,
        "about": answers.about,
        "place": answers.place,
        "admin": answers.admin,
        "triedLocal": answers.tried_local,
        "pattern": answers.pattern,
        "legal": answers.legal,
        "office": answers.office,
        "whole": answers.whole if answers.whole in {"", "u4c"} else "other",
        "arbcom": wiki.arbcom is not None,
        "arbcomInvolved": wiki.arbcom is not None
        and not {"arbcom", _arbcom_team(host)}.isdisjoint((*answers.member, answers.whole)),
        "oversight": wiki.oversight is not None,
        "utrs": wiki.utrs,
    }


def _holds(condition: Condition, facts: Mapping[str, str | bool]) -> bool:
    return all(
        facts[name] == wanted if isinstance(wanted, str | bool) else facts[name] in wanted
        for name, wanted in condition.items()
    )


def _strongest(directory: Directory, facts: Mapping[str, str | bool]) -> dict[str, Route]:
    best: dict[str, Route] = {}
    for group in directory.routes:
        for route in group.routes if _holds(group.condition, facts) else ():
            known = best.get(route.body)
            if _holds(route.condition, facts) and (not known or known.priority < route.priority):
                best[route.body] = route
    return best


def _offer(
    directory: Directory, route: Route, answers: Answers, host: str, teams: Collection[str]
) -> tuple[int, Recommendation]:
    body = describe(directory, route.body, host, danger=answers.danger != "none")
    team = next((channel.team for channel in body.channels if channel.team), None)
    names = {route.body, directory.bodies[route.body].group, team}
    whole = answers.whole in names
    involved = whole or not names.isdisjoint(answers.member)
    separable = involved and not whole and team in teams
    caution = "leave-out" if separable else "member" if involved else route.caution
    caution = "whole" if whole else caution
    return (
        route.priority - (INVOLVED if involved and not separable else 0),
        Recommendation(
            body=body,
            recommended=False,
            reason_key=f"alcove-route-{route.reason}",
            caution=f"alcove-route-caution-{caution}" if caution else None,
        ),
    )


def _local_channels(body: str, place: LocalPlace | None, host: str) -> list[Channel]:
    if place is None:
        return []
    channels = []
    if body == "arbcom":
        channels.append(Channel("alcove", team=_arbcom_team(host)))
    if place.mail:
        channels.append(Channel("mail", address=place.mail))
    if place.page:
        url = f"https://{host}/wiki/{quote(place.page, safe=_URL_SAFE)}"
        channels.append(Channel("page", url=url))
    return channels


def _arbcom_team(host: str) -> str:
    return "arbcom-" + host.split(".", maxsplit=1)[0]


def _general_channels(row: BodyRow, host: str) -> list[Channel]:
    channels = []
    for channel in row.channels:
        if not channel.url or "{wiki}" not in channel.url:
            channels.append(channel)
        elif host:
            channels.append(replace(channel, url=channel.url.replace("{wiki}", host)))
    return channels


def _languages(row: BodyRow, host: str) -> tuple[str, ...] | Literal["any"]:
    if row.languages == "any" or not host or _MULTILINGUAL.search(host):
        return "any"
    language = host.split(".", maxsplit=1)[0]
    return ("en" if language == "simple" else language,)
