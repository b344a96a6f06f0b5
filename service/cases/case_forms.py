# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member can do on a case's page just now: its forms, in the order of the page."""

from __future__ import annotations

from service.cases import known, settle_forms, voting
from service.cases.forms import Field, Form, Kind
from service.cases.rules import ENDED, UNPROVEN, MotionResult, RecusalKind, State
from service.cases.settle_forms import choice
from service.cases.views import CaseView
from service.infra.i18n import translate

#: How many policies a form has room for; further ones go into a decision of their own.
CITATIONS = 3

NAMES = "alcove-page-case-hint-names"
PUBLIC = "alcove-page-case-hint-public"
REASON = Field("reason", Kind.TEXT, hint=PUBLIC)


def of(view: CaseView) -> list[Form]:
    """Everything that can be done, in the order of the page; nothing for who only reads along."""
    if not view.may_act:
        return []
    motions = [(one.slug, one.title) for one in view.motions if one.slug]
    return [
        *(settle_forms.settle(one, motions) for one in waiting(view)),
        *_moving(view),
        *_motions(view),
        *_deciding(view),
        *(
            Form("waive", [REASON], {"party": one.party}, label=one.party)
            for one in view.notices
            if one.state in {state.value for state in UNPROVEN}
        ),
        _recusing(view),
        _appeal(view),
    ]


def waiting(view: CaseView) -> list[known.Known]:
    """The places of its pages that somebody has to look at: unread, or against how it stands."""
    found = []
    for page in view.pages:
        found += [one for one in page.said.facts if one.unread]
        if page.clash is not None:
            found += [one for one in page.said.all("state") if one.settlement is None]
    return list(dict.fromkeys(found))


def next_of(view: CaseView, forms: list[Form]) -> Form | None:
    """What is most sensible to do now, if anything is."""
    wanted = ["settle"]
    open_ = [one for one in view.motions if one.id and one.result is MotionResult.OPEN]
    if any(one.tally.result != "open" for one in open_):
        wanted.append("decide-motion")
    if view.state is State.VOTING and not any(one.id for one in view.motions):
        wanted.append("motion")
    decided = {one.decision.motion_id for one in view.decisions}
    passed = {one.id for one in view.motions if one.id and one.result is MotionResult.PASSED}
    if passed - decided:
        wanted.append("decide")
    if view.state not in ENDED and view.state is not State.VOTING:
        wanted.append("move")
    for verb in wanted:
        for form in forms:
            if form.verb == verb:
                return form
    return None


def _moving(view: CaseView) -> list[Form]:
    seen = {"version": str(view.case.version), "events": str(len(view.events))}
    back = view.state in ENDED
    onward = [state for state in view.next_states if not (back and state is State.REQUEST)]
    found = []
    if onward:
        to = choice("to", "alcove-page-case-state", [state.value for state in onward])
        found.append(Form("move", [to, REASON], seen))
    if back and State.REQUEST in view.next_states:
        found.append(Form("reopen", [REASON], seen))
    return found


def _motions(view: CaseView) -> list[Form]:
    rules = list(voting.rules_of(view.case.team))
    taken = {one.slug for one in view.motions if one.id}
    slugs = [one for one in view.motions if one.slug and one.slug not in taken]
    on_page = [("", translate("alcove-page-case-not-on-page"))]
    on_page += [(one.slug or "", one.title) for one in slugs]
    opening = Form(
        "motion",
        [
            Field("title", required=False, hint="alcove-page-case-hint-title"),
            choice("kind", "alcove-page-case-rule", rules, label="rule"),
            Field("slug", Kind.CHOICE, required=False, options=on_page),
            Field("closes", Kind.DAY, required=False),
            Field("private", Kind.TICK, required=False, hint="alcove-page-case-hint-private"),
        ],
    )
    results = [one.value for one in MotionResult if one is not MotionResult.OPEN]
    ending = [
        Form(
            "decide-motion",
            [
                choice("result", "alcove-page-case-result", results, value=_counted(one)),
                Field("reason", Kind.TEXT, required=False, hint="alcove-page-case-hint-differs"),
            ],
            {"motion": one.id},
            label=one.title,
        )
        for one in view.motions
        if one.id and one.result is MotionResult.OPEN
    ]
    return [*ending, opening]


def _counted(one: voting.MotionView) -> str:
    if one.private:
        return ""
    return (MotionResult.PASSED if one.tally.met else MotionResult.FAILED).value


def _deciding(view: CaseView) -> list[Form]:
    wiki = view.pages[0].page.wiki if view.pages else ""
    none = ("", translate("alcove-page-case-none"))
    motions = [none]
    for motion in view.motions:
        if motion.id and motion.begun:
            motions.append((motion.id, motion.title or motion.begun.isoformat()))
    decisions = [none, *((one.decision.id, _short(one.decision.text)) for one in view.decisions)]
    cited = [
        field
        for n in range(CITATIONS)
        for field in (
            Field(f"policy{n}", required=n == 0, label="policy"),
            Field(f"rev{n}", Kind.NUMBER, required=n == 0, label="rev"),
            Field(f"wiki{n}", required=n == 0, value=wiki, label="wiki"),
        )
    ]
    of = Field("decision", Kind.CHOICE, required=False, options=decisions)
    scope = Field("scope", required=False, hint="alcove-page-case-hint-scope")
    public = Field("public", Kind.TICK, required=False, label="publish", hint=NAMES)
    found = [
        Form(
            "decide",
            [
                Field("text", Kind.TEXT, label="decision-text", hint=PUBLIC),
                Field("motion", Kind.CHOICE, required=False, options=motions),
                *cited,
            ],
        ),
        Form(
            "remedy",
            [
                Field("text", Kind.TEXT, label="remedy-text"),
                scope,
                Field("whom", Kind.NAMES, required=False, hint="alcove-page-case-hint-whom"),
                Field("starts", Kind.DAY, required=False),
                Field("expires", Kind.DAY, required=False, hint="alcove-page-case-hint-expires"),
                Field("indefinite", Kind.TICK, required=False),
                Field("appeal_from", Kind.DAY, required=False),
                of,
                public,
            ],
        ),
    ]
    for one in view.remedies:
        remedy, label = one.remedy, _short(one.remedy.text)
        hidden = {"remedy": remedy.id}
        if remedy.lifted is None:
            found.append(Form("lift", [REASON], hidden, label=label))
        said = [
            Field("scope", required=False, value=remedy.scope, hint="alcove-page-case-hint-scope"),
            Field("public", Kind.TICK, False, (), "yes" if remedy.public else "", "publish", NAMES),
            Field("decision", Kind.CHOICE, False, decisions, remedy.decision_id or ""),
        ]
        found.append(Form("change", said, hidden, label=label))
    return found


def _recusing(view: CaseView) -> Form:
    kinds = [kind.value for kind in RecusalKind if kind is not view.mine]
    return Form(
        "recuse",
        [
            choice("kind", "alcove-page-case-recusal", kinds, label="recusal"),
            Field("reason_public", required=False, hint=PUBLIC),
            Field("sure", Kind.TICK, required=False, hint="alcove-page-case-hint-sure"),
        ],
        grave=True,
    )


def _appeal(view: CaseView) -> Form:
    known_ = view.appeal_of.id if view.appeal_of is not None else ""
    return Form("appeal", [Field("of", value=known_, hint="alcove-page-case-hint-of")])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
