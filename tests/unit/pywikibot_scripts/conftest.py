# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pywikibot reads a configuration and writes logs as soon as it is imported, unless told not to."""

import os
import shutil
import tempfile

os.environ.setdefault("PYWIKIBOT_NO_USER_CONFIG", "2")
_FOLDER = tempfile.mkdtemp(prefix="alcove-pywikibot-")
os.environ["PYWIKIBOT_DIR"] = _FOLDER


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
