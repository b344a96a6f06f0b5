# SPDX-License-Identifier: AGPL-3.0-or-later
"""Confirm to a team who wrote a report, and keep nothing: claims (SEALING, "proven, not stored").

The form's page makes a secret and shows its hash; a window of the service asks the wiki who
somebody is and, after a click, signs a text bound to one report's key and one team. What travels
between the two lies sealed under the service's own secret until it is fetched, or until the next
day. Whose claim it was is in no table, log or number; the request that stores a report brings no
sign-in at all.

Who may fetch it: only who knows the secret. While the window still knows the page that opened it,
also only who got the code, which the browser hands to the named origin alone; so another site
cannot open this window in a wiki's name and take along what somebody confirms there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import delete

from service.infra import limits
from service.infra.config import Config
from service.infra.database import session, transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.people import queries
from service.people.models import Handoff
from service.people.oauth import TIMEOUT, Profile, is_possible, user_agent
from service.people.rules import Unproven, unproven

DAILY = 2000  # of all teams together: enough for any day, too few to fill the disk
NONCE = 12
LABEL = b"alcove handoff"
DOMAIN = b"alcove/1 claim\0"  # nothing else signed with this key can pass for a claim (SEALING)

_HASH = re.compile(r"[0-9a-f]{64}")


class Kind(StrEnum):
    """What somebody lets a team know of their account."""

    NAME = "name"
    ESTABLISHED = "established"
    NO = "no"


class State(StrEnum):
    """What became of a question, as the form's page hears it."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Asked:
    """What the form's page wants confirmed: for which team, bound to what, and who it is."""

    team: str
    bind: str
    challenge: str
    origin: str

    @property
    def fields(self) -> dict[str, str]:
        """As they travel to the wiki and back."""
        return dict(vars(self))


@dataclass(frozen=True)
class Account:
    """Somebody the wiki confirmed a moment ago, and what follows for a claim."""

    central_id: str
    name: str
    blocked: bool
    unproven: Unproven | None

    @property
    def fields(self) -> dict[str, str]:
        """As they travel from one page of the window to the next."""
        return {
            "central_id": self.central_id,
            "name": self.name,
            "blocked": "1" if self.blocked else "",
            "unproven": self.unproven or "",
        }


def read_asked(given: Mapping[str, str], site: str | None = None) -> Asked:
    """What a page asks, checked.

    :param site: the browser's word on where the way here began (``Sec-Fetch-Site``), for our own
        form: no other site can say that it is ours
    :raise Problem: ``invalid``, ``unknown_team``, ``wrong_origin``, ``unavailable`` without a key
    """
    asked = Asked(*(given.get(name, "") for name in ("team", "bind", "challenge", "origin")))
    wrong = [name for name in ("bind", "challenge") if not _HASH.fullmatch(getattr(asked, name))]
    if wrong:
        raise Problem("invalid", errors=[{"field": name, "code": "invalid"} for name in wrong])
    config = _config()
    ours = asked.origin == config.origin and site in {None, "same-origin", "none"}
    if not ours and not config.allows_wiki(asked.origin):
        raise Problem("wrong_origin")
    queries.team(asked.team)
    if not config.claim_seed:
        raise Problem("unavailable")
    return asked


def account(profile: Profile) -> Account:
    """What a profile is good for today."""
    registered, edits = _on_all_wikis(profile)
    why = unproven(registered, edits, blocked=profile.blocked, today=today())
    return Account(profile.central_id, profile.name, profile.blocked, why)


def read_account(fields: Mapping[str, str]) -> Account | None:
    """An account that came back with the flow; None before the wiki confirmed one."""
    if not fields.get("name"):
        return None
    why = fields["unproven"]
    return Account(
        fields["central_id"],
        fields["name"],
        bool(fields["blocked"]),
        Unproven(why) if why else None,
    )


def hand_over(asked: Asked, who: Account, kind: Kind, *, to_opener: bool) -> str:
    """Sign what somebody agreed to, and put it where the form's page fetches it.

    Deliberately without an audit row: it would say that, and between which reports, somebody asked.

    :param to_opener: the window can hand the code to the page that opened it
    :return: the code
    :raise Problem: ``not_established``, ``claim_used``, ``quota``
    """
    code = secrets.token_hex(16)
    said = {
        "state": State.REFUSED if kind is Kind.NO else State.CONFIRMED,
        "claim": None if kind is Kind.NO else _signed(asked, _subject(who, kind)),
        "code": code if to_opener else "",
    }
    place = _place(asked.challenge)
    with transaction() as rows:
        limits.take("handoffs", today(), DAILY)
        rows.execute(delete(Handoff).where(Handoff.day < today()))
        if rows.get(Handoff, place) is not None:
            raise Problem("claim_used")
        rows.add(Handoff(id=place, data=_cover(place, said), day=today()))
    return code


def collect(verifier: str, code: str) -> tuple[State, dict[str, str] | None]:
    """Fetch what was handed over, once. Nothing there, and not allowed to have it, look alike."""
    place = _place(hashlib.sha256(bytes.fromhex(verifier)).hexdigest())
    row = session().get(Handoff, place)
    said = _uncover(row) if row is not None and row.day == today() else None
    if said is None or not secrets.compare_digest(said["code"], code if said["code"] else ""):
        return State.WAITING, None
    with transaction() as rows:
        gone = rows.execute(delete(Handoff).where(Handoff.id == place))
        if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE's result has it
            return State.WAITING, None
    return State(said["state"]), said["claim"]


def forget_uncollected() -> int:
    """Remove what nobody fetched by the end of its day; how many."""
    with transaction() as rows:
        gone = rows.execute(delete(Handoff).where(Handoff.day < today()))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def _on_all_wikis(profile: Profile) -> tuple[date | None, int]:
    """Since when and how much the account has edited, on all wikis together.

    The profile counts only on the wiki that signs people in, where most have hardly edited. A wiki
    that shares no accounts with others knows no more, nor does one that does not answer now.
    """
    config, here = _config(), (profile.registered, profile.edits)
    if not is_possible(config):
        return here
    asked = {"action": "query", "meta": "globaluserinfo", "guiid": profile.central_id}
    more = {"guiprop": "editcount", "format": "json", "formatversion": "2"}
    try:
        answer = requests.get(
            f"{config.oauth_wiki}/w/api.php",
            params=asked | more,
            headers={"User-Agent": user_agent(config)},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        said = answer.json()["query"]["globaluserinfo"]
        return date.fromisoformat(said["registration"][:10]), int(said["editcount"])
    except (requests.RequestException, ValueError, KeyError, TypeError):
        return here


def _subject(who: Account, kind: Kind) -> dict[str, Any]:
    if kind is Kind.NAME:
        return {"central id": int(who.central_id), "name": who.name, "blocked": who.blocked}
    if who.unproven is not None:
        raise Problem("not_established")
    return {"established": True}


def _signed(asked: Asked, subject: Mapping[str, Any]) -> dict[str, str]:
    content = {"v": 1, "subject": subject, "bind": asked.bind, "day": today().isoformat()}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(_config().claim_seed))
    signature = key.sign(DOMAIN + text.encode())
    return {"text": text, "signature": base64.b64encode(signature).decode("ascii")}


def _place(challenge: str) -> str:
    """Under what a handoff lies: a hash of what the window's address said, not that itself."""
    return hashlib.sha256(LABEL + b"\0" + bytes.fromhex(challenge)).hexdigest()


def _cover(place: str, said: Mapping[str, Any]) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, json.dumps(said).encode(), place.encode())


def _uncover(row: Handoff) -> dict[str, Any]:
    nonce, sealed = row.data[:NONCE], row.data[NONCE:]
    said: dict[str, Any] = json.loads(AESGCM(_key()).decrypt(nonce, sealed, row.id.encode()))
    return said


def _key() -> bytes:
    secret = _config().secret_key.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=LABEL).derive(secret)


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config


# The demo has no wiki to ask: made-up accounts, one for each thing that may be the case.
DEMO_PROFILES = {
    "longstanding": Profile("9001", "Ines (invented)", False, date(2015, 3, 1), 1200),
    "new": Profile("9002", "Juno (invented, new)", False, None, 3),
    "blocked": Profile("9003", "Kofi (invented, blocked)", True, date(2012, 6, 1), 800),
}
