# SPDX-License-Identifier: AGPL-3.0-or-later
"""What several vectors of a file have in common stands in it once: `{"part": 3}` is its part 3.

Only whole envelopes, grants and statements are shared; each case still says which of them it has,
where, and in which order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Case = dict[str, Any]


def write(file: Path, note: str, cases: list[Case]) -> None:
    """Write a file of vectors, one part and one case a line."""
    used = Counter(map(_text, (place[key] for case in cases for place, key in _places(case))))
    parts = [text for text, times in used.items() if times > 1]
    for case in cases:
        for place, key in _places(case):
            if (text := _text(place[key])) in parts:
                place[key] = {"part": parts.index(text)}
    head = {"note": note, "made_by": "python"}
    lists = {"parts": parts, "cases": map(_text, cases)} if parts else {"cases": map(_text, cases)}
    lines = [f"{_text(name)}: {_text(value)}" for name, value in head.items()]
    lines += [f"{_text(name)}: [\n" + ",\n".join(all_) + "\n]" for name, all_ in lists.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read(file: Path) -> list[Case]:
    """The cases of a file of either maker, each whole again."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return [_whole(case, content.get("parts", [])) for case in content["cases"]]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where an envelope, a grant or a statement stands in what a case is given."""
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if name in ("envelopes", "grants"):
            yield from ((stored, "data") for stored in inner)
        elif name == "statements":
            yield from ((inner, at) for at in range(len(inner)))
        else:
            yield from _places(inner)


def _whole(value: Any, parts: list[Any]) -> Any:
    if isinstance(value, dict):
        if set(value) == {"part"}:
            return parts[value["part"]]
        return {name: _whole(inner, parts) for name, inner in value.items()}
    return [_whole(inner, parts) for inner in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
