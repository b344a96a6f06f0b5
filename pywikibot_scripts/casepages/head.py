# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the head of a case page says: state, kind, evidence deadline, who filed it and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pywikibot_scripts.casepages.checking import KINDS, STATES
from pywikibot_scripts.casepages.facts import Notes
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Section
from pywikibot_scripts.casepages.people import signatures
from pywikibot_scripts.casepages.snippets import fold, has_words, label, plain, templates

HEAD_ROLES = ("parties",)
#: What stands between two sentences, in every script the data file knows.
SENTENCE_ENDS = ".,;:!?\u2013\u2014(،؛؟。"
LONGEST = 4000  # a box or an alert line; whoever writes more there writes something else


@dataclass(frozen=True)
class Told:
    """Something the head says, and the line that says it; without a value it is not clear."""

    value: str | None
    line: Line


def head_lines(sections: Sequence[Section]) -> list[Line]:
    """Return the lines before the first section that is not about the parties."""
    found: list[Line] = []
    for section in sections:
        if section.level and section.role not in HEAD_ROLES:
            break
        found += section.place()
    return found


def read_head(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> bool:
    """Note what the head says; state and filing always, the rest where it is said.

    Return whether it says anything that only a case page does.
    """
    lines = head_lines(sections)
    short = [line for line in lines if len(line.text) <= LONGEST]
    told: dict[str, list[Told]] = {"state": [], "kind": [], "evidence_until": []}
    unknown: list[Line] = []
    alerts: list[Line] = []
    for line in short:
        if not line.text.strip():
            continue
        seen = fold(plain(line.text))
        if _is_alert(seen, grammar):
            alerts.append(line)
            continue
        told["state"] += _sentences(line, seen, grammar)
        told["kind"] += _kinds(line, seen, grammar)
        told["evidence_until"] += _deadlines(line, seen, grammar)
        _boxes(line, grammar, told, unknown)
    for section in sections:
        if section.role == "decision":
            for line in section.lines:
                if line.text[:1] not in ("#", "*", ":", ";") and len(line.text) <= LONGEST:
                    told["state"] += _sentences(line, fold(plain(line.text)), grammar)
    _note_state(sections, told["state"], unknown, lines, grammar, notes)
    for key, name in (("kind", "kind"), ("evidence_until", "day")):
        _note_only(key, name, told[key], notes)
    _note_filed(alerts, lines, grammar, notes)
    return bool(alerts or told["state"])


def _sentences(line: Line, seen: str, grammar: Grammar) -> Iterator[Told]:
    """Yield the states that sentences tell; one with other words is not clear."""
    for match in grammar.state_beginnings.pattern.finditer(seen):
        rest = seen[match.end() : match.end() + 80].lstrip()
        states = {
            state
            for word, state in grammar.state_words.items()
            if rest.startswith(word)
            and (len(rest) == len(word) or rest[len(word) :].lstrip()[:1] in (*SENTENCE_ENDS, ""))
        }
        yield Told(states.pop() if len(states) == 1 else None, line)


def _kinds(line: Line, seen: str, grammar: Grammar) -> Iterator[Told]:
    name, colon, value = seen.lstrip("*:;# ").partition(":")
    if colon and label(name) in grammar.kind_labels:
        yield Told(grammar.kind_words.get(value.strip().rstrip(".")), line)


def _deadlines(line: Line, seen: str, grammar: Grammar) -> Iterator[Told]:
    """Yield the days that follow the words for a deadline; none if no single day does."""
    days = grammar.calendar.days(seen)
    for match in grammar.evidence.pattern.finditer(seen):
        at = match.end() + len(seen[match.end() :]) - len(seen[match.end() :].lstrip(" :"))
        yield Told(next((found.day for found in days if found.start == at), None), line)


def _boxes(line: Line, grammar: Grammar, told: dict[str, list[Told]], unknown: list[Line]) -> None:
    """Take what status templates are given; note a line that begins with an unknown one."""
    for template in templates(line.text):
        name = fold(template.name)
        box = grammar.status_templates.get(name)
        if box is None:
            known = name in grammar.ignored_templates or name in grammar.user_templates
            if not known and not line.text[: template.start].strip():
                unknown.append(line)
            continue
        given = template.parameters
        if box.state is not None:
            value = fold(given.get(fold(box.state), ""))
            state = grammar.state_words.get(value, value.replace(" ", "_"))
            told["state"].append(Told(state if state in STATES else None, line))
        if box.kind is not None and (value := fold(given.get(fold(box.kind), ""))):
            kind = grammar.kind_words.get(value, value.replace(" ", "_"))
            told["kind"].append(Told(kind if kind in KINDS else None, line))
        if box.evidence is not None and (text := given.get(fold(box.evidence), "")):
            told["evidence_until"].append(Told(grammar.calendar.only_day(plain(text)), line))


def _note_state(
    sections: Sequence[Section],
    told: list[Told],
    unknown: list[Line],
    head: list[Line],
    grammar: Grammar,
    notes: Notes,
) -> None:
    if told:
        _note_only("state", "state", told, notes)
    elif unknown:
        notes.unread("state", unknown[:5], "", item="0")
    elif later := next((s for s in sections if _is_late(s)), None):
        notes.unread("state", later.place()[:1], later.title, item="0")
    else:
        notes.certain("state", "0", {"state": grammar.state_without_box}, head, "")


def _is_late(section: Section) -> bool:
    """Say whether a section shows that the case is past a mere request."""
    late = ("motions", "motion", "findings", "remedies")
    return section.role in late and any(has_words(line.text[:LONGEST]) for line in section.lines)


def _note_only(key: str, name: str, told: list[Told], notes: Notes) -> None:
    """Note what is told, if everything that tells it agrees."""
    if not told:
        return
    lines = list({one.line.number: one.line for one in told}.values())
    values = {one.value for one in told}
    value = values.pop() if len(values) == 1 else None
    if value is None:
        notes.unread(key, lines, "", item="0")
    else:
        notes.certain(key, "0", {name: value}, lines, "")


def _is_alert(seen: str, grammar: Grammar) -> bool:
    """Say whether a line calls the members, which is where the filer signs."""
    start = seen.lstrip("*:;# ")
    return any(
        start.startswith(text) and start[len(text) :].lstrip()[:1] in (":", "")
        for text in grammar.alert_labels
    )


def _note_filed(alerts: list[Line], head: list[Line], grammar: Grammar, notes: Notes) -> None:
    """Note who signed the alert line; exactly one line, one signature."""
    signed = [one for line in alerts for one in signatures(line.text, grammar)]
    only = signed[0] if len(signed) == 1 and len(alerts) == 1 else None
    if only and only.by and only.day:
        notes.certain("filed", "0", {"day": only.day, "by": only.by}, alerts, "")
    elif alerts:
        notes.unread("filed", alerts[:5], "", item="0")
    else:
        notes.unread("filed", head, "", item="0", found=" ")
