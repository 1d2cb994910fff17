"""A contributor's phone without JavaScript and without cookies: it presses the buttons that the pages offer.

Its one script is that of the proof: a room's code is typed, and where there is none the proof is sent along.
"""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs import room_code, solved


class Page:
    """One answer, as a person sees it."""

    def __init__(self, answer: TestResponse, path: str) -> None:
        self.status = answer.status_code
        self.path = path
        self.headers = answer.headers
        self.soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    @property
    def title(self) -> str:
        heading = self.soup.h1
        return " ".join(heading.get_text(" ").split()) if heading else ""

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    def form_with(self, button: str) -> tuple[Tag, Tag]:
        """The form and the button with these words."""
        for one in self.soup.find_all("button"):
            if one.get_text(" ").strip().startswith(button):
                form = self.soup.find(id=one["form"]) if one.get("form") else one.find_parent("form")
                return form, one
        raise AssertionError(f"no button {button!r} on {self.path}: {self.title}\n{self.text[:600]}")


class Phone:
    """Follows links and presses buttons."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: Page

    def open(self, path: str) -> Page:
        answer = self.client.get(path)
        return self._arrive(answer, path)

    def press(self, button: str, **typed: Any) -> Page:
        """Fill the form around a button and press it."""
        form, pressed = self.page.form_with(button)
        data = self.shown_to_be_a_person(form, filled(form)) | typed
        if pressed.get("name"):
            data[pressed["name"]] = pressed.get("value", "")
        target = urljoin(self.page.path, pressed.get("formaction") or form.get("action") or self.page.path)
        if form.get("method", "get").lower() == "post":
            return self._arrive(self.client.post(target, data=data), target)
        return self._arrive(self.client.get(target, query_string=data), target)

    def shown_to_be_a_person(self, form: Tag, data: dict[str, Any]) -> dict[str, Any]:
        """With the code on the big screen typed, or a proof where nobody asks for a code."""
        sent_to = re.search(r"^(.*/s/([^/]+)/)receipt$", form.get("action") or "")
        if not sent_to:
            return data
        if "room" in data and not sent_to[1].startswith("/rehearsal"):
            return data | {"room": room_code(self.client.application, sent_to[2])}
        return data | {"proof": solved(self.client.get(f"{sent_to[1]}challenge").json)}

    def _arrive(self, answer: TestResponse, path: str) -> Page:
        while answer.status_code in {302, 303}:
            assert "Set-Cookie" not in answer.headers or self.client._cookies is not None
            path = urlsplit(answer.headers["Location"]).path
            query = urlsplit(answer.headers["Location"]).query
            answer = self.client.get(path + (f"?{query}" if query else ""))
        self.page = Page(answer, path)
        return self.page


def filled(form: Tag) -> dict[str, Any]:
    """What a form holds before anyone types."""
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in {"submit", "button"}:
            continue
        if kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                before = data.get(name, [])
                data[name] = [*([before] if isinstance(before, str) else before), field.get("value", "on")]
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            data[name] = chosen.get("value", chosen.get_text()) if chosen else ""
        elif name in data:
            data[name] = [
                *([data[name]] if isinstance(data[name], str) else data[name]),
                field.get("value", ""),
            ]
        else:
            data[name] = field.get("value", "")
    return data
