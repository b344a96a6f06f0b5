# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody can be told, and who cannot be told by MassMessage there, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pywikibot
from pywikibot.exceptions import APIError, Error

from pywikibot_scripts.casenotify.listing import usual

BATCH = 50
TALK = 3
#: What MassMessage heeds on Wikimedia's wikis (its message massmessage-optout-category), and what
#: people who want no bots write: a notice by hand is never wrong.
OPTED_OUT = "Category:Opted-out of message delivery"
NO_BOTS = ("Template:Nobots", "Template:Bots")
#: Protection that the account of MassMessage passes.
PASSED = frozenset({"", "all", "autoconfirmed"})


def site_of(host: str, own: Any) -> Any:
    """Return a wiki by its host; None if Pywikibot does not know it."""
    if host == str(own.hostname()).lower():
        return own
    try:
        return pywikibot.Site(url=f"https://{host}/wiki/")
    except Error:
        return None


def home_of(site: Any, name: str) -> str:
    """Return the host of the wiki where an account is at home; empty if that is not known.

    Accounts have a home where the extension CentralAuth is; other wikis say nothing to that.
    """
    try:
        answer = site.simple_request(
            action="query", meta="globaluserinfo", guiuser=name, guiprop="merged"
        ).submit()
    except APIError:  # no account can be called so
        return ""
    told = answer.get("query", {}).get("globaluserinfo", {})
    for one in told.get("merged", ()):
        if one["wiki"] == told.get("home"):
            return urlsplit(str(one["url"])).netloc.lower()
    return ""


def obstacles(site: Any, names: Sequence[str]) -> dict[str, str]:
    """Return, for each of some accounts, why a person has to tell them; empty if none has to."""
    found = {}
    for begin in range(0, len(names), BATCH):
        part = names[begin : begin + BATCH]
        users, pages = _ask(site, part)
        for name in part:
            user, page = users.get(usual(name), {"missing": True}), pages.get(usual(name), {})
            found[name] = obstacle(user, page)
    return found


def obstacle(user: Mapping[str, Any], page: Mapping[str, Any]) -> str:
    """Return why a person has to tell somebody, as the wiki's API tells of account and page."""
    if "missing" in user or "invalid" in user or "invalid" in page:
        return "no_account"
    if "blockid" in user and user.get("blockowntalk", False) is not False:
        return "blocked"
    levels = {one["level"] for one in page.get("protection", ()) if one["type"] in _WRITING}
    if not levels <= PASSED:
        return "protected"
    if page.get("categories") or page.get("templates"):
        return "opted_out"
    return ""


_WRITING = frozenset({"edit", "create"})


def _ask(site: Any, names: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    talk = str(site.namespace(TALK))
    request = site.simple_request(
        action="query",
        list="users",
        ususers=names,
        usprop="blockinfo",
        titles=[f"{talk}:{name}" for name in names],
        prop=["info", "categories", "templates"],
        inprop="protection",
        clcategories=OPTED_OUT,
        cllimit="max",
        tltemplates=NO_BOTS,
        tllimit="max",
    )
    answer = request.submit()["query"]
    told = answer.get("pages", {})
    pages = told.values() if isinstance(told, dict) else told
    return (
        {usual(one["name"]): one for one in answer.get("users", ())},
        {usual(one["title"].partition(":")[2]): one for one in pages},
    )
