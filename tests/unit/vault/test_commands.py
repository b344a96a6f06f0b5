# SPDX-License-Identifier: AGPL-3.0-or-later
"""`alcove`, as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from service.vault import commands
from service.vault.client import open_key_file
from tests.vectors.begun import MATTER, Begun
from tests.vectors.cast import ANNA, BEN, DORA, RECEIPT, ROOT, STRANGER, TODAY, Thread, wire

VECTORS = Path(__file__).parents[2] / "vectors"
# Made once and each opened once: the passphrase of a key file is slow on purpose.
OPEN_ONCE = cache(open_key_file)
KEY_FILE = json.loads((VECTORS / "keyfile.python.json").read_text())["cases"][0]["input"]
PINNED = ["--root", ROOT.public_key]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "today", lambda: TODAY)
    monkeypatch.setattr("service.vault.client.open_key_file", OPEN_ONCE)
    Path("anna.age").write_text(KEY_FILE["armored"])
    Path("anna.pass").write_text(KEY_FILE["passphrase"] + "\n")


def alcove(*arguments: str, typed: str | None = None) -> Result:
    """Run it."""
    return CliRunner().invoke(commands.main, arguments, input=typed, prog_name="alcove")


def refused(result: Result, exit_code: int, words: str) -> None:
    """It ends with this code and says why."""
    assert result.exit_code == exit_code, result.output
    assert words in result.output
    assert "Traceback" not in result.output


def passphrase_in(result: Result) -> str:
    """The seven words that were shown."""
    (shown,) = [line.strip() for line in result.stdout.splitlines() if line.startswith("    ")]
    assert len(shown.split()) == 7
    return shown


def export(thread: Thread, file: str = "export.json") -> str:
    """A thread as the service hands it out."""
    content = thread.as_read_by(ANNA)
    names = ("team", "vault", "statements", "grants", "envelopes")
    Path(file).write_text(json.dumps({"v": 1, **{name: content[name] for name in names}}))
    return file


def opened(file: str, *more: str) -> Result:
    """Anna opens an export."""
    key = ["--key", "anna.age", "--passphrase-file", "anna.pass"]
    return alcove("open", file, *key, *PINNED, *more)


# Keys ---------------------------------------------------------------------------------------------


def test_new_keys_are_written_for_nobody_else_and_open_again() -> None:
    made = alcove("key", "new", "Zoë", "de.wikipedia.org", "--out", "zoe.age", "--role", "observer")
    assert made.exit_code == 0
    file = Path("zoe.age")
    assert file.stat().st_mode & 0o777 == 0o600
    passphrase = passphrase_in(made)
    person = open_key_file(file.read_text(), passphrase)
    assert json.loads(made.stdout.splitlines()[-1]) == person.member_line("observer")
    assert " ".join(person.words) in made.stdout
    assert person.identity not in made.output
    checked = alcove("key", "check", "zoe.age", typed=f"{passphrase}\n")
    assert checked.exit_code == 0
    assert " ".join(person.words) in checked.stdout
    assert json.loads(checked.stdout.splitlines()[-1]) == person.member_line()
    assert passphrase not in checked.output


def test_a_key_is_not_overwritten_by_accident() -> None:
    before = Path("anna.age").read_text()
    refused(alcove("key", "new", "Anna", "meta", "--out", "anna.age"), 2, "already there")
    refused(alcove("team", "new", "u4c", "--out", "anna.age"), 2, "already there")
    assert Path("anna.age").read_text() == before
    made = alcove("key", "new", "Anna", "meta", "--out", "anna.age", "--force")
    assert made.exit_code == 0
    assert open_key_file(Path("anna.age").read_text(), passphrase_in(made)).name == "Anna"
    assert sorted(path.name for path in Path().iterdir()) == ["anna.age", "anna.pass"]


def test_a_wrong_passphrase_is_refused() -> None:
    refused(alcove("key", "check", "anna.age", typed="abandon\n"), 1, "wrong_key")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe", b"age-encryption.org/v1\n"])
def test_what_is_no_key_file_is_refused(content: bytes) -> None:
    Path("other.age").write_bytes(content)
    refused(alcove("key", "check", "other.age", typed="abandon\n"), 1, "malformed")


def test_a_name_that_hides_something_is_refused() -> None:
    result = alcove("key", "new", "Anna\u202e", "meta", "--out", "new.age")
    refused(result, 2, "characters that do not show")
    assert not Path("new.age").exists()


# Teams --------------------------------------------------------------------------------------------


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> str:
    """A team's root key file, without the wait for its passphrase."""
    Path("root.age").write_text("locked")
    monkeypatch.setattr("service.vault.client.open_root_file", lambda text, passphrase: ROOT)
    return "root.age"


def members(*people: Any) -> str:
    """A file of member lines."""
    lines = [json.dumps(person.member_line()) for person in people]
    Path("members.txt").write_text("\n".join(lines) + "\n\n")
    return "members.txt"


def signing(root: str, *more: str, typed: str | None = "abandon\ny\n") -> Result:
    """Sign a list with number 2."""
    fixed = ["--root", root, "--seq", "2", "--min-holders", "2", "--out", "list.json"]
    return alcove("team", "sign", *fixed, *more, typed=typed)


def test_a_team_signs_who_is_in_it() -> None:
    made = alcove("team", "new", "u4c", "--out", "root.age")
    assert made.exit_code == 0
    assert Path("root.age").stat().st_mode & 0o777 == 0o600
    pinned = made.stdout.splitlines()[-1]
    Path("root.pass").write_text(passphrase_in(made))
    people = ["--members", members(ANNA, BEN), "--passphrase-file", "root.pass", "--yes"]
    signed = signing("root.age", *people, typed=None)
    assert signed.exit_code == 0, signed.output
    for result in (signed, alcove("team", "show", "list.json", "--root", pinned)):
        assert result.exit_code == 0
        assert "Team u4c, list number 2" in result.stdout
        assert "Valid from 2026-11-22 through 2027-02-20" in result.stdout
        assert " ".join(ANNA.words) in result.stdout
        assert " ".join(BEN.words) in result.stdout


def test_nothing_is_signed_without_a_yes(root: str) -> None:
    result = signing(root, "--members", members(ANNA, BEN), typed="abandon\nn\n")
    refused(result, 2, "Nothing was signed")
    assert " ".join(ANNA.words) in result.output
    assert not Path("list.json").exists()


def test_members_come_from_several_files_and_as_a_list(root: str) -> None:
    Path("more.json").write_text(json.dumps([BEN.member_line("observer"), STRANGER.member_line()]))
    files = ["--members", members(ANNA), "--members", "more.json"]
    signed = signing(root, *files, "--days", "10")
    assert signed.exit_code == 0, signed.output
    assert "through 2026-12-02" in signed.stdout
    content = json.loads(json.loads(Path("list.json").read_text())["text"])
    assert [member["role"] for member in content["members"]] == ["member", "observer", "member"]


def test_staff_and_translators_are_named_in_what_is_signed(root: str) -> None:
    lines = [BEN.member_line("translator"), STRANGER.member_line("staff"), DORA.member_line()]
    Path("more.json").write_text(json.dumps(lines))
    signed = signing(root, "--members", members(ANNA), "--members", "more.json")
    assert signed.exit_code == 0, signed.output
    assert "Ben (meta.wikimedia.org), translator" in signed.stdout


def test_what_no_reader_would_accept_is_not_signed(root: str) -> None:
    refused(signing(root, "--members", members(ANNA)), 1, "too_few_holders")
    refused(signing(root, "--members", members(ANNA, ANNA)), 1, "statement_malformed")
    refused(signing(root, "--members", members(ANNA, BEN), "--days", "91"), 2, "--days")
    Path("members.txt").write_text("Anna, Ben")
    refused(signing(root, "--members", "members.txt"), 2, "member lines")
    assert not Path("list.json").exists()


def test_a_list_is_shown_with_what_is_wrong_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("list.json").write_text(json.dumps(wire()))
    assert alcove("team", "show", "list.json", *PINNED).exit_code == 0
    other = ["--root", ANNA.ed25519_public]
    refused(alcove("team", "show", "list.json", *other), 1, "statement_wrong_root")
    refused(alcove("team", "show", "list.json", "--root", "AAAA"), 2, "public key")
    monkeypatch.setattr(commands, "today", lambda: TODAY + timedelta(days=91))
    late = alcove("team", "show", "list.json", *PINNED)
    refused(late, 1, "statement_expired")
    assert " ".join(ANNA.words) in late.output
    for content in ("", "[]", '{"text":1,"signature":""}', '{"text":"{}","signature":""}'):
        Path("list.json").write_text(content)
        refused(alcove("team", "show", "list.json", *PINNED), 1, "statement_malformed")


# Threads ------------------------------------------------------------------------------------------


def thread() -> Thread:
    """Four entries."""
    written = Thread()
    written.by_member(BEN, "Danke", kind="received")
    written.add("message", {"text": "Noch\netwas\x1b[2J\u202e", "lang": "de"})
    return written


def test_a_member_opens_an_export() -> None:
    result = opened(export(thread()))
    assert result.exit_code == 0, result.output
    assert "0.1  report, from the writer of the report" in result.stdout
    assert "    | what: Täglich neue Drohungen" in result.stdout
    assert "0.2  received, from Ben (meta.wikimedia.org, member)" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert ANNA.identity not in result.output


def test_the_reporter_opens_an_export() -> None:
    file = export(thread())
    result = alcove("open", file, "--receipt", *PINNED, typed=f"{RECEIPT.text}\n")
    assert result.exit_code == 0, result.output
    assert "received, from Ben" in result.stdout
    assert RECEIPT.text not in result.output
    wrong = RECEIPT.text[:-1] + ("0" if RECEIPT.text[-1] != "0" else "1")
    result = alcove("open", file, "--receipt", *PINNED, typed=f"{wrong}\n")
    refused(result, 1, "receipt_bad_symbol")


def test_programs_get_json_without_anything_a_terminal_obeys() -> None:
    result = opened(export(thread()), "--json")
    assert result.exit_code == 0
    assert result.stdout.isascii()
    assert "\x1b" not in result.stdout
    content = json.loads(result.stdout)
    entries = content["entries"]
    assert [entry["n"] for entry in entries] == [0, 1, 2, 3]
    assert entries[3]["body"]["text"] == "Noch\netwas\x1b[2J\u202e"
    assert entries[2]["from"] == {
        "role": "member",
        "member": {"name": "Ben", "home": "meta.wikimedia.org"},
    }


def test_what_does_not_fit_is_shown_with_its_reason() -> None:
    bent = thread()
    bent.by_member(STRANGER, "Hallo")
    for more in ([], ["--json"]):
        result = opened(export(bent), *more)
        refused(result, 1, "not_a_member")
        assert "Danke" in result.stdout
        assert "Hallo" not in result.stdout


def test_a_file_is_opened_only_as_one_and_says_what_it_is_about() -> None:
    file = Begun("file", excluded=[DORA])
    file.write(BEN, "note")
    refused(opened(export(file)), 1, "wrong_place")
    refused(opened(export(thread(), "thread.json"), "--file"), 1, "wrong_place")
    result = opened("export.json", "--file")
    assert result.exit_code == 0, result.output
    assert f"The team's own file {file.as_read_by(ANNA)['vault']}" in result.stdout
    assert f"about: the thread {MATTER}" in result.stdout
    assert "excluded: Dora (meta.wikimedia.org)" in result.stdout
    assert json.loads(opened("export.json", "--file", "--json").stdout)["kind"] == "file"


def test_an_invitation_and_its_new_code_are_shown_without_any_key() -> None:
    invited = Begun("invitation")
    invited.renew(RECEIPT.signer)
    result = opened(export(invited))
    assert result.exit_code == 0, result.output
    assert "Thread of somebody invited" in result.stdout
    assert "a new private code: the one before counts no more" in result.stdout
    assert "holders: Anna (meta.wikimedia.org), Ben" in result.stdout
    assert "AGE-SECRET-KEY" not in result.output + opened("export.json", "--json").output


def test_another_root_makes_nobody_a_member() -> None:
    key = ["--key", "anna.age", "--passphrase-file", "anna.pass"]
    result = alcove("open", export(thread()), *key, "--root", STRANGER.ed25519_public)
    refused(result, 1, "not_a_member")
    assert "Danke" not in result.output


def test_somebody_without_a_grant_reads_nothing() -> None:
    left_out = thread()
    left_out.grants = [g for g in left_out.grants if g["holder"] != ANNA.fingerprint]
    result = opened(export(left_out))
    refused(result, 1, "wrong_key")
    assert "Danke" not in result.output


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"v":1}', '{"v":1,"v":1}'])
def test_what_is_no_export_is_refused(content: str) -> None:
    Path("export.json").write_text(content)
    refused(opened("export.json"), 1, "malformed")


def test_exports_with_other_things_in_their_lists_are_refused() -> None:
    good = json.loads(Path(export(thread())).read_text())
    for name, entry in (
        ("envelopes", {"epoch": True, "n": 0, "data": ""}),
        ("envelopes", {"epoch": 0, "data": ""}),
        ("envelopes", 7),
        ("grants", {"epoch": 0, "holder": 7, "data": ""}),
    ):
        Path("export.json").write_text(json.dumps({**good, name: [entry]}))
        refused(opened("export.json"), 1, "malformed")


def test_what_was_seen_may_not_disappear() -> None:
    whole = thread()
    file = export(whole)
    assert opened(file, "--seen", "seen.json").exit_code == 0
    assert Path("seen.json").stat().st_mode & 0o777 == 0o600
    whole.add("message", {"text": "Mehr", "lang": "de"})
    assert opened(export(whole), "--seen", "seen.json").exit_code == 0
    whole.envelopes.pop()
    result = opened(export(whole), "--seen", "seen.json")
    refused(result, 1, "rollback")
    assert "Danke" not in result.output


def test_what_was_seen_is_not_forgotten_step_by_step() -> None:
    whole = thread()
    assert opened(export(whole), "--seen", "seen.json").exit_code == 0
    seen = Path("seen.json").read_text()
    whole.envelopes.append({**whole.envelopes[3], "file": b"another"})
    refused(opened(export(whole), "--seen", "seen.json"), 1, "duplicate_number")
    assert Path("seen.json").read_text() == seen
    Path("seen.json").write_text("{")
    refused(opened(export(whole), "--seen", "seen.json"), 2, "seen.json")


def test_who_opens_must_be_said() -> None:
    file = export(thread())
    refused(alcove("open", file, *PINNED), 2, "--key or --receipt")
    both = ["--key", "anna.age", "--receipt"]
    refused(alcove("open", file, *both, *PINNED), 2, "--key or --receipt")
    refused(alcove("open", "nowhere.json", *both, *PINNED), 2, "nowhere.json")


# Receipts and the rest ----------------------------------------------------------------------------


def test_a_private_code_is_checked_without_being_shown() -> None:
    result = alcove("receipt", "check", typed=f"{RECEIPT.text.lower()}\n")
    assert result.exit_code == 0
    assert "no mistake" in result.output
    assert RECEIPT.text.lower() not in result.output
    refused(alcove("receipt", "check", typed=f"{RECEIPT.text}0\n"), 1, "receipt_malformed")


def _all_commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _all_commands(command)


def test_no_secret_can_be_an_argument() -> None:
    names = {
        option
        for command in _all_commands(commands.main)
        for parameter in command.params
        for option in parameter.opts
    }
    assert "--passphrase-file" in names
    assert not names & {"--passphrase", "--password", "--code", "--secret"}
    receipt = next(p for p in commands.open_export.params if p.name == "receipt")
    assert isinstance(receipt, click.Option)
    assert receipt.is_flag


def test_the_day_is_utc() -> None:
    assert isinstance(commands.today(), date)


def test_runs_as_a_module() -> None:
    folder = Path(__file__).parents[3]
    command = [sys.executable, "-m", "service.vault.commands", "--help"]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=folder)
    assert done.stdout.startswith("Usage: alcove [OPTIONS]")
