# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members say of themselves: languages, home wiki, an address for news, when they are away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from service.audit.actions import Verb, record
from service.infra import limits
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today
from service.people import news, rules
from service.people.models import Absence, Person

MAILS_DAILY = 5  # an address may be mistyped, and nobody shall be able to flood a stranger's
TRIES_DAILY = 20
MOST_ABSENCES = 20


@settled
def settle(person_id: str, languages: Sequence[str], home: str) -> Person:
    """Say which languages somebody reads, in their order, and where they are at home."""
    with transaction() as rows:
        who = _person(person_id)
        who.languages, who.home = " ".join(languages), home
        rows.flush()
        record(Verb.SETTINGS_CHANGED, person_id, person_id)
    return who


@settled
def set_mail(person_id: str, mail: str) -> Person:
    """Say where news may go; nothing goes there before a code from there is typed in here.

    :raise Problem: ``quota``
    """
    with transaction() as rows:
        who = _person(person_id)
        if mail == who.mail and news.is_confirmed(who):
            return who
        who.mail, who.mail_code = mail, ""
        if mail:
            limits.take(_limit("mail", person_id), today(), MAILS_DAILY)
            news.ask_to_confirm(who)
        rows.flush()
        record(Verb.MAIL_CHANGED, person_id, person_id)
    return who


@settled
def confirm_mail(person_id: str, code: str) -> Person:
    """Take the code that was sent to the address.

    :raise Problem: ``wrong_code``, ``quota``
    """
    with transaction() as rows:
        limits.take(_limit("mail-code", person_id), today(), TRIES_DAILY)
        who = _person(person_id)
        right = news.is_code(who, code)
        if right:
            who.mail_code = ""
            rows.flush()
            record(Verb.MAIL_CONFIRMED, person_id, person_id)
    if not right:
        raise Problem("wrong_code")  # out here, so that the try stays counted
    return who


@settled
def be_away(person_id: str, begins: date, ends: date) -> Absence:
    """Say that somebody is not to be counted on for some days.

    :raise Problem: ``invalid``, if these are no days to come, or too many of them
    """
    wrong = rules.absence_fault(begins, ends, today())
    if wrong:
        raise Problem("invalid", errors=[{"field": wrong, "code": "invalid"}])
    with transaction() as rows:
        mine = select(func.count()).where(Absence.person == person_id, Absence.ends >= today())
        if (rows.scalar(mine) or 0) >= MOST_ABSENCES:
            raise Problem("invalid", errors=[{"field": "begins", "code": "invalid"}])
        said = Absence(id=random_id(), person=person_id, begins=begins, ends=ends)
        rows.add(said)
        rows.flush()
        record(Verb.ABSENCE_SAID, person_id, person_id)
    return said


@settled
def be_back(person_id: str, absence_id: str) -> None:
    """End an absence from today on; one that has not begun is forgotten.

    :raise Problem: ``not_found``, also for somebody else's
    """
    with transaction() as rows:
        said = rows.get(Absence, absence_id)
        if said is None or said.person != person_id:
            raise Problem("not_found")
        last = rules.last_day_away(said.begins, today())
        if last is None:
            rows.delete(said)
        else:
            said.ends = min(said.ends, last)
        rows.flush()
        record(Verb.ABSENCE_ENDED, person_id, person_id)


def _person(person_id: str) -> Person:
    who = session().get(Person, person_id)
    if who is None:
        raise Problem("unknown_person")
    return who


def _limit(what: str, person_id: str) -> str:
    return f"{what} {hashlib.sha256(person_id.encode()).hexdigest()[:32]}"
