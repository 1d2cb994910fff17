"""What must be true after every step, read from the tables and the public pages, not from the rules' own code."""

import json
import re
from typing import ClassVar

from hypothesis.stateful import invariant
from sqlalchemy import func, select

from listening.actions.models import Action, Decision
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Answer, Tally
from listening.contributions.models import Contribution, Redaction
from listening.core import clock
from listening.core.database import db
from listening.core.journal import first_break
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.engagements.rules import Duty, Standing
from listening.insights.evidence import judged
from listening.reportbacks.models import Quote, ReportBack
from listening.sessions.models import ListeningSession
from listening.themes.models import Disposition, Theme
from tests.machine.loop import Loop
from tests.machine.people import AGENCY, OUTSIDE, by

#: Words beside a number that would make it a count of people, in both languages.
COUNTED = re.compile(
    r"\b([1-9]|10)(?:\s*(?:to|a|–|-|y)\s*[\d,]+)?[^\S\n]+(?:voices?|people|persons?|parents|answers?|receipts?|hands?|"
    r"voz|voces|personas?|respuestas|recibos?|manos?)\b",
    re.IGNORECASE,
)
#: Tags inside a line; every other one ends it.
INLINE = re.compile(r"</?(?:strong|em|b|span|a|small|bdi)\b[^>]*>")
LANGUAGES = ("en", "es")


class Watched(Loop):
    """The loop with its promises watched."""

    #: Whether the public pages are read at the end of each history.
    pages: ClassVar[bool] = True

    @invariant()
    def nothing_is_public_by_one_person(self) -> None:
        for table, kind in (("decision", Decision), ("report_back", ReportBack)):
            for row in db.session.scalars(select(kind).where(kind.published_on.is_not(None))):
                publisher = row.published_by_id
                assert publisher in {by(name).id for name in ("ada", "ben")}
                assert publisher != by(self.typed[table, row.id]).id, f"{table} by one person"

    @invariant()
    def nobody_of_the_agency_closes_a_loop(self) -> None:
        for window in db.session.scalars(select(Confirmation).where(Confirmation.outcome.is_not(None))):
            assert window.tally == self.expected(window), "answers the community did not give"
            assert window.evaluated_on
            assert window.evaluated_on > window.ends_on
        outcomes = select(Event).where(Event.kind == "community_answered")
        for event in db.session.scalars(outcomes):
            assert event.staff_id is None
            window = db.session.get_one(Confirmation, event.detail["confirmation"])
            assert event.detail["outcome"] == window.outcome

    def expected(self, window: Confirmation) -> Tally:
        """What receipts said, and what two people from outside counted since it opened."""
        given = list(self.given.get(window.id, {}).values())
        total = Tally(*[given.count(answer) for answer in Answer])
        for (room_id, _theme), tally in self.agreed.items():
            room = db.session.get_one(ListeningSession, room_id)
            opened = clock.day_of(room.opened_at)
            if window.opened_on <= opened <= (window.evaluated_on or clock.today()):
                total += tally
        return total

    @invariant()
    def no_answer_is_without_its_reason_in_each_language(self) -> None:
        for one in db.session.scalars(select(Decision).where(Decision.published_on.is_not(None))):
            assert all(one.words.get(code) for code in LANGUAGES), "answered in one language"
            if one.choice != "will_do":
                assert one.reason, "answered without a reason"
                assert all((one.would_change or {}).get(code) for code in LANGUAGES), "no way to change it"

    @invariant()
    def nobody_is_quoted_who_did_not_agree(self) -> None:
        rows = select(Contribution.consent, Redaction.contribution_id).select_from(Quote)
        rows = rows.join(Contribution, Contribution.id == Quote.contribution_id)
        rows = rows.outerjoin(Redaction, Redaction.contribution_id == Quote.contribution_id)
        for consent, redacted in db.session.execute(rows):
            assert consent == "quote", "quoted without consent"
            assert redacted, "quoted as it was said"

    @invariant()
    def no_duty_is_kept_without_its_evidence(self) -> None:
        for engagement in db.session.scalars(select(Engagement)):
            for one in judged(engagement):
                if one.standing in {Standing.KEPT, Standing.LATE} and one.met_on:
                    self.reached[f"{one.obligation.duty} {one.standing}"] += 1
                    assert one.met_on <= clock.today()
                    assert EVIDENT[Duty(one.obligation.duty)](engagement), one.obligation.duty

    @invariant()
    def nothing_is_called_done_without_something_to_show(self) -> None:
        agency = {by(name).id for name in AGENCY}
        for one in db.session.scalars(select(Action).where(Action.completion == "complete")):
            if one.judged_by_id in agency:
                assert [step for step in one.milestones if step.reached_on and step.evidence], (
                    "nothing shows it"
                )

    def everyone_looks(self) -> None:
        """The public pages about this promise."""
        slug = self.theme.engagement.slug
        for path in (f"/es/ledger/{self.theme_id}", "/ledger", f"/promises/{slug}", "/ledger/figures"):
            self.read(self.house.look(path))
        for one in told(self.theme.engagement)[:1]:
            self.read(self.house.look(f"/report-backs/{one.theme_id}"))
        record = json.loads(self.house.look(f"/data/engagements/{slug}.json"))
        for band in (record["voices"], *(one["voices"] for one in record["themes"])):
            assert not 1 <= band.get("low", 0) <= 10 or band["kind"] == "least", "a small number"
        self.read(self.house.look("/data/themes.csv"))

    def read(self, page: str) -> None:
        text = re.sub(r"<[^>]*>", "\n", INLINE.sub("", page))
        found = COUNTED.search(text)
        assert found is None, f"a number of people: {found and found[0]}"
        assert not [one for one in self.house.not_quotable if one in text]

    def teardown(self) -> None:
        try:
            if self.secrets and self.pages:
                self.everyone_looks()
                assert first_break(db.session.scalars(select(Event).order_by(Event.id))) is None
        finally:
            super().teardown()


def themes(engagement: Engagement) -> list[Theme]:
    query = select(Theme).where(Theme.engagement_id == engagement.id, Theme.signed_off_on.is_not(None))
    return list(db.session.scalars(query))


def told(engagement: Engagement) -> list[ReportBack]:
    return list(db.session.scalars(select(ReportBack).where(ReportBack.published_on.is_not(None))))


def decided(engagement: Engagement) -> bool:
    public = set(db.session.scalars(select(Decision.theme_id).where(Decision.published_on.is_not(None))))
    return bool(engagement.closed_on) and {one.id for one in themes(engagement)} <= public


def answered(engagement: Engagement) -> bool:
    languages = {(one.theme_id, one.language) for one in told(engagement)}
    return decided(engagement) and languages >= {
        (one.id, code) for one in themes(engagement) for code in LANGUAGES
    }


def placed(engagement: Engagement) -> bool:
    said = db.session.scalar(select(func.count()).select_from(Contribution))
    return bool(engagement.closed_on) and said == db.session.scalar(
        select(func.count()).select_from(Disposition)
    )


def signed(engagement: Engagement) -> bool:
    outside = {by(name).id for name in ("pia", "mei")}
    return answered(engagement) and {one.cosigned_by_id for one in told(engagement)} <= outside


def met(engagement: Engagement, kind: str | None = None) -> list[ListeningSession]:
    rows = db.session.scalars(select(ListeningSession).where(ListeningSession.opened_at.is_not(None)))
    return [one for one in rows if kind in {None, one.kind}]


def together(engagement: Engagement) -> bool:
    days = {clock.day_of(one.opened_at) for one in met(engagement) if one.opened_at}
    made = db.session.scalars(select(Decision.published_on).where(Decision.published_on.is_not(None)))
    return bool(days & set(made))


def actions(_engagement: Engagement) -> list[Action]:
    return list(db.session.scalars(select(Action)))


def nothing_promised() -> bool:
    public = db.session.scalars(select(Decision.choice).where(Decision.published_on.is_not(None)))
    return not {"will_do", "will_do_part"} & set(public)


EVIDENT = {
    Duty.INFORMATION: lambda engagement: bool(engagement.opened_on),
    Duty.EVERY_THEME_ANSWERED: answered,
    Duty.EVERY_VOICE_PLACED: placed,
    Duty.SENSE_MAKING: lambda engagement: any(one.closed_at for one in met(engagement, "sense_making")),
    Duty.COSIGNED: signed,
    Duty.COMMUNITY_CO_OWNERS: lambda engagement: (
        decided(engagement)
        and all(one.co_owner for one in actions(engagement))
        and (bool(actions(engagement)) or nothing_promised())
    ),
    Duty.DECIDED_TOGETHER: together,
    Duty.COMMUNITY_JUDGES: lambda engagement: (
        all(one.judged_by_id in {by(name).id for name in OUTSIDE} for one in actions(engagement))
        and (bool(actions(engagement)) or nothing_promised())
    ),
}
