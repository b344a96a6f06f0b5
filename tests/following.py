# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody who comes back with their private code: on the page, or with a program of their own."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from service.vault import client
from tests.serving import Server

AWAY = "https://www.wikipedia.org/"


@dataclass
class Follow:
    """The page /follow with an opened thread."""

    page: Page

    @property
    def thread(self) -> Locator:
        return self.page.locator("section.thread")

    def write_back(self, text: str) -> None:
        """Add a message, and see it in the thread."""
        self.page.locator("textarea").fill(text)
        self.page.locator("form.write-back button").click()
        expect(self.thread).to_contain_text(text, timeout=60_000)


def leave_by_keys(page: Page) -> None:
    """Press Shift until it counts: three times at once, which on a busy machine may lie apart."""
    for _ in range(60):
        if page.url.startswith(AWAY):
            return
        page.keyboard.press("Shift")


@contextlib.contextmanager
def as_writer(chromium: Browser, server: Server, code: str) -> Iterator[Follow]:
    """Open the thread at /follow in a browser of its own."""
    with chromium.new_context() as browser:
        page = browser.new_page()
        page.goto(f"{server.url}/follow")
        page.locator("input").first.fill(code)
        page.keyboard.press("Enter")
        follow = Follow(page)
        expect(follow.thread).to_be_visible(timeout=60_000)
        yield follow


def read_back(server: Server, code: str) -> tuple[client.Entry, ...]:
    """Fetch and check a thread with the Python client."""
    return open_back(server, code).entries


def open_back(server: Server, code: str) -> client.Reading:
    """Fetch a thread, and know all that may be done with it."""
    receipt = client.read_receipt(code)
    request = urllib.request.Request(
        f"{server.url}/api/v1/follow",
        data=json.dumps({"lookup": receipt.lookup}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {receipt.access}",
        },
    )
    with urllib.request.urlopen(request) as answer:
        thread = json.load(answer)
    return client.open_vault(
        vault=thread["vault"],
        team=thread["team"],
        holder=client.REPORTER,
        identity=receipt.identity,
        grants=[client.StoredGrant.from_wire(one) for one in thread["grants"]],
        envelopes=[client.StoredEnvelope.from_wire(one) for one in thread["envelopes"]],
        statements=[server.statement],
        reporter=receipt.signer.public_key,
    )
