# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members do about remedies: add them, say what may be published of them, lift them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.audit.actions import Verb
from service.cases import acting, effects, facts, timeline
from service.cases.acting import on_case
from service.cases.models import Case, Decision, Remedy
from service.cases.rules import Happening
from service.infra.database import session
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today
from service.people.viewers import Viewer


@dataclass(frozen=True)
class NewRemedy:
    """A remedy as a member writes it."""

    text: str
    scope: str
    whom: Sequence[str]
    starts: date | None
    expires: date | None
    indefinite: bool
    appeal_from: date | None
    decision_id: str | None = None
    public: bool = False  # whether the text may be published; only who names nobody in it says so


@settled
def add_remedy(viewer: Viewer, case_id: str, new: NewRemedy) -> Remedy:
    """Add a remedy. Its days are watched from then on.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `invalid`
    """
    text = acting.text(new.text, "text")
    scope = acting.line(new.scope, "scope", required=False)
    whom = [one.strip() for one in new.whom]
    if len(whom) > facts.MOST_NAMES or not all(map(facts.is_name, whom)):
        raise acting.invalid("whom")
    acting.in_order(new.starts, new.expires, "expires")
    acting.in_order(new.starts, new.appeal_from, "appeal_from")
    if new.indefinite and new.expires is not None:
        raise acting.invalid("expires")
    with on_case(viewer, case_id, Verb.REMEDY_ADDED) as case:
        rows = session()
        if new.decision_id is not None:
            decision = rows.get(Decision, new.decision_id)
            if decision is None or decision.case_id != case.id:
                raise Problem("no_such_part")
        made = Remedy(id=random_id(), case_id=case.id, decision_id=new.decision_id, text=text)
        made.scope, made.whom, made.public = scope, whom, new.public
        made.starts, made.expires = new.starts, new.expires
        made.indefinite, made.appeal_from = new.indefinite, new.appeal_from
        rows.add(made)
        rows.flush()
        effects.set_clocks(made)
        timeline.add(case, Happening.REMEDY_ADDED, viewer.person)
    return made


@settled
def change_remedy(
    viewer: Viewer,
    case_id: str,
    remedy_id: str,
    *,
    scope: str,
    public: bool,
    decision_id: str | None = None,
) -> Remedy:
    """Say what may be published of a remedy, also of one that was read from the page.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `invalid`
    """
    said = acting.line(scope, "scope", required=False)
    with on_case(viewer, case_id, Verb.REMEDY_CHANGED) as case:
        remedy = _of(case, remedy_id)
        if decision_id is not None:
            decision = session().get(Decision, decision_id)
            if decision is None or decision.case_id != case.id:
                raise Problem("no_such_part")
        remedy.scope, remedy.public = said, public
        remedy.decision_id = decision_id or remedy.decision_id
        timeline.add(case, Happening.REMEDY_CHANGED, viewer.person)
    return remedy


@settled
def lift_remedy(viewer: Viewer, case_id: str, remedy_id: str, reason: str) -> Remedy:
    """End a remedy from today on, with a reason.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `wrong_state`, `invalid`
    """
    said = acting.text(reason, "reason", acting.REASON)
    with on_case(viewer, case_id, Verb.REMEDY_LIFTED) as case:
        remedy = _of(case, remedy_id)
        if remedy.lifted is not None:
            raise Problem("wrong_state")
        remedy.lifted = today()
        session().flush()
        effects.set_clocks(remedy)
        timeline.add(case, Happening.REMEDY_LIFTED, viewer.person, reason=said)
    return remedy


def _of(case: Case, remedy_id: str) -> Remedy:
    found = session().get(Remedy, remedy_id)
    if found is None or found.case_id != case.id:
        raise Problem("no_such_part")
    return found
