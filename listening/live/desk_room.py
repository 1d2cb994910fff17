"""Pages beside the console: agreeing on ground rules, and writing down what was heard."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.intake import Shut
from listening.contributions.lanes import Card
from listening.core.database import db, will_write
from listening.core.page import done, page
from listening.live import hearing, service, taps, wall
from listening.live.forms import HearingForm, RulesForm
from listening.live.hearing import Group
from listening.live.rules import MOST_HEARD, Asked
from listening.live.service import hearings, room_of
from listening.sessions import service as sessions
from listening.sessions.desk import session_or_404
from listening.sessions.forms import ButtonForm
from listening.sessions.models import ListeningSession

pages = Blueprint("live_room", __name__, url_prefix="/staff/live")


@pages.route("/<int:session_id>/rules", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def rules(me: Staff, session_id: int) -> ResponseReturnValue:
    """Read what people propose, write what the room agreed on, freeze it."""
    session = session_or_404(session_id)
    sessions.refuse_unless_running(me, session)
    room = room_of(session)
    start = RulesForm.fill(rules=room.agreed_rules or session.ground_rules)
    form = RulesForm.in_languages(session.engagement.languages)(data=start)
    if not form.validate_on_submit():
        return page(
            "live/desk/rules.html",
            session=session,
            room=room,
            form=form,
            proposals=taps.proposals(session, room),
            asked=Asked,
            button=ButtonForm(formdata=None),
            status=422 if form.is_submitted() else 200,
        )
    service.agree(me, session, form.words("rules"))
    db.session.commit()
    return done(url_for("live_desk.console", session_id=session.id), _("Agreed. The rules are frozen now."))


@pages.route("/<int:session_id>/hearing", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def heard(me: Staff, session_id: int) -> ResponseReturnValue:
    """Drafts of the machine beside the lines that are read back."""
    if request.method == "GET":
        will_write()
    session = session_or_404(session_id)
    cards = wall.read_by(me, session)
    groups = _groups(session, cards)
    form = _form(session, groups)
    if not form.validate_on_submit():
        answer = page(
            "live/desk/hearing.html",
            session=session,
            form=form,
            groups=[(group, _voices(group, cards)) for group in groups],
            can_hear=hearing.can_hear(wall.filled(session)),
            button=ButtonForm(formdata=None),
            status=422 if form.is_submitted() else 200,
        )
        db.session.commit()
        return answer
    service.write_down(me, session, {one.number: form.words(f"line{one.number}") for one in groups})
    db.session.commit()
    return done(url_for("live_desk.console", session_id=session.id), _("Written down. Now read it back."))


def _groups(session: ListeningSession, cards: list[Card]) -> list[Group]:
    """The drafts, lines kept before, and one empty line for what only people heard."""
    store = service.store_of(session)
    found = {one.number: one for one in (hearing.groups(store) if store and cards else [])}
    kept = [one.number for one in hearings(session) if one.number not in found]
    free = max([0, *found, *kept]) + 1
    numbers = [*kept, *([free] if free <= MOST_HEARD + 1 else [])]
    return [*found.values(), *(Group(number, "", [], "", []) for number in numbers)]


def _form(session: ListeningSession, groups: list[Group]) -> HearingForm:
    kept = {one.number: one.words for one in hearings(session)}
    start = {f"line{number}_{code}": text for number, words in kept.items() for code, text in words.items()}
    return HearingForm.for_numbers([one.number for one in groups], session.engagement.languages, data=start)


def _voices(group: Group, cards: list[Card]) -> list[Card]:
    return [one for one in cards if one.id in group.voices and one.lane not in hearing.APART]


@pages.post("/<int:session_id>/hearing/find")
@requires(Role.FACILITATOR, Role.REVIEWER)
def find(me: Staff, session_id: int) -> ResponseReturnValue:
    """Let the machine draft from what was let in; nothing a person wrote down is touched."""
    session = session_or_404(session_id)
    cards, store = wall.read_by(me, session), service.store_of(session)
    if store is None or not hearing.can_hear(wall.filled(session)):
        raise service.NotNow(_("Too few have spoken. Read the cards, and write down what you heard."))
    # The machine takes seconds: nobody who presses send may wait for it.
    db.session.commit()
    try:
        hearing.listen(store, cards)
    except Shut as shut:
        raise service.NotNow(_("The session has moved on. Look at it again.")) from shut
    return done(url_for(".heard", session_id=session_id))
