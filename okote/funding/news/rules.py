"""When news may be written, and until when it may be corrected."""

from datetime import datetime, timedelta
from uuid import UUID

from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState
from payments.errors import DomainError

TITLE_MOST = 120
TEXT_MOST = 10_000

CORRECTABLE_FOR = timedelta(hours=1)
"""Letters wait as long, so that nobody is sent what its author has just corrected."""


class NewsRefusedError(DomainError):
    """Parameter: `state`. Nobody has seen the campaign yet, or it was cancelled."""

    code = "news_refused"


class NewsFinalError(DomainError):
    """It is older than that, someone else's, or hidden."""

    code = "news_final"


def takes_news(state: CampaignState) -> bool:
    """From its first day on, and for as long as people read its page: to give thanks, or to say goodbye."""
    return state in PUBLIC_STATES


def check_takes_news(state: CampaignState) -> None:
    if not takes_news(state):
        raise NewsRefusedError(state=state)


def correctable(author: UUID, published_at: datetime, *, hidden: bool, by: UUID, at: datetime) -> bool:
    """Its author, within the hour: what people have read and answered is not rewritten under their eyes."""
    return author == by and not hidden and at < published_at + CORRECTABLE_FOR


def check_correctable(author: UUID, published_at: datetime, *, hidden: bool, by: UUID, at: datetime) -> None:
    if not correctable(author, published_at, hidden=hidden, by=by, at=at):
        raise NewsFinalError
