# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of the wiki: as few requests as can be, one after the other, and counted.

What changed since the last pass, who is in the group and whether revisions were hidden is one
request, since lists, a property of given revisions and a list of users fit into one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pywikibot
from pywikibot.comms import http
from pywikibot.data.api import Request
from pywikibot.exceptions import InvalidTitleError, NoUsernameError

from pywikibot_scripts.casesync.choosing import Prefix
from pywikibot_scripts.casesync.comparing import Log, Seen

#: Pages with their text in one request: MediaWiki's limit for everybody (ApiBase::LIMIT_SML1).
BATCH = 50
MANY = 500  # with the right "apihighlimits", which bots have
MAXLAG = 5  # https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
#: Entries about pages that can change what is known of a case; protection, for one, cannot.
PAGE_LOGS = {"contentmodel", "delete", "import", "merge", "move", "suppress"}
USER, SPECIAL = 2, -1
#: In which namespace the log of a kind names whom it is about.
RENAME_LOGS = {"renameuser": USER, "gblrename": SPECIAL}


@dataclass(frozen=True)
class Edit:
    """A page got a new revision."""

    page: int
    rev: int
    title: str


@dataclass
class Changes:
    """What happened on the wiki since a moment, and what was looked at besides."""

    now: str = ""
    edits: list[Edit] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)
    hidden: dict[int, Seen] = field(default_factory=dict)  # by revision
    gone: set[int] = field(default_factory=set)  # revisions of pages that are not there
    group: list[str] | None = None  # None: not asked for, or the wiki does not know


class Wiki:
    """One wiki, asked through Pywikibot."""

    def __init__(
        self,
        open_site: Callable[[], Any],
        *,
        renames: str,
        group: str = "",
        is_global: bool = False,
    ) -> None:
        """Count every request from now on: opening a site asks the wiki who we are."""
        self.requests = 0
        http.session.hooks["response"].append(self._count)
        self._site = open_site()
        self._renames, self._group, self._is_global = renames, group, is_global
        self._is_group_known = True

    def _count(self, *_: Any, **__: Any) -> None:
        self.requests += 1

    @property
    def host(self) -> str:
        """The wiki's host as in its address."""
        return str(self._site.hostname()).lower()

    def sign_in(self) -> bool:
        """Sign in, if an account is configured; a wiki can be read without one."""
        if not self._site.username():
            return True
        try:
            self._site.login()
        except NoUsernameError as error:
            pywikibot.warning(f"Not signed in, read as anybody may: {error}")
            return False
        return True

    @property
    def asks_for_group(self) -> bool:
        """Whether it is to be told who is in a group."""
        return bool(self._group)

    @property
    def many(self) -> int:
        """How many revisions may be named in one request."""
        return MANY if self._site.has_right("apihighlimits") else BATCH

    def languages(self) -> frozenset[str]:
        """Return the codes of languages that subpages are translated into."""
        return frozenset(one["code"] for one in self._site.siteinfo.get("languages"))

    def prefix(self, title: str) -> Prefix:
        """Return where pages below a title stand.

        :raise pywikibot.exceptions.InvalidTitleError: if no page can be called so
        """
        page = pywikibot.Page(self._site, f"{title}x")
        prefix = Prefix(int(page.namespace().id), page.title()[:-1], page.title(with_ns=False)[:-1])
        # Pywikibot reads links, where these have a meaning of their own.
        if not prefix.bare or "|" in title or "#" in title:
            raise InvalidTitleError(f"{title!r} is no beginning of titles")
        return prefix

    def title(self, title: str) -> str:
        """Return a title as MediaWiki writes it."""
        return str(pywikibot.Page(self._site, title).title()) if title else ""

    def namespaces(self, titles: Iterable[str]) -> set[int]:
        """Return which namespaces some titles are in."""
        return {
            int(pywikibot.Page(self._site, title).namespace().id) if ":" in title else 0
            for title in titles
        }

    def changes(self, since: str, spaces: Iterable[int], revisions: Sequence[int]) -> Changes:
        """Return everything that happened since a moment, and look at some revisions."""
        lists = ["recentchanges", "logevents"]
        more: dict[str, Any] = {}
        if self._group and self._is_global and self._is_group_known:
            lists.append("globalallusers")
            more |= {"agugroup": self._group, "agulimit": "max"}
        elif self._group and self._is_group_known:
            lists.append("allusers")
            more |= {"augroup": self._group, "aulimit": "max"}
        if revisions:
            more |= {"revids": revisions, "prop": "revisions", "rvprop": "ids|sha1"}
            more |= {"rvslots": "main"}
        found = Changes()
        for answer in self._answers(
            list=lists,
            rcdir="newer",
            rcstart=since,
            rcnamespace=sorted({*spaces, RENAME_LOGS[self._renames]}),
            rctype="edit|new|log",
            rcprop="ids|title|timestamp|loginfo",
            rclimit="max",
            ledir="newer",
            lestart=since,
            letype="move",
            leprop="ids|title|type|timestamp|details",
            lelimit="max",
            curtimestamp=True,
            **more,
        ):
            found.now = found.now or answer["curtimestamp"]
            if not {"allusers", "globalallusers"}.isdisjoint(answer.get("warnings", ())):
                # Of a group it does not know, MediaWiki tells all users there are instead.
                self._is_group_known = False
                return self.changes(since, spaces, revisions)
            self._gather(found, answer.get("query", {}))
        found.logs = sorted({log.id: log for log in found.logs}.values(), key=lambda log: log.id)
        if found.group is not None:
            found.group = sorted(set(found.group))
        return found

    def _gather(self, found: Changes, query: Mapping[str, Any]) -> None:
        """Add what one answer holds."""
        for row in query.get("recentchanges", ()):
            kind = row.get("logtype")
            if row["type"] != "log":
                edit = Edit(row.get("pageid", 0), row.get("revid", 0), row.get("title", ""))
                found.edits.append(edit)
            elif kind in PAGE_LOGS or kind == self._renames:
                found.logs.append(_log(row, kind, row.get("logaction", ""), row.get("logparams")))
        for row in query.get("logevents", ()):
            found.logs.append(_log(row, "move", row.get("action", ""), row.get("params")))
        for kind in ("allusers", "globalallusers"):
            if kind in query:
                found.group = [*(found.group or ()), *(one["name"] for one in query[kind])]
        found.gone |= {int(rev) for rev in query.get("badrevids", {})}
        for page in query.get("pages", ()):
            found.hidden |= {seen.rev: seen for seen in _hidden(page)}

    def renamed(self, since: str) -> list[Log]:
        """Return who was renamed since a moment that recent changes do not reach back to."""
        found = [
            _log(row, self._renames, row.get("action", ""), row.get("params"))
            for answer in self._answers(
                list="logevents", letype=self._renames, ledir="newer", lestart=since,
                leprop="ids|title|type|timestamp|details", lelimit="max",
            )
            for row in answer.get("query", {}).get("logevents", ())
        ]  # fmt: skip
        return sorted(found, key=lambda log: log.id)

    def was_deleted_in_public(self, title: str) -> bool:
        """Say whether a page that is missing was deleted so that everybody may know.

        The log of suppressions is not public: then the last entry of the public one is another,
        or there is none.
        """
        for answer in self._answers(
            list="logevents", letype="delete", letitle=title, leprop="type", lelimit=BATCH
        ):
            for row in answer.get("query", {}).get("logevents", ()):
                if row.get("action") in {"delete", "delete_redir", "delete_redir2", "restore"}:
                    return bool(row["action"] != "restore")
        return False

    def hidden(self, revisions: Sequence[int]) -> dict[int, Seen]:
        """Look at some revisions; return those whose text cannot be seen."""
        found: dict[int, Seen] = {}
        for part in parts(revisions, self.many):
            query = {"revids": part, "prop": "revisions", "rvprop": "ids|sha1", "rvslots": "main"}
            for answer in self._answers(**query):
                for page in answer.get("query", {}).get("pages", ()):
                    found |= {seen.rev: seen for seen in _hidden(page)}
        return found

    def listed(self, prefix: Prefix, *, with_text: bool) -> Iterator[list[Seen]]:
        """Yield all pages below a prefix, request by request."""
        query: dict[str, Any] = {
            "generator": "allpages",
            "gapprefix": prefix.bare,
            "gapnamespace": prefix.ns,
            "gaplimit": BATCH if with_text else "max",
        }
        query |= _WITH_TEXT if with_text else {"prop": "info"}
        yield from self._seen(query)

    def read(
        self, *, pages: Iterable[int] = (), titles: Iterable[str] = ()
    ) -> Iterator[list[Seen]]:
        """Yield pages with their text, 50 in each request."""
        for part in parts(sorted(set(pages)), BATCH):
            yield from self._seen({"pageids": part, **_WITH_TEXT})
        for names in parts(sorted(set(titles)), BATCH):
            yield from self._seen({"titles": names, **_WITH_TEXT})

    def _seen(self, query: Mapping[str, Any]) -> Iterator[list[Seen]]:
        """Yield what the answers hold, page by page whole, however MediaWiki cut them."""
        whole: dict[Any, dict[str, Any]] = {}
        for answer in self._answers(**query):
            for page in answer.get("query", {}).get("pages", ()):
                whole.setdefault(page.get("pageid", page.get("title")), {}).update(page)
            if "batchcomplete" in answer:
                yield [_seen(page) for page in whole.values() if not page.get("invalid")]
                whole = {}

    def _answers(self, **query: Any) -> Iterator[dict[str, Any]]:
        """Ask, and go on asking until the wiki has told everything."""
        rest: Mapping[str, Any] = {}
        while True:
            asked = {"action": "query", "formatversion": "2", "maxlag": MAXLAG, **query, **rest}
            # Saying that it may be GET spares Pywikibot asking the wiki whether it may.
            answer = Request(self._site, use_get=True, parameters=asked).submit()
            yield answer
            rest = answer.get("continue", {})
            if not rest:
                return


_WITH_TEXT = {
    "prop": "info|revisions",
    "rvprop": "ids|timestamp|content|sha1",
    "rvslots": "main",
}


def parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield some values in parts of a size."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _hidden(page: Mapping[str, Any]) -> list[Seen]:
    """Return which of a page's revisions nobody can read: without a text they have no hash."""
    return [
        Seen(
            page["pageid"],
            page["title"],
            rev=revision["revid"],
            hidden=True,
            suppressed=bool(revision.get("suppressed")),
        )
        for revision in page.get("revisions", ())
        if revision.get("sha1hidden")
    ]


def _seen(page: Mapping[str, Any]) -> Seen:
    """Read a page as the API describes it."""
    if page.get("missing"):
        return Seen(page.get("pageid", 0), page.get("title", ""), page.get("ns", 0), missing=True)
    revision: Mapping[str, Any] = next(iter(page.get("revisions", ())), {})
    slot = revision.get("slots", {}).get("main", {})
    hidden = bool(revision and (slot.get("texthidden") or revision.get("texthidden")))
    return Seen(
        page["pageid"],
        page["title"],
        page["ns"],
        redirect=bool(page.get("redirect")),
        rev=revision.get("revid") or page.get("lastrevid", 0),
        day=revision.get("timestamp", "")[:10],
        lang=page.get("pagelanguage", ""),
        model=slot.get("contentmodel", page.get("contentmodel", "wikitext")),
        text=slot.get("content"),
        hidden=hidden,
        suppressed=hidden and bool(revision.get("suppressed")),
    )


def _log(row: Mapping[str, Any], kind: str, action: str, params: Any) -> Log:
    """Read an entry of the logs; what is hidden of it is missing."""
    given = params if isinstance(params, dict) else {}
    is_hidden = bool(given.get("new", {}).get("content"))
    revisions = []
    if kind in {"delete", "suppress"} and given.get("type") == "revision":
        revisions = [int(rev) for rev in given.get("ids", ())]
    return Log(
        row["logid"],
        kind,
        action,
        row.get("timestamp", "")[:10],
        page=row.get("logpage") or row.get("pageid", 0),
        title=row.get("title", ""),
        target=given.get("target_title", ""),
        hidden=revisions if is_hidden else (),
        shown=() if is_hidden else revisions,
        restricted=bool(given.get("new", {}).get("restricted")),
        name=given.get("olduser", ""),
        new_name=given.get("newuser", ""),
    )
