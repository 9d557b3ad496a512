"""Write news, correct it, take it down."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, update

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, StepKind
from okote.funding.campaigns.service.steps import record
from okote.funding.deeds import NEWS, FundingDeed
from okote.funding.news.events import NewsDue
from okote.funding.news.models import News
from okote.funding.news.rules import CORRECTABLE_FOR, check_correctable, check_takes_news
from okote.funding.permissions import may_hide_messages, may_write_campaign
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession

DAILY = Limit(
    "news",
    most=5,
    window=timedelta(days=1),
    per=Per.CAMPAIGN,
    reason="Everyone who follows it has a letter of each piece.",
)


async def publish(db: WriteSession, campaign_id: UUID, title: str, body: str, *, by: Visitor) -> News:
    """Everyone reads it at once, under the holder's name."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    require(may_write_campaign(by, campaign.holder_id))
    check_takes_news(campaign.state)
    await hit(db, DAILY, str(campaign_id))
    author = person_of(by)
    await hold_open(db, author.id)
    written = News(
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        author_id=author.id,
        title=title,
        body=body,
        published_at=await db.now(),
    )
    db.add(written)
    await note(db, by.doer, FundingDeed.NEWS_PUBLISHED, written)
    return written


async def correct(db: WriteSession, news_id: UUID, title: str, body: str, *, by: Visitor) -> News:
    """By its author, who still writes for this holder, within the hour; NewsFinalError afterwards."""
    news = await held(db, News, by.territory.id, news_id)
    campaign = await one_of(db, Campaign, by.territory.id, news.campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    at = await db.now()
    check_correctable(news.author_id, news.published_at, hidden=news.hidden, by=person_of(by).id, at=at)
    if (title, body) != (news.title, news.body):
        was = NEWS.facts(news)
        news.title, news.body, news.corrected_at = title, body, at
        await note(db, by.doer, FundingDeed.NEWS_CORRECTED, news, was)
    return news


async def hide(db: WriteSession, news_id: UUID, reason: str, *, by: Visitor) -> News:
    """Take down what is against the law or someone's rights (LCEN, art. 6; Regulation 2022/2065, art. 6).

    Whoever wrote it reads why (art. 17), in the campaign's history. Done once: a second reason changes
    nothing.
    """
    require(may_hide_messages(by))
    news = await held(db, News, by.territory.id, news_id)
    if not news.hidden:
        campaign = await held(db, Campaign, by.territory.id, news.campaign_id)
        hidden, administrator = StepKind.NEWS_HIDDEN, Actor.ADMINISTRATOR
        at, who = await db.now(), person_of(by).id
        step = record(db, campaign, at, hidden, administrator, person_id=who, reason=reason)
        await db.flush()
        news.hiding_id = step.id
        await note(db, by.doer, FundingDeed.NEWS_HIDDEN, news, NEWS.facts(news), reason=reason)
    return news


async def tell_due(db: WriteSession) -> None:
    """Have letters written of what can no longer be corrected, once; of what is hidden, none."""
    at = await db.now()
    due = (
        update(News)
        .where(col(News.told_at).is_(None), col(News.published_at) <= at - CORRECTABLE_FOR)
        .values(told_at=at)
        .returning(col(News.id), col(News.hiding_id))
    )
    for news_id, hiding_id in (await db.exec(due)).all():
        if hiding_id is None:
            await emit(db, NewsDue(news_id))
