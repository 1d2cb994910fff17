from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from listening.core.forms import Form
from listening.sessions.forms import CheckboxesField
from listening.themes.forms import place_words
from listening.themes.passages import Passage, inside, passages
from listening.themes.rules import Place

#: The button that cuts the passages finer; and the choice that lets the safe part wait for a place.
FINER, WAIT = "finer", "wait"


class PartForm(Form):
    """Passages of one text, each as ``begin-end``, and where the safe ones go."""

    passages = CheckboxesField(_l("Which passages are safe?"), validate_choice=False)
    to = SelectField(_l("Where does the safe part go?"), default=WAIT, validate_choice=False)
    #: Which button was pressed.
    then = HiddenField()
    #: How fine the page had cut: kept, so that a mistake brings the same passages back.
    grain = HiddenField()
    #: What the page showed.
    seen = HiddenField()

    def offer(self, themes: Sequence[tuple[str, str]]) -> None:
        alone = place_words()[Place.SINGLE_VOICE]
        self.to.choices = [
            (WAIT, _l("Let it wait for a place")),
            *themes,
            (Place.SINGLE_VOICE.value, alone),
        ]

    def validate_to(self, field: Any) -> None:
        if field.data not in {value for value, _words in field.choices}:
            raise ValidationError(_l("Choose where the safe part goes"))

    @property
    def chosen(self) -> list[Passage]:
        """What was ticked; anything that is no passage is left out."""
        pairs = (value.partition("-")[::2] for value in self.passages.data or [])
        return [(int(a), int(b)) for a, b in pairs if a.isdecimal() and b.isdecimal()]

    def cut(self, text: str, *, finer: bool) -> None:
        """Offer the passages of a text; what was ticked stays ticked when they are cut finer."""
        if finer:
            self.grain.data = FINER
        ticked = self.chosen
        offered = passages(text, finer=self.grain.data == FINER)
        self.passages.choices = [(f"{start}-{end}", text[start:end]) for start, end in offered]
        self.passages.data = [f"{a}-{b}" for a, b in offered if inside((a, b), ticked)]
