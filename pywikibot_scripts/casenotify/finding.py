# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds on talk pages and in logs what became of a notice: sent, delivered, or skipped."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pywikibot

from pywikibot_scripts.casenotify.checking import TALK
from pywikibot_scripts.casenotify.listing import Case, mentions, told_by

#: The account that MassMessage writes as ($wgMassMessageAccountUsername, as it comes).
DELIVERER = "MediaWiki message delivery"
LOG, SENT = "massmessage", "send"
#: How many edits of a talk page are looked at for a notice, and how many entries of a log.
FAR = 200
ENTRIES = 50


def delivered(site: Any, name: str, case: Case, since: Any, tellers: Collection[str]) -> int:
    """Return the revision of somebody's talk page that told them of a case; 0 without one."""
    page = _talk(site, name)
    if not page.exists():
        return 0
    found = list(page.revisions(reverse=True, starttime=since, total=FAR, content=True))
    before = ""
    # Only where the first of them may have brought a notice does it matter what stood there.
    if found and found[0].parentid and mentions(found[0].text or "", case):
        before = page.getOldVersion(found[0].parentid) or ""
    return told_by(found, case, before, tellers)


def sent(site: Any, title: str) -> Any:
    """Return when MassMessage was first given a list; None if it was not."""
    entries = _entries(site, pywikibot.Page(site, title))
    return min((one.timestamp() for one in entries if one.action() == SENT), default=None)


def skipped(site: Any, name: str, since: Any) -> str:
    """Return why MassMessage did not deliver to somebody, as its log says; empty if it did."""
    for one in _entries(site, _talk(site, name)):
        if one.action() != SENT and one.timestamp() >= since:
            return str(one.action())
    return ""


def _talk(site: Any, name: str) -> Any:
    """Return the page that MassMessage writes on for somebody: it follows where that leads."""
    # With its namespace in front, or what stands before a colon in a name would be taken for one.
    page = pywikibot.Page(site, f"{site.namespace(TALK)}:{name}")
    if page.exists() and page.isRedirectPage():
        target = page.getRedirectTarget()
        return target if target.namespace() == TALK else page
    return page


def _entries(site: Any, page: Any) -> list[Any]:
    """Return what MassMessage logged of a page; nothing where there is no MassMessage."""
    return [one for one in site.logevents(page=page, total=ENTRIES) if one.type() == LOG]
