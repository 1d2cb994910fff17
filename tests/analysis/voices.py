"""Texts of our own, for tests: what people might say about services for families."""

from __future__ import annotations

from analysis import Document

SUBJECTS = {
    "visits": (
        "Visits with my kids are too short and the visit room is cold.",
        "The visiting room has no toys and visits get cancelled late.",
        "They cancelled our visit twice and nobody called about the visits.",
        "Please make visits longer, the kids cry when the visit ends.",
        "Our visits should happen in a park and not in that visiting room.",
        "A visit of one hour a week with the kids is not enough.",
    ),
    "bus": (
        "The bus to the office takes two hours and the bus pass ran out.",
        "I have no car and the bus does not run on Sunday.",
        "A bus pass every month would help me get to appointments.",
        "Without a bus pass I miss appointments across town.",
        "The bus stop is far and the bus is late, so I miss appointments.",
        "Bus fare costs more than lunch, we need a bus pass.",
    ),
    "worker": (
        "My social worker changed five times and each worker asks the same questions.",
        "The new worker never answers the phone or calls back.",
        "A caseworker should call back within a day.",
        "My worker listened and the worker answered every phone call.",
        "Every new caseworker makes me tell my story again on the phone.",
        "Workers change so fast that no worker knows our story.",
    ),
    "housing": (
        "Rent is too high and there is no affordable housing here.",
        "We lost our apartment when the rent went up.",
        "Help with rent would keep us in our apartment.",
        "The waiting list for housing is three years long.",
        "Affordable housing near the school is what families need.",
        "The landlord raised the rent and the apartment has mold.",
    ),
}
TEXTS = tuple(text for texts in SUBJECTS.values() for text in texts)
SPANISH = (
    "Las visitas con mis hijos son muy cortas.",
    "La sala de visitas es fría y las visitas se cancelan.",
    "Cancelaron la visita con mis hijos dos veces.",
    "El autobús tarda dos horas en llegar a la oficina.",
    "No tengo carro y el autobús no pasa el domingo.",
    "Un pase de autobús me ayudaría a llegar a mis citas.",
    "La trabajadora social cambia cada mes.",
    "Mi trabajadora nunca contesta el teléfono.",
    "La nueva trabajadora social no conoce nuestra historia.",
    "La renta es muy alta y no hay vivienda.",
)


def documents(texts: tuple[str, ...] | list[str] = TEXTS, language: str | None = "en") -> list[Document]:
    """Return the texts as documents named d0, d1, ..."""
    return [Document(f"d{i}", text, language) for i, text in enumerate(texts)]
