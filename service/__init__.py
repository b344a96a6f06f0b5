# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alcove's service: stores what it cannot read, and brings it to those who can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application. Refuses to be made with unsafe settings (`ConfigError`)."""
    # Here, so that the `alcove` command runs offline without the web application and what it needs.
    from service.app import create_app as make

    return make(settings)
