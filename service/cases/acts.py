# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the forms of a case's page do when they are sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from service.cases import actions, facts, remedying, settle_forms
from service.cases.actions import Cited, Place
from service.cases.case_forms import CITATIONS
from service.cases.forms import Wrong
from service.cases.remedying import NewRemedy
from service.cases.rules import MotionResult, RecusalKind, State
from service.infra.problems import Problem
from service.people.viewers import Viewer

Read = Mapping[str, Any]
Given = Mapping[str, str]
Run = Callable[[Viewer, str, Read, Given], object]


def _settle(viewer: Viewer, case: str, read: Read, given: Given) -> None:
    place = Place(given["page"], given["key"], given["item"], given["hash"])
    nothing = given.get("verdict") == "nothing"
    value = None if nothing else settle_forms.value_of(place.key, read)
    actions.settle(viewer, case, place, value, read["reason"])


def _move(viewer: Viewer, case: str, read: Read, given: Given) -> None:
    version = given["version"]
    if not version.isascii() or not version.isdecimal():
        raise Wrong({"": "invalid"})
    to = State(read["to"]) if "to" in read else State.REQUEST
    actions.move(viewer, case, int(version), to, read["reason"])


def _recuse(viewer: Viewer, case: str, read: Read, _given: Given) -> None:
    kind = RecusalKind(read["kind"])
    if kind is RecusalKind.FULL and not read["sure"]:
        raise Wrong({"sure": "required"})
    actions.recuse(viewer, case, viewer.person, kind, read["reason_public"])


def _motion(viewer: Viewer, case: str, read: Read, _given: Given) -> None:
    actions.open_motion(
        viewer,
        case,
        title="" if read["private"] else read["title"],
        kind=read["kind"],
        slug=None if read["private"] else read["slug"] or None,
        closes=facts.day_of(read["closes"]),
        private=read["private"],
    )


def _decide_motion(viewer: Viewer, case: str, read: Read, given: Given) -> None:
    result = MotionResult(read["result"])
    actions.decide_motion(viewer, case, given["motion"], result, read["reason"])


def _decide(viewer: Viewer, case: str, read: Read, _given: Given) -> None:
    cited, wrong = [], {}
    for n in range(CITATIONS):
        title, rev, wiki = read[f"policy{n}"], read[f"rev{n}"], read[f"wiki{n}"]
        if not title and rev is None:
            continue
        if not facts.is_title(title):
            wrong[f"policy{n}"] = "required" if not title else "invalid"
        if not facts.is_rev(rev):
            wrong[f"rev{n}"] = "required" if rev is None else "invalid"
        if not facts.is_name(wiki):
            wrong[f"wiki{n}"] = "required"
        cited.append(Cited(wiki, title, rev or 0))
    if wrong:
        raise Wrong(wrong)
    motion = read["motion"] or None
    actions.decide(viewer, case, text=read["text"], citations=cited, motion_id=motion)


def _remedy(viewer: Viewer, case: str, read: Read, _given: Given) -> None:
    remedying.add_remedy(
        viewer,
        case,
        NewRemedy(
            text=read["text"],
            scope=read["scope"],
            whom=read["whom"],
            starts=facts.day_of(read["starts"]),
            expires=facts.day_of(read["expires"]),
            indefinite=read["indefinite"],
            appeal_from=facts.day_of(read["appeal_from"]),
            decision_id=read["decision"] or None,
            public=read["public"],
        ),
    )


def _change(viewer: Viewer, case: str, read: Read, given: Given) -> None:
    remedying.change_remedy(
        viewer,
        case,
        given["remedy"],
        scope=read["scope"],
        public=read["public"],
        decision_id=read["decision"] or None,
    )


def _appeal(viewer: Viewer, case: str, read: Read, _given: Given) -> None:
    """Takes the case's number, or anything with it in it, such as its page's address."""
    number = re.search(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", read["of"])
    if number is None:
        raise Wrong({"of": "invalid"})
    try:
        actions.link_appeal(viewer, case, number[0])
    except Problem as problem:
        if problem.kind != "no_such_case":
            raise
        raise Wrong({"of": "invalid"}) from None


RUNS: Mapping[str, Run] = {
    "settle": _settle,
    "move": _move,
    "reopen": _move,
    "recuse": _recuse,
    "motion": _motion,
    "decide-motion": _decide_motion,
    "decide": _decide,
    "remedy": _remedy,
    "change": _change,
    "lift": lambda viewer, case, read, given: remedying.lift_remedy(
        viewer, case, given["remedy"], read["reason"]
    ),
    "appeal": _appeal,
    "waive": lambda viewer, case, read, given: actions.waive_notice(
        viewer, case, given["party"], read["reason"]
    ),
}
