"""Requests are counted under names that nobody outside can multiply."""

import pytest

from okote.web.logs import RequestLog
from okote.web.meters import Meters


def counted(meters, **labels):
    """Of these labels, how many requests, or None where there were none."""
    return meters.registry.get_sample_value("okote_requests_total", {"status": "200", **labels})


async def test_a_request_counts_under_its_route_and_not_under_what_was_asked(house, browser):
    visitor = browser()
    await visitor.get("/fr/contact")
    await visitor.get("/fr/contact?name=Camille")
    await visitor.get("/fr/campaigns/nobody-s")
    text = "".join(
        sample.labels["route"] for one in house.meters.registry.collect() for sample in one.samples
    )
    assert counted(house.meters, method="GET", route="/contact") == 2
    assert counted(house.meters, method="GET", route="unmatched", status="404") == 1
    seconds = {"method": "GET", "route": "/contact"}
    assert house.meters.registry.get_sample_value("okote_request_seconds_count", seconds) == 2
    assert "nobody" not in text
    assert "Camille" not in text


@pytest.mark.parametrize("path", ["/metrics", "/fr/metrics"])
async def test_the_public_port_tells_nothing(browser, path):
    answer = await browser().get(path)
    assert answer.status_code == 404
    assert "okote_requests" not in answer.text


def test_methods_that_nobody_has_heard_of_are_one():
    meters = Meters()
    for number in range(20):
        meters.request(f"INVENTED-{number}", "unmatched", 200, seconds=0.001)
    assert counted(meters, method="other", route="unmatched") == 20
    assert "INVENTED" not in str(list(meters.registry.collect()))


async def pass_through(app, **clock):
    """A request to this application; what is counted of it."""
    meters = Meters()
    scope = {"type": "http", "method": "GET", "path_template": "/live"}

    async def send(_message):
        """Nobody listens."""

    with pytest.raises(ConnectionError):
        await RequestLog(app, meters, **clock)(scope, None, send)
    return meters


async def test_what_fails_counts_as_an_error():
    async def fails(_scope, _receive, _send):
        raise ConnectionError

    meters = await pass_through(fails)
    assert counted(meters, method="GET", route="/live", status="500") == 1


async def test_a_stream_takes_as_long_as_its_beginning():
    """By a clock that goes on for a minute while somebody looks."""
    clock = [100.0]

    async def streams(_scope, _receive, send):
        clock[0] += 0.5
        await send({"type": "http.response.start", "status": 200, "headers": []})
        clock[0] += 60
        raise ConnectionError

    meters = await pass_through(streams, clock=lambda: clock[0])
    spent = meters.registry.get_sample_value("okote_request_seconds_sum", {"method": "GET", "route": "/live"})
    assert spent == 0.5
