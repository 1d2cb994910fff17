from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.asked import Asked
from listening.core.database import db
from listening.core.languages import printed_address
from listening.core.page import done, language, page
from listening.core.paper import as_answer, can_print
from listening.evening import passes, slips
from listening.evening.cards import sheets
from listening.evening.corrections import corrections_of, put_aside
from listening.evening.forms import ButtonForm, CardsForm, PartForm, SlipsForm
from listening.evening.models import Evening, Tonight, TonightPart
from listening.evening.rules import MOST_TABLES, USUAL_TABLES
from listening.evening.service import lines_waiting
from listening.evening.tonight import put, read_back_in, release, take_out, tonight_of, use_lines
from listening.live.screens import add_console_link
from listening.live.service import hearings
from listening.sessions.desk import session_or_404
from listening.sessions.models import ListeningSession
from listening.sessions.service import refuse_unless_running
from listening.surveys.desk import survey_or_404
from listening.surveys.service import refuse_unless_running as refuse_unless_mine

desk = Blueprint("evening_desk", __name__, url_prefix="/staff/evening")


def register(app: Flask) -> None:
    add_console_link(app, "evening_desk.shown", _l("The evening: cards, table notes, tablet"))
    add_console_link(app, "evening_desk.tonight", _l("Tonight we heard"))


def session_of(me: Staff, session_id: int) -> ListeningSession:
    """The session, for those who run it."""
    session = session_or_404(session_id)
    refuse_unless_running(me, session)
    return session


@desk.get("/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def shown(me: Staff, session_id: int) -> ResponseReturnValue:
    """Everything beside the phones: cards, tables, the tablet, tonight's page."""
    session = session_of(me, session_id)
    return page("evening/desk/shown.html", session=session, printing=can_print(), button=ButtonForm())


@desk.get("/<int:session_id>/tables")
@requires(Role.FACILITATOR, Role.REVIEWER)
def tables(me: Staff, session_id: int) -> ResponseReturnValue:
    """A pass for each table, to print or to open here."""
    session = session_of(me, session_id)
    asked = request.args.get("tables", USUAL_TABLES, type=int)
    return page(
        "evening/desk/tables.html",
        session=session,
        tables=passes.tables_of(session, max(asked, 1)),
        most=MOST_TABLES,
        address_of=lambda table: printed_address("evening.table", language(), key=table.key),
        button=ButtonForm(),
    )


@desk.post("/<int:session_id>/tables/end")
@requires(Role.FACILITATOR, Role.REVIEWER)
def end_passes(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_of(me, session_id)
    passes.end_passes(session)
    db.session.commit()
    return done(
        url_for(".tables", session_id=session.id), _("The old links do not work any more. Print these.")
    )


@desk.route("/<int:session_id>/cards", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def cards(me: Staff, session_id: int) -> ResponseReturnValue:
    """New cards as a PDF; nothing of them stays here."""
    session = session_of(me, session_id)
    form = CardsForm.offering(session.engagement.languages)
    if not can_print() or not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "evening/desk/cards.html", session=session, form=form, printing=can_print(), status=status
        )
    wanted = form.wanted.data or []
    drawn = sheets(session, wanted, form.how_many.data or 1, int(form.a_sheet.data), form.paper.data)
    return as_answer(drawn, f"cards-{session.code}")


@desk.route("/<int:session_id>/forms", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def forms(me: Staff, session_id: int) -> ResponseReturnValue:
    """Paper forms as a PDF, each with a receipt to tear off; nothing of them stays here."""
    session = session_of(me, session_id)
    return _forms(session, url_for(".shown", session_id=session.id), _("The evening"))


@desk.route("/surveys/<int:survey_id>/forms", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def survey_forms(me: Staff, survey_id: int) -> ResponseReturnValue:
    """The same for a survey: for waiting rooms, and for partners who hand them out."""
    survey = survey_or_404(survey_id)
    refuse_unless_mine(me, survey)
    return _forms(survey, url_for("surveys_desk.shown", survey_id=survey.id), _("The survey"))


def _forms(asked: Asked, back_to: str, back_words: str) -> ResponseReturnValue:
    form = SlipsForm.offering(asked.engagement.languages)
    if can_print() and form.validate_on_submit():
        drawn = slips.forms(asked, form.language.data, form.how_many.data or 1, form.paper.data)
        return as_answer(drawn, f"forms-{asked.code}-{form.language.data}")
    return page(
        "evening/desk/forms.html",
        asked=asked,
        back_to=back_to,
        back_words=back_words,
        form=form,
        printing=can_print(),
        status=422 if form.is_submitted() else 200,
    )


@desk.route("/<int:session_id>/tablet", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def tablet(me: Staff, session_id: int) -> ResponseReturnValue:
    """Let a shared tablet speak for this session, or end that."""
    session = session_of(me, session_id)
    form = ButtonForm()
    if form.validate_on_submit():
        evening = passes.evening_of(session)
        evening.tablet = not evening.tablet
        db.session.commit()
        return done(url_for(".tablet", session_id=session.id))
    chosen = db.session.get(Evening, session.id)
    return page(
        "evening/desk/tablet.html",
        session=session,
        on=bool(chosen and chosen.tablet),
        address=printed_address("evening.tablet", language(), code=session.code),
        button=form,
    )


@desk.get("/<int:session_id>/tonight")
@requires(Role.FACILITATOR, Role.REVIEWER)
def tonight(me: Staff, session_id: int) -> ResponseReturnValue:
    """Put tonight's page together, and let it out before people leave."""
    session = session_of(me, session_id)
    told = db.session.get(Tonight, session.id)
    return page(
        "evening/desk/tonight.html",
        session=session,
        told=told,
        parts=told.parts if told else [],
        waiting=lines_waiting(session),
        corrections=corrections_of(session.id),
        heard=hearings(session),
        printing=can_print(),
        button=ButtonForm(),
    )


@desk.post("/<int:session_id>/tonight/corrections/<mark>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def correction_done(me: Staff, session_id: int, mark: str) -> ResponseReturnValue:
    """Dealt with: the line is gone, and the page tells what changed."""
    session = session_of(me, session_id)
    put_aside(session.id, mark)
    db.session.commit()
    return done(url_for(".tonight", session_id=session.id))


@desk.route("/<int:session_id>/tonight/part", methods=["GET", "POST"])
@desk.route("/<int:session_id>/tonight/part/<int:tonight_part_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def part(me: Staff, session_id: int, tonight_part_id: int | None = None) -> ResponseReturnValue:
    """One thing that was heard, in the words of the room."""
    session = session_of(me, session_id)
    found = _part_or_404(session, tonight_part_id) if tonight_part_id else None
    begun = read_back_in(session) if "read-back" in request.args else {}
    filled = PartForm.fill(**({"title": found.title, "lines": found.lines} if found else begun))
    form = PartForm.in_languages(session.engagement.languages)(data=filled)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("evening/desk/part.html", session=session, part=found, form=form, status=status)
    put(tonight_of(session), found, form.said("title"), form.said("lines"))
    db.session.commit()
    return done(url_for(".tonight", session_id=session.id))


def _part_or_404(session: ListeningSession, part_id: int) -> TonightPart:
    found = db.session.get(TonightPart, part_id)
    if found is None or found.listening_session_id != session.id:
        abort(404)
    return found


@desk.post("/<int:session_id>/tonight/part/<int:tonight_part_id>/take-out")
@requires(Role.FACILITATOR, Role.REVIEWER)
def part_out(me: Staff, session_id: int, tonight_part_id: int) -> ResponseReturnValue:
    session = session_of(me, session_id)
    take_out(tonight_of(session), _part_or_404(session, tonight_part_id))
    db.session.commit()
    return done(url_for(".tonight", session_id=session.id))


@desk.post("/<int:session_id>/tonight/lines")
@requires(Role.FACILITATOR, Role.REVIEWER)
def lines(me: Staff, session_id: int) -> ResponseReturnValue:
    """Take over what the tables sent for the page."""
    session = session_of(me, session_id)
    use_lines(tonight_of(session))
    db.session.commit()
    return done(url_for(".tonight", session_id=session.id))


@desk.post("/<int:session_id>/tonight/release")
@requires(Role.FACILITATOR, Role.REVIEWER)
def let_out(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_of(me, session_id)
    release(me, tonight_of(session))
    db.session.commit()
    return done(url_for(".tonight", session_id=session.id), _("The page is out. Print it, or show it."))
