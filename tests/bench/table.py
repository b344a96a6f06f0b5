# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a measurement is, and how many of them are shown and kept."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measurement:
    """One figure. With a floor its ratio is what counts; machines differ, ratios in one run do not.

    `aim` is held against the ratio where there is a floor, else against the value.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.aim

    def as_json(self) -> dict[str, object]:
        kept = {**asdict(self), "ratio": self.ratio, "met": self.met}
        return {key: value for key, value in kept.items() if value is not None}


def show(measurements: Iterable[Measurement]) -> str:
    """Returns a table for reading."""
    head = ("what", "value", "unit", "floor", "ratio", "aim", "met")
    rows = [head]
    for one in measurements:
        rows.append(
            (
                one.name,
                f"{one.value:,.4g}" if one.value < 1000 else f"{one.value:,.0f}",
                one.unit,
                "" if one.floor is None else f"{one.floor:,.4g}",
                "" if one.ratio is None else f"{one.ratio:.2f}",
                "" if one.aim is None else f"{one.aim:,g}",
                {True: "yes", False: "no", None: ""}[one.met],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if column in (0, 2) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def keep(measurements: Iterable[Measurement], path: Path) -> None:
    """Writes the figures for programs to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([one.as_json() for one in measurements], indent=1) + "\n")
