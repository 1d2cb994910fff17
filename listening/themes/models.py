from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.contributions.models import UNORDERED, Contribution
from listening.core.database import Model, Words, WordsType
from listening.engagements.models import Engagement
from listening.themes.rules import Grain, Holding, holding, worded_by_people


class Draft(Model):
    """One run of the machine over an engagement's contributions, with its progress."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state_known"),
        CheckConstraint("grain IN ('coarser', 'as_it_comes', 'finer')", name="grain_known"),
        Index(None, "engagement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    state: Mapped[str] = mapped_column(String(10))
    #: Share done, 0 to 1.
    progress: Mapped[float] = mapped_column(default=0.0)
    #: Fewer and broader themes, or more and finer ones.
    grain: Mapped[str] = mapped_column(String(12), default=Grain.AS_IT_COMES.value)
    #: True where it only placed new voices and left all others where they were.
    only_new: Mapped[bool] = mapped_column(default=False)
    #: How much it did, in numbers.
    found: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    #: What changed against the drafts before, theme by theme; never which texts.
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Theme(Model):
    """What was heard: a draft until a person signs it off."""

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("(signed_off_on IS NULL) = (signed_off_by_id IS NULL)", name="signed_by_someone"),
        Index(None, "engagement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    #: The machine's stable name for it, so that a re-run finds it again.
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[Words] = mapped_column(WordsType)
    #: What we heard, in one to three sentences; written by a person.
    summary: Mapped[Words] = mapped_column(WordsType)
    #: How those who see it differently put it, in a reviewer's words; whoever decides must answer it too.
    dissent: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: Labels the machine offers.
    suggestions: Mapped[list[str]] = mapped_column(JSON, default=list)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Agreement over resamples, 0 to 1; None for themes people made.
    firmness: Mapped[float | None]
    #: True where the machine says the group may not hold.
    provisional: Mapped[bool] = mapped_column(default=False)
    #: Who checked its words in which language; a language goes when its words change.
    checked: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    signed_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_off_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()

    @property
    def is_draft(self) -> bool:
        return self.signed_off_on is None

    @property
    def holding(self) -> Holding:
        return holding(self.firmness, provisional=self.provisional)

    @property
    def differs(self) -> bool:
        """Whether people in it disagree, in words that say how."""
        return any((self.dissent or {}).values())

    @property
    def is_settled(self) -> bool:
        """People signed it off, made it or gave it words: a new draft adds to it and changes nothing else."""
        return not self.is_draft or worded_by_people(
            self.label, self.summary, self.suggestions, self.firmness
        )


class Disposition(Model):
    """Where one contribution ended, and who put it there."""

    __tablename__ = "disposition"
    __table_args__ = (
        Index(None, "theme_id"),
        CheckConstraint(
            "place IN ('themed', 'single_voice', 'sensitive', 'duplicate', 'set_aside', 'quarantine')",
            name="place_known",
        ),
        CheckConstraint("(place = 'themed') = (theme_id IS NOT NULL)", name="themed_has_theme"),
        CheckConstraint("(place = 'set_aside') = (reason IS NOT NULL)", name="set_aside_has_reason"),
        CheckConstraint("placed_by IN ('machine', 'person')", name="placed_by_known"),
        CheckConstraint("strand IN ('agreeing', 'differing', 'single_voice')", name="strand_known"),
        CheckConstraint("strand IS NULL OR place = 'themed'", name="strand_inside_a_theme"),
        UNORDERED,
    )

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(20))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    #: A public reason when set aside.
    reason: Mapped[str | None] = mapped_column(String(20))
    #: machine or person.
    placed_by: Mapped[str] = mapped_column(String(8))
    #: How near the middle of its theme, 0 to 1; None where a person put it.
    strength: Mapped[float | None]
    #: Chosen to stand for its theme.
    exemplar: Mapped[bool] = mapped_column(default=False)
    #: Which strand of its theme it belongs to, where a person said so.
    strand: Mapped[str | None] = mapped_column(String(12))

    contribution: Mapped[Contribution] = relationship()
    theme: Mapped[Theme | None] = relationship()


class Code(Model):
    """One line of an engagement's codebook: a barrier or a strength, and when it is used."""

    __tablename__ = "code"
    __table_args__ = (
        UniqueConstraint("engagement_id", "name"),
        CheckConstraint("kind IN ('barrier', 'strength')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    #: Short and in capitals: TRANSPORT.
    name: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[Words] = mapped_column(WordsType)
    definition: Mapped[Words] = mapped_column(WordsType)
    include: Mapped[Words] = mapped_column(WordsType)
    exclude: Mapped[Words] = mapped_column(WordsType)
    #: Invented, never taken from a contribution.
    example: Mapped[Words] = mapped_column(WordsType)

    engagement: Mapped[Engagement] = relationship()


class Coding(Model):
    """A person said that this code fits these words; one contribution may carry several."""

    __tablename__ = "coding"
    __table_args__ = (Index(None, "code_id"), UNORDERED)

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), primary_key=True)


class SecondReading(Model):
    """A second person reads a random sample without seeing where it was put."""

    __tablename__ = "second_reading"
    __table_args__ = (Index(None, "engagement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    engagement: Mapped[Engagement] = relationship()


class Reread(Model):
    """One text of a sample: where it was when the sample was drawn, and where the second reader puts it."""

    __tablename__ = "reread"
    __table_args__ = (
        Index(None, "contribution_id"),
        CheckConstraint(
            "(agreed IS NULL) = (agreed_by_id IS NULL) AND (agreed IS NULL) = (agreed_on IS NULL)",
            name="agreed_by_someone",
        ),
        UNORDERED,
    )

    second_reading_id: Mapped[int] = mapped_column(
        ForeignKey("second_reading.id", ondelete="CASCADE"), primary_key=True
    )
    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    #: Key of the theme it was in, empty for a single voice.
    first: Mapped[str] = mapped_column(String(40))
    #: The same by the second reader; None until read.
    second: Mapped[str | None] = mapped_column(String(40))
    #: Where the two agreed it belongs once they had talked; None until they did.
    agreed: Mapped[str | None] = mapped_column(String(40))
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    agreed_on: Mapped[date | None]

    agreed_by: Mapped[Staff | None] = relationship()
