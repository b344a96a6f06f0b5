# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests and answers about vaults hold: sealed bytes, places, holders.

Other slices build their own from these parts, so that a sealed thing is read in one way only.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from service.infra.api import Schema
from service.vault.rules import (
    MOST_GRANTS,
    Epoch,
    Kind,
    Place,
    SealedKey,
    SealedText,
    from_base64,
    to_base64,
)

# Far more than a vault has room for, and within what both databases count in.
HIGHEST_NUMBER = 2**31 - 1


class Sealed(fields.Field[bytes]):
    """An age file, in base64 as JSON can carry it."""

    default_error_messages = {"invalid": "not_base64"}  # noqa: RUF012  # as the class has it

    def __init__(self, **more: Any) -> None:
        kind = {"type": "string", "format": "byte", "description": "a binary age v1 file"}
        super().__init__(metadata=kind, **more)

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **_: Any) -> str | None:
        return None if value is None else to_base64(value)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> bytes:
        read = from_base64(value) if isinstance(value, str) else None
        if read is None:
            raise self.make_error("invalid")
        return read


def hex_id(length: int, description: str, *, required: bool = True) -> fields.String:
    """Random bits or a hash, as lower hex of one length."""
    return fields.String(
        required=required,
        validate=validate.Regexp(rf"[0-9a-f]{{{length}}}\Z", error="not_hex"),
        metadata={"description": description},
    )


def number() -> fields.Integer:
    """A count as envelopes have it; nothing that only looks like one."""
    return fields.Integer(
        strict=True, required=True, validate=validate.Range(0, HIGHEST_NUMBER, error="invalid")
    )


class EnvelopeSchema(Schema):
    """A sealed envelope at its place."""

    epoch = number()
    n = number()
    data = Sealed(required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> SealedText:
        return SealedText(Place(read["epoch"], read["n"]), read["data"])


class StoredEnvelopeSchema(EnvelopeSchema):
    """A stored envelope with the day it came, as the service says it."""

    day = fields.Date(required=True)


class PlaceSchema(Schema):
    """An envelope's place, and the hash the next one names as the one before."""

    epoch = fields.Integer(required=True)
    n = fields.Integer(required=True)
    hash = fields.String(required=True)


class GrantSchema(Schema):
    """The vault's key, sealed to one holder."""

    epoch = number()
    holder = fields.String(
        required=True,
        validate=validate.Regexp(r"(reporter|[0-9a-f]{32})\Z", error="invalid"),
        metadata={"description": "`reporter`, or the fingerprint of a member's age key"},
    )
    data = Sealed(required=True)

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> SealedKey:
        return SealedKey(read["epoch"], read["holder"], read["data"], read.get("until"))


class FurtherGrantSchema(GrantSchema):
    """A grant to one more holder, for good or up to a day."""

    until = fields.Date(
        format="%Y-%m-%d",
        metadata={"description": "the last day it is handed out; staff need one"},
    )


class FurtherGrantsSchema(Schema):
    """Grants of one vault to people who do not hold it yet."""

    grants = fields.List(
        fields.Nested(FurtherGrantSchema),
        required=True,
        validate=validate.Length(1, MOST_GRANTS, error="invalid"),
    )


class GrantedSchema(Schema):
    """How many grants are new, and how many were there already."""

    stored = fields.Integer(required=True)
    again = fields.Integer(required=True)


class BeginningSchema(Schema):
    """The first envelope of an epoch."""

    n = fields.Integer(strict=True, required=True, validate=validate.Equal(0, error="invalid"))
    data = Sealed(required=True)


class EpochSchema(Schema):
    """A new epoch: its beginning, and its key for everybody who goes on reading."""

    epoch = number()
    prev = hex_id(64, "SHA-256 of the envelope it begins after, as it says inside itself")
    envelope = fields.Nested(BeginningSchema, required=True)
    grants = fields.List(
        fields.Nested(GrantSchema),
        required=True,
        validate=validate.Length(1, MOST_GRANTS, error="invalid"),
    )

    @validates_schema
    def _of_one_epoch(self, read: dict[str, Any], **_: Any) -> None:
        if any(key.epoch != read["epoch"] for key in read["grants"]):
            raise ValidationError("invalid", "grants")

    @post_load
    def _made(self, read: dict[str, Any], **_: Any) -> Epoch:
        return Epoch(read["epoch"], read["prev"], read["envelope"]["data"], tuple(read["grants"]))


class AddedSchema(Schema):
    """That an envelope is stored."""

    hash = fields.String(required=True)


class VaultSchema(Schema):
    """Everything in a vault, still sealed, with the asker's own grants."""

    vault = fields.String(required=True)
    team = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([*Kind]))
    matter = fields.String(
        required=True, allow_none=True, metadata={"description": "what a file is about"}
    )
    head = fields.Nested(PlaceSchema, required=True)
    envelopes = fields.List(fields.Nested(StoredEnvelopeSchema), required=True)
    grants = fields.List(fields.Nested(FurtherGrantSchema), required=True)


class HoldingSchema(Schema):
    """Who holds the newest key of a vault that the asker can read."""

    vault = fields.String(required=True)
    team = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([*Kind]))
    matter = fields.String(required=True, allow_none=True)
    thread = fields.String(
        required=True, allow_none=True, metadata={"description": "the vault a file goes with"}
    )
    epoch = fields.Integer(required=True)
    holders = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "of the newest epoch, for good; the writer is left out"},
    )
    timed = fields.Dict(
        keys=fields.String(),
        values=fields.Date(),
        required=True,
        metadata={"description": "who holds it for a time, and up to which day"},
    )
    mine = fields.List(fields.Integer(), required=True)


class HoldingsSchema(Schema):
    """A page of the vaults the asker can read."""

    vaults = fields.List(fields.Nested(HoldingSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichHoldingsSchema(Schema):
    """Of which team, and from where on."""

    team = fields.String(validate=validate.Length(max=64, error="invalid"))
    after = hex_id(32, "where the page before ended", required=False)
