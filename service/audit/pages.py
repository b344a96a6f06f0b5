# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record for members: who did what, as far as it concerns them.

Each row has a level that says who may see it, and the page says so beside the row. A verb that no
set below names is seen by nobody but who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from flask import Blueprint, Flask, current_app, render_template, request

from service.audit import queries
from service.audit.models import AuditRow
from service.audit.rules import Level, Verb
from service.infra.i18n import translate
from service.infra.sessions import current_person_id

PAGE = 50
LAST_PAGE = 1000
CHUNK = 500

# Their subject is a report; everything else is about teams, keys and signing in.
ABOUT_REPORTS = frozenset(
    {
        Verb.REPORT_SENT,
        Verb.REPORT_WRITTEN_BACK,
        Verb.REPORT_READ,
        Verb.REPORT_RECEIVED,
        Verb.REPORT_ANSWERED,
        Verb.REPORT_ACKNOWLEDGED,
        Verb.REPORT_CLOSED,
        Verb.REPORT_REOPENED,
        Verb.REPORT_ENTERED,
        Verb.INVITATION_SENT,
        Verb.REPORT_WITHDRAWN,
        Verb.REPORT_TAKEN_BACK,
        Verb.REPORT_TAKEN,
        Verb.REPORT_RELEASED,
        Verb.REPORT_LEFT,
        Verb.REPORT_MUTED,
        Verb.REPORT_UNMUTED,
        Verb.REPORT_RENEWED,
        Verb.CLOCK_SET,
        Verb.HANDED_OVER,
        Verb.HANDOVER_ENDED,
        Verb.THREAD_DELETED,
        Verb.REPORT_DELETED,
        Verb.FILE_STARTED,
    }
)

# Their subject is a case, which is closed to whoever is fully recused.
ABOUT_CASES = frozenset(
    {
        Verb.CASE_OPENED,
        Verb.CASE_READ,
        Verb.CASE_PAGE_CHANGED,
        Verb.CASE_PURGED,
        Verb.NOTICES_NOTED,
        Verb.CASE_FILE_STARTED,
        Verb.FACT_SETTLED,
        Verb.CASE_MOVED,
        Verb.CASE_RECUSED,
        Verb.MOTION_OPENED,
        Verb.MOTION_DECIDED,
        Verb.CASE_DECIDED,
        Verb.REMEDY_ADDED,
        Verb.REMEDY_CHANGED,
        Verb.REMEDY_LIFTED,
        Verb.REMEDY_DUE,
        Verb.APPEAL_LINKED,
        Verb.NOTICE_WAIVED,
    }
)

# Their subject is a vault, and whoever may not read it learns nothing of it either.
ABOUT_VAULTS = frozenset(
    {
        Verb.VAULT_READ,
        Verb.VAULT_GRANTED,
        Verb.EPOCH_BEGUN,
        Verb.FILE_WRITTEN,
    }
)

# Their subject is a team, or somebody of whom the team has to know it.
ABOUT_TEAMS = frozenset(
    {
        Verb.PERSON_ADDED,
        Verb.PERSON_RENAMED,
        Verb.PERSON_FORGOTTEN,
        Verb.AUTHORITY_HELD,
        Verb.AUTHORITY_LOST,
        Verb.KEYS_SET,
        Verb.STATEMENT_ACCEPTED,
        Verb.TALLY_ADDED,
        Verb.BOT_ADDED,
        Verb.BOT_REMOVED,
        Verb.NAME_REPLACED,
        Verb.ANNOUNCEMENTS_READ,
        Verb.ANNOUNCEMENTS_PURGED,
        Verb.ROSTER_READ,
        Verb.ANNOUNCEMENT_SEEN,
        Verb.ROSTER_SEEN,
        Verb.CASE_SETTINGS_CHANGED,
    }
)

ABOUT_ALL = frozenset({Verb.TEAM_ADDED})

# Who did it is kept nowhere, so that the row says nothing of those beside it; or it was nobody.
_NOBODY: Mapping[str, str] = {
    Verb.TALLY_ADDED: "alcove-page-audit-member",
    Verb.THREAD_DELETED: "alcove-page-audit-clock",
    Verb.REPORT_DELETED: "alcove-page-audit-clock",
    Verb.CASE_PURGED: "alcove-page-audit-clock",
    Verb.REMEDY_DUE: "alcove-page-audit-clock",
}

NamesOf = Callable[[Collection[str]], Mapping[str, str]]
Visible = Callable[[str, Collection[str]], set[str]]

blueprint = Blueprint("audit", __name__)


@dataclass(frozen=True)
class Line:
    """One row as the page shows it. Its number is left out: gaps would tell of rows left out."""

    day: date
    who: str
    what: str
    subject: str
    report: str | None
    case: str | None
    level: Level


class Shown(StrEnum):
    """Which part of what somebody may see they want to see."""

    ALL = ""
    OWN = "own"
    TEAM = "team"


@dataclass(frozen=True)
class Sight:
    """What the other slices know of who may see what."""

    names_of: NamesOf  # people's names by their ids
    matters: Visible  # which of some reports, cases and vaults a person may know of
    teams: Visible  # which of some teams, and of some people, share a team with a person


def install(app: Flask, sight: Sight) -> None:
    """Add the page."""
    app.extensions["alcove_record"] = sight
    app.register_blueprint(blueprint)


@blueprint.get("/desk/audit")
def audit() -> str:
    """Show the record, newest first, and whether it is whole."""
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    of = request.args.get("of", "")
    shown = Shown(of) if of in [*Shown] else Shown.ALL
    found = list(islice(_visible_rows(shown), (page - 1) * PAGE, page * PAGE + 1))
    return render_template(
        "audit/audit.html",
        shown=shown,
        rows=_lines(found[:PAGE]),
        whole=queries.verify().whole if page == 1 else None,
        newer=page - 1,
        older=page + 1 if len(found) > PAGE and page < LAST_PAGE else None,
    )


def level(verb: str) -> Level:
    """Who may see rows of this kind; what is not named above is seen by who did it alone."""
    if verb in ABOUT_REPORTS | ABOUT_CASES | ABOUT_VAULTS:
        return Level.MATTER
    if verb in ABOUT_TEAMS:
        return Level.TEAM
    return Level.DESK if verb in ABOUT_ALL else Level.OWN


def _visible_rows(shown: Shown) -> Iterator[AuditRow]:
    """The newest first, without what the reader may not know of or did not ask for."""
    sight: Sight = current_app.extensions["alcove_record"]
    reader, before = current_person_id() or "", None
    while chunk := queries.rows(before, CHUNK):
        before = chunk[-1].seq
        known = {
            Level.MATTER: sight.matters(reader, _subjects(chunk, Level.MATTER)),
            Level.TEAM: sight.teams(reader, _subjects(chunk, Level.TEAM)),
        }
        yield from (row for row in chunk if _is_shown(row, reader, known, shown))


def _subjects(rows: Sequence[AuditRow], wanted: Level) -> set[str]:
    return {row.subject for row in rows if level(row.verb) is wanted}


def _is_shown(
    row: AuditRow, reader: str, known: Mapping[Level, Collection[str]], shown: Shown
) -> bool:
    its, mine = level(row.verb), reader in {row.actor, row.subject}
    # One's own deeds, too, are left out where one may no longer know what they were done to.
    if its is Level.MATTER and row.subject not in known[its]:
        return False
    if its is Level.OWN and not mine:
        return False
    if its is Level.TEAM and not mine and row.subject not in known[its]:
        return False
    return mine if shown is Shown.OWN else shown is Shown.ALL or its is not Level.OWN


def _lines(rows: Sequence[AuditRow]) -> list[Line]:
    sight: Sight = current_app.extensions["alcove_record"]
    names = sight.names_of({one for row in rows for one in (row.actor, row.subject) if one})
    return [_line(row, names) for row in rows]


def _line(row: AuditRow, names: Mapping[str, str]) -> Line:
    about_report = row.verb in ABOUT_REPORTS
    nobody = _NOBODY.get(row.verb) or (
        "alcove-page-audit-writer" if about_report else "alcove-page-audit-operator"
    )
    return Line(
        day=row.day,
        who=names.get(row.actor, row.actor) if row.actor else translate(nobody),
        what=translate(f"alcove-page-verb-{row.verb}"),
        # Who lists reports does so with their own key, which is a name nobody reads.
        subject="" if row.verb == Verb.REPORTS_LISTED else names.get(row.subject, row.subject),
        report=row.subject if about_report else None,
        case=row.subject if row.verb in ABOUT_CASES else None,
        level=level(row.verb),
    )
