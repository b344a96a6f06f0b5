# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids that tell nothing: 128 random bits as 32 lower hex characters, never counted up."""

from __future__ import annotations

import re
import secrets

ID = re.compile(r"[0-9a-f]{32}")


def random_id() -> str:
    """A new id for a vault, a report or another row a stranger may learn the id of."""
    return secrets.token_hex(16)
