# SPDX-License-Identifier: AGPL-3.0-or-later
"""An export: everything the service stores of one thread, in a file, to be opened away from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.encoding import is_count, is_id, is_text, is_version_1, strict_json
from service.vault.sealing.errors import SealingError
from service.vault.sealing.reading import Reading, open_vault
from service.vault.sealing.statement import read_statements
from service.vault.sealing.stored import Head, StoredEnvelope, StoredGrant
from service.vault.sealing.writers import ReadAs


@dataclass(frozen=True)
class Export:
    """An export as it was handed over; nothing in it is believed yet."""

    team: str
    vault: str
    statements: tuple[Any, ...] = field(repr=False)
    grants: tuple[StoredGrant, ...]
    envelopes: tuple[StoredEnvelope, ...]

    def read_as(
        self,
        holder: str,
        identity: str,
        *,
        root: str,
        remembered: Head | None = None,
        reporter: str | None = None,
        as_: ReadAs = "thread",
        matter: str | None = None,
        excluded: Collection[str] = (),
    ) -> Reading:
        """Open it as one of its holders, trusting only the pinned root."""
        return open_vault(
            vault=self.vault,
            team=self.team,
            holder=holder,
            identity=identity,
            grants=self.grants,
            envelopes=self.envelopes,
            statements=read_statements(self.statements, root=root, team=self.team),
            remembered=remembered,
            reporter=reporter,
            as_=as_,
            matter=matter,
            excluded=excluded,
        )


def read_export(text: str) -> Export:
    """Read an export's form."""
    try:
        raw = strict_json(text.strip())
        lists = [raw[name] for name in ("statements", "grants", "envelopes")]
        placed = [entry for entries in lists[1:] for entry in entries]
        if not (
            is_version_1(raw["v"])
            and is_text(raw["team"])
            and is_id(raw["vault"])
            and all(isinstance(entries, list) for entries in lists)
            and all(isinstance(entry, dict) and is_count(entry["epoch"]) for entry in placed)
            and all(is_count(entry["n"]) for entry in raw["envelopes"])
            and all(is_text(entry["holder"]) for entry in raw["grants"])
        ):
            raise ValueError("not as an export must be")
    except (ValueError, KeyError, TypeError) as error:
        raise SealingError("malformed") from error
    return Export(
        team=raw["team"],
        vault=raw["vault"],
        statements=tuple(raw["statements"]),
        grants=tuple(map(StoredGrant.from_wire, raw["grants"])),
        envelopes=tuple(map(StoredEnvelope.from_wire, raw["envelopes"])),
    )
