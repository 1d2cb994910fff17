"""The latest words of a receipt count, and deleted words stay deleted."""

from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core.database import db
from tests.phone import Phone
from tests.sessions.rooms import opened


def test_sending_again_after_back_keeps_the_latest_words_once(world, app):
    session = opened(world.engagement())
    phone = Phone(app.test_client(use_cookies=False))
    sent(phone, session, "First I said this.")
    receipt = phone.page
    carried = {"secret": SECRET[0], f"text-{session.agenda[0].prompt_id}": "Then I said it better."}
    answer = phone.client.post(f"/s/{session.code}/receipt", data=carried)
    assert answer.status_code == 200, receipt.title
    world.cast.bo.post(f"/staff/live/{session.id}/close")
    world.cast.ada.post(f"/staff/engagements/{session.engagement_id}/end-listening")
    assert db.session.scalars(select(Contribution.text)).all() == ["Then I said it better."]


def test_words_deleted_before_sealing_cannot_be_sent_back(world, app):
    session = opened(world.engagement())
    phone = Phone(app.test_client(use_cookies=False))
    sent(phone, session, "Please forget this.")
    words = " ".join(one.get_text() for one in phone.page.soup.select(".words li"))
    phone.open("/receipt")
    phone.press("Show me", receipt=words)
    phone.press("Delete my words")
    phone.press("Yes, delete them")
    again = {"secret": SECRET[0], f"text-{session.agenda[0].prompt_id}": "Please forget this."}
    answer = phone.client.post(f"/s/{session.code}/receipt", data=again)
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "You deleted these words" in html
    assert "Please forget this." in html, "what they typed is still there"


SECRET: list[str] = []


def sent(phone: Phone, session, text: str) -> None:
    """Go the whole way once, remembering the secret that rides in the page."""
    phone.open(f"/s/{session.code}")
    SECRET[:] = [phone.page.soup.find("input", {"name": "secret"})["value"]]
    phone.press("Start")
    phone.press("Continue", text=text)
    for _prompt in session.agenda[1:]:
        phone.press("Skip this question")
    phone.press("Send")
    assert phone.page.title == "We received your words"
