import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from listening.core.forms import SHORT_TEXT, Form, Said, WordsForm, choices
from listening.themes.rules import AsideReason, CodeKind, Grain, Holding, Place, Strand, joined_words

#: What a move can lead to besides a theme and the places.
STAY, NEW_THEME = "stay", "new"
#: What looked-at texts may be: the ticked ones, or all others of the page.
TICKED, REST = "ticked", "rest"
#: A text nobody put in a strand.
NO_STRAND = "none"


def place_words() -> dict[Place, Any]:
    return {
        Place.THEMED: _l("In a theme"),
        Place.SINGLE_VOICE: _l("Single voices"),
        Place.SENSITIVE: _l("Sensitive"),
        Place.DUPLICATE: _l("Said twice"),
        Place.SET_ASIDE: _l("Set aside"),
        Place.QUARANTINE: _l("To judge"),
    }


def reason_words() -> dict[AsideReason, Any]:
    """The public reasons for setting words aside."""
    return {
        AsideReason.NOT_ABOUT_THIS: _l("It is about something else"),
        AsideReason.NO_WORDS: _l("It holds no words"),
        AsideReason.THREAT: _l("It threatens someone"),
        AsideReason.ADVERTISING: _l("It is advertising"),
        AsideReason.FLOOD: _l("It came many times, as a machine sends it"),
    }


def holding_words() -> dict[Holding, Any]:
    return {
        Holding.FIRM: _l("Firm: it came back each time we tried"),
        Holding.LOOSE: _l("Loose: it may hold two things, or part of one"),
        Holding.TOO_FEW: _l("Too few voices to be sure"),
        Holding.BY_PEOPLE: _l("Made by people"),
    }


class WordsOfThemeForm(WordsForm):
    SAID: ClassVar = {
        "label": Said(_l("Name"), required=False, rows=1),
        "summary": Said(_l("What we heard"), required=False, rows=4),
    }
    #: What the words were when the page was made: in short, and in full.
    seen = HiddenField()
    base = HiddenField()

    def began_from(self, theirs: Mapping[str, str]) -> None:
        self.base.data = json.dumps(theirs)

    def take_in(self, theirs: Mapping[str, str]) -> list[str]:
        """Take in what someone else saved meanwhile; the parts that both changed stay as they were typed."""
        mine = {name: (self[name].data or "").strip() for name in theirs}
        kept, clashes = joined_words(self._base(), mine, theirs)
        for name, text in kept.items():
            self[name].data = text
        return clashes

    def _base(self) -> dict[str, str]:
        try:
            base = json.loads(self.base.data or "{}")
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}

    def offer(self, names: Sequence[str]) -> None:
        """Let the browser propose these names; the page holds them as the list ``offered``."""
        for field in self.fields_of("label") if names else ():
            field.render_kw = {**field.render_kw, "list": "offered", "autocomplete": "off"}


class SeenForm(Form):
    """A button, and what the theme was when the page was made."""

    seen = HiddenField()


class MoveForm(Form):
    voices = SelectMultipleField(_l("Texts"), validate_choice=False)
    to = SelectField(_l("Where do they belong?"), validate_choice=False)
    label = StringField(_l("Name of the new theme"), validators=[Length(max=SHORT_TEXT)])
    reason = SelectField(
        _l("Why are they set aside? Everyone can see the reason."),
        choices=choices({"": _l("Choose a reason"), **reason_words()}),
        validate_choice=False,
    )
    #: The theme or place the page showed them in.
    origin = HiddenField(filters=[lambda said: said or ""])
    #: Which button says that texts are right where they are: ``TICKED`` or ``REST``.
    stay = HiddenField()
    #: The texts of the page that anyone could read; covered ones are not among them.
    shown = SelectMultipleField(validate_choice=False)
    #: Where to go on: the table, or the page the texts were on.
    then = HiddenField()
    #: Where each text of a page with texts from many places was: ``id:place``; and the words they were found by.
    was = SelectMultipleField(validate_choice=False)
    words = HiddenField()

    def shown_at(self, one: str) -> str:
        """Where the page showed this text."""
        places = dict(value.split(":", 1) for value in self.was.data or [] if ":" in value)
        return str(places.get(one, self.origin.data))

    def settle(self) -> None:
        """Turn the buttons that say "right here" into a choice and a place."""
        if not self.stay.data:
            return
        self.to.data = STAY
        if self.stay.data == REST:
            ticked = set(self.voices.data or [])
            self.voices.data = [one for one in self.shown.data or [] if one not in ticked]

    def offer(self, groups: Mapping[str, Sequence[tuple[str, Any]]]) -> None:
        self.to.choices = {"": [("", _l("Choose a place"))], **groups}

    def validate_voices(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose at least one text"))

    def validate_to(self, field: Any) -> None:
        if field.data not in self.offered:
            raise ValidationError(_l("Choose where they belong"))

    def validate_label(self, field: Any) -> None:
        if self.to.data == NEW_THEME and not (field.data or "").strip():
            raise ValidationError(_l("Give the new theme a name"))

    def validate_reason(self, field: Any) -> None:
        if self.to.data == Place.SET_ASIDE and field.data not in set(AsideReason):
            raise ValidationError(_l("Choose a reason"))

    @property
    def offered(self) -> set[str]:
        return {value for group in self.to.choices.values() for value, _words in group} - {""}


def grain_words() -> dict[Grain, Any]:
    return {
        Grain.COARSER: _l("Fewer themes, broader"),
        Grain.AS_IT_COMES: _l("As it comes"),
        Grain.FINER: _l("More themes, finer"),
    }


class DraftForm(Form):
    """What the machine is asked for; an answer it does not know is the usual one."""

    grain = RadioField(
        _l("How fine?"),
        choices=choices(grain_words()),
        default=Grain.AS_IT_COMES.value,
        validate_choice=False,
    )
    #: "new" where only the voices that came since are to be placed.
    only = HiddenField()

    @property
    def asked(self) -> Grain:
        return Grain(self.grain.data) if self.grain.data in set(Grain) else Grain.AS_IT_COMES


class UndoForm(Form):
    #: The theme or place of the page it was pressed on; empty on the history.
    origin = HiddenField()


class MergeForm(Form):
    #: ``id-state`` of each chosen theme.
    themes = SelectMultipleField(_l("Themes"), validate_choice=False)
    into = SelectField(_l("Join them into"), validate_choice=False)

    def validate_themes(self, field: Any) -> None:
        if len(field.data) < (1 if self.into.data else 2):
            raise ValidationError(_l("Choose at least two themes to join"))


class SplitForm(Form):
    """The parts a theme could be cut into, as the page showed them; each ticked one becomes a theme."""

    heap = SelectMultipleField(
        _l("Which parts become themes of their own?"), coerce=int, validate_choice=False
    )
    #: A name for each part, in their order.
    names = SelectMultipleField(validate_choice=False)
    #: The texts of each part: ``language:id,id``.
    parts = SelectMultipleField(validate_choice=False)
    seen = HiddenField()

    def validate_heap(self, field: Any) -> None:
        chosen = [at for at in field.data if 0 <= at < min(len(self.parts.data), len(self.names.data))]
        if not chosen:
            raise ValidationError(_l("Tick at least one part"))
        if len(chosen) == len(self.parts.data):
            raise ValidationError(_l("Leave one part unticked: it stays the theme"))
        if not all(0 < len(self.names.data[at].strip()) <= SHORT_TEXT for at in chosen):
            raise ValidationError(_l("Give each ticked part a short name"))
        field.data = chosen

    @property
    def chosen(self) -> list[tuple[str, str, list[str]]]:
        """Name, language and texts of each ticked part."""
        found = []
        for at in self.heap.data or []:
            language, _colon, ids = self.parts.data[at].partition(":")
            found.append((self.names.data[at].strip(), language, ids.split(",")))
        return found


class SignOffForm(Form):
    seen = HiddenField()
    checked = SelectMultipleField(
        _l("In which of these languages did you check the words?"), validate_choice=False
    )

    def in_any(self, languages: Sequence[str]) -> list[str]:
        """The languages this reader checked; where there is only one, it goes without asking."""
        return [one for one in languages if one in (self.checked.data or []) or len(languages) == 1]


def strand_words() -> dict[Strand, Any]:
    return {
        Strand.AGREEING: _l("Agree"),
        Strand.DIFFERING: _l("See it differently"),
        Strand.SINGLE_VOICE: _l("Something only this person says"),
    }


def kind_of_code_words() -> dict[CodeKind, Any]:
    return {CodeKind.BARRIER: _l("What gets in the way"), CodeKind.STRENGTH: _l("What holds families up")}


class StrandForm(Form):
    voices = SelectMultipleField(_l("Texts"), validate_choice=False)
    strand = RadioField(
        _l("The ticked texts …"),
        choices=choices({**strand_words(), NO_STRAND: _l("Not said yet")}),
        validators=[InputRequired(_l("Choose a strand"))],
    )

    def validate_voices(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose at least one text"))

    @property
    def chosen(self) -> Strand | None:
        return None if self.strand.data == NO_STRAND else Strand(self.strand.data)


class DissentForm(WordsForm):
    SAID: ClassVar = {"dissent": Said(_l("Not everyone agrees"), required=False, rows=3)}


class CodeForm(WordsForm):
    SAID: ClassVar = {
        "label": Said(_l("What it is called"), rows=1),
        "definition": Said(_l("What it means"), rows=2),
        "include": Said(_l("Use it for"), required=False, rows=2),
        "exclude": Said(_l("Do not use it for"), required=False, rows=2),
        "example": Said(_l("An example, made up"), required=False, rows=2),
    }
    name = StringField(
        _l("Short name"),
        description=_l("Capital letters, for lists and files: TRANSPORT."),
        validators=[
            InputRequired(_l("Give it a short name")),
            Length(max=20, message=_l("Use at most 20 letters")),
            Regexp(r"^\s*[A-Za-z][A-Za-z0-9_]*\s*$", message=_l("Use letters, numbers and _ only")),
        ],
    )
    kind = RadioField(
        _l("What does it show?"),
        choices=choices(kind_of_code_words()),
        validators=[InputRequired(_l("Choose what it shows"))],
    )

    def facts(self) -> dict[str, Any]:
        """The columns of a code."""
        words = {part: self.words(part) for part in self.SAID}
        return {"name": self.name.data, "kind": self.kind.data, **words}


class CodingForm(Form):
    """Ticks of a page of texts: each ``text:code``, those there when the page was made, and those there now."""

    had = SelectMultipleField(validate_choice=False)
    codes = SelectMultipleField(_l("Codes"), validate_choice=False)

    def pairs(self, name: str) -> set[tuple[str, int]]:
        """Texts and their codes; a choice that was left open is none."""
        split = (value.partition(":")[::2] for value in self[name].data or [])
        return {(one, int(code)) for one, code in split if code.isdecimal()}


class SampleForm(Form):
    languages = SelectMultipleField(_l("Which languages do you read?"), validate_choice=False)

    def validate_languages(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose at least one language"))


class SecondReadingForm(Form):
    """Where a second reader puts the texts of a batch: each ``text:theme``; one left open stays for later."""

    ALONE: ClassVar = "-"
    places = SelectMultipleField(_l("Where does it belong?"), validate_choice=False)

    @property
    def chosen(self) -> dict[str, str]:
        """The key of a theme for each text, empty where it stands alone."""
        split = (value.partition(":")[::2] for value in self.places.data or [])
        return {one: "" if key == self.ALONE else key for one, key in split if key}

    def validate_places(self, _field: Any) -> None:
        if not self.chosen:
            raise ValidationError(_l("Choose a place for at least one text"))


class ButtonForm(Form):
    """A form that is only a button."""
