"""The one door for published counts of people, contributions or verdicts.

A count from 1 to 10 is never published (California's child-welfare statistics mask the same cells);
larger ones appear in fixed bands, so that the difference of two pages cannot show one person leaving.
"""

from dataclasses import dataclass

#: Counts below this are "a few voices". The default of California's de-identification guideline.
SMALL = 11
#: Upper ends of the fixed bands; beyond them counts keep two significant digits.
BANDS = (20, 50, 100, 250, 500)


@dataclass(frozen=True)
class Band:
    """What may be said of a count: nothing, a few, a range, or a round number."""

    low: int
    high: int
    kind: str

    @property
    def drawn(self) -> int:
        """A length for a bar: the middle of the band, the same for every count inside it."""
        return (self.low + self.high) // 2


def band(count: int) -> Band:
    """The band of a count of people.

    Raises:
        ValueError: for a negative count.

    >>> band(7).kind, band(13), band(1234).low
    ('few', Band(low=11, high=20, kind='range'), 1200)
    """
    if count < 0:
        raise ValueError("people cannot be fewer than none")
    if count == 0:
        return Band(0, 0, "none")
    if count < SMALL:
        return Band(1, SMALL - 1, "few")
    low = SMALL
    for high in BANDS:
        if count <= high:
            return Band(low, high, "range")
        low = high + 1
    step = 10 ** (len(str(count)) - 2)
    rounded = count // step * step
    return Band(rounded, rounded, "about")


def total(count: int) -> Band:
    """What may be said of a whole whose parts are told, now or later: never how many at most.

    "11 to 20" in all, of which "11 to 20" here and "a few" there, would say that the few are nine at most. A bound that
    came and went with the small parts would tell by going; so a whole is always open above.

    >>> total(18), total(0).kind
    (Band(low=11, high=11, kind='least'), 'none')
    """
    size = band(count)
    return Band(size.low, size.low, "least") if count else size


def publishable(*counts: int) -> bool:
    """Whether the exact counts of one tally may be shown: all parts and the whole zero or large."""
    return all(count == 0 or count >= SMALL for count in (*counts, sum(counts)))
