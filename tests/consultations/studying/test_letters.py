"""Services are told when they are asked, when a day is near, and when it is over: each once."""

from datetime import timedelta

import pytest

from consultations.ideas.rules import IdeaState
from consultations.ideas.service import take_back
from consultations.ideas.study import answer
from consultations.studying.access import studies_of
from consultations.studying.events import StudyDueSoon, StudyLate
from consultations.studying.letters import remind
from consultations.studying.service import give_view, set_due
from okote.platform.clock import set_offset
from tests.consultations.studying.test_service import YES


@pytest.fixture
def subscriptions(subscriptions, heard):
    async def hear(_db, event):
        heard.append(event)

    return {**subscriptions, StudyDueSoon: [hear], StudyLate: [hear]}


async def test_each_is_reminded_once_before_and_once_after(db, studied, asked, heard):
    heard.clear()
    (answering, _) = await studies_of(db, studied.id)
    assert await remind(db, most=9) == 0
    await set_offset(db, timedelta(days=8))
    assert await remind(db, most=9) == 1
    assert heard == [StudyDueSoon(asked.id)]
    await set_offset(db, timedelta(days=10, seconds=1))
    assert [await remind(db, most=9), await remind(db, most=9)] == [1, 0]
    await set_offset(db, timedelta(days=40))
    assert await remind(db, most=9) == 1
    assert heard == [StudyDueSoon(asked.id), StudyLate(asked.id), StudyLate(answering.id)]


async def test_its_last_instant_is_in_time_and_the_next_is_late(db, asked, heard, studied):
    heard.clear()
    asked.told_soon = True
    await db.flush()
    await set_offset(db, asked.due_at - asked.asked_at - timedelta(minutes=5))
    assert await remind(db, most=9) == 0
    await set_offset(db, asked.due_at - asked.asked_at)
    assert await remind(db, most=9) == 1
    assert heard == [StudyLate(asked.id)]


async def test_whoever_gave_a_view_or_whose_idea_is_gone_is_not_reminded(
    db, studied, asked, gardener, parks, author
):
    await give_view(db, studied.id, parks.id, YES, expected=0, by=gardener)
    await set_offset(db, timedelta(days=20))
    assert await remind(db, most=9) == 0
    await take_back(db, studied.id, by=author)
    await set_offset(db, timedelta(days=60))
    assert await remind(db, most=9) == 0


async def test_another_day_is_reminded_of_anew(db, studied, asked, agent, heard):
    heard.clear()
    await set_offset(db, timedelta(days=11))
    await remind(db, most=9)
    await set_due(db, asked.id, await db.now() + timedelta(days=5), by=agent)
    await set_offset(db, timedelta(days=17))
    await remind(db, most=9)
    assert heard == [StudyLate(asked.id), StudyLate(asked.id)]


async def test_an_answer_ends_the_reminders(db, studied, asked, engineer):
    await answer(db, studied.id, IdeaState.REFUSED, "Trop étroit.", by=engineer)
    await set_offset(db, timedelta(days=60))
    assert await remind(db, most=9) == 0
