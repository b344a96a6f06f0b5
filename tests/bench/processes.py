# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operating system charged a process, with all that it started."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time so far, also of what it started and what of that ended (proc(5), stat).

    Other processes make a clock's time longer, but not this one.
    """
    charged, started = {}, defaultdict(list)
    for number, parent, ticks in _processes():
        charged[number] = ticks
        started[parent].append(number)
    total, waiting = 0, [pid]
    while waiting:
        number = waiting.pop()
        total += charged.get(number, 0)
        waiting += started[number]
    return total / TICKS


def _processes() -> Iterator[tuple[int, int, int]]:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        yield int(entry.parent.name), int(fields[1]), sum(map(int, fields[11:15]))
