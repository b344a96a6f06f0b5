# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window in which somebody confirms to a team who they are. Every step of it needs a click.

Other pages open it and it must be able to answer them, so these pages alone go without
`Cross-Origin-Opener-Policy`; nobody can frame them.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.infra.config import Config
from service.infra.i18n import language
from service.infra.problems import Problem
from service.people import claims, flow, oauth, queries
from service.people.claims import Account, Asked, Kind
from service.people.oauth import Profile, Reason, SignInRefused

blueprint = Blueprint("claims", __name__)


@blueprint.get("/claim")
def claim() -> str:
    """Say what is about to be confirmed to whom, before anybody is asked anything."""
    asked = claims.read_asked(request.args, request.headers.get("Sec-Fetch-Site"))
    return _page("ask", asked, accounts=claims.DEMO_PROFILES if _is_demo() else {})


@blueprint.post("/claim")
def ask() -> ResponseReturnValue:
    """Send somebody to the wiki; in the demo, take the made-up account they chose."""
    fields = claims.read_asked(request.form).fields | {"lang": language()}
    if _is_demo():
        made_up = claims.DEMO_PROFILES.get(request.form.get("account", ""))
        return confirmed(made_up, fields) if made_up else refused(Reason.ENDED)
    try:
        return flow.go_on(oauth.begin(flow.Purpose.CLAIM, fields))
    except SignInRefused as error:
        return refused(error.reason)


@blueprint.get("/claim/confirm")
def choose() -> ResponseReturnValue:
    """Back from the wiki: show who they are, and let them choose what the team gets to know."""
    found = _confirmed()
    return refused(Reason.ENDED) if found is None else _page("confirm", found[0], who=found[1])


@blueprint.post("/claim/confirm")
def confirm() -> ResponseReturnValue:
    """Sign what they chose, or nothing, and hand it to the page that asked."""
    kind, found = _kind(request.form.get("kind", "")), _confirmed()
    flow.end()
    if found is None:
        return refused(Reason.ENDED)
    asked, who = found
    to_opener = request.form.get("opener") == "1"
    code = claims.hand_over(asked, who, kind, to_opener=to_opener)
    return _page("done", asked, kind=kind, code=code if to_opener else "")


def confirmed(profile: Profile, fields: Mapping[str, str]) -> ResponseReturnValue:
    """The wiki said who somebody is: on to the choice, at an address without the wiki's answer.

    The same sealed cookie carries the account to the next click; nothing is stored meanwhile.
    """
    flow.begin(flow.Purpose.CLAIM, {**fields, **claims.account(profile).fields})
    return redirect(url_for("claims.choose", uselang=fields.get("lang")), code=303)


def refused(reason: Reason) -> ResponseReturnValue:
    """Nothing was confirmed; say why. The form's page still has everything."""
    return render_template("claims/refused.html", reason=reason.value), 400


def _confirmed() -> tuple[Asked, Account] | None:
    """What was asked, and the account the wiki confirmed for it in this window."""
    begun = flow.current()
    who = claims.read_account(begun.fields) if begun is not None else None
    if begun is None or begun.purpose is not flow.Purpose.CLAIM or who is None:
        return None
    return claims.read_asked(begun.fields), who


def _is_demo() -> bool:
    config: Config = current_app.extensions["alcove_config"]
    return config.demo


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Problem("invalid", errors=[{"field": "kind", "code": "invalid"}]) from None


def _page(name: str, asked: Asked, **more: object) -> str:
    team = queries.team(asked.team)
    return render_template(f"claims/{name}.html", asked=asked, team=team, **more)
