"""What a process counts of the requests that it answers, for whoever monitors it."""

from http import HTTPMethod

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""In seconds; the longest that a request may wait for the database is ten."""

METHODS = frozenset(HTTPMethod)
OTHER = "other"
"""Anybody may send a method that nobody has heard of: each would stay in the memory for ever."""

# Or each number would come with a second one, the moment at which it began.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Meters:
    """One per process; `registry` is what its private port shows, and may hold more."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "okote_requests",
            "Requests answered, by route, which never holds what was asked for.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "okote_request_seconds",
            "Until the answer began: an event stream lasts as long as somebody looks.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, *, seconds: float) -> None:
        """Count one that is answered."""
        method = method if method in METHODS else OTHER
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)
