# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record for members: who did what, less everything about reports they may not know of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask import Blueprint, Flask, current_app, render_template, request

from service.audit import queries
from service.audit.models import AuditRow
from service.audit.rules import Verb
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

# Their subject is a vault, and whoever may not read it learns nothing of it either.
ABOUT_VAULTS = frozenset(
    {
        Verb.VAULT_READ,
        Verb.VAULT_GRANTED,
        Verb.EPOCH_BEGUN,
        Verb.FILE_WRITTEN,
    }
)

# Who did it is kept nowhere, so that the row says nothing of the one beside it; or it was no person.
_NOBODY: Mapping[str, str] = {
    Verb.TALLY_ADDED: "alcove-page-audit-member",
    Verb.THREAD_DELETED: "alcove-page-audit-clock",
    Verb.REPORT_DELETED: "alcove-page-audit-clock",
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


def install(app: Flask, *, names_of: NamesOf, visible: Visible) -> None:
    """Add the page.

    :param names_of: people's names by their ids
    :param visible: which of some reports and vaults a person may know of
    """
    app.extensions["alcove_record"] = (names_of, visible)
    app.register_blueprint(blueprint)


@blueprint.get("/desk/audit")
def audit() -> str:
    """Show the record, newest first, and whether it is whole."""
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    found = list(islice(_visible_rows(), (page - 1) * PAGE, page * PAGE + 1))
    return render_template(
        "audit/audit.html",
        rows=_lines(found[:PAGE]),
        whole=queries.verify().whole if page == 1 else None,
        newer=page - 1,
        older=page + 1 if len(found) > PAGE and page < LAST_PAGE else None,
    )


def _visible_rows() -> Iterator[AuditRow]:
    """The newest first, without what concerns reports the reader may not know of."""
    _, visible = current_app.extensions["alcove_record"]
    reader, before = current_person_id() or "", None
    while chunk := queries.rows(before, CHUNK):
        before = chunk[-1].seq
        about = {row.subject for row in chunk if row.verb in ABOUT_REPORTS | ABOUT_VAULTS}
        known = visible(reader, about)
        yield from (
            row
            for row in chunk
            if row.verb not in ABOUT_REPORTS | ABOUT_VAULTS or row.subject in known
        )


def _lines(rows: Sequence[AuditRow]) -> list[Line]:
    names_of, _ = current_app.extensions["alcove_record"]
    names = names_of({one for row in rows for one in (row.actor, row.subject) if one})
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
    )
