# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo's bot: its key is kept from others, and a later start finds it as it was."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from service.cases import bots
from service.demo import Demo, prepare
from tests.serving import CHEAPEST


def _titles(app: Flask, demo: Demo) -> int:
    """How many cases whoever has the key is told of."""
    bearer = {"Authorization": f"Bearer {demo.bot_key.read_text()}"}
    answer = app.test_client().get(
        "/api/v1/bots/cases/overview", headers=bearer, base_url=demo.base_url
    )
    assert answer.status_code == 200, answer.text
    return len(answer.get_json()["cases"])


def test_the_bot_of_the_demo(tmp_path: Path) -> None:
    """One bot, however often it is started, even when the first start was cut short."""
    demo = Demo(tmp_path / "demo", "http://127.0.0.1:8000", work=CHEAPEST)
    app = prepare(demo)
    assert demo.bot_key.stat().st_mode & 0o077 == 0
    assert _titles(app, demo) == 2
    key = demo.bot_key.read_text()
    app = prepare(demo)
    assert demo.bot_key.read_text() == key
    demo.bot_key.unlink()
    app = prepare(demo)
    assert demo.bot_key.read_text() != key
    assert _titles(app, demo) == 2
    with app.app_context():
        assert len(bots.known()) == 1
