"""Ideas that say the same, their authors and supporters, and two moderators."""

import pytest

from consultations.ideas.service import IdeaDetails, propose, support
from consultations.merging import service
from consultations.merging.service import Proposal
from okote.identity.models import Role
from okote.platform.clock import offset, set_offset
from tests.consultations.processes.conftest import administrator, process_of

__all__ = ["administrator", "process_of"]


@pytest.fixture
def idea_of(db, someone):
    """Proposed by a new person unless `by` says who, and supported by these."""

    async def idea_of(title, *supporters, by=None, **said):
        author = by or await someone()
        idea = await propose(db, IdeaDetails(title, f"{title}, pour nous.", **said), by=author)
        for one in supporters:
            await support(db, idea.id, by=one)
        return idea

    return idea_of


@pytest.fixture
async def people(someone):
    """Four residents."""
    return [await someone() for _ in range(4)]


@pytest.fixture
async def authors(someone):
    return [await someone() for _ in range(2)]


@pytest.fixture
async def pair(idea_of, people, authors):
    """Two that say the same: the second of four people supports both."""
    one, two, three, _ = people
    return [
        await idea_of("Un banc à la gare", one, two, by=authors[0]),
        await idea_of("Des bancs à la gare", two, three, by=authors[1]),
    ]


@pytest.fixture
async def second(someone):
    """Another moderator."""
    return await someone(Role.AGENT)


@pytest.fixture
def proposed(db, agent):
    async def proposed(*ideas, by=None):
        wanted = Proposal([one.id for one in ideas], "Des bancs", "Partout où on attend.", "Deux fois pareil")
        return await service.propose(db, wanted, by=by or agent)

    return proposed


@pytest.fixture
def pass_time(db):
    """Days go by; the clock of this transaction says so from now on."""

    async def pass_time(days):
        await set_offset(db, await offset(db) + days)

    return pass_time


@pytest.fixture
def merged(db, agent, pair, proposed, pass_time):
    """The pair, merged once nobody objected."""

    async def merged():
        merge = await proposed(*pair)
        await pass_time(service.rules.OBJECTING)
        return merge, await service.carry_out(db, merge.id, by=agent)

    return merged
