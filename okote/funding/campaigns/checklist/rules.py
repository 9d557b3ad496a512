"""When a check holds, and what a new territory may begin with."""

from datetime import date

from okote.funding.campaigns.rules.life import CampaignState
from okote.platform.i18n import say
from payments.errors import DomainError

LONGEST = 120
"""Characters of what is to be checked."""

NOTE = 300

CHECKED_IN = frozenset({CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.SCHEDULED})

USUAL = (
    (say("Statutes of the holder received"), True, False),
    (say("Identity of president and treasurer checked"), True, False),
    (say("Bank details seen"), True, False),
    (say("Budget plausible, with estimates"), False, False),
    (say("Timetable plausible"), False, False),
    (say("Rights to the pictures clear"), False, False),
    (say("Plan to make the campaign known"), False, False),
    (say("First ten donors named"), False, False),
    (say("Public authority: mandate in writing, with its public accountant’s assent"), True, True),
)
"""What platforms and coaches check as a rule, whether before anything is published, and whether of public
authorities alone, which entrust their receipts by such a mandate (CGCT, L1611-7-1 and D1611-32-9).
"""


class CheckTooLateError(DomainError):
    code = "check_too_late"


class CheckExpiredError(DomainError):
    code = "check_expired"


class CheckNameMissingError(DomainError):
    code = "check_name_missing"


def check_checkable(state: CampaignState) -> None:
    """A campaign that has opened was checked before."""
    if state not in CHECKED_IN:
        raise CheckTooLateError


def check_expiry(expires_on: date | None, today: date) -> None:
    if not holds(expires_on, today):
        raise CheckExpiredError


def holds(expires_on: date | None, today: date) -> bool:
    """Until the end of its last day."""
    return expires_on is None or today <= expires_on
