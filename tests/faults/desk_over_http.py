"""Someone of the staff at a real server: signs in over HTTP, and posts."""

import http.client
import re
from urllib.parse import urlencode

from tests.cast import PASSWORD, code_of

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class DeskOverHttp:
    def __init__(self, server, name):
        self.server, self.cookie = server, ""
        self.token = _TOKEN.search(self.ask("GET", "/staff/sign-in")[1])[1]
        self.post("/staff/sign-in", sign_in=name, password=PASSWORD)
        status, _page = self.post("/staff/sign-in/code", code=code_of(name))
        assert status in {200, 303}, f"{name} cannot sign in: {status}"
        self.token = _TOKEN.search(self.ask("GET", "/staff/people")[1])[1]

    def ask(self, method, path, data=None):
        """One request with the cookie of this browser; status 0 when the line broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        try:
            connection.request(method, path, urlencode(data) if data else None, headers)
            answer = connection.getresponse()
            given = answer.headers.get("Set-Cookie")
            self.cookie = given.partition(";")[0] if given else self.cookie
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def post(self, path, **data):
        return self.ask("POST", path, {"csrf_token": self.token, **data})

    def propose(self, name):
        """Invite a publisher; the status of the answer."""
        return self.post("/staff/people", display_name=name, role="publisher", agency_staff="y")[0]
