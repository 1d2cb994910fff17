import pytest

from tests.reportbacks.written import Telling
from tests.world import World


@pytest.fixture
def telling(world: World) -> Telling:
    return Telling(world)
