from types import SimpleNamespace

import pytest

from tests.cast import staff_named
from tests.themes.voices import ENGLISH, SPANISH, lines


@pytest.fixture
def pia(app):
    return staff_named("pia")


@pytest.fixture
def table(world):
    """An engagement with six voices: four in a theme of people's, one single, one not placed."""
    engagement = world.engagement()
    prompt = engagement.prompts[0]
    rides = world.voices(prompt, [f"A ride number {number} to visits" for number in range(4)])
    alone, waiting = world.voices(prompt, ["The vending machine", "It came in later"])
    theme = world.theme(engagement, rides, signed_off=False)
    return SimpleNamespace(
        engagement=engagement, prompt=prompt, rides=rides, alone=alone, waiting=waiting, theme=theme
    )


@pytest.fixture
def spoken(world):
    """An engagement in which sixty people spoke, forty-two in English and eighteen in Spanish."""
    engagement = world.engagement()
    world.voices(engagement.prompts[0], lines(ENGLISH), language="en")
    world.voices(engagement.prompts[1], lines(SPANISH), language="es")
    return engagement
