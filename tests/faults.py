# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots that are killed, or get other answers, at one of the HTTP calls they make.

A bot runs as a process of its own, forked from one that has imported Pywikibot already, since
that takes longer than most runs. At its k-th call it is killed (SIGKILL) before the request leaves
or after the answer came; or it is given an answer that nobody sent. Waiting takes no time.

    with Bots(*bot_command(wiki, script="sync_cases.py")) as bots:
        killed_at_every_call(bots, ["-service:…"], restore=…, state=…)
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BEFORE, AFTER = "before", "after"
PATIENCE = 180


@dataclass(frozen=True)
class Answer:
    """What a bot is told instead of asking; without a status the connection breaks."""

    status: int = 0
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """What became of one run of a bot."""

    code: int  # negative: the signal that ended it
    output: str
    calls: tuple[str, ...]  # "POST http://…", in order
    bodies: tuple[str, ...]
    pauses: tuple[float, ...]  # what it would have waited

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL

    def to(self, address: str) -> list[str]:
        """The bodies of the calls to an address."""
        return [
            body
            for call, body in zip(self.calls, self.bodies, strict=True)
            if call.partition(" ")[2].startswith(address)
        ]


class Bots:
    """Runs one bot again and again."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], **more: str) -> None:
        """Take the command and surroundings as for running the bot by itself."""
        script = next(Path(part).stem for part in command if part.endswith(".py"))
        self._folder = tempfile.TemporaryDirectory(prefix="alcove-faults-")
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults", f"pywikibot_scripts.{script}"],
            cwd=ROOT,
            env={**environment, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        """The process that every run is forked from."""
        return self._process.pid

    def __enter__(self) -> Bots:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)
        self._process.stdout.close()
        self._folder.cleanup()

    def run(
        self,
        *arguments: str,
        kill: int = 0,
        when: str = BEFORE,
        instead: Mapping[int, Answer] | None = None,
        meanwhile: Mapping[int, Callable[[], object]] | None = None,
        **environment: str,
    ) -> Run:
        """Run the bot; kill it at a call, counted from 1, or give it answers of our own.

        What others do `meanwhile` is done before that call leaves.
        """
        self._number += 1
        folder = Path(self._folder.name) / str(self._number)
        folder.mkdir()
        request = {
            "arguments": arguments,
            "kill": kill,
            "when": when,
            "instead": {
                str(call): [answer.status, answer.body, dict(answer.headers)]
                for call, answer in (instead or {}).items()
            },
            "meanwhile": sorted(meanwhile or {}),
            "environment": environment,
            "folder": str(folder),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        for call, deed in sorted((meanwhile or {}).items()):
            self._wait_for(folder / f"at-{call}")
            deed()
            (folder / f"on-{call}").touch()
        code = int(self._process.stdout.readline())
        lines = (folder / "calls").read_text().splitlines() if (folder / "calls").exists() else []
        made = [json.loads(line) for line in lines]
        return Run(
            code,
            (folder / "output").read_text(),
            tuple(one["call"] for one in made if "call" in one),
            tuple(one["body"] for one in made if "call" in one),
            tuple(one["pause"] for one in made if "pause" in one),
        )

    def _wait_for(self, path: Path) -> None:
        """Wait until the bot has come to a call."""
        until = time.monotonic() + PATIENCE
        while not path.exists():
            if time.monotonic() > until:
                raise TimeoutError(f"the bot did not come to call {path.name}")
            time.sleep(0.01)


def killed_at_every_call(
    bots: Bots,
    arguments: Sequence[str],
    *,
    restore: Callable[[], object],
    state: Callable[[], object],
    check: Callable[[Run], object] = lambda run: None,
) -> list[str]:
    """Kill a bot before its first call and after each; let it run again; compare the ends.

    Bots keep nothing of their own, so what is there before a call is what was there after the one
    before it. `restore` puts wiki and service back to where a run begins, `state` tells all that
    counts of both, and `check` looks at the run that came after a killed one. Returns the calls.
    """
    restore()
    bots.run(*arguments)  # what Pywikibot keeps of a wiki for all later runs, it asks now
    restore()
    calm = bots.run(*arguments)
    assert calm.code == 0, calm.output
    expected = state()
    for call, when in [(1, BEFORE), *((n, AFTER) for n in range(1, len(calm.calls) + 1))]:
        restore()
        hit = bots.run(*arguments, kill=call, when=when)
        assert hit.was_killed, (call, when, hit.output)
        again = bots.run(*arguments)
        assert again.code == 0, (call, when, again.output)
        assert state() == expected, f"killed {when} call {call}: {calm.calls[call - 1]}"
        check(again)
    return list(calm.calls)


def serve(module_name: str) -> None:
    """Fork a bot for each line of input; answer with its exit code, or less its signal."""
    sys.path.insert(0, str(ROOT))
    module = importlib.import_module(module_name)
    # Each on one line of the descriptor that only the parent writes to.
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            _become(request)
            sys.exit(module.main(*request["arguments"]))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(request: dict[str, Any]) -> None:
    """Turn the forked process into a run of the bot."""
    folder = Path(request["folder"])
    output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(request["environment"])
    os.environ["PYTHONUNBUFFERED"] = "1"
    sys.argv = ["bot"]
    calls = os.open(folder / "calls", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(**what: Any) -> None:
        os.write(calls, json.dumps(what).encode() + b"\n")

    def pause(seconds: float) -> None:
        note(pause=seconds)

    sleep, time.sleep = time.sleep, pause

    def stay(call: int) -> None:
        (folder / f"at-{call}").touch()
        while not (folder / f"on-{call}").exists():
            sleep(0.01)

    _inject(request, note, stay)


def _inject(
    request: dict[str, Any], note: Callable[..., None], stay: Callable[[int], None]
) -> None:
    """Stand between the bot and everything it sends."""
    import requests

    real = requests.Session.send
    count = 0

    def send(
        session: requests.Session, sent: requests.PreparedRequest, **more: Any
    ) -> requests.Response:
        nonlocal count
        count += 1
        body = sent.body or ""
        said = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
        note(call=f"{sent.method} {sent.url}", body=said)
        if count in request["meanwhile"]:
            stay(count)
        is_hit = count == request["kill"]
        if is_hit and request["when"] == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        given = request["instead"].get(str(count))
        answer = real(session, sent, **more) if given is None else _made(sent, *given)
        if is_hit:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    requests.Session.send = send  # type: ignore[method-assign]


def _made(sent: Any, status: int, body: str, headers: dict[str, str]) -> Any:
    """An answer that nobody sent."""
    import requests

    if not status:
        raise requests.ConnectionError("the connection broke", request=sent)
    answer = requests.Response()
    answer.status_code, answer.reason = status, "made for a test"
    answer.headers.update(headers)
    answer.url, answer.request = sent.url, sent
    answer._content = body.encode()
    answer._content_consumed = True  # type: ignore[attr-defined]
    answer.encoding = "utf-8"
    return answer


if __name__ == "__main__":
    serve(sys.argv[1])
