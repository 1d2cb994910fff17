"""The demo: one agency with four engagements at different stages, all of them in the public ledger."""

import re

import pytest

from listening import create_app
from listening.demo.story import tell
from tests.conftest import settings_for


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = settings_for(tmp_path_factory.mktemp("demo"))
    settings.data.mkdir(parents=True)
    tell(settings)
    return create_app(settings).test_client(use_cookies=False)


def test_all_four_stand_in_the_ledger_in_both_languages(client):
    promised = client.get("/data/engagements.json").json["engagements"]
    assert len(promised) == 4
    for language, now in (("en", ("Listening now", "Promised")), ("es", ("Ahora escuchamos", "Prometido"))):
        html = client.get("/ledger" if language == "en" else f"/{language}/ledger").get_data(as_text=True)
        for one in promised:
            assert one["title"][language] in html
            assert f"/promises/{one['engagement']}" in html
        assert all(f">{words}<" in html for words in now)


def test_other_things_and_replies_of_the_demo_are_public(client):
    html = client.get("/promises/family-visits-that-work").get_data(as_text=True)
    assert "Other things we heard" in html
    assert "The bell is off in all visit rooms." in html
    themes = set(re.findall(r"/ledger/(\d+)", client.get("/ledger").get_data(as_text=True)))
    replied = [one for one in themes if "What people wrote, and the reply" in _page(client, one)]
    assert len(replied) == 2


def _page(client, number):
    return client.get(f"/ledger/{number}").get_data(as_text=True)
