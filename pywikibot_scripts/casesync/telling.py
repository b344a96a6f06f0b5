# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pass tells the service, in portions it takes; with -simulate it only says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pywikibot

from pywikibot_scripts.casesync.comparing import Event, Known, Seen
from pywikibot_scripts.casesync.fetching import parts
from pywikibot_scripts.service_client import RefusedError, Service

MOST_EVENTS, MOST_READINGS, MOST_PROBLEMS = 200, 50, 200
#: The service takes 4 MiB in one request.
MOST_BYTES = 3 * 1024 * 1024
REFUSED = {400, 413, 422}
SIMULATED = "simulated"


class Teller:
    """One pass, as the service is told of it."""

    def __init__(self, service: Service, *, simulate: bool) -> None:
        """Nothing is told yet."""
        self._service, self._simulate = service, simulate
        self._wiki = ""
        self.pass_id = SIMULATED
        self.problems: list[dict[str, Any]] = []
        self.told = 0

    def begin(self, bot: str, wiki: str) -> Any:
        """Begin; return the cursor of the last pass that came to its end."""
        self._wiki = wiki
        if self._simulate:
            return None
        self.pass_id, cursor = self._service.begin(bot, wiki)
        return cursor

    def known(self, wiki: str) -> list[Known]:
        """Return every page the service knows."""
        pages = self._service.get("pages", wiki=wiki)["pages"]
        return [Known(one["page"], one["rev"], one["title"], one["standing"]) for one in pages]

    def problem(self, code: str, page: int | None = None) -> None:
        """Note what kept the bot from doing all it was to do."""
        pywikibot.warning(f"{code}: page {page}" if page else code)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"code": code, "page": page})

    def events(self, events: Sequence[Event]) -> None:
        """Tell what happened."""
        for part in parts(events, MOST_EVENTS):
            for event in part if self._simulate else ():
                pywikibot.info(f"would tell: {json.dumps(event, ensure_ascii=False)}")
            if not self._simulate:
                self._send("events", "events", part)
        self.told += len(events)

    def readings(self, readings: Iterable[dict[str, Any]]) -> int:
        """Bring what pages say; return how many of them were news to the service."""
        news = 0
        for part in portions(readings):
            for reading in part if self._simulate else ():
                pywikibot.info(f"would bring: {reading['title']}, {len(reading['facts'])} facts")
            if self._simulate:
                news += len(part)
                continue
            outcomes = self._send("readings", "readings", part)
            news += sum(one["outcome"] in {"new", "changed"} for one in outcomes)
        return news

    def announcements(self, page: Seen, motions: list[dict[str, Any]] | None) -> bool:
        """Tell which motions were announced; whether that is done."""
        if motions is None:
            self.problem("announcements_not_read", page.page)
            return False
        body = {"page": page.page, "rev": page.rev, "motions": motions}
        return self._tell("announcements", body)

    def membership(self, page: Seen, members: list[str] | None, group: list[str] | None) -> bool:
        """Tell who is on the committee by its page and by its group; whether that is done."""
        if not members:
            self.problem("membership_not_read", page.page)
            return False
        return self._tell("membership", {"rev": page.rev, "members": members, "group": group})

    def end(self, cursor: Any, pages: int, requests: int) -> None:
        """End the pass: from now on its cursor counts."""
        if self._simulate:
            return
        problems = self.problems[:MOST_PROBLEMS]
        self._service.end(
            self.pass_id, cursor=cursor, pages=pages, requests=requests, edits=0, problems=problems
        )

    def _tell(self, path: str, body: dict[str, Any]) -> bool:
        if self._simulate:
            pywikibot.info(f"would tell: {path} {json.dumps(body, ensure_ascii=False)}")
            return True
        try:
            self._service.post(path, {"pass": self.pass_id, "wiki": self._wiki, **body})
        except RefusedError as error:
            if error.status not in REFUSED:
                raise
            pywikibot.error(str(error))
            self.problem(f"{path}_refused", body.get("page"))
            return False
        return True

    def _send(self, path: str, key: str, part: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send some things; if the service does not take them, one by one, to lose only one."""
        try:
            body = {"pass": self.pass_id, "wiki": self._wiki, key: list(part)}
            return self._service.outcomes(path, body)
        except RefusedError as error:
            if error.status not in REFUSED:
                raise
            if len(part) > 1:
                return [one for each in part for one in self._send(path, key, [each])]
            pywikibot.error(str(error))
            self.problem(f"{key}_refused", part[0].get("page"))
            return []


def portions(readings: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield readings in portions that fit into one request."""
    part: list[dict[str, Any]] = []
    size = 0
    for reading in readings:
        length = len(json.dumps(reading).encode())
        if part and (len(part) == MOST_READINGS or size + length > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(reading)
        size += length
    if part:
        yield part
