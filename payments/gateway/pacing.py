"""When each call may be made, so that all processes together stay below what Stripe takes in a second.

The next free moment is a PostgreSQL sequence, in microseconds: it is never rolled back, and is written by
whoever holds the advisory lock, one after another. What Stripe's library repeats by itself has one turn.
"""

import asyncio

from sqlalchemy import text

from payments.sessions import UnitOfWork, WriteSession

PART = 0.8
"""Of what Stripe takes: the rest is for calls that are repeated, and for whoever else has our key."""

TAKEN = text("""
    SELECT setval('stripe_turn', least(greatest(last_value, at), at + 60000000) + :gap) - :gap - at
    FROM stripe_turn, LATERAL (
        SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS at
    ) now
""")
"""How long from now, in microseconds: a minute at most, lest a clock that was set back keep all waiting."""


class Pace:
    def __init__(self, unit_of_work: UnitOfWork, takes: int) -> None:
        """Stripe `takes` so many calls in a second."""
        self._unit_of_work = unit_of_work
        self._gap = gap(takes)

    async def turn(self) -> None:
        """Returns when a call may be made; whoever asked first is first."""
        async with self._unit_of_work() as db:
            wait = await take_turn(db, self._gap)
        await asyncio.sleep(wait)


def gap(takes: int) -> int:
    """Microseconds between two calls."""
    return round(1_000_000 / PART / takes)


async def take_turn(db: WriteSession, gap: int) -> float:
    """In how many seconds it comes; the next is `gap` microseconds later, also where this rolls back."""
    await db.lock("stripe-turn")
    wait: int = await db.scalar(TAKEN, {"gap": gap})
    return wait / 1_000_000
