# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key files: kept under words that were generated, opened with the same words only."""

from __future__ import annotations

import pytest

from service.vault.client import (
    SealingError,
    b64decode,
    fingerprint_words,
    make_key_file,
    new_passphrase,
    new_root,
    open_key_file,
    open_root_file,
)
from service.vault.sealing import agefile
from tests.vectors.cast import ANNA, TODAY


def test_a_person_comes_back_and_is_nobody_elses_kind() -> None:
    passphrase = new_passphrase()
    file = make_key_file(ANNA, passphrase, made=TODAY)
    assert open_key_file(file, passphrase) == ANNA
    assert open_key_file(f"\n{file}".replace("\n", "\r\n"), passphrase) == ANNA
    with pytest.raises(SealingError, match="malformed"):
        open_root_file(file, passphrase)


def test_a_root_comes_back() -> None:
    root, passphrase = new_root("u4c"), new_passphrase()
    file = make_key_file(root, passphrase, made=TODAY)
    assert open_root_file(file, passphrase) == root


def test_every_file_asks_for_the_same_work_whatever_the_machine() -> None:
    one, other = (agefile.seal_with_passphrase(b"same", "a") for _ in range(2))
    first = [b64decode("".join(file.split("\n")[1:-2])) for file in (one, other)]
    stanzas = [file.split(b"\n")[1].split(b" ") for file in first]
    assert [stanza[:2] + stanza[3:] for stanza in stanzas] == [[b"->", b"scrypt", b"18"]] * 2
    assert stanzas[0][2] != stanzas[1][2], "each has a salt of its own"
    assert agefile.open_with_passphrase(one, "a") == b"same"


def test_more_than_one_chunk_is_not_sealed_as_one() -> None:
    with pytest.raises(ValueError, match="chunk"):
        agefile.seal_with_passphrase(bytes(64 * 1024 + 1), "a")


def test_passphrases_are_seven_words_each_time_others() -> None:
    one, two = new_passphrase(), new_passphrase()
    assert len(one.split(" ")) == len(two.split(" ")) == 7
    assert one != two


def test_secrets_are_not_shown_by_accident() -> None:
    for shown in (repr(ANNA), repr(new_root("u4c"))):
        assert "SECRET" not in shown
        assert "seed" not in shown


def test_words_follow_both_keys() -> None:
    words = fingerprint_words("age1a", "b")
    assert len(words) == 6
    assert words != fingerprint_words("age1", "ab")
