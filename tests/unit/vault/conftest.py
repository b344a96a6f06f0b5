# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the tests of the command line run: a folder of their own, with Anna's key file in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.vault import commands
from tests.unit.vault.commanding import KEY_FILE, OPEN_ONCE
from tests.vectors.cast import TODAY


@pytest.fixture
def annas_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder but for her key file and its passphrase."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "today", lambda: TODAY)
    monkeypatch.setattr("service.vault.client.open_key_file", OPEN_ONCE)
    Path("anna.age").write_text(KEY_FILE["armored"])
    Path("anna.pass").write_text(KEY_FILE["passphrase"] + "\n")
