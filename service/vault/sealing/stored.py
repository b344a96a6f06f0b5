# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes and grants as the service hands them over; nothing in them is believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.encoding import b64decode


@dataclass(frozen=True)
class StoredEnvelope:
    """An envelope where the service says it belongs."""

    epoch: int
    n: int
    data: bytes = field(repr=False)

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> StoredEnvelope:
        """Read one of the API's or an export's list; what is not base64 shows as malformed."""
        return cls(raw["epoch"], raw["n"], _data(raw))


@dataclass(frozen=True)
class StoredGrant:
    """A grant where the service says it belongs."""

    epoch: int
    holder: str
    data: bytes = field(repr=False)

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> StoredGrant:
        """Read one of the API's or an export's list."""
        return cls(raw["epoch"], raw["holder"], _data(raw))


@dataclass(frozen=True)
class Head:
    """The last envelope of a vault seen before."""

    epoch: int
    n: int
    hash: str


def _data(raw: Mapping[str, Any]) -> bytes:
    try:
        return b64decode(raw.get("data"))
    except ValueError:
        return b""
