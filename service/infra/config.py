# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the surroundings decide, read once at the start and refused when it is not safe.

Values come from ``ALCOVE_*`` in the environment, then from what the caller gives. Toolforge's own
variables are understood for the database.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOOLSDB_HOST = "tools.db.svc.wikimedia.cloud"
SECRET_KEY_LENGTH = 32

#: The wikis whose pages may send and follow reports, when nothing else is said. Their gadgets are
#: guarded by interface administrators; no other site's pages come near a report.
WIKIMEDIA_ORIGINS = tuple(
    f"https://*.{family}.org"
    for family in (
        "wikipedia",
        "wikimedia",
        "wiktionary",
        "wikibooks",
        "wikinews",
        "wikiquote",
        "wikisource",
        "wikiversity",
        "wikivoyage",
        "wikidata",
        "wikifunctions",
        "mediawiki",
    )
)

#: How mail is handed over, and where. smtp: encrypted if the server offers it; a password is sent
#: encrypted or not at all.
MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

_MAIL_SERVER = re.compile(
    rf"({'|'.join(map(re.escape, MAIL_PORTS))})://([^@/?#\s]+@)?"
    r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?"
)
_MAIL_ADDRESS = re.compile(
    r"[^@\s<>(),;:\"\[\]\\]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)*[A-Za-z0-9-]{1,63}"
)
_ORIGIN = re.compile(
    r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?"
)


class ConfigError(Exception):
    """The application MUST NOT start like this; the text says what is missing or unsafe."""


@dataclass(frozen=True)
class Config:
    """One application's settings. Secrets stay out of its text form."""

    database_url: str
    secret_key: str
    base_url: str
    demo: bool
    demo_dir: Path
    wiki_origins: tuple[str, ...]
    home_wiki: str
    claim_seed: str
    oauth_wiki: str
    oauth_client_id: str
    oauth_client_secret: str
    mail_server: str
    mail_from: str
    metrics_token: str
    testing: bool

    def __repr__(self) -> str:
        return f"Config(base_url={self.base_url!r}, demo={self.demo}, testing={self.testing})"

    @property
    def origin(self) -> str:
        """The one origin whose pages may act with somebody's cookie."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def claim_public(self) -> str:
        """The public half of the key that signs claims, as pinned by the gadget; empty without."""
        if not self.claim_seed:
            return ""
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.claim_seed))
        return base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii")

    @property
    def secure(self) -> bool:
        """Whether cookies and HSTS can rely on https."""
        return self.base_url.startswith("https://")

    def allows_wiki(self, origin: str) -> bool:
        """Whether a wiki's pages may send and follow reports (exact, or https suffix)."""
        return any(_matches(origin, allowed) for allowed in self.wiki_origins)


def is_loopback(host: str) -> bool:
    """Whether a host name or address reaches this machine only."""
    host = host.strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to this; what else could stand in a header does not fit in."""
    return len(text) <= 254 and _MAIL_ADDRESS.fullmatch(text) is not None


def load(overrides: Mapping[str, Any] | None = None) -> Config:
    """Read the settings.

    :raise ConfigError: if the application would be unsafe with them
    """
    values: dict[str, Any] = {
        name.removeprefix("ALCOVE_"): value
        for name, value in os.environ.items()
        if name.startswith("ALCOVE_")
    }
    known = {field.name.upper() for field in fields(Config)}
    for name, value in (overrides or {}).items():
        if name not in known:
            raise ConfigError(f"there is no setting {name}")
        values[name] = value
    testing = _flag(values.get("TESTING", False))
    demo = _flag(values.get("DEMO", False))
    demo_dir = Path(values.get("DEMO_DIR") or "build/demo").absolute()
    base_url = str(values.get("BASE_URL") or ("http://127.0.0.1:8000" if demo or testing else ""))
    config = Config(
        database_url=_database_url(values, demo, demo_dir),
        secret_key=str(values.get("SECRET_KEY") or ""),
        base_url=base_url.rstrip("/"),
        demo=demo,
        demo_dir=demo_dir,
        wiki_origins=_origins(
            values.get("WIKI_ORIGINS") or (() if demo or testing else WIKIMEDIA_ORIGINS)
        ),
        home_wiki=str(values.get("HOME_WIKI") or "https://meta.wikimedia.org").rstrip("/"),
        claim_seed=str(values.get("CLAIM_SEED") or ""),
        oauth_wiki=str(values.get("OAUTH_WIKI") or "https://meta.wikimedia.org").rstrip("/"),
        oauth_client_id=str(values.get("OAUTH_CLIENT_ID") or ""),
        oauth_client_secret=str(values.get("OAUTH_CLIENT_SECRET") or ""),
        mail_server=str(values.get("MAIL_SERVER") or ""),
        mail_from=str(values.get("MAIL_FROM") or ""),
        metrics_token=str(values.get("METRICS_TOKEN") or ""),
        testing=testing,
    )
    return _checked(config)


def _checked(config: Config) -> Config:
    parts = urlsplit(config.base_url)
    if not parts.hostname or parts.path or parts.query or parts.username:
        raise ConfigError("ALCOVE_BASE_URL must be set, as scheme and host only")
    if config.demo and not is_loopback(parts.hostname):
        raise ConfigError("ALCOVE_DEMO lets anybody in: it works on a loopback address only")
    if config.claim_seed and not _is_seed(config.claim_seed):
        raise ConfigError("ALCOVE_CLAIM_SEED is 32 bytes in base64")
    _check_mail(config)
    _check_sign_in(config)
    if not config.database_url:
        raise ConfigError("ALCOVE_DATABASE_URL must be set")
    if config.demo or config.testing:
        return config if config.secret_key else _with_secret(config)
    if len(config.secret_key) < SECRET_KEY_LENGTH:
        raise ConfigError(f"ALCOVE_SECRET_KEY must have {SECRET_KEY_LENGTH} characters or more")
    if parts.scheme != "https":
        raise ConfigError("ALCOVE_BASE_URL must begin with https://")
    return config


def _check_sign_in(config: Config) -> None:
    """Refuse half a way in; none at all is said on the sign-in page."""
    if bool(config.oauth_client_id) != bool(config.oauth_client_secret):
        raise ConfigError("ALCOVE_OAUTH_CLIENT_ID and ALCOVE_OAUTH_CLIENT_SECRET go together")
    if config.oauth_client_id and not re.fullmatch("[0-9a-f]{32}", config.oauth_client_id):
        raise ConfigError("ALCOVE_OAUTH_CLIENT_ID is 32 digits and letters from a to f")
    parts = urlsplit(config.oauth_wiki)
    here = (config.demo or config.testing) and is_loopback(parts.hostname or "")
    if not _ORIGIN.fullmatch(config.oauth_wiki) or "*" in config.oauth_wiki:
        raise ConfigError("ALCOVE_OAUTH_WIKI is a wiki's scheme and host only")
    if parts.scheme != "https" and not here:
        raise ConfigError("ALCOVE_OAUTH_WIKI must begin with https://")


def _check_mail(config: Config) -> None:
    if not config.mail_server and not config.mail_from:
        return
    if not _MAIL_SERVER.fullmatch(config.mail_server):
        raise ConfigError(f"ALCOVE_MAIL_SERVER is {'://, '.join(MAIL_PORTS)}:// and a host")
    if not is_mail_address(config.mail_from):
        raise ConfigError("ALCOVE_MAIL_FROM is the address that mail comes from")


def _with_secret(config: Config) -> Config:
    given = {field.name: getattr(config, field.name) for field in fields(Config)}
    return Config(**{**given, "secret_key": secrets.token_hex(32)})


def _is_seed(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except binascii.Error:
        return False


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"", "0", "false", "no", "off"}:
        return False
    raise ConfigError(f"{value!r} is neither yes nor no")


def _origins(value: object) -> tuple[str, ...]:
    names = value.split() if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    for name in names:
        if not _ORIGIN.fullmatch(name):
            raise ConfigError(f"{name!r} in ALCOVE_WIKI_ORIGINS is no origin")
        if "*" in name and not name.startswith("https://*."):
            raise ConfigError(f"{name!r} in ALCOVE_WIKI_ORIGINS: only https hosts may have a star")
    return tuple(names)


def _matches(origin: str, allowed: str) -> bool:
    if "*" not in allowed:
        return origin == allowed
    suffix = allowed.removeprefix("https://*")
    name = origin.removeprefix("https://")
    if name == origin or not name.endswith(suffix):
        return False
    return re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", name.removesuffix(suffix)) is not None


def _database_url(values: Mapping[str, Any], demo: bool, demo_dir: Path) -> str:
    """The database's address; on Toolforge built from the account the platform gives."""
    given = str(values.get("DATABASE_URL") or "")
    user = os.environ.get("TOOL_TOOLSDB_USER", "")
    if given or not (user or demo):
        return given
    if demo:
        return f"sqlite:///{demo_dir / 'alcove.db'}"
    password = quote_plus(os.environ.get("TOOL_TOOLSDB_PASSWORD", ""))
    # A name without the ending "_p": databases with it can be read by every tool.
    return f"mariadb+pymysql://{user}:{password}@{TOOLSDB_HOST}/{user}__alcove?charset=utf8mb4"
