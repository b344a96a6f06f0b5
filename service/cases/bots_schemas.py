# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots send and get: passes, pages and what stands on them."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.cases import facts
from service.cases.bots import Scope
from service.cases.passes import Report
from service.cases.readings import MOST_PAGES, Found, Outcome, Reading
from service.cases.rules import Standing
from service.infra.api import Schema

LARGEST_CURSOR = 8 * 1024
MOST_READINGS = 50
MOST_FACTS = 4000
MOST_PROBLEMS = 200
LONGEST_FOUND = 500
LARGEST_PAGE = 2**31 - 1

_WIKI = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?\Z"


def wiki(**more: Any) -> fields.String:
    """A wiki's host, as in its address."""
    return fields.String(
        validate=[
            validate.Length(max=255, error="invalid"),
            validate.Regexp(_WIKI, error="invalid"),
        ],
        metadata={"description": "host, such as meta.wikimedia.org"},
        **more,
    )


def day(**more: Any) -> fields.Date:
    """A day, as 2026-11-22."""
    return fields.Date(format="%Y-%m-%d", **more)


def count(most: int = facts.MOST, **more: Any) -> fields.Integer:
    """A number of something; nothing that only looks like one."""
    return fields.Integer(strict=True, validate=validate.Range(0, most, error="invalid"), **more)


def rev(**more: Any) -> fields.Integer:
    """The number of a page or a revision on its wiki."""
    return fields.Integer(
        strict=True, validate=validate.Range(1, facts.MOST_REV, error="invalid"), **more
    )


def line(most: int, **more: Any) -> fields.String:
    """Text on one line, of any characters MediaWiki allows in titles, and more."""
    return fields.String(
        validate=[validate.Length(max=most, error="invalid"), _on_one_line], **more
    )


def title(**more: Any) -> fields.String:
    """What a page, a heading or a motion is called."""
    return fields.String(validate=_is(facts.is_title), **more)


def name(**more: Any) -> fields.String:
    """What somebody is called on a wiki."""
    return fields.String(validate=_is(facts.is_name), **more)


def code(**more: Any) -> fields.String:
    """A short word of a bot's own, such as a problem's code."""
    return fields.String(validate=validate.Regexp(r"[a-z0-9_]{1,32}\Z", error="invalid"), **more)


def place_hash(**more: Any) -> fields.String:
    """The hash of the wikitext a fact rests on."""
    return fields.String(validate=validate.Regexp(r"[0-9a-f]{16}\Z", error="not_hex"), **more)


def listed(inner: type[Schema], most: int, **more: Any) -> fields.List[Any]:
    """So many of something, at most."""
    return fields.List(
        fields.Nested(inner), validate=validate.Length(max=most, error="invalid"), **more
    )


def pass_id() -> fields.String:
    """The pass a request belongs to."""
    return fields.String(
        required=True,
        data_key="pass",
        validate=validate.Regexp(r"[0-9a-f]{32}\Z", error="not_hex"),
    )


def flag(**more: Any) -> fields.Boolean:
    """Yes or no, said as JSON says it."""
    return fields.Boolean(truthy={True}, falsy={False}, **more)


def _is(check: Any) -> Any:
    def validator(value: Any) -> None:
        if not check(value):
            raise ValidationError("invalid")

    return validator


def _on_one_line(value: str) -> None:
    if value and not facts.is_one_line(value):
        raise ValidationError("invalid")


class PassProblemSchema(Schema):
    """Something that kept a bot from doing all it was to do."""

    code = code(required=True)
    page = rev(load_default=None, allow_none=True)


class PassBeginSchema(Schema):
    """Which pass begins."""

    bot = fields.String(required=True, validate=validate.OneOf([*Scope], error="invalid"))
    wiki = wiki(required=True)


class PassBegunSchema(Schema):
    """The pass, and where the last finished one had come to."""

    id = fields.String(required=True, data_key="pass")
    cursor = fields.Raw(required=True, allow_none=True)


class PassEndSchema(Schema):
    """How a pass ended."""

    cursor = fields.Dict(required=True, allow_none=True)
    pages = count(required=True)
    requests = count(required=True)
    edits = count(required=True)
    problems = listed(PassProblemSchema, MOST_PROBLEMS, required=True)

    @validates_schema
    def _not_too_large(self, read: dict[str, Any], **_: Any) -> None:
        if len(json.dumps(read.get("cursor"), ensure_ascii=False).encode()) > LARGEST_CURSOR:
            raise ValidationError("invalid", "cursor")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Report:
        return Report(**read)


class PassEndedSchema(Schema):
    """The pass as it is kept."""

    id = fields.String(required=True, data_key="pass")
    ended = fields.Date(required=True)


class OfWikiSchema(Schema):
    """Which wiki."""

    wiki = wiki(required=True)


class KnownPageSchema(Schema):
    """A page that is known."""

    page = fields.Integer(required=True)
    rev = fields.Integer(required=True, metadata={"description": "last read; 0: read it anew"})
    title = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf([*Standing]))


class KnownPagesSchema(Schema):
    """Every page that is known of a wiki."""

    pages = listed(KnownPageSchema, MOST_PAGES, required=True)


class PlaceOnPageSchema(Schema):
    """Where on a page."""

    section = line(facts.TITLE, required=True)
    line = count(required=True)


class FactSchema(Schema):
    """One thing a page says, or a place that could not be read with certainty."""

    key = fields.String(required=True, validate=validate.OneOf([*facts.KEYS], error="invalid"))
    item = line(facts.TITLE, required=True)
    value = fields.Dict(required=True, allow_none=True)
    certain = flag(required=True)
    found = fields.String(
        required=True, validate=validate.Length(max=LONGEST_FOUND, error="invalid")
    )
    place = fields.Nested(PlaceOnPageSchema, required=True)
    hash = place_hash(required=True)

    @validates_schema
    def _fits(self, read: dict[str, Any], **_: Any) -> None:
        if read["certain"] is (read["value"] is None):
            raise ValidationError("invalid", "certain")
        if read["value"] is not None:
            try:
                facts.check(read["key"], read["value"])
            except facts.BadValue as bad:
                raise ValidationError("invalid", str(bad)) from None

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Found:
        place = read.pop("place")
        return Found(**read, section=place["section"], line=place["line"])


class ReadingSchema(Schema):
    """What a bot found on a page at one revision."""

    page = rev(required=True)
    ns = count(required=True)
    title = title(required=True)
    rev = rev(required=True)
    rev_day = day(required=True)
    lang = fields.String(
        required=True, validate=validate.Regexp(r"[a-z][a-z0-9-]{0,31}\Z", error="invalid")
    )
    size = count(LARGEST_PAGE, required=True, data_key="bytes")
    whole = flag(required=True)
    facts = listed(FactSchema, MOST_FACTS, required=True)

    @validates_schema
    def _fits(self, read: dict[str, Any], **_: Any) -> None:
        found = read["facts"]
        if len({(fact.key, fact.item) for fact in found}) != len(found):
            raise ValidationError("invalid", "facts")
        if not read["whole"] and [fact.key for fact in found] != [facts.UNREADABLE]:
            raise ValidationError("invalid", "whole")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Reading:
        return Reading(**read)


class ReadingsSchema(Schema):
    """What a bot read, as part of a pass."""

    pass_id = pass_id()
    wiki = wiki(required=True)
    readings = listed(ReadingSchema, MOST_READINGS, required=True)


class ReadSchema(Schema):
    """What became of a reading."""

    page = fields.Integer(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([*Outcome]))


class ReadOutcomesSchema(Schema):
    """What became of each reading."""

    outcomes = listed(ReadSchema, MOST_READINGS, required=True)
