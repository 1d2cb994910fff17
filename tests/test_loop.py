"""The whole loop through HTTP: the first file to read.

A promise is made; a session is planned, opened and closed; people speak without an account; readers find what was
heard; the agency answers, acts and reports back; a contributor returns with a receipt and has the last word.
"""

from datetime import timedelta

from sqlalchemy import func, select

from listening.contributions.intake import intake
from listening.contributions.models import Contribution
from listening.core import clock, jobs
from listening.core.database import db
from listening.core.journal import first_break
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.sessions.models import ListeningSession
from listening.sessions.rules import VENUE_QUESTIONS
from listening.themes.models import Theme
from tests.phone import Phone

SAID = [
    "I have no car. The bus to the visit takes two hours.",
    "A ride to visits would change everything for us.",
    "The bus does not run on Sundays, so I miss the visit.",
    "Please send a van. I cannot pay for gas to get to visits.",
    "Without a ride I lose my visit and my kids think I forgot them.",
    "My caseworker changed three times and nobody told me.",
    "Each new worker asks me to tell the whole story again.",
]


def test_a_loop_goes_from_the_promise_to_the_verdict(app, cast, rosa, calendar):
    engagement = a_promise_is_made(cast)
    session = a_session_is_planned_and_opened(cast, engagement)
    receipts = people_speak(app, session)
    nobody_of_the_agency_can_read(cast, engagement)
    bo_closes_and_the_words_are_sealed(cast, session)
    theme = pia_finds_and_signs_off_what_was_heard(cast, engagement)
    the_agency_answers_and_acts(cast, theme)
    it_reports_back(cast, theme)
    rosa_gives_the_verdict(app, receipts, theme)
    calendar.move(95)
    the_community_has_closed_the_loop(app, cast, theme)


def a_promise_is_made(cast):
    today = clock.today()
    answer = cast.ada.post(
        "/staff/engagements/new",
        {
            **both("title", "Getting to visits", "Llegar a las visitas"),
            **both(
                "purpose", "We want to know what makes visits hard.", "Queremos saber qué las hace difíciles."
            ),
            **both("can_change", "Rides and hours.", "Viajes y horarios."),
            **both("cannot_change", "What a judge ordered.", "Lo que ordenó un juez."),
            **both("audience", "Parents", "Padres y madres"),
            "level": "consult",
            "coordinator": "Community Partnerships Unit",
            "inform_by": today.isoformat(),
            "respond_by": (today + timedelta(days=60)).isoformat(),
            "expected_themes": "4",
            "answering_people": "2",
            "answered_by": "Answers Desk",
        },
    )
    assert answer.status_code == 303
    engagement = db.session.scalars(select(Engagement)).one()
    desk = f"/staff/engagements/{engagement.id}"
    assert cast.bo.get(f"/staff/sessions/new/{engagement.id}").status_code == 200
    refused = cast.bo.post(f"/staff/sessions/new/{engagement.id}", plan(engagement))
    assert refused.status_code == 409, "nothing opens without a promise"
    assert cast.ada.post(f"{desk}/open").status_code == 409, "a promise needs a prompt"
    cast.ada.post(f"{desk}/prompts", both("words", "What must change?", "¿Qué debe cambiar?"))
    assert cast.ada.post(f"{desk}/open").status_code == 303
    db.session.refresh(engagement)
    assert engagement.opened_on == today
    assert len(engagement.obligations) == 3
    return engagement


def a_session_is_planned_and_opened(cast, engagement):
    prompt = engagement.prompts[0]
    answer = cast.bo.post(
        f"/staff/sessions/new/{engagement.id}",
        {**plan(engagement), "prompts": [str(prompt.id)], "returns_at": "2026-05-20T18:00"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    session = db.session.scalars(select(ListeningSession).where(ListeningSession.kind == "listening")).one()
    assert session.return_session is not None
    assert session.neutral
    assert cast.bo.post(f"/staff/sessions/{session.id}/open").status_code == 303
    return session


def plan(engagement):
    return {
        "kind": "listening",
        "starts_at": "2026-03-02T18:00",
        "minutes": "120",
        "address": "12 Oak Street",
        "owner": "library",
        "supports": ["ride", "meal"],
        **both("place", "Oak Street Library", "Biblioteca de la calle Oak"),
        **both("ground_rules", "One person speaks at a time.", "Habla una persona a la vez."),
        **{f"venue_{one.key}": "yes" if one.good else "no" for one in VENUE_QUESTIONS},
    }


def people_speak(app, session):
    receipts = []
    for number, text in enumerate(SAID):
        phone = Phone(app.test_client(use_cookies=False))
        phone.open("/join")
        page = phone.press("Join", code=session.code.lower())
        assert "Getting to visits" in page.title
        assert "You can say no" in page.text, "the notice comes before the first box"
        page = phone.press("Start")
        assert page.title == "What must change?"
        page = phone.press("Continue", text=text, consent="quote" if number < 5 else "")
        assert page.title == "Check before you send"
        page = phone.press("Send")
        assert page.title == "We received your words"
        assert text not in page.text, "the receipt never shows the words"
        receipts.append(" ".join(word.get_text() for word in page.soup.select(".words li")))
    assert len(set(receipts)) == len(SAID)
    return receipts


def nobody_of_the_agency_can_read(cast, engagement):
    assert cast.ada.get(f"/staff/themes/engagements/{engagement.id}").status_code == 403
    assert db.session.scalar(select(func.count(Contribution.id))) == 0, (
        "nothing is in the vault before sealing"
    )


def bo_closes_and_the_words_are_sealed(cast, session):
    console = cast.bo.get(f"/staff/live/{session.id}").get_data(as_text=True)
    assert "5 or more" in console, "the counter moves in steps of five"
    assert cast.bo.post(f"/staff/live/{session.id}/close").status_code == 303
    db.session.expire_all()
    assert session.state == "sealed"
    assert not intake().gatherings(), "the intake is destroyed"
    assert sorted(db.session.scalars(select(Contribution.text))) == sorted(SAID)


def pia_finds_and_signs_off_what_was_heard(cast, engagement):
    pia = Phone(cast.pia.client)
    workbench = f"/staff/themes/engagements/{engagement.id}"
    pia.open(workbench)
    rides = db.session.scalars(select(Contribution.id).where(Contribution.text.in_(SAID[:5]))).all()
    pia.open(f"{workbench}/waiting")
    pia.press("Put them there", voices=list(rides), to="new", label="Rides to visits")
    pia.open(workbench)
    page = pia.press("Make a draft")
    assert page.status == 200
    theme = next(
        one for one in db.session.scalars(select(Theme)) if one.label.said("en") == "Rides to visits"
    )
    pia.open(f"/staff/themes/{theme.id}")
    pia.press(
        "Save the words",
        **both("label", "Rides to visits", "Transporte a las visitas"),
        **both("summary", "People cannot get to visits without a ride.", "Sin transporte no llegan."),
    )
    page = pia.press("Sign off", checked=["en", "es"])
    db.session.expire_all()
    assert theme.signed_off_on == clock.today(), page.text
    engagement_desk = Phone(cast.ada.client)
    engagement_desk.open(f"/staff/engagements/{engagement.id}/end-listening")
    engagement_desk.press("End the listening")
    return theme


def the_agency_answers_and_acts(cast, theme):
    ada, ben = Phone(cast.ada.client), Phone(cast.ben.client)
    ada.open(f"/staff/actions/themes/{theme.id}/acknowledge")
    due = (clock.today() + timedelta(days=30)).isoformat()
    assert (
        cast.ada.post(f"/staff/actions/themes/{theme.id}/acknowledge", {"reply_by": due}).status_code == 303
    )
    answer = cast.ada.post(
        f"/staff/actions/themes/{theme.id}/decision",
        {
            "choice": "will_do_part",
            "reason": "money",
            **both(
                "words", "We will pay for a van on weekends.", "Pagaremos una camioneta los fines de semana."
            ),
            **both("would_change", "More money from the state.", "Más dinero del estado."),
        },
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    ada.open(f"/staff/actions/themes/{theme.id}")
    assert "Publish" not in [one.get_text().strip() for one in ada.page.soup.find_all("button")]
    ben.open(f"/staff/actions/themes/{theme.id}")
    ben.press("Publish")
    assert (
        "We will pay for a van"
        in Phone(cast.app.test_client(use_cookies=False)).open(f"/ledger/{theme.id}").text
    )
    answer = cast.ada.post(
        f"/staff/actions/themes/{theme.id}/plan",
        {
            **both("words", "A van on weekends", "Una camioneta los fines de semana"),
            "owner": "Transport desk",
            "co_owner": "Parent Circle",
            "due_on": due,
        },
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)


def it_reports_back(cast, theme):
    for language, said in (
        ("en", "You told us the bus does not work."),
        ("es", "Nos dijo que el autobús no sirve."),
    ):
        written = cast.ada.post(
            f"/staff/report-backs/themes/{theme.id}/{language}",
            {"you_said": said, "we_did": said, "what_next": said, "why_not": said, "acknowledgement": ""},
        )
        assert written.status_code == 303, written.get_data(as_text=True)
        address = written.headers["Location"]
        assert cast.ada.post(f"{address}/publish").status_code in {403, 409}, (
            "two people look before the public does"
        )
        assert cast.pia.post(f"{address}/reviewed").status_code == 303
        assert cast.ben.post(f"{address}/publish").status_code == 303
    rosa = Phone(cast.app.test_client(use_cookies=False))
    assert "the bus does not work" in rosa.open(f"/report-backs/{theme.id}").text
    assert "el autobús no sirve" in rosa.open(f"/es/report-backs/{theme.id}").text


def rosa_gives_the_verdict(app, receipts, theme):
    for receipt in receipts[:5]:
        phone = Phone(app.test_client(use_cookies=False))
        phone.open("/receipt")
        page = phone.press("Show me", receipt=receipt.upper())
        assert "Rides to visits" in page.text
        assert not any(text in page.text for text in SAID), "the trail never shows the words"
        page = phone.press("Send my answer", answer="yes")
        assert "We received your answer" in page.text
    assert "We do not know this word" in wrong_receipt(app)


def wrong_receipt(app):
    phone = Phone(app.test_client(use_cookies=False))
    phone.open("/receipt")
    page = phone.press("Show me", receipt="one two three nosuchword five six seven")
    assert page.status == 422
    return page.text


def the_community_has_closed_the_loop(app, cast, theme):
    page = Phone(app.test_client(use_cookies=False)).open(f"/ledger/{theme.id}")
    assert "Reported back" in page.text, "before the window is counted nothing is confirmed"
    jobs.sweep_all(app)
    page = Phone(app.test_client(use_cookies=False)).open(f"/ledger/{theme.id}")
    assert "Confirmed by the community" in page.text
    assert "The community says: it is so" in page.text
    assert first_break(db.session.scalars(select(Event).order_by(Event.id))) is None


def both(name, english, spanish):
    return {f"{name}_en": english, f"{name}_es": spanish}
