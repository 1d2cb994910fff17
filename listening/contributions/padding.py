"""The size of what we answer says nothing of what was written, to whoever watches the network (anonymity, T5)."""

from flask import Response, request

#: Answers on the way are filled up to whole buckets of this many bytes, like the bodies that ask for them.
BUCKET = 4096
OPEN, CLOSE = b"<!--", b"-->"


def padded(answer: Response) -> Response:
    """Fill a page that answers a post; it carries what was typed so far."""
    if request.method == "POST" and answer.mimetype == "text/html" and answer.get_data():
        body = answer.get_data()
        short = -(len(body) + len(OPEN + CLOSE)) % BUCKET
        answer.set_data(b"".join((body, OPEN, b" " * short, CLOSE)))
    return answer


def filler(words: list[str], most: int = 256) -> str:
    """What makes pages with other words of a receipt equally long."""
    return " " * (most - sum(len(one.encode()) for one in words))
