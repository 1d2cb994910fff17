# ruff: noqa: E501, ISC004 - made-up sentences, chosen by a seeded chance
"""Voices of our own, made from parts, with the subject each was made about: a small labelled corpus.

The parts are written for this project. Subjects differ in size, so that small voices can be looked for.
"""

from __future__ import annotations

import random

#: Subject: (share, what it is about, what is felt or asked).
ENGLISH: dict[str, tuple[int, str, str]] = {
    "visits": (
        90,
        "the visit room|our weekly visit|visiting hours|supervised visits|the visit with my sons|video visits",
        "is too short for a baby to settle|gets cancelled the same morning|has no toys and one chair|should be in a park"
        "|ends with the kids crying|needs evenings for people who work|feels like a test and not like family time",
    ),
    "transport": (
        70,
        "the bus to the office|a bus pass|gas money|the ride to court|getting across town|the van the agency sends",
        "takes two hours each way|runs out before the month does|made me miss my class|never comes on Sunday"
        "|costs more than lunch|would let me get to every appointment|leaves me standing in the rain with a stroller",
    ),
    "workers": (
        80,
        "my caseworker|the new social worker|the third worker this year|the supervisor|the worker on call",
        "does not return calls|asks me to tell my story again|left without saying goodbye|reads the file before coming"
        "|explains every step and is honest|has too many families to know mine|answers texts within a day",
    ),
    "housing": (
        60,
        "rent in this town|the housing list|our apartment|a deposit and first month|the shelter|a two-bedroom place",
        "is more than my whole check|has mold the landlord will not fix|is the only thing between us and going home"
        "|takes years to reach the top|was lost while I was in treatment|will not take a family of five",
    ),
    "treatment": (
        50,
        "the recovery program|my counselor|detox|the waiting list for rehab|group on Tuesdays|staying sober",
        "saved my life|has no bed for a mother with a newborn|drops you for one positive test|is full until spring"
        "|needs childcare during sessions|works when someone with the same past leads it",
    ),
    "court": (
        45,
        "the hearing|my lawyer|the judge|court papers|the courtroom|my day in court",
        "lasted four minutes after a year of waiting|met me in the hallway for the first time|uses words nobody explains"
        "|was moved again without notice|asked me directly and listened|should come with someone to translate the law",
    ),
    "school": (
        40,
        "changing schools|my daughter's teacher|the school office|homework after a move|his school records",
        "put her a whole grade behind|did not know she was in foster care|noticed first and was gentle"
        "|followed him three months late|should stay the same when the home changes|calls me only about trouble",
    ),
    "siblings": (
        14,
        "my brothers and sisters|keeping siblings together|my little sister|the twins",
        "were placed in three counties|have not seen each other since summer|should share one home whenever there is room",
    ),
    "language": (
        12,
        "an interpreter|forms in our language|the translation|speaking only Hmong at home",
        "was my ten year old cousin|arrive after the deadline to sign|was wrong about what I said",
    ),
    "kinship": (
        12,
        "grandparents raising kids|my aunt as a placement|relatives who step up|a kin caregiver",
        "get half of what foster homes are paid|was never asked although she lives nearby|need diapers and not a lecture",
    ),
}
SPANISH: dict[str, tuple[int, str, str]] = {
    "visitas": (
        50,
        "la sala de visitas|la visita de cada semana|las visitas supervisadas|la visita con mis hijos",
        "dura muy poco para un bebé|se cancela la misma mañana|no tiene juguetes|debería ser en un parque"
        "|termina con los niños llorando|necesita un horario de tarde",
    ),
    "transporte": (
        40,
        "el autobús a la oficina|un pase de autobús|el dinero para gasolina|llegar a las citas",
        "tarda dos horas|no pasa los domingos|cuesta más que la comida|me hizo perder la clase|se acaba antes del mes",
    ),
    "trabajadoras": (
        45,
        "mi trabajadora social|la nueva trabajadora|la supervisora|la tercera trabajadora del año",
        "no devuelve las llamadas|me pide contar mi historia otra vez|se fue sin despedirse|explica cada paso con paciencia"
        "|tiene demasiadas familias",
    ),
    "vivienda": (
        35,
        "la renta|la lista de vivienda|nuestro apartamento|el depósito",
        "cuesta más que mi sueldo|tiene moho y el dueño no lo arregla|tarda años|se perdió mientras estaba en tratamiento",
    ),
    "idioma": (
        9,
        "la intérprete|los papeles en español|la traducción",
        "llegan después de la fecha|dijo mal lo que yo dije|fue mi hija de diez años",
    ),
}
_OPEN = {
    "en": "|I think |Honestly, |For us |What I want to say: |People should know that |Last year ",
    "es": "|Creo que |La verdad, |Para nosotros |Quiero decir que |El año pasado ",
}
_CLOSE = {
    "en": ".|, and nobody asks.|. Please change that.|. It matters to my family.|, every single time.|. That is all.",
    "es": ".|, y nadie pregunta.|. Por favor cambien eso.|. Es importante para mi familia.|, cada vez.|. Es todo.",
}


def corpus(language: str = "en", scale: float = 1.0, seed: int = 0) -> tuple[list[str], list[str]]:
    """Return texts and the subject of each."""
    chance = random.Random(seed)
    texts, labels = [], []
    for subject, (share, about, felt) in (ENGLISH if language == "en" else SPANISH).items():
        for _ in range(int(share * scale)):
            texts.append(_voice(chance, language, about.split("|"), felt.split("|")))
            labels.append(subject)
    return texts, labels


def _voice(chance: random.Random, language: str, about: list[str], felt: list[str]) -> str:
    opening, close = chance.choice(_OPEN[language].split("|")), chance.choice(_CLOSE[language].split("|"))
    joined = " and " if language == "en" else " y "
    saying = joined.join(chance.sample(felt, chance.choice([1, 1, 2])))
    text = f"{opening}{chance.choice(about)} {saying}{close}"
    return text[0].upper() + text[1:]
