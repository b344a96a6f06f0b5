# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case desk's pages as a browser without script uses them: what they say, forms filled in."""

from __future__ import annotations

import html
import re

from werkzeug.test import TestResponse

from tests.api.casing import fact, party, reading, remedy, state, vote
from tests.api.world import Member

MOTION = fact("motion", {"motion": "ban", "title": "A ban <b>", "words": 12}, "ban")
UNREAD = fact("evidence_until", None, found="until [[some]] <day>")


def whole(*more: object, **said: object) -> dict[str, object]:
    """A case page with something of everything."""
    facts = [
        state("voting"),
        fact("kind", {"kind": "cross_wiki"}),
        fact("filed", {"day": "2026-11-02", "by": "Filer <i>"}),
        party("Other & party"),
        MOTION,
        vote("ban", "Ada"),
        vote("ban", "Ben", "oppose", struck=True),
        vote("ban", "Nobody known", "oppose"),
        remedy(text="Shall not <script>."),
        UNREAD,
    ]
    return reading(facts=[*facts, *more], **said)  # type: ignore[list-item, arg-type]


def page(who: Member, path: str = "") -> TestResponse:
    """A page of the case desk, as somebody gets it."""
    return who.browser.get(f"/desk/cases{path}")


def words(answer: TestResponse) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def form_of(answer: TestResponse, verb: str, containing: str = "") -> tuple[str, dict[str, str]]:
    """Where a form goes, and what is in it before anybody types."""
    for found in re.findall(
        r'<details class="case-act".*?</details>', answer.text, flags=re.DOTALL
    ):
        to = html.unescape(re.search(r'action="([^"]*)"', found)[1])  # type: ignore[index]
        if to.split("?")[0].endswith(f"/{verb}") and containing in found:
            hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', found)
            return to, {name: html.unescape(value) for name, value in hidden}
    raise AssertionError(f"no form for {verb}")


def send(who: Member, case: str, verb: str, typed: dict[str, str], to: str = "") -> TestResponse:
    """Send a form as the page offers it, filled in."""
    address, hidden = form_of(page(who, f"/{case}"), verb, to)
    return who.browser.post(address, data=hidden | typed)
