# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails reach a real server, encrypted where it can, and tell it nothing of this machine."""

from __future__ import annotations

import socket
from contextlib import nullcontext
from pathlib import Path

import pytest

from service.infra import mail
from service.infra.config import ConfigError
from tests.conftest import make_app
from tests.mailbox import USER, Mailbox, Received, certificate, mailbox

FROM = "alcove@tools.example.org"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(tls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's certificate is one this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls / "certificate.pem"))


def sent_to(box: Mailbox, url: str | None = None, **more: str) -> Received:
    app = make_app("sqlite://", MAIL_SERVER=url or box.url, MAIL_FROM=FROM)
    with app.app_context(), mail.connected() as server:
        mail.send(server, "amina@example.org", "Alcove", more.get("text", "Something.\n"))
    return box.mails[-1]


def test_a_mail_says_what_it_should_and_nothing_else() -> None:
    with mailbox() as box:
        received = sent_to(box, text="Grüße, مرحبا\n")
        other = sent_to(box)
    message = received.message
    assert (received.sender, received.to) == (FROM, ["amina@example.org"])
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert message["From"] == f"Alcove <{FROM}>"
    assert message["Subject"] == "Alcove"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert received.text.splitlines() == ["Grüße, مرحبا"]
    assert message["Message-ID"].endswith("@tools.example.org>")
    assert message["Message-ID"] != other.message["Message-ID"]


def test_this_machine_is_not_named() -> None:
    with mailbox() as box:
        received = sent_to(box)
    assert received.helo == "tools.example.org"
    for name in (socket.gethostname(), socket.getfqdn()):
        assert name.encode() not in received.raw


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
@pytest.mark.parametrize("password", [False, True])
@pytest.mark.usefixtures("trusted")
def test_it_is_encrypted_where_it_can_be(tls: Path, scheme: str, password: bool) -> None:
    with mailbox("smtps" if scheme == "smtps" else "smtp", tls=tls, password=password) as box:
        url = box.url if scheme == "smtps" else box.url.replace("smtp://", f"{scheme}://")
        received = sent_to(box, url)
    assert received.encrypted
    assert received.user == (USER if password else None)


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_a_server_nobody_vouches_for_gets_nothing(tls: Path, scheme: str) -> None:
    with mailbox("smtps" if scheme == "smtps" else "smtp", tls=tls) as box:
        url = box.url if scheme == "smtps" else box.url.replace("smtp://", f"{scheme}://")
        with pytest.raises(mail.NoServer, match="SSLCertVerificationError"):
            sent_to(box, url)
    assert box.mails == []


@pytest.mark.parametrize("url", ["smtp+starttls://{}", "smtp://alcove:secret@{}"])
def test_what_must_be_encrypted_is_not_sent_in_clear(url: str) -> None:
    with mailbox() as box, pytest.raises(mail.NoServer, match="SMTPNotSupportedError"):
        sent_to(box, url.format(box.url.removeprefix("smtp://")))
    assert box.mails == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_told_without_it(tls: Path) -> None:
    with (
        mailbox("smtps", tls=tls, password=True) as box,
        pytest.raises(mail.NoServer) as refused,
    ):
        sent_to(box, box.url.replace("alcove:", "alcove:not-").replace("%20pass", "hunter2"))
    assert str(refused.value).endswith("SMTPAuthenticationError")
    assert box.mails == []


def test_one_that_is_refused_keeps_no_other_back() -> None:
    with mailbox() as box:
        box.refused.add("amina@example.org")
        app = make_app("sqlite://", MAIL_SERVER=box.url, MAIL_FROM=FROM)
        with app.app_context(), mail.connected() as server:
            with pytest.raises(mail.MailError) as refused:
                mail.send(server, "amina@example.org", "Alcove", "Something.\n")
            assert "amina" not in str(refused.value)
            mail.send(server, "bero@example.org", "Alcove", "Something.\n")
    assert box.recipients == ["bero@example.org"]


@pytest.mark.parametrize("to", ["amina@example.org\r\nBcc: bero@example.org", "amina\n@x.org"])
def test_an_address_cannot_become_a_header(to: str) -> None:
    with mailbox() as box:
        app = make_app("sqlite://", MAIL_SERVER=box.url, MAIL_FROM=FROM)
        with (
            app.app_context(),
            mail.connected() as server,
            pytest.raises(mail.MailError),
        ):
            mail.send(server, to, "Alcove", "Something.\n")
    assert box.mails == []


def test_where_nobody_listens_is_said() -> None:
    with mailbox() as box:
        gone = box.url
    with pytest.raises(mail.NoServer, match="ConnectionRefusedError"):
        sent_to(box, gone)
    with make_app("sqlite://").app_context():
        assert not mail.is_configured()
        with pytest.raises(mail.NoServer, match="configured"), mail.connected():
            pass


@pytest.mark.parametrize(
    ("server", "sender", "good"),
    [
        ("smtp://mail.example.org", FROM, True),
        ("smtps://a:b%40@mail.example.org:4465", FROM, True),
        ("smtp://[::1]:25", FROM, True),
        ("", "", True),
        ("mail.example.org", FROM, False),
        ("http://mail.example.org", FROM, False),
        ("smtp://", FROM, False),
        ("smtp://mail.example.org:port", FROM, False),
        ("smtp://mail.example.org/path", FROM, False),
        ("smtp://mail.example.org", "", False),
        ("", FROM, False),
        ("smtp://mail.example.org", "alcove", False),
        ("smtp://mail.example.org", "Alcove <alcove@example.org>", False),
        ("smtp://mail.example.org", "a@example.org\nBcc: b@example.org", False),
    ],
)
def test_settings_are_checked_at_the_start(server: str, sender: str, good: bool) -> None:
    with nullcontext() if good else pytest.raises(ConfigError, match="ALCOVE_MAIL"):
        make_app("sqlite://", MAIL_SERVER=server, MAIL_FROM=sender)
