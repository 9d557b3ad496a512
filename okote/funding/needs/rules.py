"""What may be asked for besides money, who may offer it when, and what becomes of it."""

from datetime import date, timedelta
from enum import StrEnum

from okote.funding.campaigns.rules import CampaignState
from payments.errors import DomainError

MOST_NEEDS = 20
"""Of one campaign."""

MOST_WANTED = 10_000
TITLE_MOST, TEXT_MOST, PLACE_MOST, CONTACT_MOST = 120, 1_000, 120, 200

KEPT = timedelta(days=60)
"""How long it is known how to reach somebody, once their help is done."""

KEPT_UNDONE = timedelta(days=365)
"""After it was accepted, where nobody ever said that it was done."""


class NeedKind(StrEnum):
    """What is given instead of money."""

    TIME = "time"
    SKILLS = "skills"
    MATERIAL = "material"


class Counted(StrEnum):
    """What is counted of it."""

    PEOPLE = "people"
    HOURS = "hours"
    PIECES = "pieces"


class HelpStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


S = HelpStatus

TRANSITIONS = {
    S.OFFERED: {S.ACCEPTED, S.DECLINED, S.WITHDRAWN},
    S.ACCEPTED: {S.DONE, S.DECLINED, S.WITHDRAWN},
}

FOUND = frozenset({S.ACCEPTED, S.DONE})
"""What counts as found."""

OPEN = frozenset({S.OFFERED, S.ACCEPTED})

TAKING = frozenset({CampaignState.LIVE, CampaignState.CLOSING, CampaignState.FUNDED, CampaignState.PAID_OUT})
"""While there is a project to help."""

OVER = frozenset({CampaignState.REFUNDING, CampaignState.REFUNDED, CampaignState.CANCELLED})


class NeedRefusedError(DomainError):
    """The project did not come about: it needs nothing any more."""

    code = "need_refused"


class TooManyNeedsError(DomainError):
    """Parameter: `most`."""

    code = "too_many_needs"


class HelpRefusedError(DomainError):
    """Enough is found, the last day is over, or the holder asks no more."""

    code = "help_refused"


class HelpSettledError(DomainError):
    """Somebody has answered, withdrawn or finished it in the meantime."""

    code = "help_settled"


def check_needs(state: CampaignState, *, listed: int) -> None:
    """What is needed may be written before the campaign opens, and is read from then on."""
    if state in OVER:
        raise NeedRefusedError
    if listed >= MOST_NEEDS:
        raise TooManyNeedsError(most=MOST_NEEDS)


def takes_help(
    state: CampaignState, *, closed: bool, until: date | None, today: date, found: int, wanted: int
) -> bool:
    """Whether somebody may offer it today; the last day counts."""
    in_time = until is None or today <= until
    return state in TAKING and not closed and in_time and found < wanted


def check_moves(status: HelpStatus, to: HelpStatus) -> None:
    if to not in TRANSITIONS.get(status, set()):
        raise HelpSettledError
