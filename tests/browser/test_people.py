# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys made in the browser, the line to be signed, and publishing a team's new list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service import create_app
from service.demo import TEAM
from service.infra.time import today
from service.people import actions
from service.vault import client
from tests.desking import Member
from tests.serving import Server, serve_demo

SLOW = 60_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A demo of its own: its team changes here."""
    with serve_demo(tmp_path / "demo") as running:
        yield running


def test_a_new_member_makes_keys_and_is_let_in(page: Page, server: Server) -> None:
    """From "you have no keys yet" to a name in the signed list, with nothing secret on the way."""
    with create_app(server.demo.settings).app_context():
        actions.add_person("erin", name="Erin", home="fr.wikipedia.org")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    member = Member(page, server, "erin")
    member.sign_in()
    expect(page.locator("#view")).to_contain_text("no keys yet", timeout=SLOW)
    page.get_by_role("link", name="Go to people and keys").click()

    with page.expect_download(timeout=SLOW) as saving:
        page.get_by_role("button", name="Make my keys").click()
    passphrase = page.locator(".words--secret").inner_text()
    assert len(passphrase.split()) == 7
    file = Path(saving.value.path())
    assert saving.value.suggested_filename == "alcove-key-Erin.age"
    use = page.get_by_role("button", name="Use these keys")
    use.click()
    expect(page.locator(".steps [role=alert]")).to_contain_text("Write the words down")
    page.get_by_label("I have written the seven words down").check(force=True)
    use.click()
    expect(page.locator("#view")).to_contain_text("current list yet", timeout=SLOW)

    keys = client.open_key_file(file.read_text(), passphrase)
    assert page.locator(".words").first.inner_text().split() == list(keys.words)
    line = json.loads(page.locator("textarea.line").input_value())
    assert line == keys.member_line()
    said = "\n".join(sent)
    assert keys.recipient in said
    for secret in (keys.identity, passphrase, passphrase.split()[0] + " " + passphrase.split()[1]):
        assert secret not in said
    assert keys.identity not in page.content()

    publish(page, server, [*members(server), line], seq=2)
    expect(page.locator(".checked")).to_contain_text("New: Erin")
    page.get_by_role("button", name="Publish this list").click()
    row = page.locator("table.members tr", has_text="fr.wikipedia.org")
    expect(row).to_contain_text("(you)", timeout=SLOW)
    expect(row.locator(".words")).to_have_text(" ".join(keys.words))

    # Nothing older is theirs to read, and the way back to an older list is closed.
    page.goto(f"{server.url}/desk/reports")
    expect(page.locator(".empty")).to_be_visible(timeout=SLOW)
    page.goto(f"{server.url}/desk/people")
    publish(page, server, members(server), seq=1)
    expect(page.locator(".upload [role=alert]")).to_contain_text("older than one already known")


def test_a_list_that_is_not_the_teams_is_refused_here(page: Page, server: Server) -> None:
    Member(page, server, "ama").sign_in()
    page.goto(f"{server.url}/desk/people")
    stranger = client.new_root(TEAM)
    publish(page, server, members(server), seq=2, root=stranger)
    expect(page.locator(".upload [role=alert]")).to_contain_text("not made by this team")
    page.locator(".upload textarea").fill("hello")
    page.get_by_role("button", name="Check the list").click()
    expect(page.locator(".upload [role=alert]")).to_contain_text("no signed list")
    expect(page.get_by_role("button", name="Publish this list")).to_have_count(0)


def members(server: Server) -> list[dict[str, str]]:
    """The lines of the demo's four."""
    return [server.key_of(one).member_line() for one in ("ama", "bilal", "carla", "duc")]


def publish(
    page: Page,
    server: Server,
    lines: list[dict[str, str]],
    *,
    seq: int,
    root: client.Root | None = None,
) -> None:
    """Have the root sign a list, as on somebody's own machine, and give it to the page."""
    text = (server.demo.folder / "keys" / "alcove-root.age").read_text()
    signer = root or client.open_root_file(text, server.passphrases["root"])
    wire = client.sign_statement(
        signer,
        seq=seq,
        issued=today(),
        expires=today() + timedelta(days=60),
        min_holders=3,
        members=lines,
    )
    upload = page.locator("details.upload")
    expect(upload).to_be_visible(timeout=SLOW)
    if upload.get_attribute("open") is None:
        upload.locator("summary").click()
    upload.locator("textarea").fill(json.dumps(wire))
    page.get_by_role("button", name="Check the list").click()
