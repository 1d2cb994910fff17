"""What is not finished in an engagement is listed on the page of its promise."""

import pytest

from tests.reportbacks.written import Telling


@pytest.fixture
def telling(world):
    return Telling(world)


def listed(rosa, theme):
    page = rosa.get(f"/promises/{theme.engagement.slug}").get_data(as_text=True)
    return page.partition("Not finished yet")[2].partition("</section>")[0]


def test_a_theme_stays_in_the_list_until_it_is_told_back_in_each_language(telling, rosa):
    theme = telling.theme()
    assert "No answer yet." in listed(rosa, theme)
    telling.decision(theme)
    assert "Answered, not told back yet." in listed(rosa, theme)
    telling.published(theme)
    assert "Not told back yet in: Español." in listed(rosa, theme)
    telling.published(theme, "es")
    assert listed(rosa, theme) == ""


def test_drafts_of_any_kind_are_not_told(telling, rosa, world):
    theme = telling.answered()
    telling.draft(theme, you_said="A canary of a draft.")
    draft = world.theme(theme.engagement, signed_off=False, label="Not signed off")
    shown = listed(rosa, theme)
    assert "Rides" in shown
    assert "canary" not in shown
    assert str(draft.label["en"]) not in shown
