"""Processes with phases around the moment of the test."""

from datetime import timedelta

import pytest

from consultations.processes.models import Phase, Process
from consultations.processes.rules import POSSIBLE, Audience, PhaseKind, Template
from okote.identity.models import Role

DAY = timedelta(days=1)


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
def process_of(db, territory, roads, agent):
    """Published, of phases given as (kind, days from now until it begins, days until it ends or None)."""

    async def process_of(*phases, audience=Audience.PUBLIC, slug="budget", draft=False, **said):
        at = await db.now()
        values = {"title": "Le budget des habitants", "lead": "Vous choisissez.", "body": "Voici comment."}
        process = Process(
            territory_id=territory.id,
            template=Template.BUDGET,
            audience=audience,
            slug=slug,
            languages=["fr"],
            organisers=[],
            service_id=roads.id,
            created_at=at,
            created_by=agent.person.id,
            published_at=None if draft else at - 100 * DAY,
            **{**values, **said},
        )
        db.add(process)
        await db.flush()
        for kind, begins, ends in phases:
            db.add(
                Phase(
                    territory_id=territory.id,
                    process_id=process.id,
                    kind=kind,
                    starts_at=at + begins * DAY,
                    ends_at=None if ends is None else at + ends * DAY,
                    permits=sorted(POSSIBLE[PhaseKind(kind)]),
                    audience=audience,
                )
            )
        await db.flush()
        return process

    return process_of
