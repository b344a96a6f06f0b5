# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Chromium to measure in, with the CPU time of all its processes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, sync_playwright

CHROMIUM = "/usr/bin/chromium"


@dataclass
class Measured:
    """A browser, and what the system charged it."""

    browser: Browser
    protocol: CDPSession

    def cpu(self) -> float:
        """Seconds of CPU of every process of the browser so far."""
        info = self.protocol.send("SystemInfo.getProcessInfo")
        return sum(float(process["cpuTime"]) for process in info["processInfo"])


@contextlib.contextmanager
def measured_browser() -> Iterator[Measured]:
    """Start one, end it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--no-proxy-server", "--disable-gpu"]
        )
        yield Measured(browser, browser.new_browser_cdp_session())
        browser.close()
