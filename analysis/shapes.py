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


_MONTHS = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|o|ro)?"
_YEAR = r"(?:19|20)\d\d"
_ENDING = (
    r"(?:street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl|terrace|ter"
    r"|way|parkway|pkwy|highway|hwy|trail|trl|square|sq|loop|alley|plaza|row|crescent|path)\b\.?"
)
_FLAT = r"(?:\s*,?\s*(?:apartment|apto|apt|unit|suite|ste|room|rm|departamento|depto|piso|interior|int)\b\.?\s*\#?\s*\w+|\s*,?\s*\#\s*\w+)?"
_TOWN = r"(?:\s*,\s*[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,2})?(?:\s*,?\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?)?"
_WAY = (
    r"(?:calle|c/|avenida|avda\.?|av\.|carrera|paseo|plaza|camino|calzada|bulevar|boulevard|blvd\.?|callej[oó]n"
    r"|privada|carretera|colonia|col\.|fraccionamiento|barrio)"
)
_NUMBER_SIGN = r"(?:\#|n[o.º°]+\.?|num(?:ber|ero)?\.?|n[uú]mero|id|is|es|:|-)"

DEFAULT_SHAPES: tuple[Shape, ...] = (
    Shape(
        "e-mail",
        r"[\w.+%-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+|[\w.+-]+\s(?:at|arroba)\s[\w-]+\s(?:dot|punto)\s\w{2,}",
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
        r"\b(?=[A-Z\d-]*\d{3})(?:\d{2,4}-?[A-Z]{2,5}-?\d{3,8}[A-Z]?|[A-Z]{1,4}-?\d{2,4}-\d{3,8}(?:-\d+)?|[A-Z]{2,4}[-#]?\d{5,9}[A-Z]?)\b",
        cased=True,
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
        rf"\b\d{{1,6}}(?:\s?[a-d])?\s+(?:(?:north|south|east|west|[nsew])\.?\s+)?(?:[\w'’.-]+\s+){{1,4}}?{_ENDING}{_FLAT}{_TOWN}",
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
    Shape("date", r"(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/-])"),
    Shape("date", r"(?<!\d)(?:19|20)\d{2}([/.-])\d{1,2}\1\d{1,2}(?!\d)"),
    Shape("date", rf"\b{_MONTHS}\s+(?:the\s+)?{_DAY}\b(?:\s*(?:,|of|del?)?\s*{_YEAR}\b)?"),
    Shape(
        "date",
        rf"\b{_DAY}\s*(?:-|/|\s|\sof\s|\sde\s)\s*(?:of\s|de\s)?{_MONTHS}\b(?:\s*(?:,|-|/|of|del?)?\s*(?:del?\s)?{_YEAR}\b)?",
    ),
    Shape("date", rf"\b{_MONTHS}\s*(?:,|of|del?)?\s*(?:del?\s)?{_YEAR}\b"),
    Shape(
        "date",
        r"\b(?:on|since|until|by|el|del|desde|hasta|al|born|naci[oó]|nac[ií])\s(?:el\s|on\s)?(?P<it>(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|[12]\d|3[01]))(?![\d/-])",
    ),
    Shape(
        "plate",
        r"\b(?:plates?|placas?|matr[ií]cula|tags?|license)\b(?:\s(?:number|n[uú]mero|no|is|es|was|de|del|carro|plate|:|\#))*[\s:\#]*(?P<it>(?=[A-Z-]*\d)(?=[\d -]*[A-Z])[A-Z\d]{1,4}[- ]?[A-Z\d]{2,5})\b",
    ),
    Shape(
        "plate", r"(?<![\w-])(?:\d[A-Z]{3}\d{3}|[A-Z]{3}[- ]\d{3,4}|\d{3}[- ][A-Z]{3})(?![\w-])", cased=True
    ),
    Shape("handle", r"(?<![\w@/])@[\w](?:[\w.]*\w)?"),
    Shape(
        "handle",
        r"\b(?:instagram|insta|ig|snapchat|snap|tiktok|twitter|telegram|discord|facebook|usuario|username|handle)\b(?:\s?(?:is|es|handle|user|usuario|name|account|cuenta|:|=))+\s*(?P<it>@?[\w.]*[\w]{2,})",
    ),
)
