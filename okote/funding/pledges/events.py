"""What happens to a pledge, for whoever must know."""

from dataclasses import dataclass
from uuid import UUID

from payments.money import Money


@dataclass(frozen=True, slots=True)
class PledgeEvent:
    pledge_id: UUID
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class PledgeInForce(PledgeEvent):
    """It is paid and counts."""


@dataclass(frozen=True, slots=True)
class PledgeCancelled(PledgeEvent):
    """Its donor took it back, or the office gave it back; the money is on its way."""


@dataclass(frozen=True, slots=True)
class RewardSent(PledgeEvent):
    """What its donor chose is on its way, or in their hands."""


@dataclass(frozen=True, slots=True)
class PledgeRefunded(PledgeEvent):
    """The money is back with its donor."""


@dataclass(frozen=True, slots=True)
class PledgeDisputed(PledgeEvent):
    """Its donor's bank wants it back: it counts no longer, for now."""


@dataclass(frozen=True, slots=True)
class PledgeRestored(PledgeEvent):
    """The bank has left it to us: it counts again."""


@dataclass(frozen=True, slots=True)
class PledgeChargedBack(PledgeEvent):
    """Its donor has the money from their bank, for good."""


@dataclass(frozen=True, slots=True)
class PledgeTakenBack(PledgeChargedBack):
    """The same of one that its campaign had passed on: the holder owes the amount that the bank took."""

    dispute_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True)
class PledgeReclaimed(PledgeEvent):
    """The office gives it back although its campaign had passed it on: the holder owes it first."""


@dataclass(frozen=True, slots=True)
class PledgeRefundedAtStripe(PledgeEvent):
    """In its own pages, by whoever has them, although its campaign had passed it on: the holder owes it."""


@dataclass(frozen=True, slots=True)
class RefundRefused(PledgeEvent):
    """The donor's bank did not take it, or sent it back: it is still owed."""


@dataclass(frozen=True, slots=True)
class RefundSuperseded(PledgeEvent):
    """Stripe is asked for it again, or the donor's bank has the money: it goes no other way meanwhile."""


@dataclass(frozen=True, slots=True)
class PledgeTransferred(PledgeEvent):
    """The operator's bank has given it back, since no refund reached its donor."""


@dataclass(frozen=True, slots=True)
class RefundedAgain(PledgeEvent):
    """The money is with its donor at last, whose bank had sent it back before."""
