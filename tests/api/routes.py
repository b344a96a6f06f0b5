# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route of the application with an address to call it at, for tests that walk them all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from service.infra.permissions import Permission
from service.routes import ROUTES

PARTS = {
    "<code:team_id>": "u4c",
    "<code:act>": "move",
    "<path:filename>": "leave.js",
}
SOME_ID = "0" * 32


@dataclass(frozen=True)
class Route:
    """One way to call the application."""

    endpoint: str
    method: str
    address: str
    permission: Permission

    @property
    def is_api(self) -> bool:
        """Whether programs call it."""
        return self.address.startswith("/api/v1/")

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def all_routes(app: Flask) -> list[Route]:
    """Every method of every rule, OPTIONS and HEAD included."""
    found = []
    for rule in app.url_map.iter_rules():
        address = rule.rule
        for part, value in PARTS.items():
            address = address.replace(part, value)
        while "<id:" in address:
            start = address.index("<id:")
            address = address[:start] + SOME_ID + address[address.index(">", start) + 1 :]
        assert "<" not in address, f"tests do not know what to write for {rule.rule}"
        found += [
            Route(rule.endpoint, method, address, ROUTES[rule.endpoint])
            for method in sorted(rule.methods or ())
        ]
    return found
