# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell members by mail that there is something new, and nothing of what.

No request sends mail: what is to be said is put into the outbox, once for each person however many
things there are. A mail names no team and no report. News of a day goes out on the days after it,
at times of the day that only the service's secret decides, so that the mails of all members put
together say no more of when a report came than the day that is kept of it anyway.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from service.infra import outbox
from service.infra.config import Config
from service.infra.database import session, transaction
from service.people.models import Key, Person

NEWS = "news"  # topics of the outbox; the subject is the person's id
MAIL_CODE = "mail-code"
TO_BE_SENT = "-" * 64  # in place of a code's hash, which no hash is


def tell(team: str, fingerprints: Iterable[str]) -> None:
    """Have those who hold these keys told that there is something new.

    Whether they may still know of it is asked again when the mail is about to be sent.

    :param team: the team it concerns; members of others hold none of its keys
    """
    with transaction():
        for person in _who(set(fingerprints)):
            if is_confirmed(person):
                outbox.put(NEWS, person.id)


def ask_to_confirm(person: Person) -> None:
    """Have a code sent to the address somebody has just entered; one sent before is void.

    The code is made when the mail is, because nothing here keeps it.
    """
    with transaction():
        person.mail_code = TO_BE_SENT
        outbox.put(MAIL_CODE, person.id)


def is_confirmed(person: Person) -> bool:
    """Whether somebody wants news and has shown that the address is theirs."""
    return bool(person.mail) and not person.mail_code


def is_code(person: Person, code: str) -> bool:
    """Whether this is the code that was last sent to somebody's address."""
    return hmac.compare_digest(person.mail_code, code_hash(person, code))


def code_hash(person: Person, code: str) -> str:
    """What is kept of a code: good for one person and one address only."""
    said = "\0".join(("alcove/1 mail-code", person.id, person.mail, code.strip().lower()))
    return hmac.new(_secret(), said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _who(fingerprints: set[str]) -> Iterable[Person]:
    wanted = select(Person).join(Key, Key.person == Person.id)
    return session().scalars(wanted.where(Key.fingerprint.in_(fingerprints)).order_by(Person.id))


def _secret() -> bytes:
    config: Config = current_app.extensions["alcove_config"]
    return config.secret_key.encode()
