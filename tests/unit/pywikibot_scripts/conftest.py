# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pywikibot reads a configuration and writes logs as soon as it is imported, unless told not to."""

import os
import tempfile

os.environ.setdefault("PYWIKIBOT_NO_USER_CONFIG", "2")
os.environ["PYWIKIBOT_DIR"] = tempfile.mkdtemp(prefix="alcove-pywikibot-")
