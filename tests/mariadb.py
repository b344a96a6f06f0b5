# SPDX-License-Identifier: AGPL-3.0-or-later
"""A MariaDB of one's own: own data, own socket, no network, gone when the tests end."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql

# Where distributions put the server, which is on no ordinary user's path.
SERVERS = ("mariadbd", "/usr/sbin/mariadbd", "/usr/libexec/mariadbd")
_STARTS_WITHIN = 60


class MariaDB:
    """A running server."""

    def __init__(self, door: Path) -> None:
        self.door = door

    def run(self, statement: str) -> None:
        """Run one statement as the server's administrator."""
        connection = pymysql.connect(unix_socket=str(self.door), user="root")
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database; yields its address."""
        name = f"alcove_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield (
                f"mariadb+pymysql://root@localhost/{name}?unix_socket={self.door}&charset=utf8mb4"
            )
        finally:
            self.run(f"DROP DATABASE {name}")


@contextmanager
def started() -> Iterator[MariaDB]:
    """Start a server; its folder's path is short, because socket paths must be."""
    server = next(path for path in map(shutil.which, SERVERS) if path)
    short = tempfile.TemporaryDirectory(prefix="alcove-db-", ignore_cleanup_errors=True)
    with short as name, _running(server, Path(name)) as running:
        yield running


@contextmanager
def _running(server: str, folder: Path) -> Iterator[MariaDB]:
    common = ["--no-defaults", f"--datadir={folder / 'data'}"]
    if os.getuid() == 0:
        common.append("--user=root")  # it refuses to run as root unless told so
    subprocess.run(
        [
            "mariadb-install-db",
            *common,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        capture_output=True,
    )
    door = folder / "socket"
    command = [
        server,
        *common,
        f"--socket={door}",
        f"--pid-file={folder / 'pid'}",
        "--skip-networking",
        "--skip-log-bin",
        # What is committed outlives the program; whether it outlives the machine is not asked here.
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-buffer-pool-size=32M",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
    try:
        _wait(process, door, folder / "log")
        yield MariaDB(door)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], door: Path, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with socket.socket(socket.AF_UNIX) as knock:
            if knock.connect_ex(str(door)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"MariaDB did not start: {log.read_text(errors='replace')[-2000:]}")
