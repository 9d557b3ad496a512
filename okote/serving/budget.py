"""How many connections to PostgreSQL the service opens at most, against how many it accepts."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import text

from okote.platform.jobs import WORKER_CONNECTIONS
from okote.settings import Settings
from payments.sessions import ReadSession

LISTENER = 1
"""Of each web process, for live updates."""

READINESS = 1
"""Of each web process, while it is asked whether it is ready."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Each line: who, how many of them, connections of each."""

    lines: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, settings: Settings, *, processes: int) -> Self:
        web, worker = settings.pool_size + LISTENER + READINESS, settings.pool_size + WORKER_CONNECTIONS
        return cls(
            (
                ("web process", processes, web),
                ("worker", 1, worker),
                ("one that takes over from another", 1, max(web, worker)),
            )
        )

    @classmethod
    def of_replica(cls, settings: Settings, *, processes: int) -> Self:
        """Of the other server, which web processes alone read, and one more that takes over."""
        return cls((("web process", processes + 1, settings.pool_size),))

    @property
    def total(self) -> int:
        return sum(count * each for _, count, each in self.lines)


async def accepted(db: ReadSession) -> int:
    """Connections that the server grants to anyone but its superusers."""
    statement = text(
        "SELECT sum(setting::int * CASE name WHEN 'max_connections' THEN 1 ELSE -1 END)::int FROM pg_settings"
        " WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')"
    )
    return int((await db.exec(statement)).scalar_one())  # type: ignore[call-overload]
