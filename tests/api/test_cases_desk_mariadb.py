# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases at the desk on MariaDB: found, settled, moved, decided, recused from."""

from __future__ import annotations

import pytest

from tests.api.test_cases_desk import (
    TestDeciding,
    TestFinding,
    TestJobs,
    TestMoving,
    TestRecusal,
    TestSettling,
    ada,
    bot,
    world,
)

pytestmark = pytest.mark.mariadb

__all__ = [
    "TestDeciding",
    "TestFinding",
    "TestJobs",
    "TestMoving",
    "TestRecusal",
    "TestSettling",
    "ada",
    "bot",
    "world",
]
