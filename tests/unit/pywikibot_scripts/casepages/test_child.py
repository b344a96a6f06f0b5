# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever a page does to the child that reads it, the page is unread and the next one is read."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pywikibot_scripts.casepages import child, reading
from pywikibot_scripts.casepages.child import Readers, ReadersError
from pywikibot_scripts.casepages.facts import Reading
from tests import casepages
from tests.unit.pywikibot_scripts.casepages.facts import read_page

PAGE = casepages.page("voted", "en", seed=3).wikitext
#: A child whose reader does what no page should make it do, when the page says so.
HARMFUL = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from pywikibot_scripts.casepages import cage, reading
read = reading.read
def harmful(text, **others):
    harm = text.partition("\\n")[0]
    if harm == "loop":
        while True: pass
    if harm == "sleep":
        time.sleep(600)
    if harm == "memory":
        kept = []
        while True: kept.append("x" * 1_000_000)
    if harm == "crash":
        os.abort()
    if harm == "killed":
        os.kill(os.getpid(), 9)
    if harm == "raise":
        raise RecursionError
    if harm == "file":
        open("/etc/hostname").close()
    if harm == "environment":
        assert not [name for name in os.environ if name != "LC_CTYPE"], os.environ
        assert os.getcwd() == "/"
        raise FileNotFoundError
    return read(text, **others)
reading.read = harmful
cage.serve()
"""


@pytest.fixture
def harmful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PROGRAM", HARMFUL)


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found


def why(found: Reading) -> str:
    """Return why a page could not be read."""
    assert not found.whole
    (fact,) = found.facts
    assert (fact.key, fact.certain, fact.value) == ("page", False, None)
    return fact.found


def children() -> set[int]:
    """Return the processes that this one has started and not yet waited for."""
    return {
        int(one)
        for task in Path("/proc/self/task").iterdir()
        for one in (task / "children").read_text().split()
    }


def test_a_child_reads_as_the_reader_does_and_goes_on_reading(readers: Readers) -> None:
    for page in casepages.pages(20, seed=2):
        assert readers.read(page.wikitext, page.title).facts == read_page(page.wikitext).facts


def test_a_page_too_large_never_reaches_a_child() -> None:
    before = children()
    with Readers() as readers:
        found = readers.read("x" * (reading.BYTES_MAX + 1), "T")
        assert children() == before
    assert why(found) == "too large"
    with Readers() as readers:
        assert why(readers.read("ä" * (reading.BYTES_MAX // 2 + 1), "T")) == "too large"
        assert readers.announcements("x" * (reading.BYTES_MAX + 1)) is None


@pytest.mark.usefixtures("harmful")
@pytest.mark.parametrize(
    ("harm", "expected", "seconds"),
    [
        ("loop", "took too long", 0.1),
        ("sleep", "took too long", 0.3),
        ("memory", "too much memory", 60),
        ("killed", "too much memory", 60),
        ("crash", "not understood", 60),
        ("raise", "not understood", 60),
        ("file", "not understood", 60),
    ],
)
def test_a_harmful_page_is_unread_and_the_next_one_is_read(
    harm: str, expected: str, seconds: float
) -> None:
    before = children()
    with Readers(seconds=seconds, mebibytes=256) as readers:
        assert why(readers.read(f"{harm}\n{PAGE}", "T")) == expected
    with Readers(seconds=60, mebibytes=256) as readers:
        if harm not in ("loop", "sleep"):
            assert why(readers.read(f"{harm}\n{PAGE}", "T")) == expected
        assert readers.read(PAGE, "T").facts == read_page(PAGE).facts
    assert children() == before


@pytest.mark.usefixtures("harmful")
def test_processor_time_ends_a_loop_however_long_the_clock_may_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "PATIENCE", 6000.0)
    with Readers(seconds=0.1) as readers:
        assert why(readers.read(f"loop\n{PAGE}", "T")) == "took too long"
        assert readers.read(PAGE, "T").whole


#: Starts a child, names it, and has it read a page that never ends.
LOOPING = """
import sys
from pathlib import Path
from pywikibot_scripts.casepages import child
child.PROGRAM, child.PATIENCE = sys.argv[1], 6000.0
with child.Readers(seconds=0.1) as readers:
    readers.read("", "T")
    print(Path("/proc/thread-self/children").read_text(), flush=True)
    readers.read("loop", "T")
"""


def test_a_looping_child_outlives_whoever_started_it_by_its_own_time_only() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOOPING, HARMFUL], cwd=child.ROOT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        orphan = os.pidfd_open(pid)
        parent.kill()
    watched = select.poll()
    watched.register(orphan, select.POLLIN)
    assert watched.poll(120_000)
    os.close(orphan)


@pytest.mark.usefixtures("harmful")
def test_a_child_knows_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALCOVE_SECRET", "canary")
    before = children()
    with Readers() as readers:
        readers.read(PAGE, "T")
        (pid,) = children() - before
        assert b"canary" not in Path(f"/proc/{pid}/environ").read_bytes()
        opened = {str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()}
        assert all(one.startswith(("pipe:", "/dev/null")) for one in opened), opened
        assert why(readers.read(f"environment\n{PAGE}", "T")) == "not understood"
        assert children() - before == {pid}  # it broke nothing but that page


def test_no_child_stays_behind_when_reading_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = children()
    with Readers() as readers:
        readers.read(PAGE, "T")
        with monkeypatch.context() as patched:
            patched.setattr(child.os, "read", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                readers.read(PAGE, "T")
        assert children() == before
        assert readers.read(PAGE, "T").whole
    assert children() == before


def test_a_child_ends_with_its_input() -> None:
    with Readers() as readers:
        readers.read(PAGE, "T")
        one = readers._free.get()
        assert one
        one._process.stdin.close()
        assert one._process.wait(30) == 0
        readers._free.put(None)
        one._process.stdout.close()


def test_several_threads_use_several_children() -> None:
    before = children()
    found: list[Reading] = []
    with Readers(count=2) as readers:
        threads = [
            threading.Thread(target=lambda: found.append(readers.read(PAGE, "T"))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(children() - before) <= 2
    assert len(found) == 6
    assert all(one.facts == read_page(PAGE).facts for one in found)


def test_a_machine_that_starts_no_child_is_no_page_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PROGRAM", "raise SystemExit(1)")
    before = children()
    with Readers() as readers, pytest.raises(ReadersError):
        readers.read(PAGE, "T")
    assert children() == before
