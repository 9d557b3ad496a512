"""What happened, told to whoever subscribed, in the transaction in which it happened."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from payments.sessions import WriteSession

SUBSCRIPTIONS = "subscriptions"

Subscriber = Callable[[WriteSession, Any], Awaitable[None]]
Subscriptions = Mapping[type[Any], Sequence[Subscriber]]


async def emit(db: WriteSession, event: object) -> None:
    """Run the event's subscribers one after another; one that raises undoes the whole transaction."""
    for subscriber in cast("Subscriptions", db.info[SUBSCRIPTIONS]).get(type(event), ()):
        await subscriber(db, event)
