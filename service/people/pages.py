# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at the wiki (or, in the demo, as anybody), signing out, and the page of people."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.infra.config import Config
from service.infra.i18n import LANGUAGES
from service.infra.links import here
from service.people import actions, claims_pages, flow, oauth, queries, signing_in
from service.people.flow import Flow, Purpose
from service.people.oauth import Profile, Reason, SignInRefused

blueprint = Blueprint("people", __name__)

#: Reasons that are nobody's fault at this browser; of all others the status is 403.
_STATUS: Mapping[Reason, int] = {
    Reason.CANCELLED: 200,
    Reason.ENDED: 400,
    Reason.NO_CLIENT: 404,
    Reason.CLIENT: 502,
    Reason.WIKI_ERROR: 502,
    Reason.WIKI_SILENT: 504,
    Reason.AUTHORITY_UNKNOWN: 503,
}


@blueprint.get("/desk/sign-in")
def sign_in() -> str:
    """Offer to sign in at the wiki; in the demo, as one of its made-up people."""
    config: Config = current_app.extensions["alcove_config"]
    return render_template(
        "people/sign_in.html",
        demo=config.demo,
        people=queries.people() if config.demo else (),
        wiki=oauth.is_possible(config),
    )


@blueprint.post("/desk/sign-in")
def sign_in_as() -> ResponseReturnValue:
    """Become one of the made-up people."""
    actions.sign_in_demo(request.form.get("person", ""))
    return redirect(here("reports.agenda"), code=303)


@blueprint.post("/desk/sign-in/wiki")
def sign_in_at_wiki() -> ResponseReturnValue:
    """Send somebody to the wiki, which says who they are."""
    try:
        return flow.go_on(oauth.begin(Purpose.DESK, {}))
    except SignInRefused as refused:
        return _refused(refused.reason)


@blueprint.get("/oauth/callback")
def callback() -> ResponseReturnValue:
    """Back from the wiki, with whatever it answered."""
    begun = flow.current()
    _speak_as_before(begun)
    claim = begun is not None and begun.purpose is Purpose.CLAIM
    try:
        profile = oauth.finish(request)
        if begun is not None and claim:
            return claims_pages.confirmed(profile, begun.fields)
        return _let_in(profile, begun)
    except SignInRefused as refused:
        return (claims_pages.refused if claim else _refused)(refused.reason)


@blueprint.post("/desk/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the visit."""
    actions.sign_out()
    return redirect(here("people.sign_in"), code=303)


@blueprint.get("/desk/people")
def people() -> str:
    """The own keys, the members of each team, new statements. All of it is done in the browser."""
    return render_template("people/people.html", view="people")


def _let_in(profile: Profile, begun: Flow | None) -> str:
    signing_in.sign_in(profile)
    lang = begun.lang if begun is not None else ""
    return flow.go_on(url_for("reports.agenda", uselang=lang or None))


def _refused(reason: Reason) -> ResponseReturnValue:
    page = render_template("people/refused.html", reason=reason.value)
    return page, _STATUS.get(reason, 403)


def _speak_as_before(begun: Flow | None) -> None:
    """In the language chosen before: the wiki brings nobody back with it."""
    lang = (begun.lang or begun.fields.get("lang")) if begun is not None else None
    if lang in LANGUAGES:
        g.alcove_lang = lang
