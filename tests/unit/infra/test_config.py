# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application starts with safe settings, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from service import create_app
from service.infra.config import ConfigError, load

PRODUCTION = {
    "SECRET_KEY": "x" * 32,
    "DATABASE_URL": "sqlite://",
    "BASE_URL": "https://alcove.toolforge.org",
}
DEMO = {"DEMO": True, "BASE_URL": "http://127.0.0.1:8000"}


def test_production_with_everything_starts() -> None:
    config = load(PRODUCTION)
    assert config.secure
    assert config.origin == "https://alcove.toolforge.org"
    assert not config.demo


@pytest.mark.parametrize(
    "changes",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "x" * 31},
        {"DATABASE_URL": ""},
        {"BASE_URL": ""},
        {"BASE_URL": "http://alcove.toolforge.org"},
        {"BASE_URL": "https://alcove.toolforge.org/path"},
        {"BASE_URL": "https://user@alcove.toolforge.org"},
        {"BASE_URL": "alcove.toolforge.org"},
        {"DEMO": "perhaps"},
        {"NO_SUCH_SETTING": "1"},
        {"WIKI_ORIGINS": ["*"]},
        {"WIKI_ORIGINS": ["https://*"]},
        {"WIKI_ORIGINS": ["http://*.wikipedia.org"]},
        {"WIKI_ORIGINS": ["https://meta.wikimedia.org/"]},
        {"WIKI_ORIGINS": ["https://a.org; script-src *"]},
        {"OAUTH_CLIENT_ID": "0" * 32},
        {"OAUTH_CLIENT_SECRET": "x"},
        {"OAUTH_CLIENT_ID": "0" * 31, "OAUTH_CLIENT_SECRET": "x"},
        {"OAUTH_CLIENT_ID": "consumer", "OAUTH_CLIENT_SECRET": "x"},
        {"OAUTH_WIKI": "http://meta.wikimedia.org"},
        {"OAUTH_WIKI": "http://localhost:8620"},
        {"OAUTH_WIKI": "https://*.wikimedia.org"},
        {"OAUTH_WIKI": "https://meta.wikimedia.org/w"},
        {"OAUTH_WIKI": "meta.wikimedia.org"},
    ],
)
def test_unsafe_production_does_not_start(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        create_app({**PRODUCTION, **changes})


def test_secrets_for_the_wiki_stay_out_of_the_text_form_and_a_way_in_may_be_missing() -> None:
    client = {"OAUTH_CLIENT_ID": "0" * 32, "OAUTH_CLIENT_SECRET": "canary"}
    config = load({**PRODUCTION, **client})
    assert config.oauth_wiki == "https://meta.wikimedia.org"
    assert "canary" not in repr(config)
    assert load(PRODUCTION).oauth_client_id == ""
    assert load({**DEMO, "OAUTH_WIKI": "http://localhost:1"}).oauth_wiki == "http://localhost:1"


@pytest.mark.parametrize(
    "base_url", ["https://alcove.toolforge.org", "http://0.0.0.0:8000", "http://127.0.0.1.nip.io"]
)
def test_the_demo_starts_on_a_loopback_address_only(base_url: str) -> None:
    with pytest.raises(ConfigError, match="loopback"):
        create_app({**DEMO, "BASE_URL": base_url})


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8000"]
)
def test_the_demo_needs_no_secrets(base_url: str) -> None:
    config = load({**DEMO, "BASE_URL": base_url})
    assert len(config.secret_key) >= 32
    assert config.database_url.startswith("sqlite:///")


def test_settings_come_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(f"ALCOVE_{name}", value)
    monkeypatch.setenv("ALCOVE_WIKI_ORIGINS", "https://meta.wikimedia.org https://*.wikipedia.org")
    config = load()
    assert config.base_url == PRODUCTION["BASE_URL"]
    assert config.wiki_origins == ("https://meta.wikimedia.org", "https://*.wikipedia.org")


def test_toolforges_database_account_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOL_TOOLSDB_USER", "s12345")
    monkeypatch.setenv("TOOL_TOOLSDB_PASSWORD", "a/b@c")
    config = load({**PRODUCTION, "DATABASE_URL": ""})
    assert config.database_url == (
        "mariadb+pymysql://s12345:a%2Fb%40c@tools.db.svc.wikimedia.cloud/s12345__alcove"
        "?charset=utf8mb4"
    )
    assert load(PRODUCTION).database_url == "sqlite://", "what is given goes first"


def test_secrets_are_not_in_the_text_form() -> None:
    text = repr(load({**PRODUCTION, "SECRET_KEY": "canary" * 8, "METRICS_TOKEN": "canary"}))
    assert "canary" not in text
    assert "sqlite" not in text


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://meta.wikimedia.org", True),
        ("https://de.wikipedia.org", True),
        ("https://de.m.wikipedia.org", True),
        ("http://de.wikipedia.org", False),
        ("http://meta.wikimedia.org", False),
        ("https://meta.wikimedia.org:444", False),
        ("https://meta.wikimedia.org.evil.example", False),
        ("https://evilwikipedia.org", False),
        ("https://.wikipedia.org", False),
        ("https://wikipedia.org", False),
        ("https://evil.example/.wikipedia.org", False),
        ("https://evil.example#.wikipedia.org", False),
        ("https://evil@de.wikipedia.org", False),
        ("https://DE.wikipedia.org", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_exact_wikis_and_https_hosts_below_a_star(origin: str, allowed: bool) -> None:
    wikis = ("https://meta.wikimedia.org", "https://*.wikipedia.org")
    assert load({**PRODUCTION, "WIKI_ORIGINS": wikis}).allows_wiki(origin) is allowed


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://meta.wikimedia.org", True),
        ("https://ar.m.wikipedia.org", True),
        ("https://www.mediawiki.org", True),
        ("https://www.wikidata.org", True),
        ("http://meta.wikimedia.org", False),
        ("https://wikipedia.org.example", False),
        ("https://evilwikipedia.org", False),
        ("https://other-tool.toolforge.org", False),
        ("http://127.0.0.1:8620", False),
    ],
)
def test_in_production_wikimedias_wikis_and_nobody_else(origin: str, allowed: bool) -> None:
    assert load(PRODUCTION).allows_wiki(origin) is allowed


def test_the_demo_takes_nothing_from_wikis_nobody_named() -> None:
    assert load(DEMO).wiki_origins == ()
