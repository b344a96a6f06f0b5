# SPDX-License-Identifier: AGPL-3.0-or-later
"""State, kind, evidence deadline and filing: said once and clearly, or left to a person."""

from __future__ import annotations

import pytest

from tests.unit.pywikibot_scripts.casepages.facts import facts_of, values

ALERT = "U4C member alert: @U4C: [[User:Member]] "
SIGNED = "[[User:Ann|Ann]] ([[User talk:Ann|talk]]) 10:00, 1 March 2025 (UTC)"
REST = f"\n{ALERT}{SIGNED}\n== Description of the problem - (Ann) ==\nWords.\n"


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ("", "request"),
        ("This case is currently under investigation. More.", "investigation"),
        ("'''This case is''' ''declined''.", "declined"),
        ("{{mbox|text=This case is [[X|closed]], see below}}", "closed"),
        ("THIS CASE IS ACCEPTED", "accepted"),
        ("Dieser Fall ist zurückgezogen.", "withdrawn"),
        ("هذه القضية قيد التحقيق.", "investigation"),
        ("هذه القضية حالياً قيد التحقيق.", "investigation"),
        ("{{U4C case status|declined}}", "declined"),
        ("{{ U4C_case status | Under investigation }}", "investigation"),
        ("{{U4C case\n| state = on hold\n}}", "on_hold"),
        ("<!-- This case is declined. -->", "request"),
        ("<nowiki>{{U4C case status|declined}}</nowiki>", "request"),
        ("<includeonly>This case is closed.</includeonly>", "request"),
        ("<noinclude>This case is closed.</noinclude>", "closed"),
        ("{{U4C case status|declined}} This case is declined.", "declined"),
        ("This case is under investigation.\nThis case is declined.", None),
        ("{{U4C case status|closed}}\nThis case is declined.", None),
        ("This case is not declined.", None),
        ("This case is declined or accepted by vote.", None),
        ("This case is currently", None),
        ("{{U4C case status|paused}}", None),
        ("{{U4C case status}}", None),
        ("{{Some other box|declined}}", None),
    ],
)
def test_state(head: str, state: str | None) -> None:
    (fact,) = facts_of(head + REST, "state")
    assert fact.value == (state and {"state": state})
    assert fact.item == "0"
    assert bool(fact.found) == (state is None)


def test_what_people_quote_in_their_statements_is_no_state() -> None:
    assert values(f"{REST}\nThis case is declined.\n", "state") == [{"state": "request"}]
    assert values(f"{REST}\n== U4C decision ==\nThis case is declined.\n", "state") == [
        {"state": "declined"}
    ]
    assert values(f"{REST}\n== U4C decision ==\n# This case is declined? {SIGNED}\n", "state") == [
        {"state": "request"}
    ]


def test_remedies_without_a_box_make_the_state_doubtful() -> None:
    assert values(f"{REST}\n== Remedies ==\n# [[User:X]] is warned.\n", "state") == [None]
    assert values(f"{REST}\n== Remedies ==\n\n", "state") == [{"state": "request"}]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Evidence can be submitted before '''2025-03-20'''.", "2025-03-20"),
        ("Evidence can be submitted before: 20 March 2025", "2025-03-20"),
        ("Evidence can be submitted before March 20, 2025", "2025-03-20"),
        ("Belege können eingereicht werden bis zum 20. März 2025", "2025-03-20"),
        ("يمكن تقديم الأدلة قبل ٢٠ مارس ٢٠٢٥", "2025-03-20"),
        ("Evidence can be submitted before 2025-02-30.", None),
        ("Evidence can be submitted before 02/03/2025.", None),
        ("Evidence can be submitted before 20 March.", None),
        ("Evidence can be submitted before the end.", None),
        (
            (
                "Evidence can be submitted before 2025-03-20.\n"
                "Evidence can be submitted before 2025-03-21."
            ),
            None,
        ),
    ],
)
def test_evidence_deadline(said: str, day: str | None) -> None:
    assert values(said + REST, "evidence_until") == [day and {"day": day}]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Type of case: appeal", "appeal"),
        ("* '''Case type''': Systemic failure.", "systemic"),
        ("Art des Falls: wikiübergreifend", "cross_wiki"),
        ("Type of case: appeal or systemic failure", None),
        ("Type of case:", None),
    ],
)
def test_kind(said: str, kind: str | None) -> None:
    assert values(said + REST, "kind") == [kind and {"kind": kind}]
    assert values(REST, "kind") == []


@pytest.mark.parametrize(
    ("alert", "filed"),
    [
        (ALERT + SIGNED, {"day": "2025-03-01", "by": "Ann"}),
        (f"'''U4C member alert''': A, B, C {SIGNED}", {"day": "2025-03-01", "by": "Ann"}),
        (f": U4C member alert: [[User:B|Ann]], {SIGNED}", {"day": "2025-03-01", "by": "Ann"}),
        (ALERT + "Ann 10:00, 1 March 2025 (UTC)", None),
        (ALERT, None),
        (f"{ALERT}{SIGNED} {SIGNED}", None),
        (f"{ALERT}{SIGNED}\n{ALERT}{SIGNED}", None),
        ("", None),
        (f"Not for you: U4C member alert {SIGNED}", None),
    ],
)
def test_filing(alert: str, filed: dict[str, str] | None) -> None:
    page = f"{alert}\n== Description of the problem - (Ann) ==\nWords."
    assert values(page, "filed") == [filed]
