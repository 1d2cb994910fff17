"""Letters by e-mail, received by a real mail server: a yes first, one click to stop, nothing tied to anyone's words."""

import dataclasses

import pytest
from sqlalchemy import ForeignKey, delete
from sqlalchemy.exc import IntegrityError

from listening.core import letters
from listening.core.database import db
from listening.core.jobs import sweep_all
from listening.reportbacks import mailing
from listening.reportbacks.mailing import send_letters
from listening.reportbacks.models import Subscriber
from tests.reportbacks.written import TEXTS

ROSA = "rosa@example.org"


def ask(client, slug, address=ROSA, prefix=""):
    return client.post(f"{prefix}/report-backs/letters/{slug}", data={"address": address})


def subscribe(client, mailbox, slug, prefix=""):
    ask(client, slug, prefix=prefix)
    link = mailbox.link("yes")
    assert client.post(link).status_code == 200
    return link


def rows():
    return db.session.query(Subscriber).all()


def test_nothing_is_kept_until_the_link_in_the_mail_is_followed_and_pressed(telling, rosa, mailbox):
    slug = telling.answered().engagement.slug
    answer = ask(rosa, slug)
    assert answer.status_code == 303
    assert "Look into your mail" in rosa.get(answer.location).get_data(as_text=True)
    assert rows() == []
    assert rosa.get(mailbox.link("yes")).status_code == 200
    assert rows() == []
    rosa.post(mailbox.link("yes"))
    rosa.post(mailbox.link("yes"))
    [kept] = rows()
    assert (kept.address, kept.language) == (ROSA, "en")


def test_a_published_report_back_is_told_once_in_ones_language(telling, rosa, mailbox, app):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug, prefix="/es")
    asked = len(mailbox.mails)
    telling.published(theme, "en")
    sweep_all(app)
    assert len(mailbox.mails) == asked
    telling.published(theme, "es", you_said="El camión tarda.")
    assert [sweep_all(app)["letters"], sweep_all(app)["letters"]] == [1, 0]
    letter = mailbox.mails[-1]
    assert letter["To"] == ROSA
    assert letter["Content-Language"] == "es"
    assert letter.get_content_type() == "text/plain"
    assert f"https://listen.example.org/es/report-backs/{theme.id}" in letter.get_content()
    assert not [words for words in TEXTS.values() if words in letter.get_content()]


def test_one_click_stops_the_letters_and_the_address_is_gone(telling, rosa, mailbox, app):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    telling.published(theme)
    send_letters()
    letter = mailbox.mails[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter["List-Unsubscribe"].strip("<>")
    assert mailbox.link("stop") == link.removeprefix("https://listen.example.org")
    path = mailbox.link("stop")
    assert rosa.get(path).status_code == 200
    assert len(rows()) == 1
    answer = rosa.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert rows() == []
    assert rosa.post(path).status_code == 200


def test_what_is_behind_the_subscription_is_not_told_again(telling, rosa, mailbox):
    theme = telling.answered()
    telling.published(theme)
    subscribe(rosa, mailbox, theme.engagement.slug)
    assert send_letters() == 0


def test_an_old_or_forged_link_opens_nothing(telling, rosa, mailbox, calendar):
    ask(rosa, telling.answered().engagement.slug)
    link = mailbox.link("yes")
    assert rosa.post(link[:-3] + "abc").status_code == 404
    assert rosa.post("/report-backs/letters/stop/made-up").status_code == 404
    assert rosa.post(link.replace("/yes/", "/stop/")).status_code == 404, "a link does one thing"
    calendar.move(4)
    assert rosa.post(link).status_code == 404
    assert rows() == []


@pytest.mark.parametrize(
    "address", ["", "rosa", "rosa@x", "a@b.org\nBcc: c@d.org", "a b@c.org", f"{'r' * 250}@x.org"]
)
def test_what_is_no_address_comes_back(telling, rosa, mailbox, address):
    answer = ask(rosa, telling.answered().engagement.slug, address)
    assert answer.status_code == 422
    assert mailbox.mails == []


def test_a_mailbox_is_not_flooded_through_us(telling, rosa, mailbox):
    slug = telling.answered().engagement.slug
    codes = [ask(rosa, slug, "flooded@example.org").status_code for _time in range(5)]
    assert codes == [303, 303, 303, 429, 429]
    assert len(mailbox.mails) == 3


def test_a_server_that_is_down_loses_no_letter(telling, rosa, mailbox, app):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    telling.published(theme)
    mailbox.refusal = "451 Later"
    assert send_letters() == 0
    up = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(up, smtp_url="smtp://127.0.0.1:9")
    assert send_letters() == 0
    assert ask(rosa, theme.engagement.slug).status_code == 503
    app.config["SETTINGS"], mailbox.refusal = up, ""
    assert [send_letters(), send_letters()] == [1, 0]


def test_who_stops_while_letters_leave_gets_none(telling, rosa, mailbox):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    telling.published(theme)
    asked = len(mailbox.mails)

    def behind():
        dues = list(mailing.behind())
        db.session.execute(delete(Subscriber))
        return dues

    assert letters.send(behind) == 0
    assert len(mailbox.mails) == asked


def test_a_server_elsewhere_that_cannot_encrypt_gets_no_letter(mailbox, app, rosa, telling):
    here = app.config["SETTINGS"].smtp_url
    # The same server under a name that is not this machine's.
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], smtp_url=here.replace("127.0.0.1", "127.1")
    )
    assert ask(rosa, telling.answered().engagement.slug).status_code == 503
    assert mailbox.mails == []


def test_an_address_that_does_not_exist_stops_nobody_elses_letter(telling, rosa, mailbox):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    telling.published(theme)
    mailbox.refusal = "550 Nobody here"
    assert send_letters() == 0
    mailbox.refusal = ""
    assert send_letters() == 0


def test_without_a_mail_server_letters_are_neither_offered_nor_sent(telling, rosa):
    theme = telling.answered()
    telling.published(theme)
    slug = theme.engagement.slug
    assert rosa.get(f"/report-backs/letters/{slug}").status_code == 404
    assert ask(rosa, slug).status_code == 404
    for path in (f"/ledger/{theme.id}", f"/report-backs/{theme.id}", f"/promises/{slug}"):
        assert "letters" not in rosa.get(path).get_data(as_text=True).lower()
    assert send_letters() == 0


def test_letters_are_offered_on_the_theme_and_never_on_the_way_of_the_phone(telling, rosa, mailbox, world):
    theme = telling.answered()
    telling.published(theme)
    offered = f"/report-backs/letters/{theme.engagement.slug}"
    assert offered in rosa.get(f"/ledger/{theme.id}").get_data(as_text=True)
    for path in ("/", "/join", "/receipt"):
        assert "letters" not in rosa.get(path).get_data(as_text=True)


def test_an_address_has_no_way_to_what_anyone_said(app):
    targets = {key.target_fullname for key in Subscriber.__table__.foreign_keys}
    assert targets == {"engagement.id"}
    pointed_at = [
        str(column)
        for one in db.metadata.tables.values()
        for column in one.columns
        for key in column.foreign_keys
        if isinstance(key, ForeignKey) and key.column.table.name == "subscriber"
    ]
    assert pointed_at == []


def test_a_row_without_an_address_is_refused(telling):
    theme = telling.answered()
    facts = {"engagement_id": theme.engagement_id, "language": "en", "confirmed_on": theme.signed_off_on}
    db.session.add(Subscriber(id="f" * 32, address="nobody", told_of=0, **facts))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_what_we_keep_says_it(rosa):
    html = rosa.get("/what-we-keep").get_data(as_text=True)
    assert "we keep your e-mail address" in html
    assert "subscriber: id, engagement_id, address, language, confirmed_on, told_of" in html
