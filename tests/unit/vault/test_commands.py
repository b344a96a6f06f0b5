# SPDX-License-Identifier: AGPL-3.0-or-later
"""`alcove`, as people type it: keys, teams, private codes; `alcove open` has its own tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from service.vault import commands
from service.vault.client import open_key_file
from tests.unit.vault.commanding import PINNED, alcove, refused
from tests.vectors.cast import ANNA, BEN, DORA, RECEIPT, ROOT, STRANGER, TODAY, wire

pytestmark = pytest.mark.usefixtures("annas_folder")


def passphrase_in(result: Result) -> str:
    """The seven words that were shown."""
    (shown,) = [line.strip() for line in result.stdout.splitlines() if line.startswith("    ")]
    assert len(shown.split()) == 7
    return shown


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
