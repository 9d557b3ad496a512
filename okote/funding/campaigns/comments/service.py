"""Say something beside a line; say that it is done."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, update

from okote.funding.campaigns.comments.models import ReviewComment
from okote.funding.campaigns.comments.rules import check_commentable, excerpt_of
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import budget_of
from okote.funding.permissions import may_comment, may_write_campaign
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.territories.queries import held
from payments.sessions import WriteSession


async def comment(db: WriteSession, campaign_id: UUID, line: str, text: str, *, by: Visitor) -> ReviewComment:
    """Who comments has not written: they may still approve. CommentTooLateError, UnknownLineError."""
    require(may_comment(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    check_commentable(campaign.state)
    labels = [one.label for one in await budget_of(db, campaign.id)]
    made = ReviewComment(
        campaign_id=campaign.id,
        line=line,
        excerpt=excerpt_of(line, labels),
        text=text,
        author_id=person_of(by).id,
        at=await db.now(),
    )
    db.add(made)
    await db.flush()
    return made


async def mark_done(db: WriteSession, campaign_id: UUID, comments: Collection[UUID], *, by: Visitor) -> None:
    """Those who write say that they did what was asked, those who asked that it was; the first one stays."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    require(may_comment(by) or may_write_campaign(by, campaign.holder_id))
    await db.exec(
        update(ReviewComment)
        .where(
            col(ReviewComment.campaign_id) == campaign.id,
            col(ReviewComment.id).in_(comments),
            col(ReviewComment.done_at).is_(None),
        )
        .values(done_by=person_of(by).id, done_at=await db.now())
    )
