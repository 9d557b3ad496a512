"""What the territory's systems are told of ideas: always under the names that the example shows."""

import json
from uuid import uuid4

import pytest
from sqlmodel import select

from consultations.ideas.rules import IdeaState
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import answer, entrust
from consultations.ideas.versions.service import Changed, edit
from consultations.ideas.webhooks import KINDS
from consultations.ideas.where import Where
from okote.identity.models import Role
from okote.webhooks import recording
from okote.webhooks.models import Webhook, WebhookDelivery


@pytest.fixture
def subscriptions():
    return recording.subscriptions(KINDS)


async def test_a_system_hears_of_an_idea_and_its_answer(db, territory, place, roads, someone):
    names = [kind.name for kind in KINDS]
    at = await db.now()
    db.add(
        Webhook(
            territory_id=territory.id,
            url="https://agenda.example/",
            description="Agenda",
            kinds=names,
            secret=uuid4(),
            created_at=at,
        )
    )
    await db.flush()
    bench = IdeaDetails("Un banc à mi-pente", "La côte est longue.", place.id, "Louise")
    louise = await someone()
    idea = await propose(db, bench, by=louise)
    changed = Changed("Deux bancs", idea.body, Where.of(idea), None)
    await edit(db, idea.id, changed, expected=1, by=louise)
    agent = await someone(Role.AGENT)
    await entrust(db, idea.id, roads.id, by=agent)
    await answer(db, idea.id, IdeaState.ACCEPTED, "Il sera posé en mai.", by=agent)
    kept = (await db.exec(select(WebhookDelivery).order_by(WebhookDelivery.id))).all()
    told = [json.loads(one.body)["data"] for one in kept]
    assert [one.kind for one in kept] == names
    assert [set(data) for data in told] == [set(kind.example) for kind in KINDS]
    assert told[0] == {"idea": str(idea.id), "place": str(place.id), "path": f"/ideas/{idea.id}"}
    assert (told[1]["version"], told[1]["substantial"]) == (2, True)
    assert (told[2]["service"], told[2]["state"]) == (str(roads.id), "accepted")
    assert "Louise" not in "".join(one.body for one in kept)
