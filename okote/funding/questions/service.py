"""Ask, answer, set aside."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, select, update

from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import QUESTION, FundingDeed
from okote.funding.permissions import may_write_campaign
from okote.funding.questions.events import QuestionAnswered, QuestionAsked, QuestionSetAside
from okote.funding.questions.models import Question
from okote.funding.questions.rules import check_open, check_takes_questions
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import WriteSession

DAILY = Limit(
    "question", most=5, window=timedelta(days=1), per=Per.PERSON, reason="The holder has a letter of each."
)


async def ask(
    db: WriteSession, campaign_id: UUID, body: str, public_name: str | None, *, by: Visitor
) -> Question:
    """Put a question to the holder; sent a second time while it is open, it is the same question."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    check_takes_questions(campaign.state)
    asker = person_of(by)
    await db.lock(f"asking:{asker.id}")
    same = select(Question).where(
        Question.campaign_id == campaign.id,
        Question.person_id == asker.id,
        Question.body == body,
        col(Question.handled_at).is_(None),
    )
    if (known := (await db.exec(same)).first()) is not None:
        return known
    await hit(db, DAILY, str(asker.id))
    await hold_open(db, asker.id)
    asked = Question(
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        person_id=asker.id,
        public_name=public_name,
        body=body,
        language=by.language,
        asked_at=await db.now(),
    )
    db.add(asked)
    await emit(db, QuestionAsked(asked.id))
    return asked


async def answer(db: WriteSession, question_id: UUID, text: str, *, by: Visitor) -> Question:
    """Everyone reads both from now on."""
    question = await _open_question(db, question_id, by)
    was = QUESTION.facts(question)
    question.answer = text
    await note(db, by.doer, FundingDeed.QUESTION_ANSWERED, question, was)
    await emit(db, QuestionAnswered(question.id))
    return question


async def set_aside(db: WriteSession, question_id: UUID, reason: str, *, by: Visitor) -> Question:
    """What insults, advertises or is about something else is not published; its asker reads why."""
    question = await _open_question(db, question_id, by)
    question.refusal = reason
    facts = QUESTION.facts(question)
    await note(db, by.doer, FundingDeed.QUESTION_SET_ASIDE, question, facts, reason=reason)
    await emit(db, QuestionSetAside(question.id))
    return question


async def _open_question(db: WriteSession, question_id: UUID, by: Visitor) -> Question:
    """Held, and handled by who asks for it."""
    question = await held(db, Question, by.territory.id, question_id)
    campaign = await db.get_one(Campaign, question.campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_open(handled=question.handled)
    question.handled_at, question.handled_by = await db.now(), person_of(by).id
    return question


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What everyone reads stays without the asker's name; what nobody read goes."""
    theirs = col(Question.person_id) == closed.person_id
    await db.exec(delete(Question).where(theirs, col(Question.answer).is_(None)))
    await db.exec(update(Question).where(theirs).values(public_name=None))
