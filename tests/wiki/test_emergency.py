# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody may be hurt: that goes by the wiki's own mail, and never to Alcove."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.writing import Writer

from .wikis import Wiki

MAILS = """
$wgEnableEmail = $wgEnableUserEmail = true;
$wgEmailAuthentication = false;
$wgHooks['AlternateUserMailer'][] = static function ( $headers, $to, $from, $subject, $body ) {
	$mail = [ 'to' => array_map( 'strval', $to ), 'subject' => $subject, 'body' => (string)$body ];
	file_put_contents( %r, json_encode( $mail ) . "\\n", FILE_APPEND );
	return false;
};
"""
WORDS = "He wrote that he will come to my house tonight."


@pytest.fixture
def mails(entry_wiki: Wiki, pins: dict[str, Any], tmp_path: Path) -> Iterator[Path]:
    """The wiki with mail, an account for emergencies, and the form in place."""
    entry_wiki.reset()
    sent = tmp_path / "mails.jsonl"
    entry_wiki.script("createAndPromote", "--force", "Emergency", "Emergency-pass-1234")
    entry_wiki.configure("mail", MAILS % str(sent))
    for name in ("Alice", "Emergency"):
        address = f"{name.lower()}@example.org"
        entry_wiki.script("resetUserEmail", "--no-reset-password", name, address)
    entry_wiki.install_gadget(pins, default=True, form=True)
    yield sent
    entry_wiki.configure("mail", None)


def test_it_goes_by_the_wikis_own_mail(mails: Path, entry_wiki: Wiki, chromium: Browser) -> None:
    """With the place, the time and the person's words, when they press the button, not before."""
    with chromium.new_context(viewport={"width": 360, "height": 740}) as browser:
        page = browser.new_page()
        asked: list[str] = []
        browser.on("request", lambda request: asked.append(request.url))
        entry_wiki.login(page, "Alice")
        page.goto(entry_wiki.page_url("Talk:Test page"))
        page.locator('[data-mw-thread-id^="c-Bob-"] > a.alcove-entry').click()
        writer = Writer(page)
        writer.wait()
        writer.choose("danger", "hurt")
        writer.form.locator("#alcove-country").select_option("DE")
        expect(writer.form.locator(".alcove-numbers")).to_contain_text("112")
        writer.write("urgent", WORDS)
        assert not mails.exists()
        writer.form.locator(".alcove-urgent .alcove-copy .cdx-button").last.click()
        said = writer.form.locator(".alcove-card > p[role=status]").first
        expect(said).not_to_be_empty(timeout=20_000)
    first = json.loads(mails.read_text().splitlines()[0])
    assert "emergency@example.org" in str(first["to"])
    assert WORDS in first["body"]
    revision = entry_wiki.latest("Talk:Test page")
    assert revision is not None
    assert f"oldid={revision['revid']}" in first["body"]
    assert "c-Bob-" in first["body"], "the very comment"
    assert [url for url in asked if not url.startswith(entry_wiki.url)] == []
