# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages about cases.

What stands on the wiki is public, so they are readable without unlocking and without script; what
members say among themselves is opened in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.cases import acts, agenda, answering, case_forms, forms, queries, settling, shown
from service.cases.facts import KINDS
from service.cases.forms import Field, Form, Wrong
from service.cases.publishing import Answer
from service.cases.rules import State
from service.cases.views import CaseView, Filters
from service.infra.i18n import knows
from service.infra.links import here
from service.infra.problems import Problem
from service.people.viewers import Viewer, signed_in

#: Problems of an act that are answered on the page it was sent from, with what was typed kept.
TOLD = frozenset({"changed", "wrong_state", "already_used", "no_such_part", "no_such_case"})

blueprint = Blueprint("cases", __name__)


@blueprint.get("/desk/cases")
def listing() -> ResponseReturnValue:
    """The cases of a member's teams, and above them what waits for somebody."""
    return _listing(signed_in())


@blueprint.get("/desk/cases/<id:case>")
def show(case: str) -> ResponseReturnValue:
    """One case: everything public, and what can be done about it."""
    viewer = signed_in()
    return _page(queries.found(viewer, case))


@blueprint.post("/desk/cases/<id:case>/<code:act>")
def act(case: str, act: str) -> ResponseReturnValue:
    """Do something about a case; what went wrong is said on the page, beside what was typed."""
    viewer = signed_in()
    view = queries.found(viewer, case)
    viewer.check_vote(view.case.team)
    form, given = _form(view, act), request.form.to_dict()
    try:
        acts.RUNS[act](viewer, case, _read(view, form, given), given)
    except Wrong as wrong:
        return _page(view, form, given, wrong.errors), 422
    except Problem as problem:
        return _refused(viewer, case, form, given, problem)
    return _after(viewer, case, form)


@blueprint.post("/desk/cases/settle/<code:act>")
def answer(act: str) -> ResponseReturnValue:
    """Answer what waits outside of cases."""
    viewer = signed_in()
    if act not in ANSWERS:
        raise Problem("not_found")
    try:
        ANSWERS[act](viewer, request.form.to_dict())
    except Problem as problem:
        if problem.kind not in TOLD | {"invalid"}:
            raise
        return _listing(viewer, problem.kind), problem.code or 422
    return redirect(here("cases.listing"), code=303)


def _hand_edit(viewer: Viewer, given: Mapping[str, str]) -> None:
    said = given.get("answer", "")
    if said not in [*Answer]:
        raise Problem("invalid", errors=[{"field": "answer", "code": "invalid"}])
    answering.answer_hand_edit(viewer, given.get("about", ""), Answer(said))


ANSWERS: Mapping[str, Callable[[Viewer, Mapping[str, str]], object]] = {
    "hand-edit": _hand_edit,
    "publication": lambda viewer, given: answering.clear_publication(
        viewer, given.get("about", "")
    ),
    "announcement": lambda viewer, given: answering.see_announcement(
        viewer, given.get("about", ""), given.get("hash", "")
    ),
    "roster": lambda viewer, given: answering.see_roster(
        viewer, given.get("about", ""), given.get("hash", "")
    ),
}


def _listing(viewer: Viewer, problem: str = "") -> str:
    asked = _filters()
    page = queries.listed(viewer, asked["filters"], request.args.get("after"))
    return render_template(
        "cases/list.html",
        view="cases",
        page=page,
        waits=settling.to_settle(viewer),
        broken=agenda.broken_off(viewer),
        may_act=bool(viewer.voting),
        problem=problem,
        states=[*State],
        kinds=KINDS,
        asked=asked,
        **_words(),
    )


def _filters() -> dict[str, Any]:
    """What the address asks for; what it asks for in vain is left out."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    needs, title = request.args.get("needs", ""), request.args.get("title", "")
    state = state if state in [*State] else ""
    kind = kind if kind in KINDS else ""
    needs = needs if needs in queries.NEEDS else ""
    filters = Filters(
        states=frozenset({State(state)} if state else ()),
        kind=kind or None,
        title=title,
        needs=needs or None,
    )
    return {"filters": filters, "state": state, "kind": kind, "needs": needs, "title": title}


def _form(view: CaseView, act: str) -> Form:
    """The form that was sent; if the case has it no more, what can still be shown of it.

    :raise Problem: `not_found` for what no case has
    """
    if act not in acts.RUNS:
        raise Problem("not_found")
    for form in case_forms.of(view):
        if form.verb == act and form.is_meant(request.form):
            return form
    typed = [Field(name) for name in request.form if knows(Field(name).called)]
    return Form(act, typed, gone=True)


def _read(view: CaseView, form: Form, given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, unless it was typed to a case that is another by now.

    :raise Problem: `changed`, `no_such_part`
    """
    if form.gone or given.get("version", str(view.case.version)) != str(view.case.version):
        raise Problem("changed" if "version" in given else "no_such_part")
    if any(name not in given for name in form.hidden):
        raise Wrong({"": "invalid"})
    if given.get("verdict") == "nothing":
        return forms.read(Form("", form.fields[-1:]), given)
    return forms.read(form, given)


def _refused(
    viewer: Viewer, case: str, form: Form, given: Mapping[str, str], problem: Problem
) -> ResponseReturnValue:
    """The page as it is by now, with what stood against it and what was typed."""
    if problem.kind == "invalid":
        return _page(queries.found(viewer, case), form, given, Wrong.of(problem, form).errors), 422
    if problem.kind not in TOLD:
        raise problem
    view = queries.found(viewer, case)
    return _page(view, form, given, {}, problem.kind), problem.code or 409


def _after(viewer: Viewer, case: str, form: Form) -> ResponseReturnValue:
    """Back to where it was done; to the list, if that is closed to who did it by now."""
    try:
        queries.seen(viewer, case)
    except Problem:
        return redirect(here("cases.listing"), code=303)
    return redirect(here("cases.show", case=case, done=form.verb), code=303)


def _page(
    view: CaseView,
    sent: Form | None = None,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    offered = case_forms.of(view)
    # What somebody typed stays to be read, also where it cannot be sent any more.
    gone = sent if sent and all(one.id != sent.id for one in offered) else None
    done = request.args.get("done", "")
    return render_template(
        "cases/case.html",
        view="case",
        case=view,
        forms=offered,
        next=case_forms.next_of(view, offered),
        waiting=case_forms.waiting(view),
        events=shown.timeline(view),
        public=shown.for_script(view),
        sent=sent,
        gone=gone,
        given=given or {},
        errors=errors or {},
        problem=problem,
        since=_since(view, given or {}),
        done=done if done in acts.RUNS else "",
        **_words(),
    )


def _since(view: CaseView, given: Mapping[str, str]) -> int:
    """How many events there are that whoever sent a form had not seen."""
    seen = given.get("events", "")
    return max(len(view.events) - int(seen), 0) if seen.isascii() and seen.isdecimal() else 0


def _words() -> dict[str, Any]:
    names = ("at_wiki", "word", "due", "rule", "tally", "force", "remedy_facts")
    return {"knows": knows, **{name: getattr(shown, name) for name in names}}
