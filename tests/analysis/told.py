"""Made-up voices with details in known places: a labelled corpus for the detector, two languages.

About a fifth of the names are in none of the lists the detector reads.
"""

from __future__ import annotations

import random

FIRST = [
    "Maria",
    "Jose",
    "Keisha",
    "DeShawn",
    "Guadalupe",
    "Tran",
    "Aaliyah",
    "Kevin",
    "Brianna",
    "Luis",
    "Xiomara",
    "Ahmed",
    "Nicole",
    "Marcus",
    "Yesenia",
    "Tyler",
]
RARE_FIRST = ["Zyaire", "Nkechi", "Oluwaseun", "Tenzin", "Quetzalli", "Siosaia", "Kaohu", "Mnason"]
LAST = [
    "Garcia",
    "Johnson",
    "Nguyen",
    "Ramirez",
    "Washington",
    "Lopez",
    "Patel",
    "Hernandez",
    "Vang",
    "O'Neill",
    "Martinez-Ruiz",
    "Baker",
]
RARE_LAST = ["Tuiasosopo", "Achterberg", "Okonkwo", "Xalapeno", "Wojciechowski", "Yellowhorse"]

ENGLISH = {
    "name": (
        "My worker {} never called me back.",
        "I told {} that the visit was too short.",
        "{} said we would get help with rent.",
        "The judge asked where my son {} was sleeping.",
        "my daughter {} misses her brother",
        "Mrs. {} at the school helped us a lot.",
        "We waited for {}'s report for weeks.",
        "A lady named {} took my kids.",
    ),
    "phone": (
        "Call me at {} please.",
        "My number is {}",
        "They gave me {} and nobody answers.",
        "text {}, thanks",
    ),
    "e-mail": ("Write to {} about it.", "My mail is {}."),
    "ssn": ("They lost my social {} in the mail.", "My SSN is {}."),
    "id": (
        "My A-number is {} on that letter.",
        "The Medi-Cal card {} stopped working.",
        "They copied my driver license {} twice.",
        "student id {} has two names on it",
    ),
    "case number": (
        "My case number is {} and nobody knows.",
        "It is in case #{} at court.",
        "See docket no. {}.",
    ),
    "date": ("They took my kids on {} at night.", "Since {} I have heard nothing.", "He was born {}."),
    "address": ("We live at {} and it is cold.", "The visit was at {} again.", "They came to {} twice."),
    "plate": ("The car with plate {} followed us.", "license plate number {} was parked outside"),
    "link": ("I put it on {} for all to see.", "Look at {} please"),
    "handle": ("Find me at {} if you want.", "She posted it as {} yesterday."),
}
SPANISH = {
    "name": (
        "Mi trabajadora {} nunca me llamó.",
        "Le dije a {} que la visita fue corta.",
        "{} dijo que nos iba a ayudar con la renta.",
        "El juez preguntó dónde dormía mi hijo {} anoche.",
        "La señora {} de la escuela nos ayudó.",
        "Me llamo {} y quiero a mis hijos.",
    ),
    "phone": ("Llámeme al {} por favor.", "Mi número es {}", "Me dieron el {} y nadie contesta."),
    "e-mail": ("Escriba a {} si puede.", "Mi correo es {}."),
    "ssn": ("Perdieron mi seguro social {} en el correo.", "Mi número de seguro es {}."),
    "id": (
        "Mi número A es {} en esa carta.",
        "La tarjeta de Medi-Cal {} ya no sirve.",
        "Mi pasaporte {} está vencido.",
        "la credencial {} no la aceptan",
    ),
    "case number": (
        "Mi número de caso es {} y nadie sabe.",
        "Está en el expediente {} de la corte.",
        "Caso #{} en la corte.",
    ),
    "date": ("Se llevaron a mis hijos el {} de noche.", "Desde el {} no sé nada.", "Nació el {}."),
    "address": ("Vivimos en {} y hace frío.", "La visita fue en {} otra vez."),
    "plate": ("El carro con placa {} nos siguió.", "placas {} estaba afuera"),
    "link": ("Lo puse en {} para todos.",),
    "handle": ("Me encuentra como {} ahí.",),
}


def _digits(chance: random.Random, shape: str) -> str:
    return "".join(
        str(chance.randint(2, 9)) if c == "9" else chance.choice("ABCDEFGHJKLMN") if c == "A" else c
        for c in shape
    )


def _name(chance: random.Random, _language: str) -> str:
    first = chance.choice(FIRST if chance.random() < 0.8 else RARE_FIRST)
    last = chance.choice(LAST if chance.random() < 0.8 else RARE_LAST)
    whole = chance.choice([first, f"{first} {last}", f"{first} {last}", last])
    return whole.lower() if whole == first and first in FIRST and chance.random() < 0.3 else whole


def _date(chance: random.Random, language: str) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1990, 2025)
    if language == "es":
        name = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "octubre"][
            month % 9
        ]
        return chance.choice(
            [
                f"{day} de {name} de {year}",
                f"{day} de {name}",
                f"{day}/{month}/{year}",
                f"{day}-{month}-{year}",
            ]
        )
    name = ["January", "Feb", "March", "April", "May", "June", "Sept", "October", "Dec."][month % 9]
    shapes = [
        f"{name} {day}, {year}",
        f"{name} {day}th",
        f"{day} {name} {year}",
        f"{month}/{day}/{year}",
        f"{year}-{month:02}-{day:02}",
    ]
    return chance.choice([*shapes, f"{month}/{day}/{year % 100:02}", f"{name} {year}", f"{day}th of {name}"])


def _address(chance: random.Random, language: str) -> str:
    number = chance.randint(2, 99999)
    if language == "es":
        way = chance.choice(
            ["Calle Olmo", "Avenida de la Paz", "calle 5 de Mayo", "Av. Hidalgo", "Camino Real"]
        )
        return chance.choice([f"{way} {number}", f"{way} #{number}", f"{way} {number}, apto 3B"])
    street = chance.choice(
        [
            "Maple St",
            "N Oak Grove Avenue",
            "W 42nd Street",
            "Martin Luther King Blvd",
            "elm drive",
            "Cedar Ct.",
        ]
    )
    return chance.choice(
        [f"{number} {street}", f"{number} {street}, Apt 4B", f"{number} {street}, Fresno, CA 93701"]
    )


MAKERS = {
    "name": _name,
    "date": _date,
    "address": _address,
    "phone": lambda c, _: _digits(
        c,
        c.choice(
            [
                "(999) 999-9999",
                "999-999-9999",
                "999.999.9999",
                "9999999999",
                "+1 999 999 9999",
                "999-9999",
                "999 999 9999",
                "1-999-999-9999",
            ]
        ),
    ),
    "e-mail": lambda c, _: (
        c.choice(["ana.b", "k_lee99", "mom+two", "JLopez"])
        + "@"
        + c.choice(["mail.com", "school.k12.ca.us", "correo.mx", "dcfs.lacounty.gov"])
    ),
    "ssn": lambda c, _: _digits(c, c.choice(["999-99-9999", "999 99 9999", "999999999"])),
    "id": lambda c, _: _digits(
        c,
        c.choice(["A999999999", "A999-999-999", "99999999A", "A9999999", "999999999", "9999 9999 9999 9999"]),
    ),
    "case number": lambda c, _: _digits(
        c,
        c.choice(
            [
                "99AAA99999",
                "AA-2021-99999",
                "AA999999",
                "2023-AA-99999",
                "99-99999",
                "99999999",
                "99CCJP99999A",
            ]
        ),
    ),
    "plate": lambda c, _: _digits(c, c.choice(["9AAA999", "AAA-9999", "AAA 999", "AAA9999", "99A9AA"])),
    "link": lambda c, _: c.choice(
        ["https://example.org/a?b=1", "www.family-story.net/us", "facebook.com/our.page", "tiny.co/x9"]
    ),
    "handle": lambda c, _: (
        "@" + c.choice(["lil_mama", "ana.9", "JD-no", "papa2kids", "xo_xo_"]).replace("-", "_")
    ),
}


def corpus(language: str, count: int, seed: int = 7) -> list[tuple[str, str, int, int]]:
    """Return (text, kind, start, end) rows."""
    chance = random.Random(seed)
    templates = ENGLISH if language == "en" else SPANISH
    rows = []
    kinds = list(templates)
    for turn in range(count):
        kind = kinds[turn % len(kinds)]
        template = chance.choice(templates[kind])
        detail = MAKERS[kind](chance, language)
        start = template.index("{}")
        rows.append((template.format(detail), kind, start, start + len(detail)))
    return rows
