# SPDX-License-Identifier: AGPL-3.0-or-later
"""`alcove` as people type it, for the tests of the command line."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from service.vault import commands
from service.vault.client import open_key_file
from tests.vectors.cast import ANNA, ROOT, Thread

VECTORS = Path(__file__).parents[2] / "vectors"
# Made once and each opened once: the passphrase of a key file is slow on purpose.
OPEN_ONCE = cache(open_key_file)
KEY_FILE = json.loads((VECTORS / "keyfile.python.json").read_text())["cases"][0]["input"]
PINNED = ["--root", ROOT.public_key]


def alcove(*arguments: str, typed: str | None = None) -> Result:
    """Run it."""
    return CliRunner().invoke(commands.main, arguments, input=typed, prog_name="alcove")


def refused(result: Result, exit_code: int, words: str) -> None:
    """It ends with this code and says why."""
    assert result.exit_code == exit_code, result.output
    assert words in result.output
    assert "Traceback" not in result.output


def export(thread: Thread, file: str = "export.json") -> str:
    """A thread as the service hands it out."""
    content = thread.as_read_by(ANNA)
    names = ("team", "vault", "statements", "grants", "envelopes")
    Path(file).write_text(json.dumps({"v": 1, **{name: content[name] for name in names}}))
    return file


def opened(file: str, *more: str) -> Result:
    """Anna opens an export."""
    key = ["--key", "anna.age", "--passphrase-file", "anna.pass"]
    return alcove("open", file, *key, *PINNED, *more)
