# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the house itself, and what the templates of all pages use.

Stands above the slices, so it may hand one slice's knowledge to another's page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for

from service.audit import pages as audit_pages
from service.cases import agenda, bots, shown
from service.cases import pages as cases_pages
from service.cases import queries as cases
from service.infra.api import PREFIX, document
from service.infra.i18n import LANGUAGES
from service.infra.links import here
from service.infra.sessions import current_person_id
from service.openapi import operations
from service.people import claims_pages, viewers
from service.people import pages as people_pages
from service.people import queries as people
from service.people.models import Person, Team
from service.people.pins import pins
from service.people.rules import Intake, Senders
from service.reports import pages as reports_pages
from service.vault import queries as vaults

# Each in its own words, for who cannot read the others.
NAMES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "ar": "العربية"}

# What an address says besides the language, and keeps when that changes.
KEPT = frozenset(
    {"state", "who", "turn", "due", "kind", "muted", "of", "page", "needs", "title", "after"}
)

blueprint = Blueprint("pages", __name__)


def install(app: Flask) -> None:
    """Add every page, and what their templates use."""
    for pages in (
        blueprint,
        cases_pages.blueprint,
        claims_pages.blueprint,
        people_pages.blueprint,
        reports_pages.blueprint,
    ):
        app.register_blueprint(pages)
    audit_pages.install(app, audit_pages.Sight(_names_of, _visible_to, _in_teams_of))
    app.jinja_env.globals.update(
        here=here,
        same_page=same_page,
        language_names={code: NAMES[code] for code in LANGUAGES},
        team_pins=pins,
        signed_in=signed_in,
        cases_to_do=cases_to_do,
        case_words=shown,
    )


def same_page(lang: str) -> str:
    """The address of this page in another language; of the start page, if there is no such page."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return url_for("pages.home", uselang=lang)
    if rule.endpoint == "people.callback":  # the wiki's answer counts once, in one language
        return url_for("people.sign_in", uselang=lang)
    values: dict[str, Any] = dict(request.view_args or {})
    values |= {name: value for name, value in request.args.items() if name in KEPT}
    return url_for(rule.endpoint, **values | {"uselang": lang})


def signed_in() -> Person | None:
    """Whoever is signed in. Only the desk's pages ask: public ones look at no cookie."""
    person_id = current_person_id()
    return people.person(person_id) if person_id is not None else None


def cases_to_do() -> agenda.ToDo:
    """What of cases whoever is signed in has to do."""
    person_id = current_person_id()
    return agenda.to_do(viewers.viewer(person_id)) if person_id is not None else agenda.NOTHING


@blueprint.get("/")
def home() -> str:
    """Say what this is, who reads it, and where else to turn."""
    return render_template("public/home.html", teams=[_shown(team) for team in people.teams()])


@blueprint.get("/privacy")
def privacy() -> str:
    """Say what stays private, and where that ends."""
    return render_template("public/privacy.html")


@blueprint.get("/api/")
def api() -> str:
    """Describe the API to people, from the document programs read."""
    return render_template(
        "api.html", operations=operations(document()), spec_path=f"{PREFIX}/openapi.json"
    )


def _shown(team: Team) -> Mapping[str, object]:
    """A team as the start page shows it; one that takes nothing says where else it is reached."""
    standing = people.intake(team)
    return {
        "name": team.name,
        "about": team.about,
        "reason": standing.reason.replace("_", "-"),
        "pilot": standing.intake == Intake.PILOT,
        "signed_in_only": team.senders == Senders.SIGNED_IN,
        "contact": team.contact,
        "address": f"mailto:{team.contact}" if "@" in team.contact else team.contact,
    }


def _visible_to(person_id: str, ids: Collection[str]) -> set[str]:
    """Which of some reports, cases and vaults a person may know of."""
    viewer = viewers.viewer(person_id)
    matters = reports_pages.visible_to(person_id, ids) | cases.visible_to(viewer, ids)
    return matters | vaults.visible_to(viewer, ids)


def _in_teams_of(person_id: str, ids: Collection[str]) -> set[str]:
    """Which of some teams somebody belongs to, and which of some people and bots are theirs."""
    own = {one.team.id for one in people.teams_of(person_id) if one.belongs}
    theirs = {one for one, team in bots.teams_of(ids).items() if team in own}
    return theirs | {
        one for one in ids if one in own or own & {its.team.id for its in people.teams_of(one)}
    }


def _names_of(ids: Collection[str]) -> Mapping[str, str]:
    found = {person_id: people.person(person_id) for person_id in ids}
    named = {person_id: one.name for person_id, one in found.items() if one is not None}
    return {**bots.names_of(ids), **named}
