"""The states of a campaign, and who may lead it from one to the next."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from okote.funding.campaigns.rules.period import Period
from payments.errors import DomainError


class CampaignState(StrEnum):
    """Where a campaign stands, from its draft to what became of the money."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    LIVE = "live"
    CLOSING = "closing"
    FUNDED = "funded"
    PAID_OUT = "paid_out"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """Who leads a campaign on. The rule is nobody: the clock and the arithmetic alone."""

    WRITER = "writer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    RULE = "rule"


class StepKind(StrEnum):
    """What a line of a campaign's history tells; only the first kind is its way from state to state."""

    LED = "led"
    WRITTEN = "written"
    MESSAGE_HIDDEN = "message_hidden"
    NEWS_HIDDEN = "news_hidden"


S, A = CampaignState, Actor

TRANSITIONS: dict[tuple[CampaignState, CampaignState], frozenset[Actor]] = {
    (S.DRAFT, S.IN_REVIEW): frozenset({A.WRITER}),
    (S.IN_REVIEW, S.DRAFT): frozenset({A.WRITER, A.REVIEWER}),  # taken back, or changes asked for
    (S.IN_REVIEW, S.SCHEDULED): frozenset({A.REVIEWER}),
    (S.SCHEDULED, S.DRAFT): frozenset({A.WRITER, A.REVIEWER, A.RULE}),  # changes, or a last day that is over
    (S.SCHEDULED, S.LIVE): frozenset({A.RULE}),
    (S.LIVE, S.CLOSING): frozenset({A.RULE}),
    (S.CLOSING, S.FUNDED): frozenset({A.RULE}),
    (S.CLOSING, S.REFUNDING): frozenset({A.RULE}),
    (S.FUNDED, S.PAID_OUT): frozenset({A.RULE}),
    (S.FUNDED, S.CANCELLED): frozenset({A.ADMINISTRATOR}),  # two of them, while its money has not left
    (S.PAID_OUT, S.FUNDED): frozenset({A.RULE}),  # the holder's bank sent the payout back
    (S.REFUNDING, S.REFUNDED): frozenset({A.RULE}),
    (S.REFUNDED, S.REFUNDING): frozenset({A.RULE}),  # a donor's bank sent a refund back
    (S.DRAFT, S.CANCELLED): frozenset({A.ADMINISTRATOR}),
    (S.IN_REVIEW, S.CANCELLED): frozenset({A.ADMINISTRATOR}),
    (S.SCHEDULED, S.CANCELLED): frozenset({A.ADMINISTRATOR}),
    (S.LIVE, S.CANCELLED): frozenset({A.ADMINISTRATOR}),
}
"""Whatever is not here is refused. From the deadline on the rule decides, and nobody by hand; what it decided
is undone by nobody alone.
"""

PUBLIC_STATES = frozenset({S.LIVE, S.CLOSING, S.FUNDED, S.PAID_OUT, S.REFUNDING, S.REFUNDED})
"""States whose page everyone may read; a cancelled one too, if it was ever live."""


class TransitionRefusedError(DomainError):
    """Parameters: `state` it is in, `to` the one asked for."""

    code = "campaign_transition_refused"


class ReviewedByWriterError(DomainError):
    code = "campaign_reviewed_by_writer"


class OfferFrozenError(DomainError):
    """Parameter: `state`."""

    code = "campaign_frozen"


class ReasonMissingError(DomainError):
    code = "campaign_cancel_reason_missing"


class CampaignNotOpenError(DomainError):
    """Parameter: `opens_at`."""

    code = "campaign_not_open"


class CampaignEndedError(DomainError):
    """Parameter: `last_minute`, the deadline as people read it."""

    code = "campaign_ended"


class CampaignCancelledError(DomainError):
    code = "campaign_cancelled"


class HolderNotPayableError(DomainError):
    """Stripe has stopped the holder's account: what is given could not reach it."""

    code = "holder_not_payable"


def check_transition(state: CampaignState, to: CampaignState, by: Actor) -> None:
    if by not in TRANSITIONS.get((state, to), frozenset()):
        raise TransitionRefusedError(state=state, to=to)


def check_reviewer(writers: Collection[UUID], reviewer: UUID) -> None:
    """Two pairs of eyes: whoever wrote any part of an offer does not approve it."""
    if reviewer in writers:
        raise ReviewedByWriterError


def check_editable(state: CampaignState) -> None:
    """An offer changes only as a draft, so that what is live is what a second person read."""
    if state is not CampaignState.DRAFT:
        raise OfferFrozenError(state=state)


def check_cancellation(state: CampaignState, reason: str) -> None:
    """The operator cancels, before the deadline, with a reason that the page will show."""
    if state is CampaignState.FUNDED:  # its settlement is undone with it, elsewhere
        raise TransitionRefusedError(state=state, to=CampaignState.CANCELLED)
    check_transition(state, CampaignState.CANCELLED, Actor.ADMINISTRATOR)
    if not reason.strip():
        raise ReasonMissingError


def takes_pledges(state: CampaignState, period: Period, at: datetime) -> bool:
    """While it is live and within its period: the clock has the last word over the state."""
    return state is CampaignState.LIVE and period.contains(at)


def check_takes_pledges(state: CampaignState, period: Period, at: datetime, *, payable: bool = True) -> None:
    """Say why a campaign takes no pledge at this moment.

    `payable` is whether Stripe lets its holder be paid at this moment.
    """
    if state is CampaignState.CANCELLED:
        raise CampaignCancelledError
    if at >= period.ends_at:
        raise CampaignEndedError(last_minute=period.last_minute)
    if not takes_pledges(state, period, at):
        raise CampaignNotOpenError(opens_at=period.opens_at)
    if not payable:
        raise HolderNotPayableError
