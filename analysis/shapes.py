# ruff: noqa: E501 - an expression broken over lines is harder to read
"""The shapes of details that point to a person; settings, so an agency can add its own.

Each shape is a regular expression; where it has a group named ``it``, only that part is the detail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Shape:
    """One kind of detail and how it is written.

    Attributes
    ----------
    kind : str
        What the mask calls it, e.g. "phone".
    pattern : str
        Regular expression, verbose syntax.
    cased : bool
        Whether capitals matter.
    """

    kind: str
    pattern: str
    cased: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to search."""
        return re.compile(self.pattern, re.VERBOSE | (0 if self.cased else re.IGNORECASE))


#: What a sign of a case number written as an example stands for; another sign stands for itself.
_SIGNS = {"9": r"\d", "A": "[A-Z]", **dict.fromkeys(" -/.", r"[-\s/.]?")}


def case_number(written: str) -> Shape:
    """Return the shape of a case number as an office writes it: 9 is any digit, A any letter.

    >>> bool(case_number("99AA-9999").compiled.search("it is 24jv0031"))
    True
    """
    parts = "".join(_SIGNS.get(sign, re.escape(sign)) for sign in written)
    return Shape("case number", rf"(?<![\w-]){parts}(?![\w-])")


_MONTHS = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|o|ro)?"
#: Days of a month written out: twenty-second, veintidós.
_DAY_SPELT = (
    r"(?:(?:twenty|thirty)[- ]?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|twentieth|thirtieth"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth"
    r"|primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    r"|diecis[eé]is|diecisiete|dieciocho|diecinueve|veinte|veinti(?:uno|d[oó]s|tr[eé]s|cuatro|cinco|s[eé]is|siete|ocho|nueve)"
    r"|treinta(?:\sy\suno)?)"
)
_YEAR = r"(?:19|20)\d\d"
_ENDING = (
    r"(?:street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl|terrace|ter"
    r"|way|parkway|pkwy|highway|hwy|trail|trl|square|sq|loop|alley|plaza|route|row|crescent|path)\b\.?"
)
_FLAT = r"(?:\s*,?\s*(?:apartment|apto|apt|unit|suite|ste|room|rm|space|spc|trailer|departamento|depto|oficina|local|piso|interior|int)\b\.?\s*\#?\s*\w+|\s*,?\s*\#\s*\w+)?"
_TOWN = r"(?:\s*,\s*[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,2})?(?:\s*,?\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?)?"
_WAY = (
    r"(?:calle|c/|avenida|avda\.?|av\.|carrera|paseo|plaza|camino|calzada|bulevar|boulevard|blvd\.?|callej[oó]n"
    r"|privada|carretera|colonia|col\.|fraccionamiento|barrio)"
)
_NUMBER_SIGN = r"(?:,|\#|n[o.º°]+\.?|num(?:ber|ero)?\.?|n[uú]mero|id|is|es|:|-)"
#: What people call papers and cards that carry a number of their own.
_CARD = (
    r"a-?\s?number|n[uú]mero\sa|alien(?:\sregistration)?|uscis|passport|pasaporte|driver'?s?\slicen[sc]e|licen[cs]ia(?:\sde\s(?:conducir|manejo))?"
    r"|medi-?cal|medicaid|medicare|member|student|inmate|booking|ebt|benefit|insurance|policy|badge|curp|ine|consular|matr[ií]cula\sconsular"
    r"|estudiante|credencial|identificaci[oó]n|p[oó]liza|id"
)

DEFAULT_SHAPES: tuple[Shape, ...] = (
    Shape(
        "e-mail",
        r"[\w.+%-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+|(?:[a-z]\w*\s(?=\d))?[\w.+-]+\s(?:at|arroba)\s[\w-]+\s(?:dot|punto)\s\w{2,}",
    ),
    Shape("link", r"(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)]"),
    Shape(
        "link",
        r"(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|gov|edu|info|io|me|us|mx|es|co|app|tv|ly)\b(?:/[^\s,;]*)?",
    ),
    Shape("ssn", r"(?<![\d-])\d{3}[-–. ]\d{2}[-–. ]\d{4}(?![\d-])"),
    Shape(
        "ssn",
        r"\b(?:ssn|social(?:\ssecurity)?|seguro(?:\ssocial)?|itin)\b\D{0,25}(?P<it>\d{9}|\d{4}|[\dxX*]{3}[- ]?[\dxX*]{2}[- ]?\d{4})(?!\d)",
    ),
    Shape(
        "case number",
        rf"\b(?:case|docket|petition|file|court|client|report|referral|caso|expediente|causa|folio|reporte|petici[oó]n)\b"
        rf"\s*{_NUMBER_SIGN}*\s*{_NUMBER_SIGN}*\s*(?P<it>(?=[\w-]*\d)[A-Z\d][A-Z\d]*(?:[-/][A-Z\d]+)*)",
    ),
    Shape(
        "case number",
        r"\b(?=[A-Z\d-]*\d{3})(?:\d{2,4}-?[A-Z]{2,5}-?\d{3,8}[A-Z]?|[A-Z]{1,4}-?\d{2,4}-\d{3,8}(?:-\d+)?|[A-Z]{2,4}[-#]?\d{5,9}[A-Z]?(?:-\d+)?)\b|\b[A-Z]{2,4}\s\d{2}\s\d{4,6}\b",
        cased=True,
    ),
    Shape(
        "id",
        r"\b(?:A[- ]?\d{3}[- ]?\d{3}[- ]?\d{3}|A\d{8}|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|[A-Z]\d{7,8}|\d{8}[A-Z])\b",
        cased=True,
    ),
    Shape("id", r"(?<![\d-])\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{4}(?![\d-])"),
    Shape(
        "id",
        rf"\b(?:{_CARD})\b[^\W\d]*(?:[^\S\n]|[,:.\#]|\b(?:id|card|number|no|num|n[uú]mero|tarjeta|is|was|es|era|de|del|de\sla|they|copied)\b){{1,6}}(?P<it>(?=[\w-]*(?:\d[A-Z-]?){{5}})[A-Z\d]+(?:[- ]?[A-Z]*\d[A-Z\d]*)*)",
    ),
    Shape(
        "phone",
        r"(?<![\w.])(?:\+?\d{1,3}[\s.-]?)?(?:\(\d{2,4}\)\s?|\d{3}[\s.-]?)\d{3}[\s.–-]?\d{4}(?:\s*(?:x|ext\.?|extensi[oó]n|extension)\s*\d{1,5})?(?![\w-])",
    ),
    Shape("phone", r"(?<![\w./-])\d{3}[-–.]\d{4}(?![\w/-])"),
    Shape("phone", r"(?<![\w.])\+\d{1,3}(?:[\s.-]?\(?\d{1,4}\)?){2,5}(?!\w)"),
    Shape(
        "phone",
        r"(?<![\w.])(?:[6-9]\d{2}(?:\s\d{3}){2}|[6-9]\d{2}(?:\s\d{2}){3}|9\d\s\d{3}\s\d{2}\s\d{2}|\d{2}\s\d{4}\s\d{4})(?!\w)",
    ),
    Shape(
        "address",
        rf"\b\d{{1,6}}(?:\s?[a-d]|\s?½|\s1/2)?\s+(?:(?:north|south|east|west|[nsew])\.?\s+)?(?:(?!(?:and|dollars?|hours?|minutes?|days?|weeks?|months?|years?|to|my|for)\s)[\w'’.-]+\s+){{1,4}}?{_ENDING}(?:(?<=road|hway|oute)\s\d{{1,4}}\b)?{_FLAT}{_TOWN}",
    ),
    Shape(
        "address",
        rf"\b\d{{1,6}}\s+{_WAY}\s+(?:(?:de|del|la|las|los|el|san|santa)\s+)*[A-ZÁÉÍÓÚÑ][\w'’áéíóúñ-]*(?:\s+[A-ZÁÉÍÓÚÑ][\w'’áéíóúñ-]+){{0,2}}{_FLAT}",
    ),
    Shape(
        "address",
        rf"\b(?:[A-Z][\w'’-]+\s+){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Drive|Lane|Ln|Boulevard|Blvd|Terrace|Parkway|street|avenue|boulevard)\b\.?{_FLAT}",
        cased=True,
    ),
    Shape(
        "address",
        rf"(?<!\w){_WAY}\s+(?:(?:de|del|la|las|los|el|san|santa)\s+)*[\w'’.áéíóúñ-]+(?:\s+(?:de|del|la|las|los|el|y|[A-ZÁÉÍÓÚÑ][\w'’áéíóúñ-]+)){{0,4}}\s*,?\s*(?:n[o.º°]+|n[uú]mero|num\.?|\#)?\s*\d{{1,6}}\b{_FLAT}",
    ),
    Shape(
        "address",
        r"\b(?:p\.?\s?o\.?\s?box|apartado(?:\spostal)?|apt|apartment|apto|unit)\.?\s*\#?\s*\d+\w?\b",
    ),
    Shape("address", r"\b(?:[A-Z]{2}|zip(?:\scode)?|c[oó]digo\spostal|c\.?p\.?)[\s:]+\d{5}(?:-\d{4})?\b"),
    Shape("date", r"(?<![\d/.-])(?<!form\s)(?<!forma\s)\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/-])"),
    Shape("date", r"(?<!\d)(?:19|20)\d{2}([/.-])\d{1,2}\1\d{1,2}(?!\d)"),
    Shape(
        "date",
        rf"\b(?:{_WEEKDAY},?\s+)?{_MONTHS}\s+(?:the\s+)?(?:{_DAY}|{_DAY_SPELT})\b(?:\s*(?:,|of|del?)?\s*{_YEAR}\b)?",
    ),
    Shape(
        "date",
        rf"\b(?:{_WEEKDAY},?\s+)?(?:the\s+)?(?:{_DAY}|{_DAY_SPELT})\s*(?:-|/|\s|\sof\s|\sde\s)\s*(?:of\s|de\s)?{_MONTHS}\b(?:\s*(?:,|-|/|of|del?)?\s*(?:del?\s)?{_YEAR}\b)?",
    ),
    Shape("date", rf"\b{_MONTHS}\s*(?:,|of|del?)?\s*(?:del?\s)?{_YEAR}\b"),
    Shape(
        "date",
        r"\b(?:on|since|until|by|el|del|desde|hasta|al|born|naci[oó]|nac[ií])\s(?:el\s|on\s)?(?P<it>(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|[12]\d|3[01]))(?![\d/-])",
    ),
    # A month and a day without a year; 24/7 and what is a share of something are none.
    Shape(
        "date",
        r"(?<![\w./-])(?!24/)(?:(?:1[0-2]|0?[1-9])/(?:1[3-9]|2\d|3[01])|(?:1[3-9]|2\d|3[01])/(?:1[0-2]|0?[1-9]))(?![\w/-]|\.\d|\s(?:of|de)\b)",
    ),
    Shape(
        "plate",
        r"\b(?:plates?|placas?|matr[ií]cula|tags?|license)\b(?:\s(?:number|n[uú]mero|no|is|es|was|de|del|carro|plate|:|\#))*[\s:\#]*(?P<it>(?:[A-Z]{2}\s(?=\d))?(?=[A-Z-]*\d)(?=[\d -]*[A-Z])[A-Z\d]{1,4}[- ]?[A-Z\d]{2,5})\b",
    ),
    Shape(
        "plate",
        r"(?<![\w-])(?:\d[A-Z]{3}\d{3}|(?!(?:WIC|IEP|EBT|SSI|HUD|CFR|USC|SOC|BUS)\b)[A-Z]{3}[- ]\d{3,4}|\d{3}[- ][A-Z]{3})(?![\w-])",
        cased=True,
    ),
    Shape("handle", r"(?<![\w@/])@[\w](?:[\w.]*\w)?"),
    Shape(
        "handle",
        r"\b(?:instagram|insta|ig|snapchat|snap|tiktok|twitter|telegram|discord|facebook|usuario|username|handle)\b(?:\s?(?:is|es|handle|user|usuario|name|account|cuenta|:|=))+\s*(?P<it>@?[\w.]*[\w]{2,})",
    ),
)
