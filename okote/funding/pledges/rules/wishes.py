"""When two sendings of a form are one pledge, and when they are two."""

from collections.abc import Collection
from uuid import UUID, uuid5

from okote.funding.campaigns.rules import HolderIdentifier
from payments.money import Money


def wish(
    form: UUID,
    campaign: UUID,
    amount: Money,
    over: Collection[UUID],
    body: HolderIdentifier | None = None,
) -> UUID:
    """What a donor confirmed: the same form with another amount, for another campaign or in the name of
    another body is another wish.

    `over` are wishes that came to nothing or were taken back: whoever confirms one of them again means a
    new one, the same for every further sending.
    """
    said = f"{campaign}:{amount.minor}:{amount.currency}"
    token = uuid5(form, said if body is None else f"{said}:{body.kind}:{body.number}")
    while token in over:
        token = uuid5(token, "anew")
    return token
