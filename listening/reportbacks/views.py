from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.rules import Role
from listening.contributions.withdrawals import words_parted, words_withdrawn
from listening.core import mail
from listening.core.database import db
from listening.core.journal import head
from listening.core.letters import post
from listening.core.limits import limiter
from listening.core.models import Setting
from listening.core.page import done, language, page
from listening.core.pages import paragraphs
from listening.core.paper import DRAWINGS, as_answer, can_print, paper_asked
from listening.core.policy import public
from listening.engagements.views import open_engagement_or_404
from listening.reportbacks import mailing, service
from listening.reportbacks.forms import LettersForm, translated_words
from listening.reportbacks.letter import letter_of
from listening.reportbacks.models import ReportBack
from listening.reportbacks.posters import poster_pdf
from listening.reportbacks.short import parts_of, short_text

views = Blueprint("reportbacks", __name__, url_prefix="/report-backs")

#: Letters asked for from one address block, and to one address: nobody's mailbox is flooded through us.
ASKINGS = "60 per hour"
ASKINGS_FOR_ONE = "3 per day"
#: Letters of a link on paper: 64 bits, which no other link meets by chance.
MARK_LENGTH = 16


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        signed_as=signed_as, paragraphs=paragraphs, translated_words=translated_words, mark=mark
    )
    app.jinja_env.globals.update(can_print=can_print, mail_works=mail.works)
    words_withdrawn.connect(service.correct_for_withdrawn)
    words_parted.connect(service.correct_for_parted)


def mark(head: str) -> str:
    """The beginning of the newest link of the chain, as people can read and type it.

    >>> mark("b50598531a0826bb8d0905d2")
    'b505 9853 1a08 26bb'
    """
    return " ".join(head[at : at + 4] for at in range(0, MARK_LENGTH, 4))


def signed_as(role: Role) -> str:
    """Who signs, in public: a role, never a name."""
    if role is Role.REVIEWER:
        return str(_("a parent partner"))
    return str(Setting.value_of("agency_name") or "") or str(_("the agency"))


@views.get("/<int:theme_id>")
@public
def shown(theme_id: int) -> ResponseReturnValue:
    """What came of one theme, in the reader's language; honest when that one is not there yet."""
    return _told(theme_id, "reportbacks/shown.html")


@views.get("/<int:theme_id>/poster")
@public
def poster(theme_id: int) -> ResponseReturnValue:
    """One sheet of paper for the wall of the place where people spoke."""
    return _told(theme_id, "reportbacks/poster.html", head=head())


@views.get("/<int:theme_id>/poster.pdf")
@public
@limiter.limit(DRAWINGS)
def poster_file(theme_id: int) -> ResponseReturnValue:
    """The same sheet as a PDF, on ``?paper=letter`` or ``a4``."""
    paper = paper_asked()
    told = service.published_for(theme_id).get(language()) or abort(404)
    html = render_template("reportbacks/poster_pdf.html", letter=letter_of(told), head=head())
    return as_answer(poster_pdf(html, paper), f"report-back-{theme_id}")


@views.get("/<int:theme_id>/large")
@public
def large(theme_id: int) -> ResponseReturnValue:
    """The same words in large print, on the screen and on paper."""
    return _told(theme_id, "reportbacks/large.html")


@views.get("/<int:theme_id>/text")
@public
def text(theme_id: int) -> ResponseReturnValue:
    """Plain words that fit into two messages of a phone, and the address of the rest."""
    told = service.published_for(theme_id).get(language()) or abort(404)
    titles = (_("You said"), _("We did"), _("What next"))
    words = short_text(told.theme.label.said(language()), parts_of(told, titles))
    address = url_for(".shown", theme_id=theme_id, _external=True)
    return Response(f"{words}\n{address}\n", mimetype="text/plain")


@views.get("/<int:theme_id>/versions/<int:version>")
@public
def earlier(theme_id: int, version: int) -> ResponseReturnValue:
    """An earlier version, kept to be read."""
    found = {one.language: one for one in service.versions(theme_id) if one.version == version}
    if not found:
        abort(404)
    here = found.get(language())
    if here is None:
        return _told(theme_id, "reportbacks/shown.html")
    return page("reportbacks/shown.html", letter=letter_of(here))


def address_key() -> str:
    """Whom a letter is asked for, as a keyed hash in memory."""
    address = request.form.get("address", "").strip().lower()
    return str(current_app.config["KEYS"].fingerprint_of(address, "letters"))


@views.route("/letters/<slug>", methods=["GET", "POST"])
@public
@limiter.limit(ASKINGS, methods=["POST"])
@limiter.limit(ASKINGS_FOR_ONE, key_func=address_key, methods=["POST"])
def letters(slug: str) -> ResponseReturnValue:
    """Ask for letters by e-mail; the first one asks back."""
    engagement, form = open_engagement_or_404(slug), LettersForm()
    if not mail.works():
        abort(404)
    if not form.validate_on_submit():
        status, asked = (422 if form.is_submitted() else 200), "asked" in request.args
        return page("reportbacks/letters.html", engagement=engagement, form=form, asked=asked, status=status)
    letter = mailing.question_for(engagement, form.address.data, language())
    # Nothing changed; the database is free for others while the mail server takes its time.
    db.session.commit()
    post(letter)
    return done(url_for(".letters", slug=slug, asked="yes"))


@views.route("/letters/yes/<token>", methods=["GET", "POST"])
@public
def letters_yes(token: str) -> ResponseReturnValue:
    """The link of the first mail. A look at it changes nothing: mail programs open links by themselves."""
    address, engagement, _language = mailing.asked_with(token)
    if request.method == "POST":
        mailing.begin(token)
        db.session.commit()
    begun = request.method == "POST"
    return page("reportbacks/letters_yes.html", engagement=engagement, address=address, begun=begun)


@views.route("/letters/stop/<token>", methods=["GET", "POST"])
@public
def letters_stop(token: str) -> ResponseReturnValue:
    """The link in every letter; mail programs post to it when someone presses their own button."""
    mailing.LINKS.known_by(token)
    if request.method == "POST":
        mailing.stop(token)
        db.session.commit()
    return page("reportbacks/letters_stop.html", stopped=request.method == "POST")


def _told(theme_id: int, template: str, **context: Any) -> ResponseReturnValue:
    published = service.published_for(theme_id) or abort(404)
    here: ReportBack | None = published.get(language())
    if here is None:
        theme = next(iter(published.values())).theme
        return page("reportbacks/elsewhere.html", theme=theme, published=sorted(published))
    return page(template, letter=letter_of(here), **context)
