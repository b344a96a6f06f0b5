# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in where people are made up, signing out, and the page of people and keys."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.infra.links import here
from service.people import actions, queries

blueprint = Blueprint("people", __name__)


@blueprint.get("/desk/sign-in")
def sign_in() -> str:
    """Offer the made-up people of the demo; elsewhere say that there is no way in yet."""
    demo = current_app.extensions["alcove_config"].demo
    return render_template(
        "people/sign_in.html", demo=demo, people=queries.people() if demo else ()
    )


@blueprint.post("/desk/sign-in")
def sign_in_as() -> ResponseReturnValue:
    """Become one of the made-up people."""
    actions.sign_in_demo(request.form.get("person", ""))
    return redirect(here("reports.agenda"), code=303)


@blueprint.post("/desk/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the visit."""
    actions.sign_out()
    return redirect(here("people.sign_in"), code=303)


@blueprint.get("/desk/people")
def people() -> str:
    """The own keys, the members of each team, new statements. All of it is done in the browser."""
    return render_template("people/people.html", view="people")
