# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service that signs people in at a wiki which stands in for a real one.

Import the fixtures, and name them in `__all__`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ORIGIN, make_app
from tests.oauth import Wiki, standing_in

CALLBACK = f"{ORIGIN}/oauth/callback"


@pytest.fixture
def wiki() -> Iterator[Wiki]:
    """A wiki with four accounts."""
    with standing_in(CALLBACK) as running:
        for name in ("Amina", "Bero", "Chidi", "Zoe"):
            running.add(name)
        yield running


@pytest.fixture
def app(database_url: str, wiki: Wiki) -> Flask:
    """The service, set up to sign people in there."""
    return make_app(database_url, **wiki.settings)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """Somebody's browser."""
    return a_browser(app)


def a_browser(app: Flask) -> FlaskClient:
    """Another browser; it says where its requests come from, as browsers do."""
    made = app.test_client()
    made.environ_base["HTTP_ORIGIN"] = ORIGIN
    return made
