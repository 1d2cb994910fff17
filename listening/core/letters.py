"""What all letters share: a yes by mail first, one that fails is sent again, a stop with one click."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from listening.core import clock, mail
from listening.core.database import db
from listening.core.errors import Refused

#: Days in which the link of the first mail can be followed.
YES_DAYS = 3


class MailIsDown(Refused):
    """The mail server did not answer."""

    status = 503


class LinkIsOver(Refused):
    """A link that is too old, or that we never made."""

    status = 404


class SignedLinks:
    """The two links of one kind of letter. They say what they are for; nothing is kept until one is followed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def yes(self, *facts: Any) -> str:
        """What the link of the first mail carries."""
        return self._signer("yes").dumps([*facts, clock.today().isoformat()])

    def asked_with(self, token: str) -> list[Any]:
        """The facts such a link was made for.

        Raises:
            LinkIsOver: when it is older than :data:`YES_DAYS`, or not ours.
        """
        try:
            facts: list[Any] = self._signer("yes").loads(token)
        except BadSignature as error:
            raise self.over() from error
        if clock.today() - date.fromisoformat(facts.pop()) > timedelta(days=YES_DAYS):
            raise self.over()
        return facts

    def over(self) -> LinkIsOver:
        return LinkIsOver(_("This link is too old. Ask for the letters once more."))

    def stop(self, mark: str) -> str:
        """What the link at the end of every letter carries."""
        return self._signer("stop").dumps(mark)

    def known_by(self, token: str) -> str:
        """The mark in a link that stops letters.

        Raises:
            LinkIsOver: for a link we never made.
        """
        try:
            mark: str = self._signer("stop").loads(token)
        except BadSignature as error:
            raise LinkIsOver(_("We did not make this link.")) from error
        return mark

    def _signer(self, purpose: str) -> URLSafeSerializer:
        key, how = current_app.config["KEYS"].challenge, {"digest_method": hashlib.sha256}
        return URLSafeSerializer(key, salt=f"{self.kind} {purpose}", signer_kwargs=how)


@dataclass(frozen=True)
class Due:
    """What one reader is behind with."""

    #: The reader as it stands now; None once they have stopped.
    reader: Callable[[], Any]
    #: None where nothing of it is for this reader.
    letter: mail.Letter | None
    #: Notes on the reader what they were told of.
    told: Callable[[Any], None]


def send(behind: Callable[[], Iterable[Due]]) -> int:
    """Write to everyone who is behind; how many letters left. Sending again sends only what did not."""
    if not mail.works():
        return 0
    waiting = list(behind())
    # The database is free for others while the mail server takes its time.
    db.session.commit()
    if not waiting:
        return 0
    try:
        with mail.door() as server:
            return sum(_deliver(server, due) for due in waiting)
    except mail.NotSent:
        return 0


def _deliver(server: Any, due: Due) -> int:
    """Send one letter, unless its reader stopped meanwhile, and note what they were told of."""
    if due.reader() is None:
        return 0
    db.session.commit()
    sent = 0
    try:
        if due.letter:
            mail.send(server, due.letter)
            sent = 1
    except mail.NoSuchAddress:
        pass
    except mail.NotSent:
        return 0
    reader = due.reader()
    if reader:
        due.told(reader)
    db.session.commit()
    return sent


def text_of(name: str, **facts: Any) -> str:
    """A mail in the language that is set now. Templates of mail know no request and nobody's session."""
    text: str = current_app.jinja_env.get_template(f"emails/{name}.txt").render(**facts)
    return text


def post(letter: mail.Letter) -> None:
    """Send one mail now.

    Raises:
        MailIsDown: when the mail server does not take it.
    """
    try:
        with mail.door() as server:
            mail.send(server, letter)
    except mail.NotSent as error:
        raise MailIsDown(_("We could not send a mail now. Please try again later.")) from error
    except mail.NoSuchAddress:
        # Said in the same words as success: who has an address is nobody's business.
        return
