"""The life of a cheque: two people see it before it counts, and nobody cashes it before the rule decides.

The law lets the operator hold no money (funding.md, R8): a cheque is made out to the holder, lies in a drawer
uncashed, and is handed over or given back. There is no cash, and no transfer to the operator.
"""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.rules import PledgeStatus
from payments.errors import DomainError


class ChequeState(StrEnum):
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"  # it does not come after all
    RECEIVED = "received"
    HELD = "held"  # a second person has confirmed it: it counts
    BANKED = "banked"  # handed to the holder
    GIVEN_BACK = "given_back"
    BOUNCED = "bounced"  # the bank did not pay it


S = ChequeState

NEXT = {
    S.ANNOUNCED: frozenset({S.RECEIVED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset({S.RECEIVED}),
    S.RECEIVED: frozenset({S.HELD, S.GIVEN_BACK}),
    S.HELD: frozenset({S.BANKED, S.GIVEN_BACK}),
    S.BANKED: frozenset({S.BOUNCED}),
    S.GIVEN_BACK: frozenset[ChequeState](),
    S.BOUNCED: frozenset[ChequeState](),
}
"""One that was said not to come may lie in the letter box all the same."""

GOING_BACK = frozenset({PledgeStatus.CANCELLING, PledgeStatus.REFUNDING})


class Errand(StrEnum):
    """What agents have to do with a cheque."""

    RECEIVE = "receive"
    CONFIRM = "confirm"
    HOLD = "hold"
    BANK = "bank"
    GIVE_BACK = "give_back"


class ChequesNotTakenError(DomainError):
    """The territory takes none."""

    code = "cheques_not_taken"


class RewardWaitsError(DomainError):
    """One for each donor and campaign: nobody keeps units from others by cheques that do not come."""

    code = "cheque_reward_waits"


class ChequeMovedOnError(DomainError):
    """Someone has taken the step, or another one, already."""

    code = "cheque_moved_on"


class SecondPersonError(DomainError):
    """Who received a cheque, or gives it, does not confirm it."""

    code = "cheque_second_person"


class ChequeCountsError(DomainError):
    """It is neither its donor's wish nor the rule's decision that it goes back."""

    code = "cheque_counts"


class ChequeNotDueError(DomainError):
    """Its campaign has not succeeded."""

    code = "cheque_not_due"


MOST_SCANS = 4
"""Of one cheque: both sides, and once more where one can't be read."""


class ChequeNotSeenError(DomainError):
    """Nobody has it in hand: there is nothing to take a picture of."""

    code = "cheque_not_seen"


class TooManyScansError(DomainError):
    """Parameter: `most`."""

    code = "too_many_scans"


def check_scannable(state: ChequeState, *, kept: int) -> None:
    if state in {S.ANNOUNCED, S.WITHDRAWN}:
        raise ChequeNotSeenError
    if kept >= MOST_SCANS:
        raise TooManyScansError(most=MOST_SCANS)


def check_step(state: ChequeState, to: ChequeState) -> None:
    if to not in NEXT[state]:
        raise ChequeMovedOnError


def check_second(by: UUID, *, seen_by: Collection[UUID], donor: UUID) -> None:
    if by == donor or by in seen_by:
        raise SecondPersonError


def errand(
    state: ChequeState, campaign: CampaignState, pledge: PledgeStatus | None, *, taking: bool
) -> Errand | None:
    """What waits for an agent; `taking` is whether the campaign takes pledges at this moment.

    What was not confirmed before the deadline does not count any more: it goes back.
    """
    match state:
        case S.ANNOUNCED if taking:
            return Errand.RECEIVE
        case S.RECEIVED:
            return Errand.CONFIRM if taking else Errand.GIVE_BACK
        case S.HELD if pledge in GOING_BACK:
            return Errand.GIVE_BACK
        case S.HELD if campaign in {CampaignState.FUNDED, CampaignState.PAID_OUT}:
            return Errand.BANK
        case S.HELD:
            return Errand.HOLD
    return None


def check_bankable(campaign: CampaignState, pledge: PledgeStatus) -> None:
    if errand(S.HELD, campaign, pledge, taking=False) is not Errand.BANK:
        raise ChequeNotDueError


def check_returnable(state: ChequeState, pledge: PledgeStatus | None) -> None:
    """What nobody has confirmed goes back at any time."""
    if state is S.HELD and pledge not in GOING_BACK:
        raise ChequeCountsError
