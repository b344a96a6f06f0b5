# SPDX-License-Identifier: AGPL-3.0-or-later
"""How gunicorn is set up: no access log, and the demo for this machine only."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import KNOWN_SETTINGS

from service.infra.config import ConfigError

CONFIG = Path(__file__).resolve().parents[3] / "gunicorn.conf.py"
ANSWERS_WITHIN = 60
APP = """
def app(environ, start):
    start("200 OK", [])
    return [b""]
"""


@pytest.fixture(autouse=True)
def _no_folder_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(CONFIG))


PRODUCTION = {
    "ALCOVE_SECRET_KEY": "x" * 32,
    "ALCOVE_DATABASE_URL": "sqlite://",
    "ALCOVE_BASE_URL": "https://alcove.toolforge.org",
}


def test_production_listens_for_the_proxy_and_writes_no_access_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = settings(monkeypatch, PORT="9000", **PRODUCTION)
    assert found["bind"] == "0.0.0.0:9000"
    assert found["accesslog"] is None
    assert found["loglevel"] == "error", "warnings quote requests"
    assert found["control_socket_disable"] is True
    assert found["forwarded_allow_ips"] != "*"
    found["on_starting"](SimpleNamespace(cfg=SimpleNamespace(address=[("0.0.0.0", 9000)])))


def test_gunicorn_knows_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes over names it does not know in silence."""
    known = {setting.name for setting in KNOWN_SETTINGS}
    set_here = {
        name
        for name, value in settings(monkeypatch, **PRODUCTION).items()
        if not name.startswith("_")
        and (isinstance(value, str | int | None) or callable(value))
        and getattr(value, "__module__", "<run_path>") == "<run_path>"
        and name not in {"annotations", "atexit", "logging", "os", "shutil", "tempfile"}
    }
    assert {"bind", "accesslog", "control_socket_disable", "on_starting"} <= set_here
    assert set_here <= known


def test_the_demo_binds_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, ALCOVE_DEMO="1")
    assert found["bind"] == "127.0.0.1:8000"
    for fine in [("127.0.0.1", 1), ("::1", 1), "/run/socket"]:
        found["on_starting"](SimpleNamespace(cfg=SimpleNamespace(address=[fine])))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", ""])
def test_the_demo_refuses_another_bind(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    found = settings(monkeypatch, ALCOVE_DEMO="1")
    with pytest.raises(ConfigError):
        found["on_starting"](SimpleNamespace(cfg=SimpleNamespace(address=[(host, 8000)])))


def test_it_does_not_start_with_unsafe_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError):
        settings(monkeypatch, **{**PRODUCTION, "ALCOVE_SECRET_KEY": "short"})


def test_workers_and_threads_come_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, WEB_CONCURRENCY="3", ALCOVE_THREADS="7", **PRODUCTION)
    assert (found["workers"], found["threads"]) == (3, 7)
    assert "PROMETHEUS_MULTIPROC_DIR" in os.environ


# What it leaves behind ----------------------------------------------------------------------------


def gunicorn(folder: Path, *more: str, **environment: str) -> subprocess.Popen[bytes]:
    """A server of a small program, which has this folder for temporary files."""
    (folder / "small.py").write_text(APP)
    given = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(folder)}
    del given["PROMETHEUS_MULTIPROC_DIR"]
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIG), *more, "small:app"]
    return subprocess.Popen(
        command,
        cwd=CONFIG.parent,
        env=given | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def numbers_in(folder: Path) -> list[Path]:
    return list(folder.glob("alcove-metrics-*"))


def test_the_folder_for_numbers_goes_with_the_server(tmp_path: Path) -> None:
    door = tmp_path / "door"
    server = gunicorn(tmp_path, "--bind", f"unix:{door}", WEB_CONCURRENCY="2", **PRODUCTION)
    try:
        until = time.monotonic() + ANSWERS_WITHIN
        while not answers(door):
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        assert len(numbers_in(tmp_path)) == 1
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=ANSWERS_WITHIN)
    assert numbers_in(tmp_path) == []


def answers(door: Path) -> bool:
    """A worker has started: it answers."""
    with socket.socket(socket.AF_UNIX) as knock:
        if knock.connect_ex(str(door)) != 0:
            return False
        knock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return knock.recv(12) == b"HTTP/1.0 200"


def test_a_server_that_does_not_start_leaves_no_folder(tmp_path: Path) -> None:
    unsafe = {**PRODUCTION, "ALCOVE_SECRET_KEY": "short"}
    refused = gunicorn(tmp_path, "--bind", "127.0.0.1:0", **unsafe)
    assert refused.wait(timeout=ANSWERS_WITHIN) != 0
    assert numbers_in(tmp_path) == []


def test_a_folder_that_somebody_else_named_is_left_to_them(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    named = {"PROMETHEUS_MULTIPROC_DIR": str(theirs)}
    checked = gunicorn(tmp_path, "--check-config", **named, **PRODUCTION)
    assert checked.wait(timeout=ANSWERS_WITHIN) == 0
    assert theirs.is_dir()
