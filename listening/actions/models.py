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
        CheckConstraint("discarded_on IS NULL OR published_on IS NULL", name="discarded_was_a_draft"),
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
    #: A draft that was thrown away; it stays for what was said about it.
    discarded_on: Mapped[date | None]
    #: The decision it was drafted together with, when one answer is for several themes; None for the first.
    shared_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    #: The day it was shown to parents in the words it has now; a change of words takes it back.
    shown_on: Mapped[date | None]
    #: How often it was shown, each time in other words.
    round: Mapped[int] = mapped_column(default=0, server_default="0")

    theme: Mapped[Theme] = relationship()
    drafted_by: Mapped[Staff] = relationship(foreign_keys=drafted_by_id)

    @property
    def lead_id(self) -> int:
        """The decision under which everything about a shared answer is kept."""
        return self.shared_id or self.id


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
        CheckConstraint("plan_link = '' OR plan_link LIKE 'https://%'", name="plan_link_https"),
        CheckConstraint(
            "agreement_link = '' OR agreement_link LIKE 'https://%'", name="agreement_link_https"
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
    #: Where people can read that plan; "" when nowhere.
    plan_link: Mapped[str] = mapped_column(String(300), default="", server_default="")
    #: Where people can read what those who share it agreed on; "" when nowhere.
    agreement_link: Mapped[str] = mapped_column(String(300), default="", server_default="")
    #: What stood in people's way and is gone with it; None when that was not said.
    removes: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))

    theme: Mapped[Theme] = relationship()
    judged_by: Mapped[Staff | None] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.due_on, Milestone.id", cascade="all, delete-orphan"
    )
    moves: Mapped[list["Postponement"]] = relationship(order_by="Postponement.id")

    @property
    def owed_by(self) -> date | None:
        """The day it is still owed by; None when it is complete."""
        return None if self.completion == "complete" else self.due_on


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

    @property
    def owed_by(self) -> date | None:
        """The day it is still owed by; None when it was reached."""
        return None if self.reached_on else self.due_on


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
