"""A question reaches nobody but the holder until it is answered; then everyone reads both."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.questions.events import QuestionAnswered, QuestionAsked, QuestionSetAside
from okote.funding.questions.invariants import INVARIANTS
from okote.funding.questions.models import Question
from okote.funding.questions.queries import answered, late_questions, open_questions
from okote.funding.questions.rules import PATIENCE, QuestionHandledError, QuestionRefusedError
from okote.funding.questions.service import answer, ask, on_account_closed, set_aside
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in (QuestionAsked, QuestionAnswered, QuestionSetAside)}


@pytest.fixture
async def asker(someone):
    return await someone()


@pytest.fixture
async def question(db, live_campaign, asker):
    asked = await ask(db, live_campaign.id, "Peut-on visiter ?", "Louise", by=asker)
    await db.flush()
    return asked


async def read(db, campaign):
    return [(one.body, one.answer) for one in await answered(db, campaign.id)]


async def test_it_is_read_once_it_is_answered(db, live_campaign, question, writer, heard):
    assert await read(db, live_campaign) == []
    await answer(db, question.id, "Oui, le samedi.", by=writer)
    await db.flush()
    assert await read(db, live_campaign) == [("Peut-on visiter ?", "Oui, le samedi.")]
    assert heard == [QuestionAsked(question.id), QuestionAnswered(question.id)]
    with pytest.raises(QuestionHandledError):
        await set_aside(db, question.id, "Trop tard", by=writer)


async def test_what_is_set_aside_nobody_reads(db, live_campaign, question, someone, heard):
    await set_aside(db, question.id, "C’est une annonce.", by=await someone(Role.AGENT))
    await db.flush()
    assert await read(db, live_campaign) == []
    assert heard[-1] == QuestionSetAside(question.id)
    assert await open_questions(db, live_campaign.territory_id, None) == []
    assert await violations(db, INVARIANTS) == []


async def test_nobody_else_answers(db, question, asker, elsewhere, someone):
    with pytest.raises(ForbiddenError):
        await answer(db, question.id, "Moi, je sais.", by=asker)
    with pytest.raises(NotFoundError):
        await answer(db, question.id, "D’à côté.", by=await someone(Role.AGENT, at=elsewhere))


async def test_a_second_sending_is_the_same_question(db, live_campaign, question, asker, heard):
    again = await ask(db, live_campaign.id, "Peut-on visiter ?", None, by=asker)
    assert (again.id, len(heard)) == (question.id, 1)


async def test_nobody_floods_a_holder(db, live_campaign, asker):
    for number in range(5):
        await ask(db, live_campaign.id, f"Et {number} ?", None, by=asker)
        await db.flush()
    with pytest.raises(TooManyRequestsError):
        await ask(db, live_campaign.id, "Encore ?", None, by=asker)


async def test_what_nobody_sees_is_not_asked_about(db, live_campaign, asker):
    live_campaign.state = CampaignState.CANCELLED
    live_campaign.cancel_reason = "Dissoute"
    await db.flush()
    with pytest.raises(QuestionRefusedError):
        await ask(db, live_campaign.id, "Pourquoi ?", None, by=asker)


@pytest.mark.parametrize(("after", "late"), [(PATIENCE - INSTANT, 0), (PATIENCE, 1)])
async def test_after_three_days_the_back_office_is_told(db, live_campaign, question, after, late):
    here, holder = live_campaign.territory_id, live_campaign.holder_id
    asked_at = question.asked_at
    await set_offset(db, after - (await db.now() - asked_at))
    assert [await late_questions(db, here, only) for only in (None, [holder], [])] == [late, late, 0]


async def test_what_somebody_asked_goes_with_their_account_or_loses_their_name(
    db, live_campaign, question, asker, writer
):
    await answer(db, question.id, "Oui.", by=writer)
    await ask(db, live_campaign.id, "Et le soir ?", "Louise", by=asker)
    await db.flush()
    await on_account_closed(db, AccountClosed(asker.person.id))
    (left,) = (await db.exec(select(Question).execution_options(populate_existing=True))).all()
    assert (left.body, left.public_name) == ("Peut-on visiter ?", None)


PLANTED = {
    "question-is-of-a-campaign-that-opened": "UPDATE question SET asked_at = asked_at - interval '6 days'",
    "question-keeps-nothing-for-closed-accounts": (
        "UPDATE person SET closed_at = now(), email = NULL WHERE id = (SELECT person_id FROM question)"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, question, invariant):
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[invariant.name]))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
