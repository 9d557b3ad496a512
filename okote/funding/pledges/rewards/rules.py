"""Who may have a reward, how long one is theirs, and how long it is known where it goes."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.rules import PENDING, PledgeStatus
from payments.errors import DomainError
from payments.money import Money

RECIPIENT_MOST, ADDRESS_MOST = 120, 300

KEPT_ONCE_SENT = timedelta(days=60)
"""A parcel may come back."""

KEPT_UNSENT = timedelta(days=365)
"""After the month in which it was due: what was not sent by then is not going to be."""


KEPT_ON_ITS_WAY = timedelta(days=14)
"""For a cheque that was announced: then somebody else may have it, and if it is still there when it comes,
it is theirs all the same."""


class RewardGoneError(DomainError):
    """Somebody else has the last one."""

    code = "reward_gone"


class RewardStartsHigherError(DomainError):
    """Parameter: `starts_at`, from which amount it is offered."""

    code = "reward_starts_higher"


class RewardSettledError(DomainError):
    """It is sent, given up, or not theirs any more."""

    code = "reward_settled"


class RewardNotDueError(DomainError):
    """The campaign is not funded: nobody is owed anything yet."""

    code = "reward_not_due"


class Standing(StrEnum):
    """What a donor reads of their reward, and its holder of what is due."""

    RESERVED = "reserved"  # while its donor pays, and until the campaign has succeeded
    DUE = "due"
    SENT = "sent"
    GIVEN_UP = "given_up"
    NONE_LEFT = "none_left"  # it was paid for after its time, and the last one was somebody else's
    OVER = "over"  # with the contribution


def check_chosen(amount: Money, starts_at: Money, *, left: int | None) -> None:
    """`left` is how many there still are, None of what is not counted."""
    if amount < starts_at:
        raise RewardStartsHigherError(starts_at=starts_at)
    if left is not None and left <= 0:
        raise RewardGoneError


def keeps(status: PledgeStatus) -> bool:
    """Whether a pledge holds what it chose: while it may be paid, while it counts or may count again."""
    return status in PENDING or status in {PledgeStatus.IN_FORCE, PledgeStatus.DISPUTED}


def is_due(state: CampaignState) -> bool:
    """Once the holder has the money, or is about to."""
    return state in {CampaignState.FUNDED, CampaignState.PAID_OUT}


def standing(
    status: PledgeStatus, state: CampaignState, *, sent: bool, released: bool, waived: bool
) -> Standing:
    if sent:
        return Standing.SENT
    if waived:
        return Standing.GIVEN_UP
    if not keeps(status):
        return Standing.OVER
    if released:
        return Standing.NONE_LEFT
    return Standing.DUE if is_due(state) else Standing.RESERVED


def unsent_until(month: date, zone: ZoneInfo) -> datetime:
    """Until when it is known where an unsent reward goes that was due in that month."""
    return datetime.combine(month, time(), zone) + KEPT_UNSENT
