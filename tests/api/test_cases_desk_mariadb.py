# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases at the desk on MariaDB: found, settled, moved, decided, recused from."""

from __future__ import annotations

import pytest

from tests.api.casework import ada, bot, world
from tests.api.test_cases_deciding import TestDeciding, TestJobs, TestRecusal
from tests.api.test_cases_desk import TestFinding, TestMoving, TestSettling

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
