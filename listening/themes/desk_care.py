"""The pages of a reader: a batch at a time, words translated beside the original, the clock for pay."""

from flask import Blueprint, abort, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.models import Contribution, Redaction
from listening.core.database import db, will_write
from listening.core.page import done, page
from listening.engagements.desk import engagement_or_404
from listening.engagements.models import Engagement
from listening.themes import batch_places, care, translating
from listening.themes.counts import coverage
from listening.themes.forms import SeenForm
from listening.themes.forms_care import READ, BatchForm, TakeForm, TranslationForm
from listening.themes.moving import whereabouts
from listening.themes.records import Batch
from listening.themes.screens import read

reader = Blueprint("themes_care", __name__, url_prefix="/staff/themes")
#: Where the cookie of the desk keeps which languages its reader reads.
READS = "reads"


@reader.get("/engagements/<int:engagement_id>/reading")
@requires(Role.REVIEWER)
def heap(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    heap, button = care.heap_of(me, engagement), SeenForm(formdata=None)
    # In the sealed cookie of the desk alone: what a person reads is asked once an evening, and kept nowhere.
    reads = session.get(READS) or list(heap.waiting)
    return page("themes/desk/heap.html", engagement=engagement, heap=heap, button=button, reads=reads)


@reader.post("/engagements/<int:engagement_id>/reading")
@requires(Role.REVIEWER)
def take(me: Staff, engagement_id: int) -> ResponseReturnValue:
    languages = TakeForm().languages.data or None
    batch = care.take(me, engagement_or_404(engagement_id), languages)
    session[READS] = languages
    db.session.commit()
    return done(url_for(".batch", batch_id=batch.id))


@reader.post("/engagements/<int:engagement_id>/clock")
@requires(Role.REVIEWER)
def turn_clock(me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Start the clock for pay, or stop it: also for work at the table."""
    runs = care.clock_runs(me)
    if runs:
        care.stop_clock(me)
    else:
        care.start_clock(me, engagement_or_404(engagement_id))
    db.session.commit()
    words = _("Your clock has stopped.") if runs else _("Your clock runs.")
    return done(url_for(".heap", engagement_id=engagement_id), words)


@reader.get("/batches/<int:batch_id>")
@requires(Role.REVIEWER)
def batch(me: Staff, batch_id: int) -> ResponseReturnValue:
    will_write()
    return _batch(me, _mine_or_404(me, batch_id), BatchForm(formdata=None), status=200)


@reader.post("/batches/<int:batch_id>")
@requires(Role.REVIEWER)
def put_down(me: Staff, batch_id: int) -> ResponseReturnValue:
    mine, form = _mine_or_404(me, batch_id), BatchForm()
    if not form.validate_on_submit():
        return _batch(me, mine, form, status=422)
    where = url_for(".heap", engagement_id=mine.engagement_id)
    if form.then.data != READ:
        care.pass_on(me, mine)
        db.session.commit()
        return done(where, _("Another reader gets it."))
    engagement, voices = engagement_or_404(mine.engagement_id), care.texts_in(mine)
    number = batch_places.put(me, engagement, voices, form.pairs("places"), form.pairs("was"))
    care.finish(me, mine)
    db.session.commit()
    thanks = _("Placed by you: %(number)s. Thank you. Take the next batch when you are ready.", number=number)
    return done(where, thanks)


def _mine_or_404(me: Staff, batch_id: int) -> Batch:
    found = db.session.get(Batch, batch_id)
    return found if found and found.reader_id == me.id and found.read_on is None else abort(404)


def _batch(me: Staff, batch: Batch, form: BatchForm, *, status: int) -> ResponseReturnValue:
    engagement, voices = db.session.get_one(Engagement, batch.engagement_id), care.texts_in(batch)
    translations = translating.translations_of([voice.id for voice in voices])
    context = {"batch": batch, "voices": voices, "form": form, "translations": translations}
    context |= {"minutes": care.minutes_of(me), "status": status}
    context |= {"offered": batch_places.offered(engagement), "covered": coverage(engagement)}
    context["lies"] = {voice.id: whereabouts(voice) for voice in voices}
    return read(me, engagement, "batch", len(voices), "themes/desk/batch.html", **context)


@reader.route("/voices/<contribution_id>/translate", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def translate(me: Staff, contribution_id: str) -> ResponseReturnValue:
    will_write()
    voice = db.session.get(Contribution, contribution_id) or abort(404)
    form = TranslationForm()
    form.offer(voice.prompt.engagement.languages, voice.language)
    if not form.validate_on_submit():
        return _translate(me, voice, form, status=422 if form.is_submitted() else 200)
    if form.seen.data and form.seen.data != translating.words_held(voice):
        form.text.errors = [_("The words are others now. Look at them, and translate those.")]
        return _translate(me, voice, form, status=409)
    language, without = form.language.data, bool(form.without_details.data)
    translating.translate(me, voice, language, form.text.data, without_details=without)
    db.session.commit()
    return done(url_for(".translate", contribution_id=voice.id), _("Saved."))


def _translate(me: Staff, voice: Contribution, form: TranslationForm, *, status: int) -> ResponseReturnValue:
    redaction = db.session.get(Redaction, voice.id)
    known = {one.language: one for one in translating.translations_of([voice.id]).get(voice.id, [])}
    before = known.get(form.language.data or "")
    if before and not form.is_submitted():
        form.text.data, form.without_details.data = before.text, before.made_from is not None
    form.seen.data = translating.words_held(voice)
    context = {"voice": voice, "redaction": redaction, "form": form, "before": before, "status": status}
    return read(me, voice.prompt.engagement, "translate", 1, "themes/desk/translate.html", **context)
