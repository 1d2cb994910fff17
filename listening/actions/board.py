"""What the desk shows of themes that wait for an answer: each with its one next step, overdue first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listening.actions import answers
from listening.actions.around import Around, around
from listening.actions.models import Action, Decision
from listening.actions.records import Referral
from listening.actions.rules import Choice, Drafted, Next, may_decide, next_of
from listening.core import clock
from listening.core.loop import Loop, Status
from listening.engagements.models import Engagement
from listening.engagements.rules import Capacity, capacity
from listening.themes.models import Theme


@dataclass(frozen=True)
class Picture:
    """One theme as the desk sees it."""

    theme: Theme
    loop: Loop
    #: Published, the one that stands first.
    decisions: Sequence[Decision]
    draft: Decision | None
    actions: Sequence[Action]
    #: How many voices it holds; shown as a band.
    voices: int
    #: Whether a sense-making session must come first.
    waits: bool
    around: Around

    @property
    def stands(self) -> Choice | None:
        """The decision in force."""
        return Choice(self.decisions[0].choice) if self.decisions else None

    @property
    def next(self) -> Next:
        return next_of(
            self.loop,
            draft=self._drafted(self.draft) if self.draft else None,
            choice=self.stands,
            actions=len(self.actions),
            waits=self.waits,
            referred=bool(self.referrals),
        )

    def _drafted(self, draft: Decision) -> Drafted:
        said = [one for one in self.around.looks if one.decision_id == draft.lead_id]
        return Drafted(
            level=self.theme.engagement.participation,
            at_counsel=self.around.at_counsel is not None,
            shown=draft.shown_on is not None,
            looked=any(one.round == draft.round for one in said),
            owes_reply=any(one.owes_reply for one in self.around.looks),
        )

    @property
    def referrals(self) -> list[Referral]:
        """What was sent to another body for the decision in force."""
        lead = self.decisions[0].lead_id if self.decisions else None
        return [one for one in self.around.referrals if one.decision_id == lead]

    @property
    def may_decide(self) -> bool:
        return not self.waits and may_decide(self.loop, self.stands)

    @property
    def urgency(self) -> tuple[int, date, int]:
        """Sorts the longest overdue first, then by the day an answer is owed."""
        return (-self.loop.days_overdue, self.loop.reply_by or date.max, self.theme.id)


@dataclass(frozen=True)
class Group:
    """The themes of one engagement."""

    engagement: Engagement
    pictures: Sequence[Picture]

    @property
    def left(self) -> Capacity:
        """Whether those who answer can still answer what has no answer."""
        open_themes = sum(one.loop.answered_on is None for one in self.pictures)
        people, due = self.engagement.answering_people, self.engagement.respond_by
        return capacity(open_themes, people, clock.today(), due)

    @property
    def heard(self) -> int:
        """Themes that nobody acknowledged yet, and still can."""
        return sum(
            one.loop.status is Status.HEARD and not one.loop.overdue and not one.waits
            for one in self.pictures
        )


def board() -> list[Group]:
    """Every engagement with signed-off themes, the most urgent first."""
    groups: dict[int, list[Picture]] = {}
    for one in sorted(pictures(answers.signed_off()), key=lambda one: one.urgency):
        groups.setdefault(one.theme.engagement_id, []).append(one)
    return [Group(found[0].theme.engagement, found) for found in groups.values()]


def picture(theme: Theme) -> Picture:
    """One signed-off theme."""
    return pictures([theme], theme.engagement_id)[0]


def pictures(themes: Sequence[Theme], engagement_id: int | None = None) -> list[Picture]:
    """These themes, whatever their number, in a fixed number of queries."""
    loops, voices = answers.loops(themes, engagement_id), answers.voices_by_theme()
    decisions, drafts = answers.decisions_by_theme(engagement_id), answers.drafts_by_theme(engagement_id)
    actions = answers.actions_by_theme(engagement_id)
    waiting, beside = answers.waiting_for_community(themes), around(themes)
    return [
        Picture(
            theme=theme,
            loop=loops[theme.id],
            decisions=decisions.get(theme.id, []),
            draft=drafts.get(theme.id),
            actions=actions.get(theme.id, []),
            voices=voices.get(theme.id, 0),
            waits=theme.id in waiting,
            around=beside[theme.id],
        )
        for theme in themes
        if theme.id in loops
    ]


def may_share(theme: Theme) -> list[Theme]:
    """Other themes of its engagement that wait for a decision and could get the same one."""
    themes = [one for one in answers.signed_off() if one.engagement_id == theme.engagement_id]
    return [
        one.theme
        for one in pictures(themes, theme.engagement_id)
        if one.theme.id != theme.id and one.may_decide and not one.draft
    ]
