"""Sizes and limits of an evening: tables, cards, sheets, and how long a tablet waits."""

from dataclasses import dataclass

#: Tables in one room; more than a library's largest room holds.
MOST_TABLES = 20
#: Tables shown until someone says how many there are: a usual evening (field practice: tables of four to eight).
USUAL_TABLES = 3
#: Hours after opening in which a table's pass works; a session that nobody closed ends by itself for helpers.
PASS_HOURS = 12
#: Voices in one draft: a table of eight that speaks five times to one prompt.
MOST_VOICES = 40
#: Cards on a sheet: two columns of four or of five.
CARDS_A_SHEET = (8, 10)
#: Sheets in one file: 120 cards, more than a room holds.
MOST_SHEETS = 12

#: Seconds without a touch before a shared tablet asks whether someone is there, and before it then begins anew.
TABLET_IDLE = 45
TABLET_WARNING = 15
#: Sizes of type tried from the largest on, until tonight's page stands on one sheet; in points.
SIZES = (24, 21, 18.5, 16.5, 15, 13.5, 12, 10.5)


#: Sizes of type tried for a form to write on; under 9 points many could not read it.
FORM_SIZES = (11, 10.5, 10, 9.5, 9)
#: Forms in one file: a large room.
MOST_FORMS = 60
#: Lines to write on that one sheet of paper has room for, and what one prompt gets at least and at most.
LINES_A_SHEET, LEAST_LINES, MOST_LINES = 15, 3, 9


def lines_to_write(prompts: int) -> int:
    """Lines under each prompt of a form.

    >>> [lines_to_write(prompts) for prompts in (1, 2, 3, 8)]
    [9, 7, 5, 3]
    """
    return min(max(LINES_A_SHEET // max(prompts, 1), LEAST_LINES), MOST_LINES)


@dataclass(frozen=True)
class Correction:
    """What stands in the way of one voice being sent."""

    voice: str
    part: str
    words: str


def lines_of(text: str) -> list[str]:
    r"""One idea a line; empty lines and the marks people put before a line are left out.

    >>> lines_of("- The bus is late.\n\n • Nobody calls back.")
    ['The bus is late.', 'Nobody calls back.']
    """
    stripped = (line.strip().lstrip("-–•*·").strip() for line in text.splitlines())
    return [line for line in stripped if line]
