# SPDX-License-Identifier: AGPL-3.0-or-later
"""`alcove open`: what people see of an exported thread or file, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.unit.vault.commanding import PINNED, alcove, export, opened, refused
from tests.vectors.begun import MATTER, Begun, Vault
from tests.vectors.begun import STATEMENT as NAMED_STATEMENT
from tests.vectors.cast import ANNA, BEN, DORA, RECEIPT, STRANGER, VAULT, Thread

pytestmark = pytest.mark.usefixtures("annas_folder")


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


def about_the_thread(thread: Vault, **began: Any) -> Begun:
    """A file about it; both have the same number in these vectors, where a real one has its own."""
    export(thread, "thread.json")
    return Begun("file", matter=VAULT, **began)


def beside(file: Begun, *more: str) -> Result:
    """Anna opens a file beside its thread."""
    return opened(export(file), "--file", "--thread", "thread.json", *more)


def test_a_file_begun_by_somebody_recused_by_now_is_said_to_be_one() -> None:
    thread = Vault()
    thread.new_epoch(BEN, [DORA], statement=NAMED_STATEMENT.reference)
    file = about_the_thread(thread, by=DORA)
    file.grant(ANNA, by=DORA.signer)
    alone = opened(export(file), "--file")
    assert alone.exit_code == 0, alone.output
    assert "shows only beside its thread" in alone.stdout
    assert "recused by now" not in alone.stdout
    result = beside(file)
    assert result.exit_code == 0, "what was written stays theirs"
    assert "Begun by somebody who is recused by now." in result.stdout
    assert "until it is locked anew without: Dora (meta.wikimedia.org)" in result.stdout
    assert "0.0  file, from Dora" in result.stdout
    told = json.loads(beside(file, "--json").stdout)
    assert told["writable"] is False
    assert told["unheeded"] == [DORA.ed25519_public]
    assert told["out"] == [{"name": "Dora", "home": DORA.home}]
    file.new_epoch(BEN, [DORA], statement=NAMED_STATEMENT.reference)
    result = beside(file)
    assert "it was locked anew without them since" in result.stdout
    assert "Stay out, whichever keys they make: Dora (meta.wikimedia.org)" in result.stdout
    told = json.loads(beside(file, "--json").stdout)
    assert (told["writable"], told["unheeded"]) == (True, [])


def test_a_file_begun_by_somebody_left_out_is_worth_nothing() -> None:
    file = about_the_thread(Vault(excluded=[DORA]), by=DORA)
    file.grant(ANNA, by=BEN.signer)
    result = beside(file)
    refused(result, 1, "0.0  NOT ACCEPTED: it comes from somebody the writer of the report left")
    assert "Its beginning cannot be believed; nothing more should be written" in result.stdout


def test_a_file_is_opened_beside_its_own_thread_alone() -> None:
    file = about_the_thread(Vault())
    assert beside(file).exit_code == 0
    refused(opened(export(Begun("file")), "--file", "--thread", "thread.json"), 1, "wrong_place")
    refused(opened("thread.json", "--thread", "thread.json"), 2, "--thread goes with --file")
    bent = Vault()
    bent.write(STRANGER)
    file = about_the_thread(bent)
    refused(beside(file), 1, "Not everything in its thread could be accepted")


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
