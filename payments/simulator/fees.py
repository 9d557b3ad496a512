"""What Stripe takes for a payment, and its ledger: every movement is a line, a balance is their sum.

1.5 % and 25 cents, half a cent rounded up: the price of a European card in France
(stripe.com/fr/pricing). Not given back when the payment is refunded.
"""

from payments.simulator.store import PLATFORM, Object
from payments.simulator.world import World, new_id

DAY = 86_400
SETTLES_AFTER = 3 * DAY
"""Seconds until a card payment may be moved on."""


def fee(amount: int) -> int:
    """In cents, of an amount in cents."""
    return (amount * 15 + 500) // 1000 + 25


def book(
    world: World,
    kind: str,
    source: str | None,
    amount: int,
    *,
    owner: str = PLATFORM,
    taken: int = 0,
    available_on: int | None = None,
    description: str | None = None,
) -> Object:
    """One line of the owner's ledger; without `available_on` it counts at once."""
    now = world.now()
    detail = {
        "amount": taken,
        "application": None,
        "currency": "eur",
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    line: Object = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on or now,
        "balance_type": "payments",
        "created": now,
        "currency": "eur",
        "description": description,
        "exchange_rate": None,
        "fee": taken,
        "fee_details": [detail] if taken else [],
        "net": amount - taken,
        "reporting_category": REPORTED_AS.get(kind, kind),
        "source": source,
        "status": "available" if (available_on or now) <= now else "pending",
        "type": kind,
    }
    return world.store.add(line, owner)


REPORTED_AS = {"payment": "charge", "payment_refund": "refund", "transfer_refund": "transfer_reversal"}


def as_of(line: Object, now: int) -> Object:
    """A line as Stripe shows it now: it turns available by itself."""
    return {**line, "status": "available" if line["available_on"] <= now else "pending"}


def available(world: World, owner: str = PLATFORM) -> int:
    return held(world, owner) - pending(world, owner)


def pending(world: World, owner: str = PLATFORM) -> int:
    """What will be available once it has settled."""
    return held(world, owner, settling_after=world.now())


def held(world: World, owner: str, *, settling_after: int = 0) -> int:
    rows = world.store.rows(
        "SELECT coalesce(sum(json_extract(body, '$.net')), 0) FROM object "
        "WHERE kind = 'balance_transaction' AND owner = ? AND json_extract(body, '$.available_on') > ?",
        owner,
        settling_after,
    )
    return int(rows[0][0])


def balance(world: World, owner: str = PLATFORM) -> Object:
    def parts(amount: int) -> list[Object]:
        return [{"amount": amount, "currency": "eur", "source_types": {"card": amount}}]

    return {
        "object": "balance",
        "available": parts(available(world, owner)),
        "connect_reserved": [{"amount": 0, "currency": "eur"}],
        "livemode": False,
        "pending": parts(pending(world, owner)),
    }
