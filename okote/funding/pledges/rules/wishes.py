"""When two sendings of a form are one pledge, and when they are two."""

from collections.abc import Collection
from uuid import UUID, uuid5

from payments.money import Money


def wish(form: UUID, campaign: UUID, amount: Money, over: Collection[UUID]) -> UUID:
    """What a donor confirmed: the same form with another amount, or for another campaign, is another wish.

    `over` are wishes that came to nothing or were taken back: whoever confirms one of them again means a
    new one, the same for every further sending.
    """
    token = uuid5(form, f"{campaign}:{amount.minor}:{amount.currency}")
    while token in over:
        token = uuid5(token, "anew")
    return token
