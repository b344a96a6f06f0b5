# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look for words everywhere the service could have left them, in every likely spelling."""

import base64
import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.vault import client
from tests.api.world import Thread, World

SPELLINGS = ("plain", "utf-16", "utf-16-be", "hex", "HEX", "base64-0", "base64-1", "base64-2")


def canary(name: str) -> str:
    """A word that occurs nowhere else, and says where it came from."""
    return f"canary{name.replace('_', '')}{secrets.token_hex(8)}"


def spelled(word: bytes) -> dict[str, bytes]:
    """The ways in which bytes may hide in a file."""
    found = {
        "plain": word,
        "hex": word.hex().encode(),
        "HEX": word.hex().upper().encode(),
    }
    if word.isascii():
        found["utf-16"] = word.decode().encode("utf-16-le")
        found["utf-16-be"] = word.decode().encode("utf-16-be")
    for offset in range(3):
        # What stands before and after changes the first and the last symbols.
        symbols = base64.b64encode(bytes(offset) + word + bytes(3)).decode()
        begin = -(-offset * 8 // 6)
        end = (offset + len(word)) * 8 // 6
        found[f"base64-{offset}"] = symbols[begin:end].encode()
    return found


@dataclass
class Places:
    """Everywhere something could have been left behind."""

    database: Path
    logged: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    metrics: bytes = b""
    more: dict[str, bytes] = field(default_factory=dict)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every place's name and what is in it."""
        for file in sorted(self.database.parent.glob(self.database.name + "*")):
            yield file.name, file.read_bytes()
        yield "logs", "\n".join(self.logged).encode()
        yield "headers", "\n".join(self.headers).encode()
        yield "metrics", self.metrics
        yield from self.more.items()

    def search(self, words: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
        """Which of the words is found: its name, the place, the spelling."""
        return [
            (name, place, spelling)
            for place, content in self.contents()
            for name, word in words.items()
            for spelling, form in spelled(word).items()
            if form in content
        ]


class Listener(logging.Handler):
    """Hears everything anybody logs, before anything is taken out of it."""

    def __init__(self, places: Places) -> None:
        super().__init__(logging.DEBUG)
        self.places = places

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was said, with everything it was said about."""
        said = [
            record.getMessage(),
            repr(record.args),
            repr(record.exc_info),
            record.exc_text or "",
        ]
        self.places.logged.extend(said)


def secrets_of(world: World, thread: Thread) -> dict[str, bytes]:
    """Everything that opens something; the service must have none of it."""
    receipt, vault = thread.receipt, thread.sealed.vault
    found = {
        "receipt": receipt.secret,
        "receipt text": receipt.text.removeprefix("PRIVATE-DO-NOT-SHARE-").encode(),
        "access token": client.b64decode(receipt.access),
        "receipt's age key": receipt.identity.encode(),
        "receipt's signing key": receipt.signer.seed,
        "vault's key": vault.identity.encode(),
        "vault's public key": vault.recipient.encode(),
        "root's key": world.root.signer.seed,
    }
    for member in world.members:
        found[f"age key of {member.id}"] = member.keys.identity.encode()
        found[f"signing key of {member.id}"] = member.keys.signer.seed
    return found
