"""Everyone presses every button at every moment of the loop: no rule of it ever breaks."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions import counsel, evidence, handing_over, living, measuring
from listening.actions import service as actions
from listening.actions.models import Action, Decision
from listening.actions.records import Counsel, DraftLook
from listening.actions.rules import Choice, Completion, Living, Value
from listening.confirmations import service as confirmations
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Answer, Tally
from listening.contributions import redaction
from listening.contributions.models import Contribution, Redaction
from listening.core import clock, jobs, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import VERDICTS, Happened, Status, reads_as
from listening.core.models import Event
from listening.engagements.rules import Level, Standing
from listening.insights.evidence import judged
from listening.insights.ledger import ledger
from listening.insights.rules import Filter
from listening.reportbacks import service as reportbacks
from listening.reportbacks.models import Quote, ReportBack
from listening.themes import service as themes
from listening.themes.models import Theme
from listening.themes.rules import Place
from tests.cast import PEOPLE, staff_named
from tests.sessions.rooms import closed, opened, said
from tests.world import both

QUOTABLE = [
    "A ride would help.",
    "The bus is late.",
    "Visits end too soon.",
    "Nobody calls.",
    "Papers in Spanish.",
]
NOT_QUOTABLE = ["Do not quote me.", "Nor me."]
TEXTS = dict.fromkeys(reportbacks.TEXTS, "We say this.")


@pytest.mark.parametrize("level", ["consult", "involve"])
@pytest.mark.parametrize(("answer", "ends"), [(Answer.YES, Status.CONFIRMED), (Answer.NO, Status.CONTESTED)])
def test_no_rule_breaks_whoever_presses_whatever(app, world, calendar, rosa, level, answer, ends):
    crowd = Crowd(world.engagement(level=level, prompts=1), rosa, Random(f"{level}{answer}"))
    session = opened(crowd.engagement)
    secrets = said(session, QUOTABLE) + said(session, NOT_QUOTABLE, consent="count")
    closed(app, session)
    closed(app, opened(crowd.engagement, kind="sense_making"))
    back = opened(crowd.engagement, kind="return")
    crowd.press(crowd.redact)
    crowd.press(crowd.sign_off)
    crowd.press(crowd.acknowledge)
    for choice, reason, change in (
        (Choice.WILL_NOT, "", ""),
        (Choice.WILL_NOT, "law", ""),
        (Choice.WILL_DO, "", ""),
    ):
        crowd.press(partial(crowd.decide, choice, reason, change))
        crowd.press(crowd.send_to_lawyers)
        crowd.press(crowd.look)
        crowd.press(crowd.publish_decisions)
    crowd.press(crowd.act)
    crowd.press(crowd.report_back)
    assert crowd.statuses() == {Status.REPORTED_BACK}, "the agency's powers end here"
    for secret in secrets[:5]:
        window = confirmations.open_for(crowd.themes()[0].id)
        confirmations.give(secret, window, answer, "", "en")
    crowd.press(partial(crowd.count_hands, back, Tally(yes=2 if answer is Answer.YES else 0)))
    assert crowd.statuses() == {Status.REPORTED_BACK}, "no verdict before the window ends"
    db.session.commit()
    calendar.move(75)
    jobs.sweep_all(app)
    db.session.expire_all()
    crowd.rules_hold()
    assert crowd.statuses() == {ends}
    crowd.press(partial(crowd.decide, Choice.WILL_DO, "", ""))
    crowd.press(crowd.look)
    crowd.press(crowd.publish_decisions)
    crowd.press(crowd.report_back)
    assert Status.CONFIRMED not in crowd.statuses() or ends is Status.CONFIRMED


class Crowd:
    """Everyone, trying everything, in a random order; after each act all rules are looked at."""

    def __init__(self, engagement: Any, rosa: Any, random: Random) -> None:
        self.engagement, self.rosa, self.random = engagement, rosa, random

    def press(self, act: Callable[[list[str]], None]) -> None:
        names = sorted(PEOPLE)
        self.random.shuffle(names)
        act(names)
        self.rules_hold()

    def everyone_tries(
        self, names: list[str], things: Iterable[Any], verb: Callable[[Staff, Any], Any]
    ) -> None:
        for thing in list(things):
            for name in names:
                try:
                    verb(staff_named(name), thing)
                    db.session.commit()
                except Refused:
                    db.session.rollback()

    def themes(self) -> list[Theme]:
        return list(db.session.scalars(select(Theme).where(Theme.signed_off_on.is_not(None))))

    @staticmethod
    def drafts(table: Any) -> list[Any]:
        return list(db.session.scalars(select(table).where(table.published_on.is_(None))))

    def redact(self, names: list[str]) -> None:
        voices = db.session.scalars(select(Contribution))
        self.everyone_tries(names, voices, lambda by, one: redaction.redact(by, one, one.text, []))

    def sign_off(self, names: list[str]) -> None:
        def verb(by: Staff, ids: list[str]) -> None:
            if self.themes():
                raise Refused("one is enough")
            theme = themes.begin_theme(by, self.engagement, both("Rides"))
            themes.move(by, self.engagement, ids, Place.THEMED, theme=theme)
            themes.rename(by, theme, both("Rides"), both("People need rides."))
            themes.sign_off(by, theme)

        self.everyone_tries(names, [list(db.session.scalars(select(Contribution.id)))], verb)

    def acknowledge(self, names: list[str]) -> None:
        by_then = clock.today() + timedelta(days=20)
        self.everyone_tries(names, self.themes(), lambda by, theme: actions.acknowledge(by, theme, by_then))

    def decide(self, choice: Choice, reason: str, change: str, names: list[str]) -> None:
        facts = {
            "choice": choice.value,
            "reason": reason,
            "words": both("We say this."),
            "would_change": both(change) if change else Words(),
            "until": None,
            "referred_to": "",
            "to_dissent": Words(),
        }
        self.everyone_tries(names, self.themes(), lambda by, one: actions.draft_decision(by, one, facts))
        self.publish_decisions(names)

    def publish_decisions(self, names: list[str]) -> None:
        self.everyone_tries(names, self.drafts(Decision), actions.publish_decision)

    def act(self, names: list[str]) -> None:
        """Everyone plans, shows, measures, hands over and judges; none of it closes a loop."""
        today, later = clock.today(), clock.today() + timedelta(days=30)
        facts = {"words": both("Bus passes"), "owner": "Transport", "due_on": later}
        before, goal = (Value(9), today), (Value(2), later)
        self.everyone_tries(names, self.themes(), lambda by, one: actions.plan_action(by, one, facts))
        planned = list(db.session.scalars(select(Action)))
        for verb in (
            lambda by, one: evidence.link(by, one, both("See."), "https://county.example/"),
            lambda by, one: measuring.begin(by, one, both("Days"), Words(), before, goal),
            lambda by, one: handing_over.hand_over(by, one, "Visits", "", both("Moved.")),
            lambda by, one: actions.judge_completion(by, one, Completion.COMPLETE),
        ):
            self.everyone_tries(names, planned, verb)

    def send_to_lawyers(self, names: list[str]) -> None:
        today = clock.today()
        self.everyone_tries(names, self.drafts(Decision), lambda by, one: counsel.send(by, one, today))
        self.publish_decisions(names)
        self.everyone_tries(names, self.drafts(Decision), lambda by, one: counsel.come_back(by, one, today))

    def look(self, names: list[str]) -> None:
        """Everyone shows drafts, answers them, throws in a no, and replies."""

        def says(answer: Living, words: str) -> Callable[[Staff, Any], Any]:
            return lambda by, one: living.answer(by, one, answer, words, "en")

        for verb in (
            living.show,
            says(Living.NO, ""),
            says(Living.NO, "Not like this."),
            says(Living.YES, ""),
        ):
            self.everyone_tries(names, self.drafts(Decision), verb)
            self.publish_decisions(names)
        self.everyone_tries(names, self.drafts(Decision), says(Living.NO, "Not like this."))
        looks = db.session.scalars(select(DraftLook))
        self.everyone_tries(names, looks, lambda by, one: living.reply(by, one, both("We hear you.")))

    def report_back(self, names: list[str]) -> None:
        for language in ("en", "es"):
            self.everyone_tries(
                names,
                self.themes(),
                lambda by, one, tongue=language: reportbacks.draft(by, one, tongue, TEXTS, "Better."),
            )
        for one in [*db.session.scalars(select(Redaction)), None]:
            self.everyone_tries(
                names,
                self.drafts(ReportBack),
                lambda by, draft, words=one: reportbacks.quote(by, draft, words),
            )
        for verb in (reportbacks.publish, reportbacks.mark_reviewed, reportbacks.cosign, reportbacks.publish):
            self.everyone_tries(names, self.drafts(ReportBack), verb)

    def count_hands(self, session: Any, tally: Tally, names: list[str]) -> None:
        def verb(by: Staff, theme: Theme) -> None:
            hands = confirmations.enter_hands(by, session, theme, tally)
            db.session.commit()
            confirmations.confirm_hands(staff_named(self.random.choice(names)), hands)

        self.everyone_tries(names, self.themes(), verb)

    def statuses(self) -> set[Status]:
        return {row.loop.status for row in ledger(Filter()).rows}

    def rules_hold(self) -> None:
        nothing_is_public_with_one_person()
        no_refusal_is_public_without_its_reason()
        no_draft_jumps_over_parents_or_lawyers()
        nobody_is_quoted_without_consent()
        only_the_community_closes_a_loop(self.engagement)
        no_duty_is_kept_without_evidence(self.engagement)
        no_public_page_counts_a_few_people(self.rosa, self.engagement, self.themes())


def nothing_is_public_with_one_person() -> None:
    for one in [*db.session.scalars(select(Decision)), *db.session.scalars(select(ReportBack))]:
        if one.published_on is not None:
            assert one.published_by_id != one.drafted_by_id
            assert db.session.get_one(Staff, one.published_by_id).role == "publisher"


def no_refusal_is_public_without_its_reason() -> None:
    for one in db.session.scalars(select(Decision).where(Decision.published_on.is_not(None))):
        assert one.choice == Choice.WILL_DO or (one.reason and one.would_change)


def no_draft_jumps_over_parents_or_lawyers() -> None:
    for one in db.session.scalars(select(Decision).where(Decision.published_on.is_not(None))):
        said = db.session.scalars(select(DraftLook).where(DraftLook.decision_id == one.lead_id)).all()
        if one.theme.engagement.participation.reaches(Level.INVOLVE):
            assert any(look.round == one.round for look in said), "parents saw these words"
        assert not any(look.owes_reply for look in said)
        open_steps = select(Counsel).where(Counsel.decision_id == one.lead_id, Counsel.back_on.is_(None))
        assert db.session.scalar(open_steps) is None


def nobody_is_quoted_without_consent() -> None:
    for one in db.session.scalars(select(Quote)):
        assert db.session.get_one(Contribution, one.contribution_id).consent == "quote"
        assert db.session.get(Redaction, one.contribution_id) is not None


def only_the_community_closes_a_loop(engagement: Any) -> None:
    steps = journal.steps_by_theme(engagement.id)
    for row in ledger(Filter()).rows:
        again = reads_as(steps[row.theme.id], respond_by=engagement.respond_by, today=clock.today())
        assert again == row.loop, "what is shown is what the events say"
        answered = [step for step in steps[row.theme.id] if step.kind is Happened.COMMUNITY_ANSWERED]
        assert answered or row.loop.status not in VERDICTS
    for one in db.session.scalars(select(Confirmation).where(Confirmation.outcome.is_not(None))):
        assert one.evaluated_on > one.ends_on
    answers = select(Event).where(
        Event.kind == Happened.COMMUNITY_ANSWERED.value, Event.staff_id.is_not(None)
    )
    assert db.session.scalar(answers) is None, "nobody on the staff answers for the community"
    assert journal.first_break(db.session.scalars(select(Event).order_by(Event.id))) is None


def no_duty_is_kept_without_evidence(engagement: Any) -> None:
    for one in judged(engagement):
        assert one.met_on is not None or one.standing is not Standing.KEPT


def no_public_page_counts_a_few_people(rosa: Any, engagement: Any, found: list[Theme]) -> None:
    addresses = ["/ledger", f"/promises/{engagement.slug}", *(f"/ledger/{theme.id}" for theme in found)]
    for address in addresses:
        answer = rosa.get(address)
        assert answer.status_code == 200
        words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
        assert not re.search(r"\b([1-9]|10) (voices?|people|persons?)\b", words), address
