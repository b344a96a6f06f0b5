# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages about reports. They hold nothing of a report: what is sealed is opened in the browser."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, render_template, request

from service.directory import queries as directory
from service.infra.i18n import translate
from service.infra.problems import Problem
from service.people.pins import pins
from service.people.viewers import signed_in
from service.reports import queries
from service.reports.rules import State

# Enough to reach the right people from; the others are reached by way of them.
WITHOUT_SCRIPT = frozenset({"emergency", "stewards-oversight", "child-people", "u4c"})

blueprint = Blueprint("reports", __name__)


@blueprint.get("/write")
def write() -> str:
    """The form, for whoever's wiki does not have it."""
    return render_template("reports/write.html", pins=pins(), bodies=_without_script())


@blueprint.get("/follow")
def follow() -> str:
    """Read and write back with the private code, which only the browser ever sees."""
    return render_template("reports/follow.html", pins=pins())


@blueprint.get("/desk/")
def agenda() -> str:
    """What should I do next? The script says it, from what it may open."""
    return render_template("reports/agenda.html", view="agenda")


@blueprint.get("/desk/reports/enter")
def enter() -> str:
    """A report that came by mail or on a talk page, to be sealed by the member it came to."""
    return render_template("reports/enter.html", view="enter")


@blueprint.get("/desk/reports")
def queue() -> str:
    """The reports of a member's teams."""
    asked = request.args.get("state", "")
    return render_template(
        "reports/queue.html",
        view="queue",
        state=asked if asked in [*State] else "",
        may_enter=bool(signed_in().voting),
    )


@blueprint.get("/desk/reports/<id:report_id>")
def report(report_id: str) -> str:
    """One report's thread. Whether it exists is not told here: the script asks, with its key."""
    return render_template("reports/report.html", view="report", report_id=report_id)


def _without_script() -> list[dict[str, str]]:
    """Where to turn for who cannot run the form: those who answer mail, in words of the page."""
    found = []
    for body in directory.bodies():
        mail = next((one.address for one in body.channels if one.kind == "mail"), None)
        if body.id in WITHOUT_SCRIPT and mail:
            words = f"alcove-page-body-{body.id}"
            name, about = translate(words), translate(f"{words}-about")
            found.append({"name": name, "about": about, "address": f"mailto:{mail}"})
    return found


def visible_to(person_id: str, ids: Iterable[str]) -> set[str]:
    """Which of some reports a person may know of.

    Whoever was left out of a report MUST NOT learn that it exists, not from the record either.
    """
    viewer = queries.viewer(person_id)
    return {report_id for report_id in set(ids) if _is_seen(viewer, report_id)}


def _is_seen(viewer: queries.Viewer, report_id: str) -> bool:
    try:
        queries.seen(viewer, report_id)
    except Problem:
        return False
    return True
