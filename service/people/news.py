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
import secrets
import smtplib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import current_app
from sqlalchemy import select, update

from service.infra import mail, outbox
from service.infra.config import Config
from service.infra.database import session, transaction
from service.infra.i18n import LANGUAGES
from service.infra.outbox import Item
from service.infra.time import seconds_to_midnight, today
from service.people.models import Absence, Person
from service.people.queries import persons_of

NEWS = "news"  # topics of the outbox; the subject is the person's id
MAIL_CODE = "mail-code"
TO_BE_SENT = "-" * 64  # in place of a code's hash, which no hash is
HALF_A_DAY = 12 * 60  # minutes

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
_CODE_LENGTH = 8

HasNews = Callable[[str], bool]


def tell(team: str, fingerprints: Iterable[str]) -> None:
    """Have those who hold these keys told that there is something new.

    Whether they belong to the team, and may still know of it, is asked again when the mail is about
    to be sent.
    """
    with transaction():
        for person in persons_of(team, set(fingerprints)):
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


def mail_slots(chance: bytes) -> tuple[int, int]:
    """When in the day somebody may be mailed, one minute in each half of it."""
    first, second = (int.from_bytes(chance[at : at + 4], "big") for at in (0, 4))
    # The last hour is left for a schedule that comes late.
    return first % HALF_A_DAY, HALF_A_DAY + second % (HALF_A_DAY - 60)


def send_codes() -> Mapping[str, int]:
    """Send the codes that were asked for; what was done. A run that dies sends some again."""
    asked = outbox.waiting(MAIL_CODE)
    return _with_server(asked, _send_code)


def send_news(has_news: HasNews) -> Mapping[str, int]:
    """Send what is due in everybody's slot of the day; what was done.

    :param has_news: whether there still is something new that somebody may know of
    """
    due = [item for item in outbox.waiting(NEWS, asked_before=today()) if _is_due(item)]
    return _with_server(due, lambda server, item: _send_news(server, item, has_news))


def _with_server(
    items: Sequence[Item], act: Callable[[smtplib.SMTP, Item], str]
) -> Mapping[str, int]:
    if not items or not mail.is_configured():
        return {}
    done: Counter[str] = Counter()
    with mail.connected() as server:  # when nobody is there, nothing was tried
        for item in items:
            done[act(server, item)] += 1
    return done


def _send_code(server: smtplib.SMTP, item: Item) -> str:
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    with transaction() as rows:
        if not outbox.claim(item):
            return "left_to_another"
        person = rows.get(Person, item.subject)
        if person is None or not person.mail_code:
            outbox.done(item)
            return "not_wanted"
        person.mail_code = code_hash(person, code)
        to, lang = person.mail, _language(person)
    return _handed_over(server, item, to, _text("code", lang, code))


def _send_news(server: smtplib.SMTP, item: Item, has_news: HasNews) -> str:
    with transaction() as rows:
        person = rows.get(Person, item.subject)
        if person is None or not is_confirmed(person) or not has_news(person.id):
            outbox.done(item)
            return "not_wanted"
        if not _took_slot(person) or not outbox.claim(item):
            return "left_to_another"
        to, lang = person.mail, _language(person)
    return _handed_over(server, item, to, _text("news", lang, f"{_config().base_url}/desk/"))


def _handed_over(server: smtplib.SMTP, item: Item, to: str, text: str) -> str:
    try:
        mail.send(server, to, "Alcove", text)
    except mail.NoServer:
        raise  # that is about no mail in particular
    except mail.MailError:
        return "refused"
    outbox.done(item)
    return "sent"


def _is_due(item: Item) -> bool:
    """Whether one of the person's slots of today has come and was not used."""
    person = session().get(Person, item.subject)
    if person is None or not is_confirmed(person):
        return True  # to be let be
    return not _is_absent(person) and _used(person) < _slot(person)


def _slot(person: Person) -> int:
    """How many of the person's two slots of today have come."""
    said = f"alcove/1 slot\0{person.id}\0{today()}".encode()
    minute = 2 * HALF_A_DAY - seconds_to_midnight() // 60
    slots = mail_slots(hmac.new(_secret(), said, hashlib.sha256).digest())
    return sum(1 for slot in slots if slot <= minute)


def _used(person: Person) -> int:
    return person.mail_slot if person.mailed == today() else 0


def _took_slot(person: Person) -> bool:
    """Note that this slot is used now; False if another worker was faster."""
    slot = _slot(person)
    if slot <= _used(person):
        return False
    free = Person.mailed.is_(None) if person.mailed is None else Person.mailed == person.mailed
    taken = session().execute(
        update(Person)
        .where(Person.id == person.id, free, Person.mail_slot == person.mail_slot)
        .values(mailed=today(), mail_slot=slot)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def _is_absent(person: Person) -> bool:
    now = select(Absence.id).where(
        Absence.person == person.id, Absence.begins <= today(), Absence.ends >= today()
    )
    return session().scalar(now.limit(1)) is not None


def _language(person: Person) -> str:
    """The first language somebody named, if we speak it."""
    first = (person.languages.split() or ["en"])[0].partition("-")[0]
    return first if first in LANGUAGES else "en"


def _text(what: str, lang: str, given: str) -> str:
    template = current_app.jinja_env.get_template(f"mail/{what}.txt")
    return template.render(lang=lang, given=given)


def _secret() -> bytes:
    return _config().secret_key.encode()


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config
