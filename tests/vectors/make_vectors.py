# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the Python half of the sealing vectors: `python -m tests.vectors.make_vectors`.

The browser's half is made by its own code; both sides must agree on every file. What is expected
is written here by hand wherever it can be, never read back from the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.vectors import (
    epoch_cases,
    heeding_cases,
    matter_cases,
    parts,
    signed_cases,
    single_cases,
    vault_cases,
)

Case = dict[str, Any]

FILES: dict[str, tuple[str, Callable[[], Iterator[Case]]]] = {
    "receipt": ("The private code and the keys that follow from it", single_cases.receipts),
    "words": ("Both keys of a person as six words", single_cases.words),
    "keyfile": ("Secret keys under a passphrase", single_cases.key_files),
    "envelope": ("Form and signature of one envelope", single_cases.envelopes),
    "grant": ("A vault's key for one holder", single_cases.grants),
    "statement": ("Who is in a team, signed by its root", signed_cases.statements),
    "claim": ("What the service confirmed about a reporter", signed_cases.claims),
    "vault": ("Reading a whole thread", vault_cases.vaults),
    "matter": ("What members begin: files and invitations", matter_cases.matters),
    "epoch": ("New epochs, and who is in them", epoch_cases.epochs),
    "barred": ("Who is the same person, whatever their keys and names", heeding_cases.persons),
    "heeding": ("A file beside its thread, and who is out of it", heeding_cases.files),
}


def make(folder: Path) -> None:
    """Write every file anew; ciphertexts differ each time, what is expected does not."""
    for name, (note, cases) in FILES.items():
        parts.write(folder / f"{name}.python.json", note, list(cases()))


if __name__ == "__main__":
    make(Path(__file__).parent)
