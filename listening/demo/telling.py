"""One engagement of the demo, told day by day: each method is a day's work through the rooms' own verbs."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions import saying
from listening.actions import service as actions
from listening.actions.answers import current_decision
from listening.actions.models import Decision, Milestone
from listening.actions.rules import Completion
from listening.confirmations import service as confirmations
from listening.confirmations.rules import Answer, Tally
from listening.contributions import redaction as redactions
from listening.contributions import service as contributions
from listening.contributions.models import Contribution, Redaction
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Voice
from listening.core import clock, jobs
from listening.core.database import Words, db
from listening.demo import answering
from listening.engagements import service as engagements
from listening.engagements.forms import level_words
from listening.engagements.rules import Level
from listening.reportbacks import service as reportbacks
from listening.sessions import service as sessions
from listening.sessions.models import ListeningSession
from listening.sessions.rules import VENUE_QUESTIONS, Kind
from listening.themes import others
from listening.themes import service as themes
from listening.themes.models import Theme
from listening.themes.rules import Place
from listening.themes.translating import translate

LANGUAGES = ["en", "es"]
TEXTS = ("acknowledgement", "you_said", "we_did", "why_not", "what_next")
#: The hour sessions of the demo begin.
EVENING = time(18, 0)


class Telling:
    """The state of one engagement while it is told."""

    def __init__(self, name: str, cast: dict[str, Staff], go_to: Callable[[int], None]) -> None:
        self.told: dict[str, Any] = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text())
        self.cast, self._stand_on = cast, go_to
        #: What will be reached later: (day, deed), done when the story gets there.
        self.later: list[tuple[int, Callable[[], None]]] = []
        self.sessions: dict[str, ListeningSession] = {}
        self.themes: dict[str, Theme] = {}
        #: Secret of each contribution's contributor, by its place in the file.
        self.secrets = (
            [new_secret() for _one in self.told["contribution"]] if "contribution" in self.told else []
        )

    def go_to(self, days: int) -> None:
        """Go on to a day; what was to be reached on the way is filed on its own day."""
        for day, deed in sorted(self.later, key=lambda one: one[0]):
            if day <= days:
                self._stand_on(day)
                deed()
                db.session.commit()
        self.later = [one for one in self.later if one[0] > days]
        self._stand_on(days)

    def promise(self, days: int, *, respond_in: int) -> None:
        """The promise is made ``days`` from today."""
        self.go_to(days)
        facts = self.told["engagement"]
        today = clock.today()
        self.engagement = engagements.plan(
            self.cast["ada"],
            {
                **{
                    name: Words(facts[name])
                    for name in ("title", "purpose", "can_change", "cannot_change", "audience")
                },
                **{name: Words(facts[name]) for name in ("looking_back", "disagreement") if name in facts},
                "promise": promise_words(Level(facts["level"])),
                "level": facts["level"],
                "languages": LANGUAGES,
                "coordinator": facts["coordinator"],
                "inform_by": today + timedelta(days=7),
                "respond_by": today + timedelta(days=respond_in),
                "expected_themes": 8,
                "answering_people": 2,
                "answered_by": facts["coordinator"],
            },
        )
        self.prompts = {
            one["key"]: engagements.ask(self.engagement, Words(one["words"])) for one in self.told["prompt"]
        }
        engagements.open_promise(self.cast["ada"], self.engagement)
        db.session.commit()

    def plan(self, days: int, *, return_on: int) -> None:
        """All sessions are planned for one evening, with a return session."""
        for one in self.told["session"]:
            session = sessions.plan(
                self.cast["bo"], self.engagement, self._session(one, days), list(self.prompts.values())
            )
            sessions.share(self.cast["bo"], session, [self.cast["pia"].id])
            self.sessions[one["key"]] = session
        self.back = sessions.return_with(next(iter(self.sessions.values())), self._evening(return_on))
        self.back.co_facilitators.append(self.cast["pia"])
        db.session.commit()

    def _session(self, one: dict[str, Any], days: int, kind: Kind = Kind.LISTENING) -> dict[str, Any]:
        rules = one["ground_rules"]
        return {
            "kind": kind.value,
            "starts_at": self._evening(days),
            "minutes": 120,
            "place": Words(one["place"]),
            "address": one["address"],
            "owner": one["owner"],
            "venue_answers": {question.key: question.good for question in VENUE_QUESTIONS},
            "ground_rules": Words({language: "\n".join(rules[language]) for language in LANGUAGES}),
            "supports": one["supports"],
        }

    def _evening(self, days: int) -> datetime:
        day = self.day(days)
        return datetime.combine(day, EVENING, tzinfo=current_app.config["SETTINGS"].timezone)

    @staticmethod
    def day(days: int) -> date:
        """A day counted from the day the demo is told."""
        told_on: date = current_app.config["CLOCK"].today
        return told_on + timedelta(days=days)

    def listen(self, days: int) -> None:
        """The doors open and people speak."""
        self.go_to(days)
        for session in self.sessions.values():
            sessions.open_session(self.cast["bo"], session)
        db.session.commit()
        for one, secret in zip(self.told["contribution"], self.secrets, strict=True):
            voice = Voice(
                self.prompts[one["prompt"]].id,
                one["text"],
                Consent(one["consent"]),
                one["language"],
                Channel.PHONE,
            )
            contributions.contribute(self.sessions[one["session"]], secret, [voice])

    def close(self, days: int) -> None:
        """The doors close, the words are sealed, listening ends."""
        self.go_to(days)
        for session in self.sessions.values():
            sessions.close_session(self.cast["bo"], session)
        db.session.commit()
        jobs.soon()
        engagements.end_listening(self.cast["ada"], self.engagement)
        db.session.commit()
        jobs.soon()

    def ids(self, wanted: Callable[[dict[str, Any]], bool]) -> list[str]:
        """The ids of the contributions that fit."""
        return [key for one, key in self._spoken() if wanted(one)]

    def _spoken(self) -> Iterator[tuple[dict[str, Any], str]]:
        keys = contributions.keys()
        for one, secret in zip(self.told["contribution"], self.secrets, strict=True):
            yield one, keys.id_of(secret, contributions.subject(self.prompts[one["prompt"]].id))

    def make_sense(self, days: int) -> None:
        """The community looks at the themes before the agency does."""
        self.go_to(days)
        facts = self._session(self.told["session"][0], days, Kind.SENSE_MAKING)
        session = sessions.plan(self.cast["bo"], self.engagement, facts, [])
        sessions.open_session(self.cast["bo"], session)
        sessions.close_session(self.cast["bo"], session)
        db.session.commit()
        jobs.soon()

    def find(self, days: int) -> None:
        """Readers put everything in its place and sign off what was heard."""
        self.go_to(days)
        pia = self.cast["pia"]
        for one in self.told["theme"]:
            theme = themes.begin_theme(pia, self.engagement, Words(one["label"]))
            themes.move(pia, self.engagement, self.ids(_in_theme(one["key"])), Place.THEMED, theme=theme)
            themes.rename(pia, theme, Words(one["label"]), Words(one["summary"]))
            self.themes[one["key"]] = theme
        for place, ids in (
            (Place.SINGLE_VOICE, self.ids(_single)),
            (Place.SENSITIVE, self.ids(_sensitive)),
        ):
            if ids:
                themes.move(pia, self.engagement, ids, place)
        for theme in self.themes.values():
            themes.sign_off(pia, theme)
        db.session.commit()

    def tell_apart(self, days: int) -> None:
        """What single voices said stands in readers' words; the agency answers some of it."""
        self.go_to(days)
        for one in self.told["other"]:
            ids = self.ids(partial(_has_any, one["of"]))
            line = others.write(self.cast["pia"], self.engagement, ids, Words(one["words"]))
            others.publish(self.cast["mei"], line)
            if "answer" in one:
                answer = saying.draft(self.cast["ada"], self.engagement, line, Words(one["answer"]))
                saying.publish(self.cast["ben"], answer)
        db.session.commit()

    def redact(self, days: int) -> None:
        """Words that may be quoted lose what could point to a person; a second reader looks."""
        self.go_to(days)
        for one, key in self._spoken():
            if one["consent"] != "quote" or one.get("lane") == "sensitive":
                continue
            text = one.get("redacted", one["text"])
            found = redactions.redact(
                self.cast["pia"],
                db.session.get_one(Contribution, key),
                text,
                sorted(redactions.kinds_in(text)),
            )
            redactions.check(self.cast["mei"], found)
        for one in self.told.get("translation", []):
            voice = db.session.scalars(select(Contribution).where(Contribution.text == one["of"])).one()
            translate(self.cast["pia"], voice, one["language"], one["words"], without_details=True)
        db.session.commit()

    def acknowledge(self, days: int) -> None:
        """The agency says: we heard you, an answer will come by the promised day."""
        self.go_to(days)
        actions.acknowledge_all(self.cast["ada"], self.engagement, self.engagement.respond_by)
        db.session.commit()

    def decide(self, days: int, *, publish: Callable[[str], bool]) -> None:
        """Ada drafts, parents and lawyers look, Ben publishes."""
        self.go_to(days - answering.LOOKING_DAYS)
        drafts = {one["theme"]: self._decision(one) for one in self.told["decision"]}
        ready = [theme for theme in drafts if publish(theme)]
        answering.go_round(self, drafts, ready)
        db.session.commit()
        self.go_to(days)
        answering.come_back(self, drafts, ready)
        for theme in ready:
            actions.publish_decision(self.cast["ben"], drafts[theme])
        db.session.commit()

    def pass_on(self, days: int) -> None:
        """What is not ours goes to the body that decides."""
        self.go_to(days)
        answering.refer(self)
        db.session.commit()

    def say_why_late(self, days: int) -> None:
        """The agency says why an answer is late."""
        self.go_to(days)
        answering.say_why_late(self)
        db.session.commit()

    def _decision(self, one: dict[str, Any]) -> Decision:
        until = self.engagement.respond_by + timedelta(days=60) if one["kind"] == "need_more_time" else None
        return actions.draft_decision(
            self.cast["ada"],
            self.themes[one["theme"]],
            {
                "choice": one["kind"],
                "reason": one["reason"],
                "words": Words(one["words"]),
                "would_change": Words(one.get("would_change", {})),
                "until": until,
                "referred_to": one.get("referred_to", ""),
            },
        )

    def act(self, days: int) -> None:
        """Actions are planned; what was reached since is filed on its day."""
        self.go_to(days)
        ada = self.cast["ada"]
        for one in self.told["action"]:
            theme = self.themes[one["theme"]]
            if current_decision(theme.id) is None:
                continue
            due = max(self.day(one["days_from_now"]), clock.today())
            action = actions.plan_action(ada, theme, {**answering.commitment(one), "due_on": due})
            self.later += answering.prove(self, action, one)
            for step in one.get("milestone", []):
                words, day = Words(step["words"]), max(step["days_from_now"], days)
                milestone = actions.add_milestone(ada, action, words, max(self.day(day), clock.today()))
                if step["reached"]:
                    self.later.append((min(day, 0), partial(self._reach, milestone)))
            if one["completion"] != "not_started":
                judged = partial(actions.judge_completion, ada, action, Completion(one["completion"]))
                self.later.append((min(max(one["days_from_now"], days), 0), judged))
        db.session.commit()

    def _reach(self, milestone: Milestone) -> None:
        shown = Words(en="Seen by the Parent Advisory Circle.", es="Lo vio el Círculo Asesor de Padres.")
        actions.reach_milestone(self.cast["ada"], milestone, clock.today(), shown)

    def report_back(self, days: int, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Ada writes, Pia signs, Ben publishes: in both languages."""
        self.go_to(days)
        for one in self.told["report_back"]:
            if wanted(one):
                for language in LANGUAGES:
                    self._tell_back(one, language)
        db.session.commit()

    def _tell_back(self, one: dict[str, Any], language: str) -> None:
        texts = {name: one.get(name, {}).get(language, "") for name in TEXTS}
        report_back = reportbacks.draft(self.cast["ada"], self.themes[one["theme"]], language, texts)
        for text in one.get("quote_of", []):
            redaction = db.session.scalar(
                select(Redaction).join(Contribution).where(Contribution.text == text)
            )
            reportbacks.quote(self.cast["ada"], report_back, redaction)
        reportbacks.mark_reviewed(self.cast["pia"], report_back)
        if reportbacks.needs_cosign(self.themes[one["theme"]]):
            reportbacks.cosign(self.cast["pia"], report_back)
        reportbacks.publish(self.cast["ben"], report_back)

    def answer(self, days: int, theme: str, answers: list[Answer]) -> None:
        """Contributors come back with their receipts."""
        self.go_to(days)
        window = confirmations.open_for(self.themes[theme].id)
        assert window is not None
        words = [one for one in self.told["verdict_words"] if one["theme"] == theme]
        spoke = [
            secret
            for one, secret in zip(self.told["contribution"], self.secrets, strict=True)
            if one["theme"] == theme
        ]
        for secret, answer in zip(spoke, answers, strict=False):
            left = next((one for one in words if one["answer"] == answer.value), None)
            if left:
                words.remove(left)
            confirmations.give(
                secret, window, answer, left["text"] if left else "", left["language"] if left else "en"
            )

    def come_back(self, days: int, hands: dict[str, Tally]) -> None:
        """The return session: two people outside the agency count hands."""
        self.go_to(days)
        sessions.open_session(self.cast["bo"], self.back)
        for theme, tally in hands.items():
            counted = confirmations.enter_hands(self.cast["bo"], self.back, self.themes[theme], tally)
            confirmations.confirm_hands(self.cast["pia"], counted)
        sessions.close_session(self.cast["bo"], self.back)
        db.session.commit()
        jobs.soon()

    def evaluate(self, days: int) -> None:
        """The windows end by the calendar; words left with a "no" get their reply."""
        self.go_to(days)
        jobs.soon()
        for one in self.told["reply"]:
            window = confirmations.latest(self.themes[one["theme"]].id)
            assert window is not None
            seen = [message.id for message in confirmations.waiting(window.id)]
            told = confirmations.pass_on(self.cast["pia"], window, seen, Words(one["said"]))
            confirmations.reply(self.cast["ben"], told, Words(one["words"]))
        db.session.commit()


def promise_words(level: Level) -> Words:
    """The plain promise of a level, in the demo's languages."""
    from flask_babel import force_locale

    words = Words()
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = str(level_words()[level])
    return words


def _in_theme(key: str) -> Callable[[dict[str, Any]], bool]:
    return lambda one: one["theme"] == key


def _has_any(parts: list[str], one: dict[str, Any]) -> bool:
    return any(part in one["text"] for part in parts)


def _sensitive(one: dict[str, Any]) -> bool:
    return one.get("lane") == "sensitive"


def _single(one: dict[str, Any]) -> bool:
    return one["theme"] == "" and not _sensitive(one)
