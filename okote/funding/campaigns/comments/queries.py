"""Comments, for those who write an offer and those who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from okote.funding.campaigns.comments.models import ReviewComment
from okote.funding.campaigns.models import Campaign
from okote.identity.models import Grant, Person
from okote.identity.roles.words import ROLE_NAMES
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Commented:
    """A comment and by whom, as the history of a campaign tells it: a name that they show, or their role."""

    comment: ReviewComment
    who: str | None
    role: str | None
    """A message to translate."""
    done_by: str | None

    @property
    def open(self) -> bool:
        return self.comment.done_at is None


async def comments_of(db: ReadSession, campaign_id: UUID) -> Sequence[Commented]:
    """The oldest first: one statement."""
    author, other = aliased(Person), aliased(Person)
    role: Any = (
        select(Grant.role)
        .where(Grant.person_id == ReviewComment.author_id, Grant.territory_id == Campaign.territory_id)
        .order_by(col(Grant.revoked_at).desc().nulls_first(), col(Grant.granted_at), col(Grant.id))
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(ReviewComment, author.public_name, role, other.public_name)
        .join(Campaign, col(Campaign.id) == ReviewComment.campaign_id)
        .join(author, col(author.id) == ReviewComment.author_id)
        .outerjoin(other, col(other.id) == ReviewComment.done_by)
        .where(ReviewComment.campaign_id == campaign_id)
        .order_by(col(ReviewComment.at), col(ReviewComment.id))
    )
    return [
        Commented(comment, who, ROLE_NAMES[held] if held else None, done_by)
        for comment, who, held, done_by in await db.exec(statement)
    ]


async def open_comments(db: ReadSession, campaign_id: UUID) -> int:
    statement = select(func.count()).where(
        ReviewComment.campaign_id == campaign_id, col(ReviewComment.done_at).is_(None)
    )
    return (await db.exec(statement)).one()
