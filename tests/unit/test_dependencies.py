# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every dependency says why it is there, or nobody dares to remove it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_python_packages_say_why() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    read = tomllib.loads(text)
    for named in [*read["project"]["dependencies"], *read["dependency-groups"]["dev"]]:
        (line,) = (one for one in text.splitlines() if one.strip().startswith(f'"{named}",'))
        assert "# " in line, named


@pytest.mark.parametrize("folder", [".", "gadget"])
def test_npm_packages_say_why(folder: str) -> None:
    read = json.loads((ROOT / folder / "package.json").read_text("utf-8"))
    assert [*read.get("dependencies", {}), *read["devDependencies"]] == list(read["why"])
    assert all(read["why"].values())
