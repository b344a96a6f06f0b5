# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can keep a bot from editing: its stop page, a message to it, a block, whose page it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pywikibot

STOP = "Stop"
USER = 2


class Halted(Exception):
    """Somebody wants the bot to stop; it does not edit again in this run."""

    def __init__(self, code: str, words: str) -> None:
        """Say why, for the desk and for the log."""
        super().__init__(words)
        self.code = code


class Guard:
    """Looks, before each edit, whether it may be made."""

    def __init__(self, site: Any) -> None:
        """Know only the account's own pages."""
        self._site = site
        self._designated: set[str] = set()
        self._stop = f"User:{site.username()}/{STOP}"
        self._below: set[str] = set()
        self._groups: set[str] = set()

    def allow(self, titles: Iterable[str]) -> None:
        """Take pages that the account was allowed to write beside its own.

        :raise pywikibot.exceptions.InvalidTitleError: if no page can be called so
        """
        self._designated |= {pywikibot.Page(self._site, title).title() for title in titles}

    def allow_below(self, titles: Iterable[str]) -> None:
        """Take pages below which the account was allowed to write, too; raises as above."""
        self._below |= {f"{pywikibot.Page(self._site, title).title()}/" for title in titles}

    def look(self) -> None:
        """Ask the wiki, in one request.

        :raise Halted: if it is to edit no more
        """
        answer = self._site.simple_request(
            action="query",
            meta="userinfo",
            uiprop=["blockinfo", "groups", "hasmsg"],
            titles=self._stop,
            prop="revisions",
            rvprop="content",
            rvslots="main",
        ).submit()["query"]
        user = answer["userinfo"]
        self._groups = set(user.get("groups", ()))
        if _is(user, "anon") or not user.get("id"):
            raise Halted("not_signed_in", "The bot is not signed in any more.")
        if "blockid" in user and not _is(user, "blockpartial"):
            raise Halted("blocked", "The bot's account is blocked; whoever blocked it says why.")
        if _is(user, "messages"):
            raise Halted(
                "new_message",
                "There is a new message on the bot's talk page. It goes on when somebody has read "
                "that, signed in as the bot.",
            )
        for page in _pages(answer):
            revision = (page.get("revisions") or [{}])[0]
            slot = revision.get("slots", {}).get("main", revision)
            # What is hidden was written by somebody, too.
            if revision and str(slot.get("*", slot.get("content", "hidden"))).strip():
                raise Halted(
                    "stopped", f"{self._stop} says something, so the bot stops until it is empty."
                )

    def may_write(self, page: Any) -> bool:
        """Say whether a page is one of the bot's own, or one it was allowed to write.

        A page of others takes both: that it was named, and that the account is known as a bot.
        """
        own = str(self._site.username())
        bare = str(page.title(with_ns=False))
        if int(page.namespace().id) == USER and bare.partition("/")[0] == own and "/" in bare:
            return True
        title = str(page.title())
        named = title in self._designated or title.startswith(tuple(self._below))
        return named and "bot" in self._groups


def _is(user: dict[str, Any], flag: str) -> bool:
    """Read a flag, which older answers say by an empty text."""
    return user.get(flag, False) is not False


def _pages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    pages = answer.get("pages", [])
    return list(pages.values()) if isinstance(pages, dict) else list(pages)
