"""How the whole installation goes, as its database knows: jobs, mails, Stripe's events, what must hold."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import structlog
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from okote.backoffice.queries import jobs
from okote.platform.db import Database
from okote.watch.models import WatchedInvariant
from payments.reconciliation import queries as reconciliation
from payments.reconciliation.rules import Kind
from payments.sessions import ReadSession

log = structlog.get_logger("okote.serving")

STATES = {"todo": "waiting", "doing": "running", "failed": "failed"}

STANDING = text("""
    SELECT (
        SELECT extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at)))
        FROM procrastinate_jobs AS job
        LEFT JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
        WHERE job.status = 'todo' AND coalesce(job.scheduled_at <= now(), true)
    ) AS oldest_job, mails.*, events.*
    FROM (
        SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
               count(*) FILTER (WHERE state = 'refused') AS refused,
               extract(
                   epoch FROM okote_now() - min(created_at) FILTER (WHERE state = 'waiting')
               ) AS oldest_mail
        FROM mail WHERE state <> 'sent'
    ) AS mails, (
        SELECT count(*) AS unhandled, extract(epoch FROM okote_now() - min(received_at)) AS oldest_event
        FROM stripe_event WHERE handled_at IS NULL
    ) AS events
""")
"""Ages are in seconds, and NULL where nothing waits."""


class Installation(Collector):
    """What was seen at the last look; where the database does not answer, that and nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen: Sequence[Metric] = ()

    async def look(self) -> None:
        """Ask anew."""
        try:
            async with self.database.reading() as db:
                self.seen = [_one("okote_database_up", "Whether it answers.", 1), *await _seen(db)]
        except SQLAlchemyError as error:
            log.warning("metrics without the database", error=type(error).__name__)
            self.seen = [_one("okote_database_up", "Whether it answers.", 0)]

    def collect(self) -> Iterator[Metric]:
        yield from self.seen


def _one(name: str, says: str, value: float | None) -> Metric:
    return GaugeMetricFamily(name, says, value=float(value or 0))


async def _seen(db: ReadSession) -> list[Metric]:
    found = (await db.exec(cast("Any", STANDING))).mappings().one()
    queue = GaugeMetricFamily("okote_jobs", "Jobs that are not done.", labels=("job", "state"))
    for row in await jobs(db):
        queue.add_metric((row["task_name"], STATES[row["status"]]), row["count"])
    mails = GaugeMetricFamily("okote_mails", "Mails that have not left.", labels=("state",))
    for state in ("waiting", "refused"):
        mails.add_metric((state,), found[state])
    return [
        queue,
        _one("okote_oldest_job_seconds", "How long the oldest job has been due.", found["oldest_job"]),
        mails,
        _one("okote_oldest_mail_seconds", "How long the oldest mail has waited.", found["oldest_mail"]),
        _one("okote_stripe_events_unhandled", "What Stripe told us and waits.", found["unhandled"]),
        _one("okote_oldest_stripe_event_seconds", "How long the oldest waits.", found["oldest_event"]),
        *await _invariants(db),
        *await _reconciliation(db),
    ]


async def _invariants(db: ReadSession) -> tuple[Metric, Metric]:
    violations = GaugeMetricFamily(
        "okote_invariant_violations", "Rows that break a rule; none may.", labels=("invariant",)
    )
    asked = GaugeMetricFamily(
        "okote_invariant_asked_timestamp_seconds", "When the watch last asked.", labels=("invariant",)
    )
    for row in await db.exec(select(WatchedInvariant).order_by(WatchedInvariant.name)):
        violations.add_metric((row.name,), row.violations)
        asked.add_metric((row.name,), row.asked_at.timestamp())
    return violations, asked


async def _reconciliation(db: ReadSession) -> list[Metric]:
    differing = GaugeMetricFamily(
        "okote_reconciliation_differences",
        "What differs from Stripe and waits for a person.",
        labels=("kind",),
    )
    left = await reconciliation.open_by_kind(db)
    for kind in Kind:
        differing.add_metric((kind.value,), left.get(kind, 0))
    last = await reconciliation.latest(db)
    if last is None or last.ended_at is None:
        return [differing]
    return [
        differing,
        _one(
            "okote_reconciliation_ended_timestamp_seconds",
            "When all was last compared with Stripe.",
            last.ended_at.timestamp(),
        ),
        _one(
            "okote_reconciliation_unexplained_cents",
            "What Stripe holds apart from the ledger, and nothing explains.",
            last.unexplained_minor,
        ),
    ]
