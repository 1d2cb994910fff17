"""What is noted around a session: who was wanted and came, numbered pay cards, places that partners voted on."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.core.database import Model, Moment, Words, WordsType
from listening.engagements.models import Engagement


class Outreach(Model):
    """How many of one group a session wanted to reach, and how many came: a tally, never a list."""

    __tablename__ = "outreach"
    __table_args__ = (
        CheckConstraint("target >= 0 AND reach >= 0", name="counted"),
        CheckConstraint(
            "who IN ('fathers', 'foster', 'kin', 'legal', 'parents', 'partners', 'tribes', 'youth')",
            name="group_known",
        ),
    )

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: One of :class:`listening.sessions.rules.Group`.
    who: Mapped[str] = mapped_column(String(12), primary_key=True)
    target: Mapped[int]
    #: As the facilitator saw it; nobody was asked who they are.
    reach: Mapped[int]


class PayCards(Model):
    """A stack of numbered gift cards: how many were given, never to whom."""

    __tablename__ = "pay_cards"
    __table_args__ = (
        CheckConstraint("first <= last", name="numbered"),
        CheckConstraint("given >= 0 AND given <= last - first + 1", name="no_more_than_there_are"),
        CheckConstraint("cents > 0", name="worth_something"),
    )

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: Number of the first and of the last card of the stack.
    first: Mapped[int]
    last: Mapped[int]
    #: What one card is worth.
    cents: Mapped[int]
    given: Mapped[int]

    @property
    def left(self) -> int:
        return self.last - self.first + 1 - self.given


class PlacePoll(Model):
    """Two or three times and places that partners choose from."""

    __tablename__ = "place_poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: Its number on the page; None while it is open.
    chosen: Mapped[int | None]
    chosen_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()
    options: Mapped[list["PlaceOption"]] = relationship(
        order_by="PlaceOption.number", cascade="all, delete-orphan"
    )
    votes: Mapped[list["PlaceVote"]] = relationship(
        order_by="PlaceVote.organisation", cascade="all, delete-orphan"
    )


class PlaceOption(Model):
    """One time and place."""

    __tablename__ = "place_option"

    place_poll_id: Mapped[int] = mapped_column(ForeignKey("place_poll.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[Words] = mapped_column(WordsType)
    address: Mapped[str] = mapped_column(String(200))


class PlaceVote(Model):
    """What one organisation can live with. It is the organisation's vote, not a person's."""

    __tablename__ = "place_vote"
    __table_args__ = (UniqueConstraint("place_poll_id", "organisation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_poll_id: Mapped[int] = mapped_column(ForeignKey("place_poll.id"))
    organisation: Mapped[str] = mapped_column(String(120))
    #: The end of its link, which nobody can guess.
    link: Mapped[str] = mapped_column(String(32), unique=True)
    #: Numbers of the options that work for it; None until it has answered.
    works: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))

    poll: Mapped[PlacePoll] = relationship(overlaps="votes")


class Debrief(Model):
    """What those who ran a session wrote down afterwards, about the evening and their own practice."""

    __tablename__ = "debrief"

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: Some of :class:`listening.sessions.debriefing.Barrier`.
    barriers: Mapped[list[str]] = mapped_column(JSON)
    #: Some of :class:`listening.sessions.rules.Support`.
    supports_used: Mapped[list[str]] = mapped_column(JSON)
    #: What we learned about our own practice.
    learned: Mapped[Words] = mapped_column(WordsType)
    noted_on: Mapped[date]
