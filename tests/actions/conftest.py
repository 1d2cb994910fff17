import pytest

from tests.actions.answered import Answers
from tests.world import World


@pytest.fixture
def answers(world: World) -> Answers:
    return Answers(world)
