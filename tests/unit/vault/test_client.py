# SPDX-License-Identifier: AGPL-3.0-or-later
"""The client side stands alone: it takes nothing from the web service and speaks to no network."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.vault import client

VAULT = Path(client.__file__).parent
ALONE = ("client.py", "commands.py", "opening.py")
MODULES = [*sorted((VAULT / "sealing").glob("*.py")), *(VAULT / name for name in ALONE)]
OWN = ("service.vault.sealing", "service.vault.client", "service.vault.opening")
CRYPTOGRAPHY = {"pyrage", "cryptography", "mnemonic"}
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio"}


def imported(module: Path) -> Iterator[str]:
    """Every module one imports, in full."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_name_is_there() -> None:
    assert sorted(client.__all__) == sorted(set(client.__all__))
    assert all(hasattr(client, name) for name in client.__all__)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_takes_nothing_from_the_web_service(module: Path) -> None:
    allowed = {*CRYPTOGRAPHY, "click"} if module.stem == "commands" else CRYPTOGRAPHY
    for name in imported(module):
        top = name.split(".")[0]
        if top == "service":
            assert name.startswith(OWN)
        else:
            assert top in allowed or (top in sys.stdlib_module_names and top not in NETWORK)
