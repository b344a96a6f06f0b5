# SPDX-License-Identifier: AGPL-3.0-or-later
"""How gunicorn serves Alcove: no access log, no control socket, the demo to this machine only."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Where workers add up their numbers. The library that counts looks for it when it is imported,
# which the next lines do. A folder that somebody else names is theirs to remove.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:

    def _remove(folder: str, maker: int) -> None:
        """Remove the folder when its maker ends; workers are copies of it, and end earlier."""
        if os.getpid() == maker:
            shutil.rmtree(folder, ignore_errors=True)

    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="alcove-metrics-")
    atexit.register(_remove, os.environ["PROMETHEUS_MULTIPROC_DIR"], os.getpid())

from prometheus_client.multiprocess import mark_process_dead

from service.infra.config import ConfigError, is_loopback, load
from service.infra.logs import Redaction

_config = load()

bind = f"{'127.0.0.1' if _config.demo else '0.0.0.0'}:{os.environ.get('PORT', '8000')}"  # noqa: S104
workers = int(os.environ.get("WEB_CONCURRENCY", "1" if _config.demo else "2"))
threads = int(os.environ.get("ALCOVE_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# A line for each request would say when somebody wrote, and from where.
accesslog = None
errorlog = "-"
# Its warnings quote requests it cannot read.
loglevel = "error"

# Nothing needs it, and its folder may not be writable.
control_socket_disable = True

# Whose word on https is taken: Toolforge's proxies.
forwarded_allow_ips = os.environ.get(
    "FORWARDED_ALLOW_IPS", "127.0.0.1,::1" if _config.demo else "127.0.0.1,::1,192.168.0.0/16"
)

# A body of a mebibyte at most (the application says so); lines and headers stay small.
limit_request_line = 2048
limit_request_fields = 64


def on_starting(server: Any) -> None:
    """Refuse to serve the demo, where anybody is let in, to other machines."""
    logging.getLogger("gunicorn.error").addFilter(Redaction())
    for address in server.cfg.address:
        # Socket files are reached from this machine only.
        if _config.demo and isinstance(address, tuple) and not is_loopback(address[0]):
            raise ConfigError("the demo lets anybody in: bind it to a loopback address only")


def child_exit(_server: Any, worker: Any) -> None:
    """Let a worker's numbers be forgotten that only it could know."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
