"""What a ballot may offer: accepted ideas of its consultation, with the cost of the latest view."""

from datetime import date

import pytest

from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.rules import IdeaState
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import answer, entrust
from consultations.processes.rules import PhaseKind
from consultations.studying.queries import admitted
from consultations.studying.rules import Basis, Cost, Feasible, ViewGiven
from consultations.studying.service import give_view
from tests.consultations.processes.conftest import process_of

__all__ = ["process_of"]


def costing(minor):
    cost = None if minor is None else Cost(minor, Basis.QUOTE, date(2020, 1, 2))
    return ViewGiven(admissible=True, feasible=Feasible.YES, cost=cost)


@pytest.fixture
async def budget(process_of):
    return await process_of((PhaseKind.IDEAS, -1, 5))


@pytest.fixture
async def accepted(db, budget, author, place, agent, roads, engineer):
    async def accepted(title, *costs):
        idea = await propose(db, IdeaDetails(title, "Oui.", place.id, process_id=budget.id), by=author)
        await entrust(db, idea.id, roads.id, by=agent)
        for number, minor in enumerate(costs):
            await give_view(db, idea.id, roads.id, costing(minor), expected=number, by=engineer)
        await answer(db, idea.id, IdeaState.ACCEPTED, "Oui.", by=engineer)
        return idea

    return accepted


async def test_accepted_ideas_are_offered_with_their_latest_cost(
    db, territory, budget, accepted, place, author, roads, agent
):
    bench, none = await accepted("Un banc", 90_000, 120_000), await accepted("Une fête", 50_000, None)
    hidden = await accepted("Cachée", 1)
    hidden.hidden_at, hidden.hidden_by, hidden.hidden_because = await db.now(), agent.person.id, "Non."
    waiting = await propose(db, IdeaDetails("Étudiée", "Oui.", process_id=budget.id), by=author)
    await entrust(db, waiting.id, roads.id, by=agent)
    kept = {
        "territory_id": territory.id,
        "idea_id": bench.id,
        "sha256": "0a" * 32,
        "added_at": await db.now(),
    }
    db.add(IdeaFile(kind=FileKind.PICTURE, title="Un banc", position=2, **kept | {"sha256": "0b" * 32}))
    db.add(IdeaFile(kind=FileKind.PICTURE, title="La côte", position=1, **kept))
    await db.flush()
    found = await admitted(db, territory.id, budget.id)
    assert [(one.idea_id, one.title, one.cost_minor, one.place_id, one.picture) for one in found] == [
        (bench.id, "Un banc", 120_000, place.id, b"\n" * 32),
        (none.id, "Une fête", None, place.id, None),
    ]


async def test_of_another_consultation_or_territory_nothing_is_offered(
    db, territory, elsewhere, budget, accepted, process_of
):
    await accepted("Un banc", 1)
    other = await process_of((PhaseKind.IDEAS, -1, 5), slug="autre")
    assert await admitted(db, territory.id, other.id) == []
    assert await admitted(db, elsewhere.id, budget.id) == []
