"""A form of the desk shows every field it asks for: what is not on the page could never be filled in."""

import pytest
from bs4 import BeautifulSoup


@pytest.mark.parametrize(
    "path",
    [
        "themes/{theme}/plan",
        "themes/{theme}/delay",
        "themes/{theme}/acknowledge",
        "{action}/move",
        "{action}/milestones",
        "{action}/measures",
        "{action}/hand-over",
        "{action}/evidence",
    ],
)
def test_whatever_is_missing_can_be_typed_on_the_page(answers, cast, path):
    theme = answers.theme()
    answers.decision(theme)
    where = "/staff/actions/" + path.format(theme=theme.id, action=answers.action(theme).id)
    answer = cast.ada.post(where, {})
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    asked = [link["href"][1:] for link in page.select("main .error-summary a, main [role=alert] a")]
    assert answer.status_code == 422
    assert asked, "nothing was missing: this tries nothing"
    assert [one for one in asked if page.find(id=one) is None] == []
