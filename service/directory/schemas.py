# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check the data files before anybody is sent anywhere by them.

A wrong address here sends a frightened person to nobody, or to the wrong people, so that whatever
is not exactly as expected is refused when the service starts.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from service.directory.rules import BodyRow, Channel, LocalPlace, Route, RouteGroup, Wiki

MAIL_DOMAINS = frozenset(
    {"wikimedia.org", "lists.wikimedia.org", "wikipedia.org", "wikidata.org"},
)
# UTRS is the one place outside the wikis: appeals against blocks are handled there.
LINK_HOSTS = frozenset({"meta.wikimedia.org", "{wiki}", "utrs-beta.wmflabs.org"})
CHOICES: dict[str, frozenset[str | bool]] = {
    "danger": frozenset({"none", "violence", "private-info", "child"}),
    "about": frozenset({"me", "other", "block", "event"}),
    "place": frozenset({"one-wiki", "several-wikis", "off-wiki", "technical", "affiliate"}),
    "whole": frozenset({"u4c", "other"}),
    **{
        name: frozenset({True, False})
        for name in (
            "admin triedLocal pattern legal office arbcom arbcomInvolved oversight utrs".split()
        )
    },
}

CHANNEL_FIELD = {"alcove": "team", "mail": "address", "contactform": "url", "page": "url"}

_ID = validate.Regexp(r"^[a-z][a-z0-9-]*\Z")
_COUNTRIES = validate.Regexp(r"^[A-Z]{2}(?: [A-Z]{2})*\Z")
# Numbers as the ITU knows them: short codes, and national numbers of at most 15 digits.
_NUMBER = validate.Regexp(r"^(?=(?:[^0-9]*[0-9]){2,15}\Z)[0-9]+(?: [0-9]+)*\Z")


def mail_address(value: str) -> None:
    """Refuse an address outside the movement's own mail domains."""
    name, _, domain = value.partition("@")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or domain not in MAIL_DOMAINS:
        raise ValidationError("Not an address on the list of mail domains.")


def link(value: str) -> None:
    """Refuse a link that does not lead to a known host over https."""
    parts = urlsplit(value)
    if parts.scheme != "https" or parts.netloc not in LINK_HOSTS or parts.query or parts.fragment:
        raise ValidationError("Not a link to a host on the list.")


def known_condition(value: dict[str, Any]) -> None:
    """Refuse a condition on something nobody is asked, or on an answer nobody can give."""
    for name, wanted in value.items():
        choices = CHOICES.get(name, frozenset())
        if not set(wanted if isinstance(wanted, list) else [wanted]) <= choices:
            raise ValidationError(f"Not an answer that can be given: {name}.")


class ChannelSchema(Schema):
    """One way to reach a body; each kind has exactly its own field."""

    kind = fields.String(required=True, validate=validate.OneOf(sorted(CHANNEL_FIELD)))
    team = fields.String(validate=_ID)
    address = fields.String(validate=mail_address)
    url = fields.String(validate=link)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a channel with another kind's field."""
        if set(data) != {"kind", CHANNEL_FIELD[data["kind"]]}:
            raise ValidationError("A channel has exactly the field of its kind.")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Channel:
        """The channel the rules work with."""
        return Channel(**data)


class BodySchema(Schema):
    """One body of `bodies.json`."""

    who = fields.String(required=True, validate=validate.OneOf(["volunteers", "staff"]))
    privacy = fields.String(required=True, validate=validate.OneOf(["private", "public"]))
    languages = fields.String(required=True, validate=validate.OneOf(["any", "wiki"]))
    told = fields.String(
        required=True, validate=validate.OneOf(["ask", "never", "public", "usually"])
    )
    group = fields.String(validate=_ID)
    confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})
    source = fields.String(required=True, validate=validate.Length(min=3))
    channels = fields.List(
        fields.Nested(ChannelSchema), required=True, validate=validate.Length(min=1)
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> BodyRow:
        """The body the rules work with."""
        return BodyRow(**{**data, "channels": tuple(data["channels"])})


class LocalPlaceSchema(Schema):
    """Where one wiki's committee or oversighters are reached."""

    page = fields.String(validate=validate.Regexp(r"^[^\s:?#%]+:[^\s?#%]+\Z"))
    mail = fields.String(validate=mail_address)
    confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})
    source = fields.String(required=True, validate=validate.Length(min=3))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> LocalPlace:
        """The place the rules work with."""
        return LocalPlace(**data)


class WikiSchema(Schema):
    """One wiki of `wikis.json`."""

    arbcom = fields.Nested(LocalPlaceSchema)
    oversight = fields.Nested(LocalPlaceSchema)
    utrs = fields.Boolean(truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Wiki:
        """The wiki the rules work with."""
        return Wiki(**data)


class RouteSchema(Schema):
    """One route of `routes.json`."""

    condition = fields.Dict(
        keys=fields.String(), data_key="if", load_default=dict, validate=known_condition
    )
    body = fields.String(required=True, validate=_ID)
    reason = fields.String(required=True, validate=_ID)
    priority = fields.Integer(required=True, strict=True, validate=validate.Range(1, 101))
    caution = fields.String(validate=_ID)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Route:
        """The route the rules work with."""
        return Route(**data)


class RouteGroupSchema(Schema):
    """Routes that share a condition."""

    condition = fields.Dict(
        keys=fields.String(), data_key="if", required=True, validate=known_condition
    )
    routes = fields.List(fields.Nested(RouteSchema), data_key="rules", required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RouteGroup:
        """The group the rules work with."""
        return RouteGroup(data["condition"], tuple(data["routes"]))


class KindGroupSchema(Schema):
    """A section of the Universal Code of Conduct with its kinds of behaviour."""

    group = fields.String(required=True, validate=validate.Regexp(r"^(?:3\.[1-3]|SYS)\Z"))
    codes = fields.List(
        fields.String(validate=validate.Regexp(r"^(?:3\.[1-3]-[a-z-]+|SYS)\Z")), required=True
    )


class NumbersSchema(Schema):
    """One number for everything, or one each for police and ambulance; and where."""

    any = fields.String(validate=_NUMBER)
    police = fields.String(validate=_NUMBER)
    ambulance = fields.String(validate=_NUMBER)
    countries = fields.String(required=True, data_key="in", validate=_COUNTRIES)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a country without a way to reach both police and ambulance."""
        if set(data) - {"countries"} not in ({"any"}, {"police", "ambulance"}):
            raise ValidationError("Either any, or police and ambulance.")


class LineSchema(Schema):
    """A line for people who may hurt themselves."""

    name = fields.String(required=True, validate=validate.Length(min=3))
    number = fields.String(required=True, validate=_NUMBER)
    countries = fields.String(required=True, data_key="in", validate=_COUNTRIES)


class EmergencySchema(Schema):
    """The whole of `emergency.json`."""

    confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})
    source = fields.String(required=True, validate=validate.Length(min=3))
    numbers = fields.List(fields.Nested(NumbersSchema), required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse two answers for one country."""
        named = [code for row in data["numbers"] for code in row["countries"].split()]
        if len(named) != len(set(named)):
            raise ValidationError("A country is named twice.")
