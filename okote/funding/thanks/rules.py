"""When a holder may write to all who gave."""

from okote.funding.campaigns.rules import CampaignState
from payments.errors import DomainError

BODY_MOST = 2_000
TO_ONE_MOST = 1_000

SUCCEEDED = frozenset({CampaignState.FUNDED, CampaignState.PAID_OUT})


class ThanksTooEarlyError(DomainError):
    """The campaign has not succeeded."""

    code = "thanks_too_early"


class ThankedError(DomainError):
    """A second message would be one too many: news is for that."""

    code = "thanked"


class DonorThankedError(DomainError):
    """One message for one contribution."""

    code = "donor_thanked"


def check_thanks(state: CampaignState, *, thanked: bool) -> None:
    if state not in SUCCEEDED:
        raise ThanksTooEarlyError
    if thanked:
        raise ThankedError
