# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is let in, what a wiki's word is worth, when a team takes reports: the rules themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.people.rules import (
    AUDIENCE,
    Claim,
    Closed,
    Intake,
    Member,
    Refusal,
    Role,
    Standing,
    Warrant,
    absence_fault,
    audience,
    belongs,
    contact_fault,
    is_active,
    is_origin,
    last_day_away,
    refusal,
    standing,
    voting,
    warrant,
)
from tests.conftest import DAY

NAMED = Claim(named=True, needed=False, held=None, held_lately=True)
ASKED = Claim(named=True, needed=True, held=True, held_lately=False)
LOST = Claim(named=True, needed=True, held=False, held_lately=True)
SILENT = Claim(named=True, needed=True, held=None, held_lately=False)
SILENT_BUT_LATELY = Claim(named=True, needed=True, held=None, held_lately=True)
HOLDER = Claim(named=False, needed=True, held=True, held_lately=False)
NOBODY = Claim(named=False, needed=True, held=False, held_lately=False)
UNHEARD = Claim(named=False, needed=True, held=None, held_lately=False)
FREE = Claim(named=False, needed=False, held=None, held_lately=True)

claims = st.lists(
    st.builds(
        Claim,
        named=st.booleans(),
        needed=st.booleans(),
        held=st.sampled_from([True, False, None]),
        held_lately=st.booleans(),
    ),
    max_size=4,
)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("given_", "added", "blocked", "wanted"),
    [
        ([], False, False, Refusal.NOT_NAMED),
        ([FREE], False, False, Refusal.NOT_NAMED),
        ([NOBODY], False, False, Refusal.NOT_NAMED),
        ([UNHEARD], False, False, Refusal.AUTHORITY_UNKNOWN),
        ([NAMED], False, False, None),
        ([NAMED], False, True, Refusal.BLOCKED),
        ([ASKED], False, True, None),
        ([HOLDER], False, False, None),
        ([HOLDER], False, True, None),
        ([LOST], False, False, Refusal.AUTHORITY_LOST),
        ([LOST], True, False, Refusal.AUTHORITY_LOST),
        ([LOST, NAMED], False, False, None),
        ([LOST, NAMED], False, True, Refusal.BLOCKED),
        ([SILENT], False, False, Refusal.AUTHORITY_UNKNOWN),
        ([SILENT, LOST], True, False, Refusal.AUTHORITY_UNKNOWN),
        ([SILENT_BUT_LATELY], False, False, None),
        ([NOBODY], True, False, None),
        ([NOBODY], True, True, Refusal.BLOCKED),
    ],
)
def test_who_is_let_in(
    given_: list[Claim], added: bool, blocked: bool, wanted: Refusal | None
) -> None:
    assert refusal(given_, added=added, blocked=blocked) is wanted


@given(claims, st.booleans(), st.booleans())
def test_nobody_is_let_in_for_nothing(given_: list[Claim], added: bool, blocked: bool) -> None:
    if refusal(given_, added=added, blocked=blocked) is None:
        by_group = any(one.needed and one.held is not False and one.stands for one in given_)
        by_word = any(one.named and not one.needed for one in given_)
        assert by_group or ((by_word or added) and not blocked)


@given(claims, st.booleans(), st.booleans())
def test_a_no_of_the_wiki_is_never_overruled_by_an_older_yes(
    given_: list[Claim], added: bool, blocked: bool
) -> None:
    never = [Claim(one.named, one.needed, False, one.held_lately) for one in given_]
    before = [Claim(one.named, one.needed, False, False) for one in given_]
    both = [refusal(one, added=added, blocked=blocked) for one in (never, before)]
    assert both[0] is both[1]


@pytest.mark.parametrize(
    ("needed", "said", "holds"),
    [
        (False, None, True),
        (False, (False, DAY), True),
        (True, None, False),
        (True, (True, days(0)), True),
        (True, (True, days(-3)), True),
        (True, (True, days(-4)), False),
        (True, (False, days(0)), False),
    ],
)
def test_what_the_wikis_word_is_worth(
    needed: bool, said: tuple[bool, date] | None, holds: bool
) -> None:
    assert warrant(needed, said, DAY).holds is holds


@pytest.mark.parametrize("role", [*Role])
def test_staff_belong_only_where_they_are_wanted(role: Role) -> None:
    held, lost = Warrant(True, True, DAY), Warrant(True, False, DAY)
    assert belongs(role, held, takes_staff=False) is (role is not Role.STAFF)
    assert belongs(role, held, takes_staff=True)
    assert not belongs(role, lost, takes_staff=True)


def test_reports_are_sealed_to_members_and_observers_only() -> None:
    everybody = [Member(role.value, "meta", role, role.value, role.value) for role in Role]
    assert {one.role for one in audience(everybody)} == AUDIENCE == {Role.MEMBER, Role.OBSERVER}
    assert voting(everybody) == 1


@pytest.mark.parametrize(
    ("seen", "absences", "active"),
    [
        (None, [], False),
        (days(0), [], True),
        (days(-14), [], True),
        (days(-15), [], False),
        (days(0), [(days(0), days(0))], False),
        (days(0), [(days(-9), days(0))], False),
        (days(0), [(days(-9), days(-1)), (days(1), days(9))], True),
    ],
)
def test_who_can_be_counted_on(
    seen: date | None, absences: list[tuple[date, date]], active: bool
) -> None:
    assert is_active(seen, absences, DAY) is active


@pytest.mark.parametrize("wanted", [*Intake])
@pytest.mark.parametrize("active", [0, 2, 3])
@pytest.mark.parametrize("end", [None, -1, 0, 90])
def test_when_a_team_takes_reports(wanted: Intake, active: int, end: int | None) -> None:
    validity = None if end is None else (days(end - 90), days(end))
    found = standing(wanted, validity, active, 3, DAY)
    fit = wanted in {Intake.OPEN, Intake.PILOT} and active >= 3 and end is not None and end >= 0
    assert found.open is fit
    if fit:
        assert found == Standing(wanted, Closed.NOT)
    else:
        assert found.intake in {Intake.OFF, Intake.PAUSED}
        assert (found.intake is Intake.OFF) is (wanted is Intake.OFF)
        assert found.reason is not Closed.NOT


@pytest.mark.parametrize(
    ("begins", "ends", "fault"),
    [
        (0, 0, None),
        (-1, 5, None),
        (366, 366, None),
        (0, 366, None),
        (-2, 5, "begins"),
        (367, 368, "begins"),
        (5, 4, "ends"),
        (0, 367, "ends"),
    ],
)
def test_days_of_an_absence(begins: int, ends: int, fault: str | None) -> None:
    assert absence_fault(days(begins), days(ends), DAY) == fault


def test_who_is_back_today_was_away_until_yesterday() -> None:
    assert last_day_away(days(-1), DAY) == days(-1)
    assert last_day_away(days(0), DAY) is None
    assert last_day_away(days(1), DAY) is None


@pytest.mark.parametrize(
    ("contact", "fault"),
    [
        ("", False),
        ("u4c@example.org", False),
        ("https://meta.wikimedia.org/wiki/Special:EmailUser/U4C", False),
        ("http://meta.wikimedia.org/wiki/X", True),
        ("javascript:alert(1)", True),
        ("u4c@example", True),
        ("a@b.c d", True),
        ('https://a.org/"x', True),
    ],
)
def test_how_a_team_is_reached(contact: str, fault: bool) -> None:
    assert contact_fault(contact) is fault


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://meta.wikimedia.org", True),
        ("http://127.0.0.1:8620", True),
        ("http://localhost:8620", True),
        ("http://meta.wikimedia.org", False),
        ("https://meta.wikimedia.org/", False),
        ("https://a@b.org", False),
        ("http://localhost.example", False),
        ("", False),
    ],
)
def test_where_a_group_stands(text: str, is_one: bool) -> None:
    assert is_origin(text) is is_one
