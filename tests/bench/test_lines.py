"""The table says which handler is slow."""

from tests.bench.accounting import Cost, share
from tests.bench.lines import Line, at_least, at_least_share, at_most


def cost(ms, *, database=0.0, requests=1_000, slowest=0.02):
    latencies = [0.01] * (requests - 20) + [slowest] * 20
    processor = ms * requests / 1_000
    return Cost(
        requests, 10.0, latencies, 500.0, processor - database * requests / 1_000, database * requests / 1_000
    )


def test_a_share_is_of_the_processor_of_service_and_database():
    assert share(cost(1), cost(2)) == 0.5
    assert share(cost(1, database=0.5), cost(4, database=3)) == 0.25


def test_a_handler_as_slow_as_that_is_found():
    bare, quick, slow = cost(1), cost(1.9), cost(2.1)
    assert Line("quick", quick, bare, [at_least_share(0.5, quick, bare)]).met
    found = Line("slow", slow, bare, [at_least_share(0.5, slow, bare)])
    assert not found.met
    assert found.cells()[-1] == "NOT met"


def test_one_bound_of_several_is_enough_not_to_meet():
    slow = cost(1, slowest=0.2)
    bounds = [at_least("req/s", 50, slow.rate), at_most("p99", 100, slow.percentile(0.99))]
    assert [bound.met for bound in bounds] == [True, False]
    assert not Line("slow at times", slow, bounds=bounds).met
