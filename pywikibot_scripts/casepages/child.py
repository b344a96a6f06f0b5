# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads pages in child processes with limits of time and memory, so that no page can do harm.

A child that is over its time or memory, or breaks, is killed and replaced; its page is unread, the
next one is read as ever. What counts is processor time, lest a busy machine decide what is read;
by the clock a child has more. Children end with whoever started them: their input ends.
"""

from __future__ import annotations

import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from pywikibot_scripts.casepages import grammar as grammars
from pywikibot_scripts.casepages.cage import NOT_UNDERSTOOD, TOO_LONG, TOO_MUCH_MEMORY
from pywikibot_scripts.casepages.facts import Fact, Reading
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.reading import BYTES_MAX, TOO_LARGE, stopped

ROOT = Path(__file__).resolve().parents[2]
#: -I and -S: nothing of the surroundings is imported; -B: nothing is written.
PYTHON = (sys.executable, "-I", "-S", "-B", "-c")
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from pywikibot_scripts.casepages.cage import serve; serve()"
)
START_SECONDS = 60.0
END_SECONDS = 5.0
#: How much longer than its processor time a child may take by the clock.
PATIENCE = 6.0
CHUNK = 1 << 16


class ReadersError(RuntimeError):
    """No child can be started; that is a matter of the machine, not of a page."""


class _StoppedError(Exception):
    """A child did not answer; the message is what a reading says of it."""


class Readers:
    """Child processes that read pages; as many threads as there are children may use them."""

    def __init__(
        self,
        count: int = 1,
        seconds: float = 10,
        mebibytes: int = 512,
        grammar: Grammar | None = None,
    ) -> None:
        self._begin = {
            "grammar": (grammar or grammars.default()).document,
            "seconds": seconds,
            "patience": seconds * PATIENCE,
            "mebibytes": mebibytes,
        }
        self._patience = seconds * PATIENCE
        self._count = count
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)  # started when it is needed

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for _ in range(self._count):
            child = self._free.get()
            if child:
                child.end()

    def read(self, text: str, title: str) -> Reading:
        """Read a case page; what could not be read has one unread fact that says why.

        :raise ReadersError: if no child can be started
        """
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > BYTES_MAX:
            return stopped(title, size, TOO_LARGE)
        try:
            document = self._ask({"as": "case", "text": text, "title": title})
        except _StoppedError as why:
            return stopped(title, size, str(why))
        return _reading(title, document)

    def announcements(self, text: str) -> list[dict[str, Any]] | None:
        """Read the announcements page; None if that had to stop."""
        found: list[dict[str, Any]] | None = self._other("announcements", text)
        return found

    def membership(self, text: str) -> list[str] | None:
        """Read the membership page; None if that had to stop."""
        found: list[str] | None = self._other("membership", text)
        return found

    def _other(self, what: str, text: str) -> Any:
        if len(text.encode("utf-8", "surrogatepass")) > BYTES_MAX:
            return None
        try:
            return self._ask({"as": what, "text": text})
        except _StoppedError:
            return None

    def _ask(self, request: dict[str, str]) -> Any:
        child = self._free.get()
        try:
            if child is None:
                child = _Child(self._begin)
            answer = child.exchange(request, self._patience)
        except BaseException:  # whoever interrupts this leaves no child behind
            if child:
                child.end()
            self._free.put(None)
            raise
        if answer.get("failed") == TOO_MUCH_MEMORY:
            child.end()
            child = None
        self._free.put(child)
        if "failed" in answer:
            raise _StoppedError(answer["failed"])
        return answer["read"]


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, begin: dict[str, Any]) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and words of our own
            [*PYTHON, PROGRAM, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ReadersError("a child without pipes")
        self._input, self._output = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        try:
            self.exchange(begin, START_SECONDS)
        except _StoppedError as problem:
            self.end()
            raise ReadersError(f"a child that reads pages did not start: {problem}") from None

    def exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one line and return the one that answers it.

        :raise _StoppedError: if there is none in time; the child is of no use afterwards
        """
        unsent = memoryview(json.dumps(request).encode() + b"\n")
        received = bytearray()
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            selector.register(self._input, selectors.EVENT_WRITE)
            while True:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready and time.monotonic() >= deadline:
                    raise _StoppedError(TOO_LONG)
                for key, _ in ready:
                    if key.fd == self._input:
                        unsent = unsent[self._send(unsent[:CHUNK]) :]
                        if not unsent:
                            selector.unregister(self._input)
                        continue
                    chunk = os.read(self._output, CHUNK)
                    if not chunk:
                        raise _StoppedError(self._why_it_ended())
                    received += chunk
                    if chunk.endswith(b"\n"):
                        answer: dict[str, Any] = json.loads(received)
                        return answer

    def end(self) -> None:
        """Kill the child, and leave nothing of it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _send(self, data: memoryview) -> int:
        try:
            return os.write(self._input, data)
        except BrokenPipeError:
            raise _StoppedError(self._why_it_ended()) from None

    def _why_it_ended(self) -> str:
        """Return what the operating system says: out of time, out of memory, or broken."""
        try:
            code = self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            return NOT_UNDERSTOOD
        if -code in (signal.SIGXCPU, signal.SIGALRM):
            return TOO_LONG
        return TOO_MUCH_MEMORY if -code == signal.SIGKILL else NOT_UNDERSTOOD


def _reading(title: str, document: dict[str, Any]) -> Reading:
    facts = tuple(
        Fact(
            fact["key"],
            fact["item"],
            fact["value"],
            fact["found"],
            fact["place"]["section"],
            fact["place"]["line"],
            fact["hash"],
        )
        for fact in document["facts"]
    )
    return Reading(title, document["lang"], document["bytes"], document["whole"], facts)
