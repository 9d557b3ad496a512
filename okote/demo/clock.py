"""The demo's clock: the service's and the local Stripe's leap together."""

from datetime import timedelta

from sqlmodel import col, update

from okote.house import House
from okote.identity.models import Session
from okote.platform import clock
from payments.simulator.remote import Remote


async def leap(house: House, stripe: Remote, by: timedelta) -> None:
    """Move both clocks on; whoever is signed in stays so."""
    async with house.database.reading() as db:
        ahead = await clock.offset(db) + by
    await set_ahead(house, stripe, ahead)
    async with house.database.unit_of_work() as db:
        moved = {name: col(getattr(Session, name)) + by for name in ("created_at", "seen_at", "expires_at")}
        await db.exec(update(Session).values(moved))


async def set_ahead(house: House, stripe: Remote, ahead: timedelta) -> None:
    """How far both are ahead of the real one; negative while the past is being told.

    Stripe's comes first: a session of its own that ends must have ended for Stripe when we look.
    """
    await stripe.post("clock", offset=int(ahead.total_seconds()))
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, ahead)
