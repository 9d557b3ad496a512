"""Pages and the API: what each request takes, beside a bare handler that answers the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from okote.identity import cookies
from okote.web.csrf import COOKIE
from tests.bench.accounting import Cost
from tests.bench.floor import Beside
from tests.bench.lines import Bound, Line, at_least_share, at_most
from tests.bench.load import Plan
from tests.bench.running import Bench, asked
from tests.bench.territory import SLUG, Loaded

PROCESS = "a-velo-quels-trajets-rendre-surs-d-abord"
"""One of the demo's, with ideas."""

CLIENTS = 50
SECONDS = 6.0
WARM = 400
"""Requests before any is counted."""


@dataclass(frozen=True)
class Page:
    """One row: `floor` is which of the bare handlers stands beside it, `least` the share of it that is asked
    for, `most` the milliseconds of processor time that one may take.
    """

    name: str
    paths: Sequence[str]
    floor: str
    least: float | None
    signed_in: bool = False
    most: float | None = None
    p99: float | None = 100.0


def rows(loaded: Loaded) -> list[Page]:
    """Each of one page, as is its floor; the last is of fifty campaigns in turn."""
    home, listed = ["/fr/"], ["/fr/?number=2"]
    some = [slug for _, slug in loaded.campaigns[1:51]]
    one, every = [f"/fr/campaigns/{some[0]}"], [f"/fr/campaigns/{slug}" for slug in some]
    watched, board = ["/fr/observatory"], ["/fr/actions"]
    procedure = [f"/fr/procedures/{loaded.procedures[1]}"]
    ideas, idea, process = ["/fr/ideas"], [f"/fr/ideas/{loaded.ideas[0]}"], [f"/fr/processes/{PROCESS}"]
    discussed = [f"/fr/ideas/{one}" for one in loaded.ideas]
    return [
        Page("home", home, "bytes", 0.35),
        Page("list", listed, "bytes", 0.35),
        Page("campaign", one, "bytes", 0.35),
        Page("observatory", watched, "bytes", 0.35),
        Page("procedure", procedure, "bytes", 0.35),
        Page("board", board, "bytes", 0.35),
        Page("ideas", ideas, "bytes", 0.35),
        Page("ideas-supported", ["/fr/ideas?order=supported"], "bytes", 0.35),
        Page("idea", idea, "bytes", 0.35),
        Page("process", process, "bytes", 0.35),
        Page("home-signed-in", home, "page", 0.5, signed_in=True, most=5),
        Page("list-signed-in", listed, "page", 0.5, signed_in=True, most=5),
        Page("campaign-signed-in", one, "page", 0.5, signed_in=True, most=4),
        Page("observatory-signed-in", watched, "page", 0.5, signed_in=True, most=5),
        Page("procedure-signed-in", procedure, "page", 0.5, signed_in=True, most=5),
        Page("board-signed-in", board, "page", 0.5, signed_in=True, most=5),
        Page("ideas-signed-in", ideas, "page", 0.5, signed_in=True, most=5),
        Page("idea-signed-in", idea, "page", 0.5, signed_in=True, most=4),
        Page("process-signed-in", process, "page", 0.5, signed_in=True, most=5),
        Page("vote-signed-in", [f"/fr/ballots/{loaded.ballots[0]}"], "page", 0.5, signed_in=True, most=3),
        Page("api-list", ["/api/v1/campaigns?limit=20"], "json", 0.5, p99=None),
        Page("api-campaign", [f"/api/v1/campaigns/{some[0]}"], "json", 0.5, p99=None),
        Page("fifty-campaigns-signed-in", every, "page", None, signed_in=True, p99=None),
        Page("fifty-ideas-signed-in", discussed, "page", None, signed_in=True, p99=None),
    ]


def request(host: str, path: str, cookie: str = "") -> bytes:
    """As a browser asks; of the API, as a program does, which takes what comes uncompressed."""
    if path.startswith("/api/"):
        return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n".encode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: fr,fr-FR;q=0.8,en;q=0.5",
        "Accept-Encoding: gzip, deflate",
        *([f"Cookie: {cookie}"] if cookie else []),
        "Connection: keep-alive",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def host_of(bench: Bench) -> str:
    return bench.settings.address(SLUG).partition("://")[2]


def requests_of(bench: Bench, loaded: Loaded, page: Page) -> list[bytes]:
    host, sealed = host_of(bench), csrf(bench)
    if not page.signed_in:
        return [request(host, path) for path in page.paths]
    people = loaded.tokens[:50]
    return [
        request(host, path, f"{cookies.SESSION}={token}; {COOKIE}={sealed}")
        for path, token in zip(list(page.paths) * 50, people * len(page.paths), strict=False)
    ]


def csrf(bench: Bench) -> str:
    """A form's token as a browser has one from the first page on."""
    from okote.web.seals import Seal

    return Seal(bench.settings.secret_key, "forms").sealed("of-the-bench")


def floors(bench: Bench, loaded: Loaded, pages: Sequence[Page]) -> list[Beside]:
    """Each stands beside the first request of its row."""
    return [Beside(page.name, page.floor, requests_of(bench, loaded, page)[0]) for page in pages]


async def measured(bench: Bench, loaded: Loaded, page: Page, seconds: float) -> Line:
    mine = requests_of(bench, loaded, page)
    bare = [request(f"localhost:{bench.floor_port}", f"/{page.floor}/{page.name}")]
    cost, refused = await _asked(bench, bench.port, mine, bench.web, seconds)
    floor, _ = await _asked(bench, bench.floor_port, bare, bench.floors, seconds / 2)
    bounds = [Bound("all answered", f"{refused} were not", met=False)] if refused else []
    if page.least is not None:
        bounds.append(at_least_share(page.least, cost, floor))
    if page.most is not None:
        bounds.append(at_most("CPU", page.most, cost.ms))
    if page.p99 is not None:
        bounds.append(at_most("p99", page.p99, cost.percentile(0.99)))
    return Line(page.name, cost, floor, bounds)


async def _asked(
    bench: Bench, port: int, requests: list[bytes], roots: Sequence[int], seconds: float
) -> tuple[Cost, int]:
    """After all is warm; and how many were answered with anything but what they asked for."""
    await asked(Plan(port=port, requests=requests, clients=CLIENTS, times=WARM))
    plan = Plan(port=port, requests=requests, clients=CLIENTS, seconds=seconds)
    cost, seen = await bench.measure(plan, roots)
    return cost, sum(number for status, number in seen.statuses.items() if status != 200)
