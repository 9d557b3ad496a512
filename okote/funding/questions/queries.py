"""Questions, for everyone, for who asked, and for whoever answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from okote.funding.campaigns.models import Campaign
from okote.funding.questions.models import Question
from okote.funding.questions.rules import PATIENCE
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession

LATEST = 3
"""On the campaign's own page."""


async def answered(
    db: ReadSession, campaign_id: UUID, *, before: UUID | None = None, most: int = ONE_MORE
) -> Sequence[Question]:
    """What everyone reads, the latest asked first; one more than a page where there are more."""
    statement = select(Question).where(Question.campaign_id == campaign_id, col(Question.answer).is_not(None))
    if before is not None:
        statement = statement.where(col(Question.id) < before)
    return (await db.exec(statement.order_by(col(Question.id).desc()).limit(most))).all()


async def own_open(db: ReadSession, campaign_id: UUID, person_id: UUID) -> Sequence[Question]:
    """What somebody asked and waits to be answered."""
    statement = select(Question).where(
        Question.campaign_id == campaign_id,
        Question.person_id == person_id,
        col(Question.handled_at).is_(None),
    )
    return (await db.exec(statement.order_by(col(Question.id)))).all()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the desk of whoever answers for the campaign."""

    question: Question
    campaign: Campaign
    at: datetime

    @property
    def late(self) -> bool:
        return not self.question.handled and self.question.asked_at <= self.at - PATIENCE


def _asked(territory_id: UUID, of_holders: Collection[UUID] | None) -> Select[Question, Campaign]:
    statement = select(Question, Campaign).join(Campaign, col(Campaign.id) == Question.campaign_id)
    statement = of_territory(statement, Question.territory_id, territory_id)
    if of_holders is not None:
        statement = statement.where(col(Campaign.holder_id).in_(of_holders))
    return statement


async def open_questions(
    db: ReadSession, territory_id: UUID, of_holders: Collection[UUID] | None
) -> Sequence[Asked]:
    """Those that wait the longest first; a page at most: the others come up as these are handled."""
    statement = _asked(territory_id, of_holders).where(col(Question.handled_at).is_(None))
    found = await db.exec(statement.order_by(col(Question.id)).limit(ONE_MORE - 1))
    at = await db.now()
    return [Asked(question, campaign, at) for question, campaign in found]


async def handled_questions(
    db: ReadSession, territory_id: UUID, of_holders: Collection[UUID] | None, before: UUID | None
) -> Sequence[Asked]:
    """Answered or set aside, the latest asked first; one more than a page where there are more."""
    statement = _asked(territory_id, of_holders).where(col(Question.handled_at).is_not(None))
    if before is not None:
        statement = statement.where(col(Question.id) < before)
    found = await db.exec(statement.order_by(col(Question.id).desc()).limit(ONE_MORE))
    at = await db.now()
    return [Asked(question, campaign, at) for question, campaign in found]


async def question_in(db: ReadSession, territory_id: UUID, question_id: UUID) -> Asked:
    """One of this territory's; NotFoundError for any other."""
    row = (await db.exec(_asked(territory_id, None).where(Question.id == question_id))).first()
    if row is None:
        raise NotFoundError
    return Asked(*row, at=await db.now())


async def late_questions(db: ReadSession, territory_id: UUID, of_holders: Collection[UUID] | None) -> int:
    """How many have waited for longer than people should."""
    statement = of_territory(
        select(func.count()).select_from(Question), Question.territory_id, territory_id
    ).join(Campaign, col(Campaign.id) == Question.campaign_id)
    statement = statement.where(
        col(Question.handled_at).is_(None), col(Question.asked_at) <= await db.now() - PATIENCE
    )
    if of_holders is not None:
        statement = statement.where(col(Campaign.holder_id).in_(of_holders))
    return (await db.exec(statement)).one()
