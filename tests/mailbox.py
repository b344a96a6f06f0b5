# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real mail server for tests to receive from: plain, with STARTTLS, with TLS, with a password."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "alcove", "a pass/word: with @ signs"


@dataclass(frozen=True)
class Received:
    """One mail as it came over the wire."""

    sender: str
    to: list[str]
    raw: bytes
    helo: str
    encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """Headers and text."""
        read = message_from_bytes(self.raw, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def text(self) -> str:
        """What it says, with lines that end as they do here."""
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class Mailbox:
    """Everything a server received, and what it refuses."""

    url: str = ""
    mails: list[Received] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    during: Any = None
    password: bool = False

    async def handle_RCPT(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take a recipient or not."""
        if self.password and not session.authenticated:
            return "530 who are you?"
        if address in self.refused:
            return "550 nobody here has this name"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(
            Received(
                sender=envelope.mail_from or "",
                to=list(envelope.rcpt_tos),
                raw=envelope.content,
                helo=session.host_name or "",
                encrypted=session.ssl is not None
                or server.transport.get_extra_info("ssl_object") is not None,
                user=session.auth_data if session.authenticated else None,
            )
        )
        if self.during is not None:
            self.during()
        return "250 ok"

    def to(self, address: str) -> list[Received]:
        """What came for one address."""
        return [mail for mail in self.mails if mail.to == [address]]

    @property
    def recipients(self) -> list[str]:
        """Who got something, once for each mail."""
        return sorted(address for mail in self.mails for address in mail.to)


@contextmanager
def mailbox(
    scheme: str = "smtp", *, tls: Path | None = None, password: bool = False
) -> Iterator[Mailbox]:
    """Receive on a port of its own.

    :param tls: folder with a certificate (`certificate`): offer STARTTLS, or speak TLS for smtps
    :param password: let in only who knows it
    """
    box = Mailbox(password=password)
    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
    options: dict[str, Any] = {"ident": "a mail server", "enable_SMTPUTF8": True}
    if password:
        options |= {
            "authenticator": _knows_the_password,
            # Its library does not see that a connection is encrypted from the start.
            "auth_require_tls": scheme != "smtps",
        }
    if scheme == "smtps":
        options["ssl_context"] = context
    elif context is not None:
        options["tls_context"] = context
    controller = Controller(box, hostname=HOST, port=0, **options)
    controller.port = _free_port()
    controller.start()
    try:
        given = "alcove:a%20pass%2Fword%3A%20with%20%40%20signs@" if password else ""
        box.url = f"{scheme}://{given}{HOST}:{controller.port}"
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine's loopback address, that nobody trusts unless told so."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


def _knows_the_password(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=USER)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
