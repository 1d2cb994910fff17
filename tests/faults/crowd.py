"""A room of people who press send until they are thanked, whatever happens to the server meanwhile."""

import http.client
import threading
import time

from flask import current_app

from listening.contributions.receipt import new_secret
from tests.proofs import room_code_on_a_server

PHONES = 8
#: What a phone is told when its words could not be kept: try again.
TRY_AGAIN = 503


class Crowd:
    """People who press send until they are thanked, on phones that try again when the line breaks."""

    def __init__(self, server, room):
        self.server, self.path = server, f"/s/{room.code}/receipt"
        self.field = f"text-{room.agenda[0].prompt_id}"
        self.code = room_code_on_a_server(current_app, room.code)
        self.thanked, self.over, self.broken, self.refused = [], threading.Event(), 0, 0
        #: Answers that are neither thanks nor "try again".
        self.wrong = []
        self.phones = [threading.Thread(target=self.speak, args=(number,)) for number in range(PHONES)]

    def speak(self, number):
        count = 0
        while not self.over.is_set():
            text, secret = f"voice {number} says {count}", new_secret()
            while not self.over.is_set():
                try:
                    said = {self.field: text, "secret": secret, "room": self.code}
                    status, page = self.server.ask("POST", self.path, said)
                except (OSError, http.client.HTTPException):
                    self.broken += 1
                    time.sleep(0.01)
                    continue
                if status == 200 and "We received your words" in page:
                    self.thanked.append(text)
                    break
                if status != TRY_AGAIN:
                    self.wrong.append(f"{status}: {page[:300]}")
                self.refused += 1
                time.sleep(0.005)
            count += 1

    def __enter__(self):
        for one in self.phones:
            one.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for one in self.phones:
            one.join()
