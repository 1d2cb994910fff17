"""Care for the reader: small batches, heavy words covered, a way to pass them on, and time that is paid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, insert, select

from listening.accounts.models import Staff
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement, Prompt
from listening.themes.board import Voice, voices_named
from listening.themes.hold import NotHere, hold, readers_only
from listening.themes.models import Disposition
from listening.themes.records import Batch, BatchText, Stint
from listening.themes.rules import Place

#: Texts dealt to a reader at once (rulings, 27).
BATCH_SIZE = 15
#: A clock that someone forgot to stop counts no more than this.
LONGEST_STINT = timedelta(hours=2)


@dataclass(frozen=True)
class Heap:
    """Where the reading of an engagement stands, for one reader."""

    mine: Batch | None
    #: Texts nobody was given yet, by language.
    waiting: Mapping[str, int]
    #: Batches that wait for a reader who has not passed them on.
    handed_over: int
    #: Minutes this reader was paid for so far.
    minutes: int
    clock_runs: bool

    @property
    def left(self) -> int:
        return sum(self.waiting.values())

    @property
    def more(self) -> bool:
        return bool(self.left or self.handed_over)


def heap_of(me: Staff, engagement: Engagement) -> Heap:
    return Heap(
        mine=_mine(me, engagement.id),
        waiting=_waiting(engagement.id),
        handed_over=len(_handed_over(me, engagement.id)),
        minutes=minutes_of(me),
        clock_runs=_running(me) is not None,
    )


def _waiting(engagement_id: int) -> dict[str, int]:
    undealt = _undealt(engagement_id).subquery()
    query = select(undealt.c.language, func.count()).group_by(undealt.c.language).order_by(undealt.c.language)
    return {row[0]: row[1] for row in db.session.execute(query)}


def take(by: Staff, engagement: Engagement, languages: Collection[str] | None = None) -> Batch:
    """Give a reader the next few texts: their own open batch, one that was handed over, or new ones.

    Args:
        by: a reviewer.
        engagement: whose voices.
        languages: those this person reads; None means all.

    Raises:
        NotHere: when nothing is left to read.
    """
    readers_only(by)
    hold(engagement.id)
    batch = _mine(by, engagement.id) or next(iter(_handed_over(by, engagement.id, languages)), None)
    batch = batch or _deal(engagement.id, languages)
    batch.reader_id = by.id
    start_clock(by, engagement)
    db.session.flush()
    return batch


def _deal(engagement_id: int, languages: Collection[str] | None) -> Batch:
    undealt = _undealt(engagement_id).order_by(Contribution.id).limit(BATCH_SIZE)
    if languages is not None:
        undealt = undealt.where(Contribution.language.in_(languages))
    ids = db.session.scalars(undealt).all()
    if not ids:
        raise NotHere(_("Nothing is left to read. Thank you."))
    batch = Batch(engagement_id=engagement_id, passed_by=[])
    db.session.add(batch)
    db.session.flush()
    db.session.execute(insert(BatchText), [{"contribution_id": one, "batch_id": batch.id} for one in ids])
    return batch


def _undealt(engagement_id: int) -> Select[str, str]:
    return (
        select(Contribution.id, Contribution.language)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .outerjoin(BatchText, BatchText.contribution_id == Contribution.id)
        .where(
            Prompt.engagement_id == engagement_id,
            BatchText.batch_id.is_(None),
            Contribution.id.not_in(
                select(Disposition.contribution_id).where(Disposition.place == Place.QUARANTINE.value)
            ),
        )
    )


def _mine(me: Staff, engagement_id: int) -> Batch | None:
    query = select(Batch).where(
        Batch.engagement_id == engagement_id, Batch.reader_id == me.id, Batch.read_on.is_(None)
    )
    return db.session.scalars(query.limit(1)).first()


def _handed_over(me: Staff, engagement_id: int, languages: Collection[str] | None = None) -> list[Batch]:
    """Batches that wait for a reader who has not passed them on and reads all that is in them."""
    query = select(Batch).where(
        Batch.engagement_id == engagement_id, Batch.reader_id.is_(None), Batch.read_on.is_(None)
    )
    if languages is not None:
        foreign = (
            select(BatchText.batch_id)
            .join(Contribution, Contribution.id == BatchText.contribution_id)
            .where(Contribution.language.not_in(languages))
        )
        query = query.where(Batch.id.not_in(foreign))
    return [one for one in db.session.scalars(query.order_by(Batch.id)) if me.id not in one.passed_by]


def texts_in(batch: Batch) -> list[Voice]:
    """The texts of a batch; those deleted meanwhile are gone from it."""
    return voices_named(
        db.session.scalars(
            select(BatchText.contribution_id)
            .where(BatchText.batch_id == batch.id)
            .order_by(BatchText.contribution_id)
        ).all()
    )


def pass_on(by: Staff, batch: Batch) -> None:
    """Hand the whole batch to another reader. Nobody asks why, and nothing says which text it was."""
    _refuse_unless_reading(by, batch)
    batch.reader_id, batch.passed_by = None, [*batch.passed_by, by.id]
    stop_clock(by)


def finish(by: Staff, batch: Batch) -> None:
    """All of it was read."""
    _refuse_unless_reading(by, batch)
    batch.read_on = clock.today()
    stop_clock(by)


def _refuse_unless_reading(by: Staff, batch: Batch) -> None:
    readers_only(by)
    hold(batch.engagement_id)
    if batch.reader_id != by.id or batch.read_on is not None:
        raise NotHere(_("This batch is not with you any more."))


def start_clock(by: Staff, engagement: Engagement) -> None:
    """Count paid time; one clock for each reader."""
    if _running(by) is None:
        db.session.add(Stint(staff_id=by.id, engagement_id=engagement.id, began_at=clock.now()))
        db.session.flush()


def stop_clock(by: Staff) -> None:
    stint = _running(by)
    if stint:
        stint.ended_at = min(clock.now(), stint.began_at + LONGEST_STINT)
    db.session.flush()


def _running(by: Staff) -> Stint | None:
    query = select(Stint).where(Stint.staff_id == by.id, Stint.ended_at.is_(None))
    return db.session.scalars(query.limit(1)).first()


def clock_runs(me: Staff) -> bool:
    return _running(me) is not None


def minutes_of(me: Staff) -> int:
    """A reader's own paid minutes so far, the clock that runs included."""
    stints = db.session.scalars(select(Stint).where(Stint.staff_id == me.id)).all()
    return _minutes(stints, clock.now())


def _minutes(stints: Sequence[Stint], now: datetime) -> int:
    spent = (min((one.ended_at or now) - one.began_at, LONGEST_STINT) for one in stints)
    return round(sum((one.total_seconds() for one in spent), 0.0) / 60)
