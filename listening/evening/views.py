from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from listening.contributions.admission import admitted
from listening.contributions.asked import find as find_asked
from listening.contributions.intake import NotStored, Shut
from listening.contributions.rules import Channel
from listening.contributions.service import SessionOver, TakenBack, contribute
from listening.contributions.steps import Steps, read_steps
from listening.contributions.views import acknowledged, status_alone
from listening.core.database import db, languages
from listening.core.limits import limiter
from listening.core.page import language, page
from listening.core.paper import DRAWINGS, as_answer, can_print, fitted, paper_asked
from listening.core.policy import public
from listening.engagements.models import Prompt
from listening.evening import service
from listening.evening.corrections import NothingSaid, suggest
from listening.evening.models import Evening, Tonight
from listening.evening.notes import Noted, as_line, draft_of, problems_of, read_notes, receipts_of, voices_of
from listening.evening.passes import Table, table_of, works_now
from listening.evening.rules import SIZES, Correction
from listening.evening.slips import plain_form
from listening.evening.tablet import arrived, patience
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State, clean_code
from listening.sessions.service import find

views = Blueprint("evening", __name__)

#: Corrections from one address block: a whole library may read the page, a machine may not flood it.
CORRECTIONS = "60 per hour"


def register(app: Flask) -> None:
    app.jinja_env.globals.update(tonight_in=tonight_in, tonight_is_out=tonight_is_out)


def tonight_is_out(session_id: int) -> bool:
    """Whether the session has a page to link to."""
    told = db.session.get(Tonight, session_id)
    return told is not None and told.released_on is not None


def tonight_in(language: str) -> str:
    """The title of the page, in one of its languages."""
    with force_locale(language):
        return str(_("Tonight we heard"))


@views.get("/table/<key>")
@public
def table(key: str) -> ResponseReturnValue:
    """A note-taker's first page: what to say before writing, and the prompts of the evening."""
    found = _table_or_404(key)
    return _over(found) or page("evening/table.html", table=found, agenda=found.session.agenda)


def _table_or_404(key: str) -> Table:
    found = table_of(key)
    if found is None or found.session.engagement.opened_on is None:
        abort(404)
    return found


def _over(table: Table, notes: list[Noted] | None = None) -> ResponseReturnValue | None:
    """The answer when the pass does not work now; what was written is given back."""
    if works_now(table.session):
        return None
    return page("evening/table_over.html", table=table, notes=notes or [], status=410)


@views.route("/table/<key>/<int:number>", methods=["GET", "POST"])
@public
def write(key: str, number: int) -> ResponseReturnValue:
    """Write what the table says: one idea a line."""
    table, prompt = _at(key, number)
    notes = read_notes(request.form)
    lines = "\n".join(as_line(one.text) for one in notes) or request.form.get("lines", "")
    return _over(table, notes) or _write_page(table, number, prompt, notes, lines)


def _at(key: str, number: int) -> tuple[Table, Prompt]:
    table = _table_or_404(key)
    agenda = table.session.agenda
    if not 1 <= number <= len(agenda):
        abort(404)
    return table, agenda[number - 1].prompt


def _write_page(table: Table, number: int, prompt: Prompt, notes: list[Noted], lines: str, **why: Any) -> Any:
    status = 422 if why else 200
    return page(
        "evening/write.html",
        table=table,
        number=number,
        prompt=prompt,
        notes=notes,
        lines=lines,
        draft=draft_of(request.form),
        status=status,
        **why,
    )


@views.route("/table/<key>/<int:number>/read", methods=["GET", "POST"])
@public
def read_back(key: str, number: int) -> ResponseReturnValue:
    """Read each voice aloud in large print, correct it, and ask how it may be used."""
    table, prompt = _at(key, number)
    if request.method != "POST":
        return redirect(url_for(".write", key=key, number=number), 303)
    notes = voices_of(request.form.get("lines", ""), read_notes(request.form), draft_of(request.form))
    if not notes:
        return _over(table) or _write_page(table, number, prompt, [], "", empty=True)
    return _over(table, notes) or _read_page(table, number, prompt, notes)


def _read_page(
    table: Table,
    number: int,
    prompt: Prompt,
    notes: list[Noted],
    problems: list[Correction] | None = None,
    *,
    status: int = 200,
    **why: Any,
) -> ResponseReturnValue:
    return page(
        "evening/read.html",
        table=table,
        number=number,
        prompt=prompt,
        notes=notes,
        problems={(one.voice, one.part): one.words for one in problems or []},
        status=422 if problems else status,
        **why,
    )


@views.route("/table/<key>/<int:number>/send", methods=["GET", "POST"])
@public
def send(key: str, number: int) -> ResponseReturnValue:
    """Send the table's voices; afterwards nothing of them is on this screen."""
    table, prompt = _at(key, number)
    if request.method != "POST":
        return redirect(url_for(".write", key=key, number=number), 303)
    notes = read_notes(request.form)
    return _over(table, notes) or _send(table, number, prompt, notes)


def _send(table: Table, number: int, prompt: Prompt, notes: list[Noted]) -> ResponseReturnValue:
    problems = problems_of(notes, _lists())
    acts = {} if problems else service.acts_of(notes, prompt, language(), _lists())
    problems += [
        Correction(voice, "card", _("This card has an answer to this question already. Leave it out here"))
        for voice in service.cards_in_use(table.session, acts)
    ]
    if problems or not acts:
        return _read_page(table, number, prompt, notes, problems, status=422, empty=not acts)
    try:
        service.send_notes(table.session, acts)
    except SessionOver:
        return page("evening/table_over.html", table=table, notes=notes, status=410)
    except TakenBack as gone:
        return _read_page(table, number, prompt, notes, status=409, gone=gone.words)
    except NotStored:
        return _read_page(table, number, prompt, notes, status=503, not_stored=True)
    service.want_tonight(table.session, prompt, notes, language())
    db.session.commit()
    receipts = receipts_of(notes, language())
    return page(
        "evening/sent.html", table=table, number=number, agenda=table.session.agenda, receipts=receipts
    )


def _lists() -> list[str]:
    """The languages a card may be in, this page's first."""
    here = language()
    return [here, *(one for one in languages() if one != here)]


@views.route("/s/<code>/tablet", methods=["GET", "POST"])
@public
def tablet(code: str) -> ResponseReturnValue:
    """The shared tablet of one session: one document for the whole way, so that Back has nowhere to go."""
    session = find(clean_code(code))
    chosen = db.session.get(Evening, session.id) if session else None
    if session is None or chosen is None or not chosen.tablet:
        abort(404)
    return status_alone(_on_tablet(session))


def _on_tablet(session: ListeningSession) -> ResponseReturnValue:
    steps, problem = arrived(session, _lists())
    if session.state is not State.OPEN or session.engagement.closed_on is not None:
        return _tablet_page(session, steps, over=True, status=410)
    if request.method != "POST":
        return _tablet_page(session, read_steps(session, {}))
    if problem:
        return _tablet_page(session, steps, problem=problem, status=422)
    return _send_from_tablet(session, steps)


def _send_from_tablet(session: ListeningSession, steps: Steps) -> ResponseReturnValue:
    try:
        apart = not admitted(session, steps)
        voices = steps.voices(language(), Channel.TABLET)
        held = not contribute(session, steps.secret, voices, apart=apart)
    except SessionOver:
        return _tablet_page(session, steps, over=True, status=410)
    except TakenBack as gone:
        return _tablet_page(session, steps, problem=gone.words, status=409)
    except NotStored:
        return _tablet_page(
            session, steps, problem=_("We could not save this. Please try again."), status=503
        )
    return acknowledged(_tablet_page(session, steps, sent=True, held=held), held=held)


def _tablet_page(session: ListeningSession, steps: Steps, *, status: int = 200, **what: Any) -> Response:
    idle, warning = patience()
    return page(
        "evening/tablet.html", session=session, steps=steps, idle=idle, warning=warning, status=status, **what
    )


@views.get("/sessions/<int:session_id>/tonight")
@public
def tonight(session_id: int) -> ResponseReturnValue:
    """What the room heard that evening, in all its languages; an address that stays."""
    return _tonight_page(session_id, "evening/tonight.html")


@views.get("/sessions/<int:session_id>/tonight/large")
@public
def tonight_large(session_id: int) -> ResponseReturnValue:
    """The same words in large print."""
    return _tonight_page(session_id, "evening/tonight_large.html")


@views.get("/sessions/<int:session_id>/tonight.pdf")
@public
@limiter.limit(DRAWINGS)
def tonight_file(session_id: int) -> ResponseReturnValue:
    """The same page for the wall, on ``?paper=letter`` or ``a4``."""
    told, paper = _tonight_or_404(session_id), paper_asked()
    html = render_template("evening/tonight_pdf.html", told=told, session=told.session)
    return as_answer(fitted(html, paper, "tonight-pdf.css", SIZES), f"tonight-{session_id}")


@views.get("/s/<code>/paper.pdf")
@public
@limiter.limit(DRAWINGS)
def paper_file(code: str) -> ResponseReturnValue:
    """The questions as a form to print, without a receipt, on ``?paper=letter`` or ``a4``."""
    asked = find_asked(clean_code(code))
    if asked is None or asked.engagement.opened_on is None:
        abort(404)
    return as_answer(plain_form(asked, language(), paper_asked()), f"form-{asked.code}")


@views.route("/sessions/<int:session_id>/tonight/correct", methods=["GET", "POST"])
@public
@limiter.limit(CORRECTIONS, methods=["POST"])
def correct(session_id: int) -> ResponseReturnValue:
    """Someone who was there says what is wrong or missing on the page."""
    told, typed = _tonight_or_404(session_id), request.form.get("text", "")
    facts: dict[str, Any] = {"session": told.session, "typed": typed}
    if request.method != "POST":
        return page("evening/correct.html", **facts)
    try:
        suggest(told, typed, language())
    except NothingSaid as no:
        return page("evening/correct.html", problem=no.words, status=422, **facts)
    except (NotStored, Shut):
        problem = _("We could not save this. Please try again.")
        return page("evening/correct.html", problem=problem, status=503, **facts)
    return page("evening/correct.html", sent=True, session=told.session)


def _tonight_or_404(session_id: int) -> Tonight:
    told = db.session.get(Tonight, session_id)
    if told is None or told.released_on is None:
        abort(404)
    return told


def _tonight_page(session_id: int, template: str) -> ResponseReturnValue:
    told = _tonight_or_404(session_id)
    return page(template, told=told, session=told.session, printing=can_print())
