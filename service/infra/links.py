# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of pages that keep the language somebody chose for this one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from service.infra.i18n import LANGUAGES


def here(endpoint: str, **values: Any) -> str:
    """The address of a page, in the language chosen with ``?uselang=``, if one was."""
    chosen = request.args.get("uselang")
    if chosen in LANGUAGES:
        values.setdefault("uselang", chosen)
    return url_for(endpoint, **values)
