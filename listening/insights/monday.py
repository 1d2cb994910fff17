"""What waits for one person: each line one thing to do, the overdue first."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from listening.accounts.forms import role_words
from listening.accounts.models import Invitation, Staff
from listening.accounts.rules import Role
from listening.actions.board import Picture, board
from listening.actions.living import waiting_for_look
from listening.actions.referring import silent
from listening.actions.rules import Next
from listening.confirmations.models import Message, Reply
from listening.contributions.numbers import rung_on
from listening.core.database import db
from listening.core.page import language
from listening.engagements.models import Engagement
from listening.insights.monday_rooms import promises_to_begin, rooms_of
from listening.insights.waiting import Waiting
from listening.reportbacks.models import ReportBack
from listening.reportbacks.service import needs_cosign
from listening.themes.counts import coverages
from listening.themes.models import Theme

#: Steps that are not the agency's to take.
THEIR_TURN = frozenset({Next.WAIT, Next.COMMUNITY, Next.LOOK})


def waiting_for(me: Staff) -> list[Waiting]:
    """What waits for this person, the overdue first."""
    found = list(_BY_ROLE[Role(me.role)](me))
    return sorted(found, key=lambda one: not one.overdue)


def _for_publisher(me: Staff) -> Iterator[Waiting]:
    for group in board():
        yield from (_answer(me, picture) for picture in group.pictures if picture.next not in THEIR_TURN)
    yield from _to_publish(me)
    yield from _no_reply_yet()
    replies = _count(select(func.count()).where(Reply.replied_on.is_(None)))
    if replies:
        yield Waiting(
            ngettext("A message needs a reply", "%(num)s messages need a reply", replies),
            _("People left words with “no” or “partly”. Each one gets a public reply."),
            url_for("confirmations_desk.messages"),
            _("Reply"),
        )
    if db.session.scalar(select(Engagement.id).limit(1)) is None:
        yield Waiting(
            _("Make the first promise"),
            _("Say what can change, what cannot, and by when you answer. Nothing can open before it."),
            url_for("engagements_desk.new"),
            _("Make a new promise"),
        )
    for engagement in db.session.scalars(select(Engagement).where(Engagement.opened_on.is_(None))):
        yield Waiting(
            _("A promise is not public yet: %(title)s", title=engagement.title.said(language())),
            _("Nothing can open before it."),
            url_for("engagements_desk.shown", engagement_id=engagement.id),
            _("Look at it"),
        )


def _answer(me: Staff, picture: Picture) -> Waiting:
    actions = {
        Next.ACKNOWLEDGE: _("Say that you heard it"),
        Next.DECIDE: _("Write an answer"),
        Next.COUNSEL: _("Write down when it is back"),
        Next.SHOW: _("Show it to parents"),
        Next.REPLY: _("Reply to what they said"),
        Next.PUBLISH: _("Read it and publish it"),
        Next.REFER: _("Send it to those who decide"),
        Next.PLAN: _("Plan an action"),
        Next.REPORT_BACK: _("Write the report-back"),
    }
    action = actions[picture.next]
    if picture.next is Next.PUBLISH and picture.draft and picture.draft.drafted_by_id == me.id:
        action = _("Ask a colleague to publish it")
    late = picture.loop.days_overdue
    text = (
        ngettext("The answer is %(num)s day late.", "The answer is %(num)s days late.", late) if late else ""
    )
    href = url_for("actions_desk.shown", theme_id=picture.theme.id)
    return Waiting(picture.theme.label.said(language()), text, href, action, late > 0, picture.loop.status)


def _no_reply_yet() -> Iterator[Waiting]:
    for referral in silent():
        yield Waiting(
            _("%(name)s has not replied", name=referral.body),
            _("Ask again, or write down what they replied. Everyone sees the silence."),
            url_for("actions_desk.shown", theme_id=referral.decision.theme_id),
            _("See what you asked"),
        )


def _to_publish(me: Staff) -> Iterator[Waiting]:
    drafts = db.session.scalars(
        select(ReportBack).where(ReportBack.published_on.is_(None), ReportBack.drafted_by_id != me.id)
    )
    for report_back in drafts:
        yield Waiting(
            _("A report-back waits for a second person: %(theme)s", theme=_label(report_back.theme)),
            "",
            url_for("reportbacks_desk.edit", report_back_id=report_back.id),
            _("Read it"),
        )


def _for_reviewer(me: Staff) -> Iterator[Waiting]:
    yield from rooms_of(me)
    engagements = db.session.scalars(select(Engagement).where(Engagement.opened_on.is_not(None))).all()
    covered = coverages([one.id for one in engagements])
    drafts = _drafts_by_engagement()
    for engagement in engagements:
        cover, left = covered[engagement.id], drafts.get(engagement.id, 0)
        if not cover.total or (cover.complete and not left):
            continue
        yield Waiting(
            engagement.title.said(language()),
            ngettext("%(num)s theme draft to look at.", "%(num)s theme drafts to look at.", left)
            if left
            else _("What people said is not in themes yet."),
            url_for("themes_desk.workbench", engagement_id=engagement.id),
            _("Go to the workbench"),
        )
    for decision in waiting_for_look(me):
        yield Waiting(
            _label(decision.theme),
            _("The agency drafted an answer. Can you live with it?"),
            url_for("actions_drafts.look", decision_id=decision.id),
            _("Read it and answer"),
        )
    yield from _to_cosign(me)
    messages = _count(select(func.count()).where(Message.reply_id.is_(None)))
    if messages:
        yield Waiting(
            ngettext("A message to pass on", "%(num)s messages to pass on", messages),
            _("Take out what could point to a person. Then the agency must reply."),
            url_for("confirmations_desk.messages"),
            _("Read"),
        )


def _drafts_by_engagement() -> dict[int, int]:
    rows = db.session.execute(
        select(Theme.engagement_id, func.count())
        .where(Theme.signed_off_on.is_(None))
        .group_by(Theme.engagement_id)
    )
    return {row[0]: row[1] for row in rows}


def _to_cosign(me: Staff) -> Iterator[Waiting]:
    drafts = db.session.scalars(
        select(ReportBack).where(
            ReportBack.published_on.is_(None),
            ReportBack.cosigned_by_id.is_(None),
            ReportBack.drafted_by_id != me.id,
        )
    )
    for report_back in drafts:
        if needs_cosign(report_back.theme):
            yield Waiting(
                _("A report-back waits for your signature: %(theme)s", theme=_label(report_back.theme)),
                _("Sign it when it is true to what people said."),
                url_for("reportbacks_desk.edit", report_back_id=report_back.id),
                _("Read it"),
            )


def _for_facilitator(me: Staff) -> Iterator[Waiting]:
    yield from rooms_of(me)
    yield from promises_to_begin()


def _for_administrator(_me: Staff) -> Iterator[Waiting]:
    if rung_on() is None:
        yield Waiting(
            _("Numbers to call"),
            _("People see them before they write. Nobody has rung them yet."),
            url_for("helping.shown"),
            _("Set the numbers"),
        )
    here = set(db.session.scalars(select(Staff.role).where(Staff.active)))
    lacking = [str(words) for role, words in role_words().items() if role.value not in here]
    people = _("Invite someone, give a new password, or close an account. You cannot read what people said.")
    yield Waiting(
        _("People"),
        _("Nobody yet: %(roles)s.", roles=", ".join(lacking)) if lacking else people,
        url_for("accounts_desk.people"),
        _("Go to people"),
    )


def _for_steward(_me: Staff) -> Iterator[Waiting]:
    invitations = db.session.scalars(select(Invitation).where(Invitation.used_on.is_(None)))
    for invitation in invitations:
        if invitation.needs_steward:
            yield Waiting(
                _("%(name)s waits for you", name=invitation.display_name),
                _("The administrator proposes this person. Is this person free of the agency?"),
                url_for("accounts_desk.people"),
                _("Look at it"),
            )


def _count(query: object) -> int:
    return db.session.scalar(query) or 0  # type: ignore[call-overload]


def _label(theme: Theme) -> str:
    return theme.label.said(language())


_BY_ROLE = {
    Role.PUBLISHER: _for_publisher,
    Role.REVIEWER: _for_reviewer,
    Role.FACILITATOR: _for_facilitator,
    Role.ADMINISTRATOR: _for_administrator,
    Role.COMMUNITY_STEWARD: _for_steward,
}
