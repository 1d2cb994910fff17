"""Reading aloud: offered only with a voice that lives on the device, and silent again at a touch."""

import pytest

from tests.browser.conftest import PHONE

#: A speech engine whose voices and words a test can see; the real one has no voices without a sound card.
ENGINE = """
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
const engine = Object.assign(new EventTarget(), {
  said: [],
  stopped: 0,
  getVoices: () => [{ lang: "en-US", localService: LOCAL }],
  speak(words) { engine.said.push(words); },
  cancel() { engine.stopped += 1; },
});
Object.defineProperty(window, "speechSynthesis", { value: engine });
"""


@pytest.fixture
def reader(visitor):
    def come(path, *, local=True):
        page = visitor(**PHONE)
        page.add_init_script(ENGINE.replace("LOCAL", str(local).lower()))
        page.goto(path)
        return page

    return come


def test_a_report_back_is_read_from_its_title_to_its_end(reader):
    page = reader("/report-backs/1")
    button = page.get_by_role("button", name="Read it aloud")
    button.click()
    said = page.evaluate("speechSynthesis.said.map((one) => one.text)")
    assert said[0] == "Rides"
    assert "We give out bus cards." in said
    assert len(said) == len(set(said))
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("speechSynthesis.stopped") >= 1
    button.click()
    page.evaluate("speechSynthesis.said.at(-1).dispatchEvent(new Event('end'))")
    assert button.is_visible()


def test_the_notice_is_read_on_the_phone(reader):
    page = reader("/s/CFGHJM")
    page.get_by_role("button", name="Read it aloud").click()
    said = " ".join(page.evaluate("speechSynthesis.said.map((one) => one.text)"))
    assert "You can say no." in said


def test_a_voice_that_would_send_the_words_away_is_never_used(reader):
    page = reader("/report-backs/1", local=False)
    assert not page.get_by_role("button", name="Read it aloud").is_visible()


def test_without_a_voice_in_this_language_nothing_is_offered(reader):
    page = reader("/es/what-we-keep")
    page.goto("/es/s/CFGHJM")
    assert not page.locator("[data-aloud]").first.is_visible()


def test_a_question_is_read_with_the_ways_it_can_be_used(reader):
    page = reader("/s/CFGHJM")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Read it aloud").click()
    said = page.evaluate("speechSynthesis.said.map((one) => one.text)")
    assert "What must change, part 1?" in said[0]
    assert "My idea, not my words" in said
