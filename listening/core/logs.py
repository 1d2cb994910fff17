"""Logs that cannot hold an address: what the server says about requests is dropped, not filtered."""

import errno
import logging
import sys
from typing import Any

from gunicorn.glogging import Logger

#: How the system tells that nothing came for too long, or that the way to a phone is gone.
NETWORK_LOST = {errno.EAGAIN, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH}


class Quiet(Logger):
    """gunicorn writes "Invalid request from ip=…" even without an access log; here it has nowhere to."""

    def access(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def warning(self, msg: Any, *_args: Any, **_kwargs: Any) -> None:
        self._say(logging.WARNING, msg)

    def info(self, msg: Any, *args: Any, **_kwargs: Any) -> None:
        if str(msg).startswith(("Listening at", "Starting gunicorn", "Booting worker", "Shutting down")):
            self.error_log.info(msg, *args)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """All but a phone that lost its network in the middle of a word."""
        error = sys.exc_info()[1]
        if not (isinstance(error, OSError) and error.errno in NETWORK_LOST):
            super().exception(msg, *args, **kwargs)

    def debug(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def _say(self, level: int, msg: Any) -> None:
        text = str(msg)
        if "ip=" in text or "client" in text.lower():
            return
        self.error_log.log(level, text)


def quiet_the_rest() -> None:
    """Libraries speak only when something fails."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    logging.getLogger("flask_limiter").setLevel(logging.CRITICAL)
