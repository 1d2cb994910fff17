"""A real mail server on this machine, and what it was handed."""

import dataclasses
import re
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller


class Mailbox:
    """Keeps what a mail server was handed; may refuse."""

    def __init__(self):
        self.mails, self.refusal = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def link(self, kind: str) -> str:
        """Path of the newest link of a kind."""
        return re.findall(
            rf"https://listen\.example\.org(/\S*(?:letters|mail|weekly)/{kind}/\S+)",
            self.mails[-1].get_content(),
        )[-1]


@pytest.fixture
def mailbox(app):
    """A mail server on this machine, named in the settings."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"],
        address="https://listen.example.org",
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="letters@listen.example.org",
    )
    yield box
    server.stop()
