"""Stripe's test cards, by what happens when one is used (docs.stripe.com/testing)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """`refusal` is the bank's decline code; `refund` what becomes of its refunds; `dispute` what its holder's
    bank says of the payment as soon as it is made.

    The two with `later` are ours: a bank that takes a minute to say what it decides.
    """

    number: str
    brand: str = "visa"
    refusal: str | None = None
    authenticates: bool = False
    later: str | None = None
    refund: str = "succeeded"
    at_once_available: bool = False
    dispute: str | None = None

    @property
    def last4(self) -> str:
        return self.number[-4:]


CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242"),
        Card("4000002760003184", authenticates=True),
        Card("4000000000000002", refusal="generic_decline"),
        Card("4000000000009995", refusal="insufficient_funds"),
        Card("4000000000000069", refusal="expired_card"),
        Card("4000000000000077", at_once_available=True),
        Card("4000000000007726", refund="pending"),
        Card("4000000000005126", refund="failing"),
        Card("4000000000000259", dispute="fraudulent"),
        Card("4000000000002685", dispute="product_not_received"),
        Card("4000000000001976", dispute="inquiry"),
        Card("4000000000005423", dispute="warning"),
        Card("4000000000000127", later="succeeded"),
        Card("4000000000000135", later="failed"),
    )
}

BY_LAST4 = {card.last4: card for card in CARDS.values()}
"""All that a charge keeps of its card."""

USUAL = ("4242424242424242", "4000002760003184", "4000000000000002")
OTHERS = (
    "4000000000009995",
    "4000000000000127",
    "4000000000000135",
    "4000000000007726",
    "4000000000005126",
    "4000000000000259",
    "4000000000005423",
)
"""On the payment page, in this order; the others only to who opens their list."""

OWN_ERROR_CODE = frozenset({"expired_card"})
"""Refusals that are error codes of their own; any other is `card_declined` with a decline code."""
