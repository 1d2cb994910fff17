"""Mail through the SMTP server this installation names. Without one, nothing is ever sent."""

import ipaddress
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app

from listening.core import clock
from listening.core.config import Settings
from listening.core.models import Setting

#: Seconds a mail server may take for one answer.
PATIENCE = 10.0
#: SMTP codes from here on are final.
FINAL = 500


class NotSent(Exception):
    """The mail server could not be reached or would not take it now; try again later."""


class NoSuchAddress(Exception):
    """The mail server will never take mail for this address."""


def agency() -> str:
    """Whom mail names as its sender."""
    return " ".join(str(Setting.value_of("agency_name") or "Hearback").split())


@dataclass(frozen=True)
class Letter:
    """One mail, as plain text: nothing in it can tell whether it was opened."""

    to: str
    subject: str
    text: str
    language: str
    #: Address that stops such letters with one click (RFC 8058).
    stop: str = ""
    #: Names a letter that must not be shown twice, however often it is sent; drawn when left out.
    number: str = ""
    #: Read when the letter is written, so that no database is held while the mail server takes its time.
    sender: str = field(default_factory=agency)


def works() -> bool:
    """Whether this installation can send mail."""
    settings = _settings()
    return bool(settings.smtp_url and settings.mail_from and settings.address)


@contextmanager
def door() -> Iterator[smtplib.SMTP]:
    """A connection to the mail server, encrypted unless it is on this machine.

    Raises:
        NotSent: when there is none.
    """
    try:
        server = _connect(_settings().smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent from error
    try:
        yield server
    finally:
        server.close()


def _connect(url: str) -> smtplib.SMTP:
    """Speak to the server."""
    where, encrypted = urlsplit(url), ssl.create_default_context()
    host = where.hostname or ""
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=PATIENCE, context=encrypted)
    else:
        server = smtplib.SMTP(host, where.port or 25, timeout=PATIENCE)
        try:
            _encrypt(server, encrypted, needed=bool(where.password) or not is_here(host))
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    if where.username:
        server.login(unquote(where.username), unquote(where.password or ""))
    return server


def _encrypt(server: smtplib.SMTP, how: ssl.SSLContext, *, needed: bool) -> None:
    """Addresses of people leave this machine, and a password is said, in an encrypted line only."""
    server.ehlo()
    if needed or server.has_extn("starttls"):
        server.starttls(context=how)


def is_here(host: str) -> bool:
    """Whether a mail server is on this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def send(server: smtplib.SMTP, letter: Letter) -> None:
    """Hand one letter over.

    Raises:
        NoSuchAddress: when it can never arrive.
        NotSent: when it did not work this time.
    """
    try:
        server.send_message(written(letter))
    except smtplib.SMTPRecipientsRefused as refused:
        final = all(code >= FINAL for code, _words in refused.recipients.values())
        raise (NoSuchAddress if final else NotSent) from refused
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent from error


def written(letter: Letter) -> EmailMessage:
    settings, message = _settings(), EmailMessage()
    message["From"] = Address(display_name=letter.sender, addr_spec=settings.mail_from)
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = (
        f"<{letter.number or secrets.token_hex(16)}@{urlsplit(settings.address).hostname}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message["Content-Language"] = letter.language
    return message


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
