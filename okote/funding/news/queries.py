"""News, for everyone and for whoever writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import CampaignStep
from okote.funding.news.models import News
from okote.funding.news.rules import CORRECTABLE_FOR, correctable
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession

LATEST = 3
"""On the campaign's own page."""


async def shown_news(
    db: ReadSession, campaign_id: UUID, *, before: UUID | None = None, most: int = ONE_MORE
) -> Sequence[News]:
    """What everyone reads, the latest first; one more than a page where there are more."""
    statement = select(News).where(News.campaign_id == campaign_id, col(News.hiding_id).is_(None))
    if before is not None:
        statement = statement.where(col(News.id) < before)
    return (await db.exec(statement.order_by(col(News.id).desc()).limit(most))).all()


@dataclass(frozen=True, slots=True)
class Written:
    """A piece as whoever works on the campaign sees it: hidden too, with the reason."""

    news: News
    reason: str | None
    at: datetime

    def correctable_by(self, person_id: UUID) -> bool:
        news = self.news
        return correctable(news.author_id, news.published_at, hidden=news.hidden, by=person_id, at=self.at)

    @property
    def correctable_until(self) -> datetime:
        return self.news.published_at + CORRECTABLE_FOR


async def written_news(db: ReadSession, campaign_id: UUID, before: UUID | None) -> Sequence[Written]:
    """The latest first; one more than a page where there are more."""
    statement = (
        select(News, CampaignStep.reason)
        .outerjoin(CampaignStep, col(CampaignStep.id) == News.hiding_id)
        .where(News.campaign_id == campaign_id)
    )
    if before is not None:
        statement = statement.where(col(News.id) < before)
    at = await db.now()
    found = await db.exec(statement.order_by(col(News.id).desc()).limit(ONE_MORE))
    return [Written(news, reason, at) for news, reason in found]
