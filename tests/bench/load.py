"""`python -m tests.bench.load FILE`: clients who ask over and over, all at once, and how long each waited.

A process of its own, whose time is nobody's; what to ask comes as JSON on standard input, what was seen goes
as JSON to the file. Each client keeps its connection and asks again as soon as it has its answer.
"""

import asyncio
import sys
import time
from itertools import cycle
from pathlib import Path

import msgspec
import uvloop


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`requests` are whole HTTP requests; clients take them in turn, `times` in all, or for `seconds`."""

    port: int
    requests: list[bytes]
    clients: int
    times: int | None = None
    seconds: float | None = None
    host: str = "127.0.0.1"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`latencies` in seconds, sorted; `statuses` counts answers, `first` is one of them."""

    seconds: float
    latencies: list[float]
    size: float
    statuses: dict[int, int]
    locations: list[str]


class Client(asyncio.Protocol):
    def __init__(self, run: "Run") -> None:
        self.run = run
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        request = self.run.next()
        if request is None:
            self.transport.close()
            return
        self.got, self.missing = bytearray(), -1
        self.asked = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self.missing < 0 and (end := self.got.find(b"\r\n\r\n")) >= 0:
            self.missing = end + 4 + _length(bytes(self.got[:end]))
        if 0 <= self.missing <= len(self.got):
            self.run.answered(time.perf_counter() - self.asked, self.got)
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None or self.run.wants_more:
            self.ended.set_exception(error or ConnectionError("the server hung up"))
        else:
            self.ended.set_result(None)


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at < 0:
        return 0
    return int(lowered[at + 15 :].partition(b"\r\n")[0])


class Run:
    def __init__(self, plan: Plan) -> None:
        self.requests = cycle(plan.requests)
        self.left = plan.times
        self.until = time.perf_counter() + plan.seconds if plan.seconds else None
        self.latencies: list[float] = []
        self.size = 0
        self.statuses: dict[int, int] = {}
        self.locations: list[str] = []

    @property
    def wants_more(self) -> bool:
        if self.until is not None:
            return time.perf_counter() < self.until
        return self.left is not None and self.left > 0

    def next(self) -> bytes | None:
        if not self.wants_more:
            return None
        if self.left is not None:
            self.left -= 1
        return next(self.requests)

    def answered(self, latency: float, answer: bytearray) -> None:
        self.latencies.append(latency)
        self.size += len(answer)
        status = int(answer[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 303:
            at = answer.lower().find(b"\r\nlocation: ") + 12
            self.locations.append(answer[at : answer.find(b"\r\n", at)].decode())


async def run(plan: Plan) -> Seen:
    loop, begun = asyncio.get_running_loop(), time.perf_counter()
    going = Run(plan)
    clients = [
        (await loop.create_connection(lambda: Client(going), plan.host, plan.port))[1]
        for _ in range(plan.clients)
    ]
    await asyncio.gather(*(client.ended for client in clients))
    return Seen(
        seconds=time.perf_counter() - begun,
        latencies=sorted(going.latencies),
        size=going.size / max(len(going.latencies), 1),
        statuses=going.statuses,
        locations=going.locations,
    )


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    Path(sys.argv[1]).write_bytes(msgspec.json.encode(uvloop.run(run(plan))))


if __name__ == "__main__":
    main()
