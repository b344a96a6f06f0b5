# SPDX-License-Identifier: AGPL-3.0-or-later
"""These tests leave no folder of Pywikibot's behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def test_pywikibots_folder_goes_with_the_tests(tmp_path: Path) -> None:
    """What ends here is a run of its own; it only looks for tests, which makes the folder too."""
    inner = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider"]
    chosen = str(FOLDER / "test_publish_audit_heads.py")
    given = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run(
        [*inner, chosen], cwd=FOLDER.parents[2], env=given, check=True, capture_output=True
    )
    assert list(tmp_path.glob("alcove-*")) == []
