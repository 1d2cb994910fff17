"""People for the benchmark: sockets that post, and phones that ask whether the room has moved on."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

#: Seconds between two looks of a phone, as in static/js/room.js.
PHONE_LOOKS = (8.0, 14.0)
#: Length of a contribution in characters: the median of what people type on a phone, about a sentence or two.
SAID = "The bus to the visit takes two hours and it does not run on Sundays, so I am late every time. "


@dataclass
class Seen:
    """What came back: seconds of each answer that was good, and how many were not."""

    seconds: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


async def ask(port: int, head: str, body: str = "", *, cookie: str = "") -> tuple[int, bytes]:
    """One request on a connection of its own, as phones make them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    more = (
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
    )
    jar = f"Cookie: {cookie}\r\nHX-Request: true\r\n" if cookie else ""
    sent = f"{head} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}{jar}\r\n{body}"
    writer.write(sent.encode())
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return int(answer[9:12] or b"0"), answer


def contribution(prompt: int, room: str = "") -> tuple[str, str]:
    """A form that says something nobody said before, and the secret it comes with."""
    secret = f"{secrets.randbits(77):020x}"
    text = f"{SAID}{secret}"
    fields = {"secret": secret, "text": text, f"text-{prompt}": text, f"consent-{prompt}": "quote"}
    fields |= {"room": room} if room else {}
    return secret, urlencode(fields)


async def say(port: int, path: str, prompt: int, good: bytes, seen: Seen, *, room: str = "") -> None:
    key, body = contribution(prompt, room)
    began = time.perf_counter()
    try:
        status, answer = await ask(port, f"POST {path}", body)
    except OSError as error:
        seen.bad.append(type(error).__name__)
        return
    if status == 200 and good in answer:
        seen.seconds.append(time.perf_counter() - began)
        seen.keys.append(key)
    else:
        seen.bad.append(str(status))


async def as_fast_as_it_goes(people: int, seconds: float, one: Callable[[], Awaitable[None]]) -> None:
    """So many people, each again as soon as the last is answered."""
    until = time.perf_counter() + seconds

    async def person() -> None:
        while time.perf_counter() < until:
            await one()

    await asyncio.gather(*(person() for _one in range(people)))


async def evenly(count: int, seconds: float, one: Callable[[], Awaitable[None]]) -> None:
    """So many in so many seconds, whether or not the one before was answered."""
    began, running = time.perf_counter(), []
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number * seconds / count - time.perf_counter()))
        running.append(asyncio.create_task(one()))
    await asyncio.gather(*running)
