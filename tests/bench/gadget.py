# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gadget costs a reader of a real wiki: bytes, as ResourceLoader sends them, and time."""

from __future__ import annotations

import gzip
import statistics
import urllib.parse
import urllib.request
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.bench.table import Measurement
from tests.serving import Server
from tests.wiki.wikis import Wiki

ROUNDS = 5
ENTRY = ("ext.gadget.alcove",)
FORM = ("ext.gadget.alcove-form", "ext.gadget.alcove-i18n-en")
#: Fetched at the screen with the readers' names, by everybody who gets that far.
SEALING = ("ext.gadget.alcove-sealing",)
#: Fetched only by browsers that know no Ed25519 or X25519.
CURVES = ("ext.gadget.alcove-curves",)
AIM_AFTER = 45 * 1024


def loaded(wiki: Wiki, modules: tuple[str, ...]) -> int:
    """Bytes of some modules, gzipped, as ResourceLoader minifies and wraps them."""
    query = urllib.parse.urlencode(
        {"modules": "|".join(modules), "lang": "en", "skin": "vector-2022", "debug": "0"}
    )
    with urllib.request.urlopen(f"{wiki.url}/w/load.php?{query}") as answer:
        text = answer.read()
    # ResourceLoader adds its own start-up state after the modules; it is not the gadget's.
    body = text.rpartition(b"mw.loader.state(")[0] or text
    for module in modules:
        if module.encode() not in body:
            raise RuntimeError(f"{module} was not loaded")
    return len(gzip.compress(body, 9))


def measure(server: Server, wiki: Wiki, chromium: Browser) -> Iterator[Measurement]:
    """The wiki gets the gadget installed by the bot; then bytes and times."""
    wiki.install_gadget(server.pins, default=True, form=True)
    yield Measurement("before a click, gzipped", loaded(wiki, ENTRY), "bytes", aim=2 * 1024)
    first, sealing = loaded(wiki, FORM), loaded(wiki, SEALING)
    yield Measurement("click to first screen, gzipped", first, "bytes", aim=AIM_AFTER)
    yield Measurement("click to Send, gzipped", first + sealing, "bytes", aim=AIM_AFTER)
    yield Measurement("more in an old browser, gzipped", loaded(wiki, CURVES), "bytes")
    firsts, floors = [], []
    for _ in range(ROUNDS + 1):
        firsts.append(_first_screen(wiki, chromium))
        floors.append(_libraries_only(wiki, chromium))
    yield Measurement(
        "click to first screen, nothing cached",
        statistics.median(firsts[1:]),
        "ms",
        floor=statistics.median(floors[1:]),
    )


def _first_screen(wiki: Wiki, chromium: Browser) -> float:
    """From the click to the first question, in a browser that has never seen the form."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(wiki.page_url("Test page", useskin="vector"), wait_until="networkidle")
        page.evaluate(
            """() => {
                const link = document.querySelector( '#t-alcove a' );
                window.shown = new Promise( ( resolve ) => {
                    const look = () => {
                        if ( document.querySelector( '#alcove-heading' ) ) {
                            resolve( performance.now() - window.clicked );
                        } else {
                            requestAnimationFrame( look );
                        }
                    };
                    link.addEventListener( 'click', () => {
                        window.clicked = performance.now();
                        look();
                    }, true );
                } );
            }"""
        )
        page.click("#t-alcove a")
        return float(page.evaluate("window.shown"))


def _libraries_only(wiki: Wiki, chromium: Browser) -> float:
    """The floor: loading Vue and Codex from the same wiki, which every such form needs."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(wiki.page_url("Test page", useskin="vector"), wait_until="networkidle")
        return float(
            page.evaluate(
                """async () => {
                    const begun = performance.now();
                    await mw.loader.using( [ 'vue', '@wikimedia/codex' ] );
                    return performance.now() - begun;
                }"""
            )
        )
