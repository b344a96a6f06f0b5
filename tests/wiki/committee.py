# SPDX-License-Identifier: AGPL-3.0-or-later
"""A committee's pages on a wiki to try things out on: where one asks, and cases in every shape."""

from __future__ import annotations

from string import Template
from typing import Any

from tests import filing
from tests.casepages import ROOT, CasePage, page

from .wikis import Wiki

CASES = ROOT.rstrip("/")
PRELOAD = f"{CASES}/Preload"
FORM = "Special:BlankPage/Alcove"
#: The address below a wiki's at which the gadget takes a request.
FILING = f"/wiki/{FORM}?withgadget=alcove-form#filing"
#: As many words as would be read.
WORDS = 500

CASES_TEXT = """The committee takes requests in public. Before you make one, read what that means.

* [{{fullurl:$form|withgadget=alcove-form}}#filing Write a request], with help
* [{{fullurl:$cases/New request|action=edit&preload={{urlencode:$preload|WIKI}}}} Or by hand]

== Requests and cases ==
$list
"""
TEMPLATES = {
    "Userlinks": (
        "[[User:{{{1}}}|{{{1}}}]] ([[User talk:{{{1}}}|talk]]"
        " • [[Special:Contributions/{{{1}}}|contribs]])"
    ),
    "U4C case": (
        '<div style="border:1px solid;padding:0.5em">This case is currently under'
        " {{{state|investigation}}}. Evidence can be submitted before '''{{{evidence}}}'''.</div>"
    ),
    "Strike": "<s>{{{1}}}</s>",
}
SAMPLES = (
    ("form", "en"),
    ("dated", "de"),
    ("bare", "ar"),
    ("box", "en"),
    ("translated", "de"),
    ("voted", "en"),
)


def config() -> dict[str, Any]:
    """What the gadget is told of this committee."""
    return filing.config(CASES, PRELOAD, WORDS)


def make(wiki: Wiki) -> list[CasePage]:
    """Make all of it, as people would; return the cases."""
    cases = [page(shape, lang, seed=n, number=n) for n, (shape, lang) in enumerate(SAMPLES, 1)]
    for name, text in TEMPLATES.items():
        wiki.edit(f"Template:{name}", text)
    wiki.edit(PRELOAD, filing.PRELOAD_TEXT)
    for case in cases:
        wiki.edit(case.title, case.wikitext)
    listed = "\n".join(f"* [[{case.title}]]" for case in cases)
    text = Template(CASES_TEXT).substitute(form=FORM, cases=CASES, preload=PRELOAD, list=listed)
    wiki.edit(CASES, text)
    return cases
