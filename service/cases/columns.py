# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of columns that cases have and no other slice."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

# MediaWiki's titles have 255 bytes at most, and a namespace before that.
Title = String(400)
Name = String(255)
Item = String(400)


class Json(TypeDecorator[Any]):
    """Any JSON value, as text; no value is NULL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """MariaDB's TEXT holds 64 KiB only."""
        wide = MEDIUMTEXT() if dialect.name in {"mysql", "mariadb"} else Text()
        return dialect.type_descriptor(wide)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """As it is stored: always the same text for the same value."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """As it is used."""
        return None if value is None else json.loads(value)
