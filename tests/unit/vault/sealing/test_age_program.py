# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plain `age` program opens what was sealed: nobody depends on Alcove to read their own vault.

Fails where age is not installed; a format nobody else can read would go unnoticed otherwise.
"""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from service.vault.client import Person, make_key_file
from service.vault.sealing import agefile
from service.vault.sealing.envelope import BUCKETS, unpack
from tests.vectors.cast import ANNA, BEN, RECEIPT, TODAY, Thread
from tests.vectors.single_cases import PASSPHRASE

AGE = "/usr/bin/age"


def decrypted(folder: Path, file: bytes, identity: str) -> bytes:
    """What age makes of a file."""
    key, sealed = folder / "key.txt", folder / "sealed.age"
    key.write_text(identity + "\n")
    sealed.write_bytes(file)
    done = subprocess.run([AGE, "-d", "-i", key, sealed], capture_output=True, check=True)
    return done.stdout


def test_opens_an_envelope_with_the_vaults_key(tmp_path: Path) -> None:
    thread = Thread()
    plaintext = decrypted(tmp_path, thread.envelopes[1]["file"], thread.keys[0])
    _, header, body = unpack(plaintext, BUCKETS)
    assert b'"kind":"report"' in header
    assert "Täglich neue Drohungen" in body.decode()


@pytest.mark.parametrize("who", [ANNA, BEN, None])
def test_opens_a_grant_with_the_holders_key(tmp_path: Path, who: Person | None) -> None:
    thread = Thread()
    identity = RECEIPT.identity if who is None else who.identity
    plaintext = decrypted(tmp_path, thread.grant_for(who), identity)
    _, _, key = unpack(plaintext, BUCKETS)
    assert key.decode() == thread.keys[0]


def test_what_it_seals_is_read_here(tmp_path: Path) -> None:
    done = subprocess.run(
        [AGE, "-r", ANNA.recipient], input=b"hello", capture_output=True, check=True
    )
    agefile.check_one_recipient(done.stdout)
    assert agefile.open_sealed(done.stdout, ANNA.identity) == b"hello"


def test_opens_a_key_file_with_its_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "alcove-key-anna.age"
    file.write_text(make_key_file(ANNA, PASSPHRASE, made=TODAY))
    content = tmp_path / "content.json"
    process, terminal = pty.fork()  # age asks for passphrases on a terminal only
    if process == 0:
        os.execv(AGE, [AGE, "-d", "-o", str(content), str(file)])
    said = b""
    while b"passphrase" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, PASSPHRASE.encode() + b"\n")
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    os.close(terminal)
    assert '"name":"Anna"' in content.read_text()
