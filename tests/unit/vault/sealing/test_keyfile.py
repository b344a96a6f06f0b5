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


@pytest.mark.parametrize(
    ("factors", "taken"),
    [
        ([18], 18),
        ([20], 20),
        ([21, 15, 17, 19], 19),
        ([16, 17, 16, 15, 21, 16], 17),
    ],
)
def test_the_wanted_work_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, factors: list[int], taken: int
) -> None:
    measured = iter(factors)
    monkeypatch.setattr("pyrage.passphrase.encrypt", lambda *_: _asking_for(next(measured)))
    made = agefile.seal_with_passphrase(b"", "a")
    assert b64decode("".join(made.split("\n")[1:-2])) == _asking_for(taken)
    assert next(measured, None) is None


def test_a_file_nobody_would_open_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyrage.passphrase.encrypt", lambda *_: _asking_for(21))
    with pytest.raises(RuntimeError):
        agefile.seal_with_passphrase(b"", "a")


def _asking_for(factor: int) -> bytes:
    header = f"age-encryption.org/v1\n-> scrypt c2FsdA {factor}\n\n--- {'A' * 43}\n"
    return header.encode()


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
