# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and teams with real keys, for tests."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import update

from service.infra.database import transaction
from service.people import actions
from service.people.models import Person
from service.people.rules import Intake, fingerprint


def b64(data: bytes) -> str:
    """Base64 as SEALING spells it."""
    return base64.b64encode(data).decode("ascii")


def public(key: Ed25519PrivateKey) -> str:
    """The public half, in base64."""
    return b64(key.public_key().public_bytes_raw())


@dataclass
class Somebody:
    """A person of a team, with both private keys."""

    name: str
    home: str = "meta.wikimedia.org"
    role: str = "member"
    identity: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    signer: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def id(self) -> str:
        """What they sign in as."""
        return self.name.lower()

    @property
    def age(self) -> str:
        """The age recipient."""
        return str(self.identity.to_public())

    @property
    def ed25519(self) -> str:
        """The public Ed25519 key."""
        return public(self.signer)

    @property
    def fingerprint(self) -> str:
        """The holder's name in grants."""
        return fingerprint(self.age)

    @property
    def line(self) -> dict[str, str]:
        """As a statement names them."""
        return {
            "name": self.name,
            "home": self.home,
            "role": self.role,
            "age": self.age,
            "ed25519": self.ed25519,
        }


@dataclass
class SomeTeam:
    """A team with its root's private key."""

    id: str = "u4c"
    people: list[Somebody] = field(
        default_factory=lambda: [Somebody("Amina"), Somebody("Bero"), Somebody("Chidi")]
    )
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def said(self, issued: date, /, seq: int = 1, **changes: Any) -> dict[str, Any]:
        """What a statement says, with changes."""
        return {
            "v": 1,
            "team": self.id,
            "seq": seq,
            "issued": issued.isoformat(),
            "expires": (issued + timedelta(days=90)).isoformat(),
            "min_holders": 2,
            "members": [person.line for person in self.people],
            "root": public(self.root),
            **changes,
        }

    def sign(self, text: str) -> dict[str, str]:
        """A statement's text as it travels."""
        signature = self.root.sign(b"alcove/1 statement\0" + text.encode())
        return {"text": text, "signature": b64(signature)}

    def statement(self, issued: date, /, seq: int = 1, **changes: Any) -> dict[str, str]:
        """A signed statement."""
        return self.sign(json.dumps(self.said(issued, seq, **changes)))

    def found(self, app: Flask, issued: date) -> SomeTeam:
        """Make the service know team, people, keys and the first statement."""
        with app.app_context():
            actions.add_team(self.id, name="A team", root=public(self.root), intake=Intake.OPEN)
            for person in self.people:
                actions.add_person(person.id, name=person.name, home=person.home)
                actions.set_keys(person.id, person.age, person.ed25519)
            actions.accept_statement(self.id, self.statement(issued))
            seen(issued, *[person.id for person in self.people])
        return self


def seen(day: date, *people: str) -> None:
    """Have members been at the desk on a day; without them their team takes no reports."""
    with transaction() as rows:
        rows.execute(update(Person).where(Person.id.in_(people)).values(seen=day))
