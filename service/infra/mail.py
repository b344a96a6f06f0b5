# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hand plain mails to the server the configuration names; nothing here knows what they are about.

Headers name neither this machine nor anything but the two addresses: no name of a host, no user
agent, a Message-ID that is only random.
"""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from flask import current_app

from service.infra.config import MAIL_PORTS, Config

SENDER = "Alcove"

_SECONDS = 30


class MailError(Exception):
    """A mail, or all of them, could not be handed over; the text names nobody."""


class NoServer(MailError):
    """There is no server, or it does not let us in: no mail can be handed over now."""


@dataclass(frozen=True)
class Server:
    """Where mails are handed over, and how."""

    host: str
    port: int
    scheme: str
    user: str
    password: str

    @classmethod
    def read(cls, address: str) -> Server:
        """What an address like ``smtps://user:password@host`` says, which was checked before."""
        parts = urlsplit(address)
        return cls(
            host=parts.hostname or "",
            port=parts.port or MAIL_PORTS[parts.scheme],
            scheme=parts.scheme,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


def is_configured() -> bool:
    """Whether there is anywhere to hand mails to."""
    return bool(_config().mail_server and _config().mail_from)


@contextmanager
def connected() -> Iterator[smtplib.SMTP]:
    """A connection to the server, for one or many mails.

    :raise NoServer: if there is none
    """
    if not is_configured():
        raise NoServer("no mail server is configured")
    server = Server.read(_config().mail_server)
    try:
        connection = _connect(server)
    except OSError as error:  # as all errors of smtplib and ssl are
        raise NoServer(f"the mail server lets nobody in: {type(error).__name__}") from None
    try:
        yield connection
    finally:
        _leave(connection)


def send(connection: smtplib.SMTP, to: str, subject: str, text: str) -> None:
    """Hand one mail over.

    :raise NoServer: if the connection is gone
    :raise MailError: if the server refuses this one
    """
    try:
        connection.send_message(_message(to, subject, text), _config().mail_from, [to])
    except smtplib.SMTPServerDisconnected:
        raise NoServer("the mail server went away") from None
    except (smtplib.SMTPException, ValueError) as error:
        raise MailError(type(error).__name__) from None
    except OSError as error:
        raise NoServer(f"the mail server went away: {type(error).__name__}") from None


def _connect(server: Server) -> smtplib.SMTP:
    own_name = _domain()  # what the library would say instead is this machine's name
    trusted = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=own_name, timeout=_SECONDS, context=trusted
        )
    else:
        connection = smtplib.SMTP(
            server.host, server.port, local_hostname=own_name, timeout=_SECONDS
        )
    try:
        _come_in(connection, server, trusted)
    except BaseException:
        connection.close()
        raise
    return connection


def _come_in(connection: smtplib.SMTP, server: Server, trusted: ssl.SSLContext) -> None:
    connection.ehlo()
    if server.scheme != "smtps":
        offered = connection.has_extn("starttls")
        if not offered and (server.scheme == "smtp+starttls" or server.user):
            raise smtplib.SMTPNotSupportedError("not encrypted")
        if offered:
            connection.starttls(context=trusted)
            connection.ehlo()
    if server.user:
        connection.login(server.user, server.password)


def _leave(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except OSError:
        connection.close()


def _message(to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(SENDER, addr_spec=_config().mail_from)
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{_domain()}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    return message


def _domain() -> str:
    return _config().mail_from.rpartition("@")[2]


def _config() -> Config:
    config: Config = current_app.extensions["alcove_config"]
    return config
