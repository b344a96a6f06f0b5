# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of sealing share: how hard properties are tried."""

from __future__ import annotations

from hypothesis import settings

# Machines that run tests are shared and slow; only what comes out is judged, never when.
settings.register_profile("sealing", deadline=None)
settings.load_profile("sealing")
