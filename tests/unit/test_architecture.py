# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of slices, the purity of rules, and that the web service can open nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "importlinter.ini"

SEALING = (
    "service.vault.sealing",
    "service.vault.client",
    "service.vault.commands",
    "service.vault.opening",
)
OPENS = {"pyrage", "mnemonic"}
# Only the demonstration, which plays writers and members, may seal and open.
MAY_SEAL = (*SEALING, "service.demo")


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def lint(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(program), "--config", str(config), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_are_kept() -> None:
    result = lint(ROOT, CONTRACTS)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("service/audit/queries.py", "from service.people import models"),
        ("service/people/rules.py", "import sqlalchemy"),
        ("service/people/rules.py", "import time"),
        ("service/reports/actions.py", "from service.vault import client"),
        ("service/infra/web.py", "import pyrage"),
        ("pywikibot_scripts/install_gadget.py", "from service.infra import time"),
    ],
)
def test_contracts_notice_a_breach(tmp_path: Path, module: str, line: str) -> None:
    for source in [*modules("service"), *modules("pywikibot_scripts")]:
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    broken = tmp_path / module
    text = broken.read_text(encoding="utf-8")
    broken.write_text(f"{text}\n{line}\n", encoding="utf-8")
    result = lint(tmp_path, CONTRACTS)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def test_new_modules_cannot_seal_either() -> None:
    """The contract names modules; this one looks at whatever is there."""
    graph = grimp.build_graph("service", include_external_packages=True, cache_dir=None)
    for module in graph.modules - OPENS:
        if not module.startswith("service") or module.startswith(MAY_SEAL):
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            assert not imported.startswith(SEALING), f"{module} imports {imported}"
            assert imported not in OPENS, f"{module} imports {imported}"


def test_the_running_service_has_loaded_nothing_that_opens() -> None:
    """Also not by importing late, at the start of the application."""
    program = (
        "import sys; from service import create_app; "
        "create_app({'TESTING': True, 'DATABASE_URL': 'sqlite://'}); "
        f"print([name for name in sys.modules if name.startswith({SEALING!r}) "
        "or name in ('pyrage', 'mnemonic')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_rules_never_ask_what_day_it_is() -> None:
    for path in (ROOT / "service").glob("*/rules.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"today", "now", "utcnow"}, path


@pytest.mark.parametrize("folder", ["service", "pywikibot_scripts", "tests"])
def test_every_module_has_its_licence_its_purpose_and_a_readable_length(folder: str) -> None:
    for path in modules(folder):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        if not text.strip():
            continue  # an empty file only makes its folder a package
        first_lines = "\n".join(text.splitlines()[:3])
        assert "SPDX-License-Identifier: AGPL-3.0-or-later" in first_lines, name
        assert path.stem not in {"utils", "helpers", "manager", "common"}, name
        if folder != "tests":
            assert len(text.splitlines()) <= 400, name
            assert ast.get_docstring(ast.parse(text)), name


def test_views_are_short() -> None:
    for path in [*(ROOT / "service").glob("*/api.py"), *(ROOT / "service").glob("*/pages.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                assert node.end_lineno is not None
                length = node.end_lineno - node.lineno
                assert length <= 15, f"{path.name}: {node.name} has {length} lines"
