from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core.database import Model, Words, WordsType
from listening.themes.models import Theme


class Decision(Model):
    """What the agency decided on one theme. A new one after a contest leaves the old one standing."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(None, "theme_id"),
        CheckConstraint(
            "choice IN ('will_do', 'will_do_part', 'already_doing', 'need_more_time', "
            "'will_not', 'not_ours')",
            name="choice_known",
        ),
        CheckConstraint(
            "choice = 'will_do' OR (reason IS NOT NULL AND would_change IS NOT NULL)",
            name="reason_unless_will_do",
        ),
        CheckConstraint("choice <> 'need_more_time' OR until IS NOT NULL", name="more_time_has_date"),
        CheckConstraint("choice <> 'not_ours' OR referred_to IS NOT NULL", name="not_ours_names_whose"),
        CheckConstraint("(published_on IS NULL) = (published_by_id IS NULL)", name="published_by_someone"),
        CheckConstraint("published_by_id IS NULL OR published_by_id <> drafted_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    choice: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(20))
    #: The decision in plain words.
    words: Mapped[Words] = mapped_column(WordsType)
    #: What could change it; None only for "will do".
    would_change: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: What is said to those who see it differently; owed when the theme tells of them.
    to_dissent: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: For "need more time": until when.
    until: Mapped[date | None]
    #: For "not ours": the body it was referred to.
    referred_to: Mapped[str | None] = mapped_column(String(120))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_on: Mapped[date | None]

    theme: Mapped[Theme] = relationship()
    drafted_by: Mapped[Staff] = relationship(foreign_keys=drafted_by_id)


class Action(Model):
    """Something the agency will do about a theme, with an owner that stays when people leave."""

    __tablename__ = "action"
    __table_args__ = (
        Index(None, "theme_id"),
        CheckConstraint(
            "completion IN ('not_started', 'limited', 'substantial', 'complete', 'no_evidence')",
            name="completion_known",
        ),
        CheckConstraint(
            "completion = 'not_started' OR judged_by_id IS NOT NULL", name="completion_judged_by_someone"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    words: Mapped[Words] = mapped_column(WordsType)
    #: Role or unit, never a person.
    owner: Mapped[str] = mapped_column(String(120))
    deputy: Mapped[str] = mapped_column(String(120), default="")
    #: Who of the community shares it.
    co_owner: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date]
    completion: Mapped[str] = mapped_column(String(20), default="not_started")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: County plan item it belongs to, for example "SIP 2.3".
    plan_code: Mapped[str] = mapped_column(String(60), default="")

    theme: Mapped[Theme] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.due_on, Milestone.id", cascade="all, delete-orphan"
    )
    moves: Mapped[list["Postponement"]] = relationship(order_by="Postponement.id")


class Milestone(Model):
    """A step on the way of an action that people can see."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("reached_on IS NULL OR evidence IS NOT NULL", name="reached_with_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    words: Mapped[Words] = mapped_column(WordsType)
    due_on: Mapped[date]
    reached_on: Mapped[date | None]
    #: What shows that it was reached.
    evidence: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))

    action: Mapped[Action] = relationship(overlaps="milestones")


class Postponement(Model):
    """A due date that moved: the old one stays in sight, with the public reason."""

    __tablename__ = "postponement"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    on: Mapped[date]
    old_date: Mapped[date]
    new_date: Mapped[date]
    reason: Mapped[Words] = mapped_column(WordsType)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
