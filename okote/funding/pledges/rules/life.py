"""The states of a pledge: forward only, but for refunds that banks send back; old news change nothing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from okote.funding.campaigns.rules import CampaignEndedError, CampaignState, Period, takes_pledges
from payments.errors import DomainError


class PledgeStatus(StrEnum):
    """Where a pledge stands; only one that is in force counts."""

    OPENED = "opened"  # its payment page still waits for the donor
    PROCESSING = "processing"
    IN_FORCE = "in_force"
    CANCELLING = "cancelling"  # its donor took it back, or the office gave it back
    REFUNDING = "refunding"  # the campaign failed or was cancelled, or the payment came too late
    REFUNDED = "refunded"
    DISPUTED = "disputed"  # its donor's bank has the money until it is decided whose it is
    CHARGED_BACK = "charged_back"  # its donor has the money from their bank, for good
    FAILED = "failed"
    EXPIRED = "expired"
    QUARANTINED = "quarantined"  # the amount or the currency paid is not the pledge's


S = PledgeStatus

PENDING = frozenset({S.OPENED, S.PROCESSING})
"""Nothing paid yet, something may still be: closing waits for these."""

OVER = frozenset({S.CANCELLING, S.REFUNDING, S.REFUNDED, S.CHARGED_BACK, S.FAILED, S.EXPIRED})
"""It counts no longer, or never did: its donor may give anew."""

OWED = frozenset({S.CANCELLING, S.REFUNDING, S.QUARANTINED})
"""Its money is to go back to its donor."""

TRANSFER_RETURNED = "transfer_returned"
"""Why a refund by transfer is owed again."""

BY_TRANSFER = frozenset(
    {"declined", "expired_or_canceled_card", "lost_or_stolen_card", "unknown", TRANSFER_RETURNED}
)
"""Why a donor's bank takes no refund, as Stripe says it (docs.stripe.com/refunds, "failed refunds"): the card
is no way any more. What else fails is asked of Stripe again."""

_UNPAID = PENDING | {S.FAILED, S.EXPIRED}
_PAID = {S.IN_FORCE, S.REFUNDING, S.QUARANTINED}

TRANSITIONS: dict[PledgeStatus, frozenset[PledgeStatus]] = {
    S.OPENED: frozenset({S.PROCESSING, S.FAILED, S.EXPIRED, *_PAID}),
    S.PROCESSING: frozenset({S.FAILED, *_PAID}),
    S.FAILED: frozenset(_PAID),
    S.EXPIRED: frozenset(_PAID),
    S.IN_FORCE: frozenset({S.CANCELLING, S.REFUNDING, S.REFUNDED, S.CHARGED_BACK}),
    S.QUARANTINED: frozenset({S.REFUNDING, S.REFUNDED, S.CHARGED_BACK}),
    S.CANCELLING: frozenset({S.REFUNDED, S.CHARGED_BACK}),
    S.REFUNDING: frozenset({S.REFUNDED, S.CHARGED_BACK}),
    S.DISPUTED: frozenset({S.CHARGED_BACK}),
    S.REFUNDED: frozenset(),
    S.CHARGED_BACK: frozenset(),
}
"""Money that arrives outweighs an earlier failure or expiry. A refund made in Stripe's own dashboard
leads from in force to refunded at once. A dispute leads aside, and perhaps back (`when_disputed`)."""


class PledgeNotInForceError(DomainError):
    """Parameter: `status`."""

    code = "pledge_not_in_force"


class PledgeDecidedError(DomainError):
    """What becomes of it is decided with its campaign."""

    code = "pledge_decided"


class GoesByTransferError(DomainError):
    """No card takes this refund: its donor is asked for an account."""

    code = "refund_goes_by_transfer"


class PledgeNotPassedOnError(DomainError):
    """It never was its holder's through us: its campaign has not succeeded, or it is a cheque."""

    code = "pledge_not_passed_on"


class PledgeWithBankError(DomainError):
    """Its donor's bank has it, or has had a part of it back."""

    code = "pledge_with_bank"


class OwnPledgeError(DomainError):
    """Nobody gives back in the office what they gave themselves."""

    code = "pledge_own"


def advanced(status: PledgeStatus, reported: PledgeStatus) -> PledgeStatus:
    """Where a report leads: forward, or nowhere when it is old, repeated or out of order."""
    return reported if reported in TRANSITIONS[status] else status


def when_paid(status: PledgeStatus, state: CampaignState, period: Period, paid_at: datetime) -> PledgeStatus:
    """A payment counts if it was made within the grace and nothing is decided; else it goes back.

    `paid_at` is Stripe's moment and not that of its message, which may be late. Told twice of the
    same payment, a pledge stays as it is: what was decided on it is not asked again.
    """
    if status not in _UNPAID:
        return status
    counts = state in {CampaignState.LIVE, CampaignState.CLOSING} and paid_at < period.waits_until
    return PledgeStatus.IN_FORCE if counts else PledgeStatus.REFUNDING


def when_sent_back(status: PledgeStatus, *, counted: bool) -> PledgeStatus:
    """Where it leads that a bank returns a refund which had succeeded: the donor has the money to come.

    What was never counted, because it was not what was pledged, is put aside again.
    """
    if status is not S.REFUNDED:  # a part of it, the rest being with its bank
        return status
    return S.REFUNDING if counted else S.QUARANTINED


PASSED_ON = frozenset({CampaignState.FUNDED, CampaignState.PAID_OUT})
"""The rule has counted the pledges in force: they are the holder's."""


def when_disputed(status: PledgeStatus, state: CampaignState) -> PledgeStatus:
    """It counts no longer, unless the rule has counted it already: what follows then comes with the bank's
    answer. What is owed to its donor stays owed.
    """
    if status is S.IN_FORCE and state not in PASSED_ON:
        return S.DISPUTED
    return status


def when_won(status: PledgeStatus, state: CampaignState) -> PledgeStatus:
    """It counts again; or goes back, where the rule has decided without it."""
    if status is not S.DISPUTED:
        return status
    return S.IN_FORCE if state in UNDECIDED else S.REFUNDING


def when_lost(status: PledgeStatus) -> PledgeStatus:
    """Its donor has the money; what they already had from us stays given back."""
    return advanced(status, S.CHARGED_BACK)


def check_cancellable(status: PledgeStatus, state: CampaignState, period: Period, at: datetime) -> None:
    """A donor may take a pledge back while the campaign is live, until its deadline."""
    if status is not PledgeStatus.IN_FORCE:
        raise PledgeNotInForceError(status=status)
    if not takes_pledges(state, period, at):
        raise CampaignEndedError(last_minute=period.last_minute)


UNDECIDED = frozenset({CampaignState.LIVE, CampaignState.CLOSING})
"""While the rule has not decided what becomes of a campaign's pledges."""


def may_be_given_back(status: PledgeStatus, state: CampaignState) -> bool:
    """Whether the office still may: from the rule's decision on it is promised, or goes back by itself."""
    return status is PledgeStatus.IN_FORCE and state in UNDECIDED


def check_may_be_given_back(status: PledgeStatus, state: CampaignState, *, donor: UUID, by: UUID) -> None:
    """OwnPledgeError, PledgeNotInForceError, PledgeDecidedError."""
    if donor == by:
        raise OwnPledgeError
    if status is not PledgeStatus.IN_FORCE:
        raise PledgeNotInForceError(status=status)
    if not may_be_given_back(status, state):
        raise PledgeDecidedError


def may_be_reclaimed(status: PledgeStatus, state: CampaignState, *, by_cheque: bool) -> bool:
    """Whether two people may still give it back although it is its holder's by now."""
    return status is PledgeStatus.IN_FORCE and state in PASSED_ON and not by_cheque


def check_may_be_reclaimed(
    status: PledgeStatus, state: CampaignState, *, by_cheque: bool, donor: UUID, by: UUID
) -> None:
    """OwnPledgeError, PledgeNotInForceError, PledgeNotPassedOnError."""
    if donor == by:
        raise OwnPledgeError
    if status is not PledgeStatus.IN_FORCE:
        raise PledgeNotInForceError(status=status)
    if not may_be_reclaimed(status, state, by_cheque=by_cheque):
        raise PledgeNotPassedOnError
