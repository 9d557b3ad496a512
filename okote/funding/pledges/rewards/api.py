"""Rewards, as programs are told of them."""

from typing import Annotated, Self
from uuid import UUID

from msgspec import Meta, Struct

from okote.api.schemas import Amount
from okote.funding.pledges.rewards.queries import Offered


class RewardFacts(Struct, frozen=True):
    """Something small that a holder thanks with; what was given stays a gift."""

    id: Annotated[UUID, Meta(description="Its number.")]
    title: Annotated[str, Meta(description="In one line.")]
    text: Annotated[str, Meta(description="Plain text.")]
    starts_at: Annotated[Amount, Meta(description="The smallest contribution that it may be chosen with.")]
    month: Annotated[
        str, Meta(description="In which it is due.", pattern="^20[0-9]{2}-[01][0-9]$", examples=["2026-06"])
    ]
    left: Annotated[
        int | None,
        Meta(description="How many there still are; null where they are not counted, or none is given now."),
    ]

    @classmethod
    def of(cls, offer: Offered, *, open_: bool) -> Self:
        one = offer.reward
        left = offer.left if open_ else None
        return cls(one.id, one.title, one.text, Amount.of(one.starts_at), f"{one.month:%Y-%m}", left)
