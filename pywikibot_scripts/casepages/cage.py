# SPDX-License-Identifier: AGPL-3.0-or-later
"""The child's side: reads one page after the other within limits it cannot lift for itself.

It is started with an empty environment, takes its grammar and pages from its standard input and
opens no files. Whatever a page makes it do ends with this process.
"""

from __future__ import annotations

import json
import math
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from pywikibot_scripts.casepages import reading
from pywikibot_scripts.casepages.announcements import read_announcements
from pywikibot_scripts.casepages.grammar import Grammar, build
from pywikibot_scripts.casepages.membership import read_membership

NOT_UNDERSTOOD, TOO_MUCH_MEMORY, TOO_LONG = (
    reading.NOT_UNDERSTOOD,
    "too much memory",
    "took too long",
)
#: After the parent's own deadline; it ends a child whose parent is gone.
GRACE = 5


def serve() -> None:
    """Answer each line of input with one line of output, until there are no more."""
    begin = json.loads(sys.stdin.buffer.readline())
    grammar = build(begin["grammar"])
    _limit(begin["mebibytes"])
    _answer({"ready": True})
    seconds = begin["seconds"]
    for request in sys.stdin.buffer:
        _allow(seconds, begin["patience"])
        try:
            answer = _work(json.loads(request), grammar)
        except MemoryError:
            answer = {"failed": TOO_MUCH_MEMORY}
        except Exception:  # noqa: BLE001  # any page has an answer; nobody reads a traceback here
            answer = {"failed": NOT_UNDERSTOOD}
        signal.alarm(0)
        _answer(answer)


def _work(request: dict[str, str], grammar: Grammar) -> dict[str, Any]:
    work: dict[str, Callable[[], Any]] = {
        "case": lambda: reading.read(
            request["text"], title=request["title"], grammar=grammar
        ).document(),
        "announcements": lambda: read_announcements(request["text"], grammar),
        "membership": lambda: read_membership(request["text"], grammar),
    }
    return {"read": work[request["as"]]()}


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def _limit(mebibytes: int) -> None:
    """Take away memory beyond what is agreed, files, processes and core dumps."""
    _lower(resource.RLIMIT_AS, mebibytes * 1024 * 1024)
    _lower(resource.RLIMIT_NOFILE, 3)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NPROC, 0)


def _lower(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    kept = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (kept, kept))


def _allow(seconds: float, patience: float) -> None:
    """Allow so much processor time from now on, and more time by the clock than the parent has."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = until if hard == resource.RLIM_INFINITY else min(until, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.alarm(math.ceil(patience) + GRACE)
