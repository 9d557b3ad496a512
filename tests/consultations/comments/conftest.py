"""An idea that takes comments, and people old and new."""

from datetime import timedelta

import pytest

from consultations.comments.rules import Stance, Written
from consultations.comments.service import comment
from consultations.comments.subjects import AllCommented
from consultations.ideas.commented import COMMENTED as IDEAS
from consultations.ideas.service import IdeaDetails, propose

COMMENTED = AllCommented.of(IDEAS)


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
def old(db, someone):
    """Somebody whose account is older than a week."""

    async def old():
        visitor = await someone()
        visitor.person.created_at -= timedelta(days=30)
        await db.flush()
        return visitor

    return old


@pytest.fixture
async def bench(db, author):
    return await propose(db, IdeaDetails("Un banc", "La côte est longue."), by=author)


@pytest.fixture
def write(db, bench):
    async def write(by, body="Oui.", *, stance=Stance.FOR, parent=None, name=None):
        said = Written(body, None if parent else stance, name)
        on = parent.id if parent else None
        return await comment(db, COMMENTED, "idea", bench.id, said, by=by, parent_id=on)

    return write
