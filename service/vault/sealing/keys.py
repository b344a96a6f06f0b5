# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of persons, teams and vaults.

A person has an age key (to be granted vaults) and an Ed25519 key (to sign what they write); a team
has a root Ed25519 key that stays offline; a vault is an age key of which the service never learns
even the public half.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.vault.sealing import agefile
from service.vault.sealing.encoding import b64encode, random_id
from service.vault.sealing.words import fingerprint_words


def fingerprint(recipient: str) -> str:
    """What a holder is called: the first 16 bytes of SHA-256 of the age recipient."""
    return hashlib.sha256(recipient.encode("ascii")).hexdigest()[:32]


@dataclass(frozen=True)
class Signer:
    """Whoever signs: an Ed25519 key (RFC 8032)."""

    seed: bytes = field(repr=False)

    @property
    def public_key(self) -> str:
        """The public half, base64."""
        return b64encode(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign these exact bytes."""
        return self._key.sign(message)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_signer() -> Signer:
    """A new signing key."""
    return Signer(secrets.token_bytes(32))


def signature_fits(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this key signed these exact bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Person:
    """Somebody of a team, with both their secret keys."""

    name: str
    home: str
    identity: str = field(repr=False)
    signer: Signer

    @property
    def recipient(self) -> str:
        """Their public age key."""
        return agefile.recipient_of(self.identity)

    @property
    def fingerprint(self) -> str:
        """What they are called as a holder."""
        return fingerprint(self.recipient)

    @property
    def ed25519_public(self) -> str:
        """Their public signing key."""
        return self.signer.public_key

    @property
    def words(self) -> tuple[str, ...]:
        """Six words to compare by voice."""
        return fingerprint_words(self.recipient, self.ed25519_public)

    def member_line(self, role: str = "member") -> dict[str, str]:
        """What a team's root signs about them."""
        return {
            "name": self.name,
            "home": self.home,
            "role": role,
            "age": self.recipient,
            "ed25519": self.ed25519_public,
        }


def new_person(name: str, home: str) -> Person:
    """New keys for somebody of a team."""
    return Person(name, home, agefile.new_identity(), new_signer())


@dataclass(frozen=True)
class Root:
    """The key that says who is in a team. It stays offline."""

    team: str
    signer: Signer

    @property
    def public_key(self) -> str:
        """What is pinned in the gadget."""
        return self.signer.public_key


def new_root(team: str) -> Root:
    """A new root key for a team."""
    return Root(team, new_signer())


@dataclass(frozen=True)
class Vault:
    """One vault, one audience: the key of one epoch, made by the client that starts it."""

    id: str
    identity: str = field(repr=False)

    @property
    def recipient(self) -> str:
        """What its envelopes are sealed to."""
        return agefile.recipient_of(self.identity)


def new_vault() -> Vault:
    """A new vault."""
    return Vault(random_id(), agefile.new_identity())
