# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose words stand in a region: the bot's own, or somebody else's, and since which revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pywikibot_scripts import regions
from pywikibot_scripts.service_client import Service

#: How far back the edit is looked for that changed a region.
FAR = 10
LONGEST = 2000
HIDDEN = "?"


@dataclass(frozen=True)
class Look:
    """A region of a page, with what is known of who wrote it."""

    page: Any
    page_id: int
    name: str
    found: regions.Region
    own_rev: int  # our newest revision of the page; 0 without one
    is_ours: bool


def look_at(page: Any, name: str, found: regions.Region, known: Mapping[str, Any] | None) -> Look:
    """Say whether a region is as we left it.

    What counts is our newest revision: when somebody goes back to an older one, that is by hand.
    The hash the service keeps for us is asked only where a summary was hidden.
    """
    if known is not None and known["page"] != page.pageid:
        known = None  # the table stood on another page then
    own = _own(page)
    rev = int(own.revid) if own is not None else 0
    said = regions.tagged(own.comment) if own is not None else ""
    if not said and known is not None:
        said = str(known["hash"])[: regions.TAG_LENGTH]
    untouched = own is None and known is None and not found.body
    ours = regions.digest(found.body)[: regions.TAG_LENGTH] == said
    return Look(page, int(page.pageid), name, found, rev, ours or untouched)


def _own(page: Any) -> Any:
    """Return our newest revision of a page, usually the newest of all."""
    me = page.site.username()
    if page.latest_revision.user == me:
        return page.latest_revision
    answer = page.site.simple_request(
        action="query",
        titles=page.title(),
        prop="revisions",
        rvuser=me,
        rvlimit=1,
        rvprop="ids|comment",
    ).submit()["query"]["pages"]
    [told] = answer.values() if isinstance(answer, dict) else answer
    for revision in told.get("revisions", ()):
        return _Own(revision["revid"], revision.get("comment", ""))
    return None


@dataclass(frozen=True)
class _Own:
    revid: int
    comment: str


def answer_to(service: Service, pass_id: str, host: str, look: Look) -> str | None:
    """Return what a member said to an edit by hand; None if nobody did yet.

    It is told to the service when it is a new one: with other words than the last that is known.
    """
    told = service.get("hand-edits", page=look.page_id, wiki=host)
    known = [(one["rev"], None) for one in told["open"] if one["region"] == look.name]
    known += [(one["rev"], one["what"]) for one in told["settled"] if one["region"] == look.name]
    if known:
        rev, what = max(known, key=lambda one: one[0])
        if rev >= look.own_rev and _body_at(look.page, rev, look.name) == look.found.body:
            return what
    rev, by = _when(look)
    service.post(
        "hand-edits",
        {
            "pass": pass_id,
            "page": look.page_id,
            "rev": rev,
            "region": look.name,
            "by": by,
            "text": look.found.body[:LONGEST],
        },
    )
    return None


def _body_at(page: Any, rev: int, name: str) -> str | None:
    """Return what stood in a region at a revision; None if that cannot be seen."""
    try:
        return regions.find(page.getOldVersion(rev) or "", name).body
    except (regions.RegionError, KeyError, ValueError):
        return None


def _when(look: Look) -> tuple[int, str]:
    """Return the revision since which a region is as it is, and who made it."""
    found = (int(look.page.latest_revision_id), str(look.page.latest_revision.user or HIDDEN))
    for revision in look.page.revisions(total=FAR, content=True):
        if int(revision.revid) == look.own_rev and look.own_rev != found[0]:
            break
        try:
            if regions.find(revision.text or "", look.name).body != look.found.body:
                break
        except regions.RegionError:
            break
        found = (int(revision.revid), str(revision.user or HIDDEN))
    return found
