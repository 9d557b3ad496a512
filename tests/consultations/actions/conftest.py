"""An action that is promised, and the days on which things happen to it."""

from datetime import timedelta

import pytest

from consultations.actions.describing import ActionDetails
from consultations.actions.editions import freeze
from consultations.actions.events import ActionEntrusted, ActionLate, ActionMoved, ActionPublished
from consultations.actions.queries.editions import contents
from consultations.actions.rules import ActionState, Step
from consultations.actions.service import move, propose, publish
from okote.identity.models import Role


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in (ActionEntrusted, ActionLate, ActionMoved, ActionPublished)}


@pytest.fixture
async def today(db, territory):
    return territory.day(await db.now())


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
def lived(db, roads, agent, today):
    """An action that everyone sees, after steps of a state and a day each; due a month from today."""

    async def lived(*steps, title="Répondre en dix jours", begun=None, **details):
        first = begun or (steps[0][1] if steps else today)
        written = ActionDetails(title, "Trois semaines, c’est trop.", roads.id, **details)
        action = await propose(db, written, by=agent, on=first)
        await publish(db, action.id, by=agent)
        deadline = today + timedelta(days=30)
        for state, on in steps:
            words = "Parce que." if state is ActionState.ABANDONED else ""
            given = deadline if state in {ActionState.DECIDED, ActionState.CARRIED_OVER} else None
            await move(db, action.id, Step(state, on, words, given), by=agent)
            deadline += timedelta(days=1)
        return action

    return lived


@pytest.fixture
def frozen_as_read(db):
    """A year, by somebody who has just read what its edition would say."""

    async def frozen_as_read(year, *, by):
        told = await contents(db, by.territory, year)
        return await freeze(db, year, read=told.digest, by=by)

    return frozen_as_read
