"""Everyone tries everything, in any order, while days pass: the steps of the machine."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select

from listening.actions import living
from listening.actions import service as actions
from listening.actions.models import Action, Decision, Milestone
from listening.actions.records import DraftLook
from listening.actions.rules import Choice, Completion, Living
from listening.confirmations import service as verdicts
from listening.confirmations.models import Confirmation, Reply, ShowOfHands
from listening.confirmations.rules import Answer, Tally
from listening.contributions.models import Contribution, Redaction
from listening.core import clock
from listening.core.database import db
from listening.engagements import service as engagements
from listening.reportbacks import service as letters
from listening.reportbacks.models import ReportBack
from listening.sessions import service as sessions
from listening.sessions.models import ListeningSession
from listening.themes import strands
from listening.themes.models import Theme
from tests.machine.people import AGENCY, EVERYONE, OUTSIDE, Installation, by, words
from tests.sessions import rooms

anyone = st.sampled_from(EVERYONE)
#: Mostly those who may, so that histories come far; the others try as well.
publisher = st.sampled_from(("ada", "ben", "ada", "ben", *AGENCY, *OUTSIDE))
reader = st.sampled_from(("pia", "mei", "pia", "mei", *EVERYONE))
outside = st.sampled_from(("pia", "bo", "stella", "pia", "bo", "ada", "ren"))
said = st.sampled_from(("both", "both", "both", "english", "none"))
language = st.sampled_from(("en", "es"))
place = st.integers(0, 30)
hands = st.builds(Tally, *[st.sampled_from((0, 1, 4, 12))] * 3)
NO_VOICE = -1
TEXTS = {"you_said": "The bus is slow.", "we_did": "A van comes.", "what_next": "It comes in May."}


class Loop(RuleBasedStateMachine):
    """One promise and one theme, eight people, and a clock."""

    template: ClassVar[Path]
    #: What was reached over all histories, so that a machine that does nothing is found out.
    reached: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.house = Installation(self.template)
        #: Who typed the words that stand, by ``(table, id)``; known to the machine alone.
        self.typed: dict[tuple[str, int], str] = {}
        #: What receipts answered, by window and receipt.
        self.given: dict[int, dict[str, Answer]] = {}
        #: Hands counted by two people from outside, by room and theme.
        self.agreed: dict[tuple[int, int], Tally] = {}
        self.secrets: list[str] = []

    def teardown(self) -> None:
        self.count_outcomes()
        self.house.end()

    @initialize(
        level=st.sampled_from(("consult", "involve", "collaborate", "empower")),
        quotable=st.integers(3, 9),
        others=st.integers(2, 6),
        far=st.sampled_from((0, 1, 2, 2, 2, 3, 4)),
        choice=st.sampled_from(Choice),
        answer=st.sampled_from(Answer),
    )
    def people_speak(
        self, level: str, quotable: int, others: int, far: int, choice: Choice, answer: Answer
    ) -> None:
        """A history begins at any stage of the loop."""
        theme, self.secrets = self.house.spoken(level, quotable, others)
        self.theme_id = theme.id
        if far:
            self.a_room_meets("sense_making", close=True)
            self.the_agency_answers(choice)
        if far > 1:
            self.the_agency_reports()
        if far > 3:
            self.listening_ends("ada")
        if far > 2:
            self.the_window_ends(answer)

    @property
    def theme(self) -> Theme:
        return db.session.get_one(Theme, self.theme_id)

    def one(self, kind: Any, number: int) -> Any:
        """A row of this kind, or None while there is none; in an order that is the same when a history is replayed."""
        order = kind.text.desc() if kind is Contribution else kind.id
        found = db.session.scalars(select(kind).order_by(order)).all()
        return found[-1 - number % len(found)] if found else None

    def attempt(self, name: str, act: Any) -> Any:
        done = self.house.attempt(act)
        self.reached[name] += done is not None
        return done

    # --- the calendar, rooms, readers ------------------------------------------------------------------------

    @rule(days=st.sampled_from((1, 8, 31, 62)))
    def days_pass(self, days: int) -> None:
        self.house.days_pass(days)

    def count_outcomes(self) -> None:
        """What the community said in this history."""
        for window in db.session.scalars(select(Confirmation).where(Confirmation.outcome.is_not(None))):
            self.reached[window.outcome or ""] += 1

    @rule(kind=st.sampled_from(("sense_making", "return")), close=st.booleans())
    def a_room_meets(self, kind: str, close: bool) -> None:
        room = self.attempt(kind, lambda: rooms.opened(self.theme.engagement, kind=kind))
        if room and close:
            self.house.attempt(lambda: sessions.close_session(by("bo"), room))

    @rule(who=publisher)
    def listening_ends(self, who: str) -> None:
        self.attempt("ended", lambda: engagements.end_listening(by(who), self.theme.engagement))

    @rule(who=reader, kind=said)
    def some_differ(self, who: str, kind: str) -> None:
        self.attempt(
            "dissent", lambda: strands.say_dissent(by(who), self.theme, words(kind, "Some want no van."))
        )

    @rule(number=place)
    def a_reader_takes_details_out(self, number: int) -> None:
        """Out of some of what was said, from one text on, while originals are kept."""
        voices = db.session.scalars(select(Contribution).order_by(Contribution.text)).all()
        for voice in voices[number % len(voices) :]:
            if voice.text and db.session.get(Redaction, voice.id) is None:
                self.house.world.redacted(voice)

    # --- the agency answers ----------------------------------------------------------------------------------

    @rule(who=publisher, days=st.integers(-3, 90))
    def acknowledge(self, who: str, days: int) -> None:
        day = clock.today() + timedelta(days=days)
        self.attempt("acknowledged", lambda: actions.acknowledge(by(who), self.theme, day))

    def facts(self, choice: Choice, reason: str, kinds: tuple[str, str, str]) -> dict[str, Any]:
        text, change, dissent = kinds
        return {
            "choice": choice.value,
            "reason": reason,
            "words": words(text, "A van comes."),
            "would_change": words(change, "More money."),
            "to_dissent": words(dissent, "Nobody must take it."),
            "until": clock.today() + timedelta(days=20),
            "referred_to": "Superior Court",
        }

    @rule(
        who=publisher,
        choice=st.sampled_from(Choice),
        reason=st.sampled_from(("money", "law", "money", "")),
        kinds=st.tuples(said, said, said),
        again=st.booleans(),
    )
    def draft_a_decision(
        self, who: str, choice: Choice, reason: str, kinds: tuple[str, str, str], again: bool
    ) -> None:
        facts, draft = self.facts(choice, reason, kinds), self.one(Decision, 0)
        if again and draft:
            written = self.attempt("retyped", lambda: actions.change_decision(by(who), draft, facts))
        else:
            written = draft = self.attempt(
                "drafted", lambda: actions.draft_decision(by(who), self.theme, facts)
            )
        if written:
            self.typed["decision", draft.id] = who

    @rule(who=publisher)
    def show_it(self, who: str) -> None:
        if draft := self.one(Decision, 0):
            self.attempt("shown", lambda: living.show(by(who), draft))

    @rule(who=reader, answer=st.sampled_from(Living), text=st.sampled_from(("", "Sooner.")))
    def live_with_it(self, who: str, answer: Living, text: str) -> None:
        if draft := self.one(Decision, 0):
            self.attempt("looked", lambda: living.answer(by(who), draft, answer, text, "en"))

    @rule(who=publisher, number=place, kind=said)
    def reply_to_a_look(self, who: str, number: int, kind: str) -> None:
        if look := self.one(DraftLook, number):
            self.attempt("look answered", lambda: living.reply(by(who), look, words(kind, "We will.")))

    @rule(who=publisher)
    def publish_the_decision(self, who: str) -> None:
        if draft := self.one(Decision, 0):
            self.attempt("decided", lambda: actions.publish_decision(by(who), draft))

    @rule(who=publisher, shared=st.booleans(), days=st.integers(-5, 60))
    def plan(self, who: str, shared: bool, days: int) -> None:
        facts = {
            "words": words("both", "A van"),
            "owner": "Transport",
            "co_owner": "Parent Circle" if shared else "",
            "due_on": clock.today() + timedelta(days=days),
        }
        if action := self.attempt("planned", lambda: actions.plan_action(by(who), self.theme, facts)):
            self.house.attempt(
                lambda: actions.add_milestone(by(who), action, words("both", "Bought"), clock.today())
            )

    @rule(who=publisher, number=place, kind=said)
    def reach(self, who: str, number: int, kind: str) -> None:
        if step := self.one(Milestone, number):
            self.attempt(
                "reached",
                lambda: actions.reach_milestone(
                    by(who), step, clock.today(), words(kind, "It stands there.")
                ),
            )

    @rule(who=anyone, number=place, how_far=st.sampled_from(Completion))
    def judge(self, who: str, number: int, how_far: Completion) -> None:
        if action := self.one(Action, number):
            self.attempt("judged", lambda: actions.judge_completion(by(who), action, how_far))

    # --- it reports back -------------------------------------------------------------------------------------

    @rule(who=st.sampled_from(("pia", "ada", *EVERYONE)), code=language)
    def write(self, who: str, code: str) -> None:
        begun = self.attempt("written", lambda: letters.draft(by(who), self.theme, code, TEXTS, "A date."))
        if begun:
            self.typed["report_back", begun.id] = who

    @rule(who=publisher, number=st.integers(0, 1), change=st.integers(0, 9))
    def rewrite(self, who: str, number: int, change: int) -> None:
        if draft := self.one(ReportBack, number):
            texts = TEXTS | {"we_did": f"A van comes, {change}."}
            same = texts["we_did"] == draft.we_did
            if self.attempt("rewritten", lambda: letters.change(by(who), draft, texts)) and not same:
                self.typed["report_back", draft.id] = who

    @rule(who=st.sampled_from(("pia", "ada", *EVERYONE)), number=st.integers(0, 1), which=place)
    def quote(self, who: str, number: int, which: int) -> None:
        draft, voice = self.one(ReportBack, number), self.one(Contribution, which)
        if draft:
            before = {one.contribution_id: one.words for one in draft.quotes}
            chosen = {*before, voice.id}
            done = self.attempt("quoted", lambda: letters.choose_quotes(by(who), draft, chosen) or True)
            if done and before != {one.contribution_id: one.words for one in draft.quotes}:
                self.typed["report_back", draft.id] = who

    @rule(who=reader, number=st.integers(0, 1))
    def read_it_through(self, who: str, number: int) -> None:
        if draft := self.one(ReportBack, number):
            self.attempt("read", lambda: letters.mark_reviewed(by(who), draft))

    @rule(who=reader, number=st.integers(0, 1))
    def cosign(self, who: str, number: int) -> None:
        if draft := self.one(ReportBack, number):
            self.attempt("cosigned", lambda: letters.cosign(by(who), draft))

    @rule(who=publisher, number=st.integers(0, 1))
    def publish(self, who: str, number: int) -> None:
        if draft := self.one(ReportBack, number):
            self.attempt("told back", lambda: letters.publish(by(who), draft))

    # --- the community ---------------------------------------------------------------------------------------

    @rule(answers=st.lists(st.sampled_from((*Answer, Answer.YES, Answer.YES)), min_size=1, max_size=9))
    def receipts_answer(self, answers: list[Answer]) -> None:
        window = verdicts.open_for(self.theme_id)
        if window is None:
            return
        for secret, answer in zip(self.secrets, answers, strict=False):
            text = "" if answer is Answer.YES else "It is late."
            verdicts.give(secret, window, answer, text, "en")
            self.given.setdefault(window.id, {})[secret] = answer
        self.reached["answered by receipt"] += 1

    @rule(who=outside, tally=hands, number=place)
    def count_hands(self, who: str, tally: Tally, number: int) -> None:
        if room := self.one(ListeningSession, number):
            counted = self.attempt("counted", lambda: verdicts.enter_hands(by(who), room, self.theme, tally))
            if counted:
                self.typed["hands", counted.id] = who

    @rule(who=outside, number=place)
    def agree_on_hands(self, who: str, number: int) -> None:
        counted = self.one(ShowOfHands, number)
        agreed = counted and self.attempt("agreed", lambda: verdicts.confirm_hands(by(who), counted))
        if agreed and {who, self.typed["hands", counted.id]} <= set(OUTSIDE):
            self.agreed[counted.listening_session_id, counted.theme_id] = counted.tally

    @rule(who=reader, number=place)
    def pass_on(self, who: str, number: int) -> None:
        if window := self.one(Confirmation, number):
            seen = [one.id for one in verdicts.waiting(window.id)]
            said = words("both", "It is late.")
            self.attempt("passed on", lambda: verdicts.pass_on(by(who), window, seen, said))

    @rule(who=publisher, number=place)
    def reply(self, who: str, number: int) -> None:
        if told := self.one(Reply, number):
            self.attempt("replied", lambda: verdicts.reply(by(who), told, words("both", "Sorry.")))

    # --- ways that lead far, so that histories come to their end ---------------------------------------------

    @rule(choice=st.sampled_from(Choice), publisher=st.sampled_from(("ben", "ben", "ada", "pia")))
    def the_agency_answers(self, choice: Choice, publisher: str = "ben") -> None:
        """Ada writes, Pia can live with it, and as it should be, Ben publishes."""
        self.draft_a_decision("ada", choice, "money", ("both", "both", "both"), again=False)
        self.show_it("ada")
        self.live_with_it("pia", Living.YES, "")
        self.publish_the_decision(publisher)

    @rule(
        code=language,
        writer=st.sampled_from(("pia", "ada")),
        changer=st.sampled_from(("", "", "ada", "ben", "pia")),
        voice=st.integers(NO_VOICE, 30),
        publisher=st.sampled_from(("ben", "ben", "ada", "mei")),
    )
    def a_letter_in_many_hands(
        self, code: str, writer: str, changer: str, voice: int, publisher: str
    ) -> None:
        self.write(writer, code)
        if voice != NO_VOICE:
            self.quote(writer, 0, voice)
        if changer:
            self.rewrite(changer, 0, voice)
        self.read_it_through("mei", 0)
        self.cosign("mei", 0)
        self.publish(publisher, 0)

    @rule()
    def the_agency_reports(self) -> None:
        self.a_reader_takes_details_out(0)
        for code in ("en", "es"):
            self.a_letter_in_many_hands(code, "pia", "", 0 if code == "en" else NO_VOICE, "ben")

    @rule(counting=outside, agreeing=outside, tally=hands, late=st.booleans())
    def a_room_answers(self, counting: str, agreeing: str, tally: Tally, late: bool) -> None:
        self.a_room_meets("return", close=False)
        self.count_hands(counting, tally, 0)
        if late:
            self.house.days_pass(90)
        self.agree_on_hands(agreeing, 0)
        self.house.days_pass(90)

    @rule(answer=st.sampled_from(Answer))
    def the_window_ends(self, answer: Answer) -> None:
        self.receipts_answer([answer] * 9)
        self.house.days_pass(90)

    @rule(reading=reader, replying=publisher)
    def words_come_back(self, reading: str, replying: str) -> None:
        self.pass_on(reading, 0)
        self.reply(replying, 0)

    @rule(
        planning=st.sampled_from(("ada", "ben", "pia")),
        judging=st.sampled_from(("ada", "ada", "pia", "bo", "ren")),
        shared=st.booleans(),
        shown=st.booleans(),
        how_far=st.sampled_from((Completion.COMPLETE, *Completion)),
    )
    def an_action_is_judged(
        self, planning: str, judging: str, shared: bool, shown: bool, how_far: Completion
    ) -> None:
        self.plan(planning, shared, 30)
        if shown:
            self.reach(planning, 0, "both")
        self.judge(judging, 0, how_far)
