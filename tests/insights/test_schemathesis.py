"""The description of the open data, exercised by a tool that reads nothing but the description; no network."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup

from listening.core.database import db
from tests.house.stage import set_stage

#: Requests made up for each operation.
TRIES = 12


@pytest.fixture
def description(app, world):
    set_stage(world)
    db.session.commit()
    return schemathesis.openapi.from_wsgi("/data/openapi.json", app)


@pytest.mark.slow
@pytest.mark.once
def test_every_operation_answers_as_its_description_says(description):
    operations = [result.ok() for result in description.get_all_operations()]
    assert len(operations) >= 7
    for operation in operations:
        exercise(operation)


def exercise(operation):
    """Every check the tool has: no server error, status, media type and body as described, odd input refused."""

    @settings(
        max_examples=TRIES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attempt(case):
        case.call_and_validate()

    given(case=operation.as_strategy())(attempt)()


@pytest.mark.slow
@pytest.mark.once
def test_a_description_that_is_wrong_is_found(description):
    """The control: were the list of engagements described as a number, the tool would say so."""
    raw = description.raw_schema
    content = raw["paths"]["/data/engagements.json"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"type": "integer"}
    weakened = schemathesis.openapi.from_dict(raw)
    weakened.app = description.app
    operation = weakened["/data/engagements.json"]["GET"]
    with pytest.raises(FailureGroup):
        exercise(operation)
