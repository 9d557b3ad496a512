"""Processes with phases around the moment of the test."""

from datetime import timedelta

import pytest

from consultations.processes.models import Phase, Process
from consultations.processes.rules import POSSIBLE, Audience, PhaseKind, Template
from consultations.services.models import Service
from okote.identity.models import Role

DAY = timedelta(days=1)


@pytest.fixture
async def administrator(someone):
    return await someone(Role.ADMINISTRATOR)


async def written(
    db,
    territory_id,
    by,
    *phases,
    service_id=None,
    audience=Audience.PUBLIC,
    slug="budget",
    published=-100 * DAY,
    **said,
):
    """A consultation by somebody, and its phases given as (kind, days from now until it begins, days until it
    ends or None). A service of its own answers for it where none is named; a draft where `published` is None.
    """
    at = await db.now()
    if service_id is None:
        answering = Service(territory_id=territory_id, name=slug, email="voirie@exemple.test", created_at=at)
        db.add(answering)
        await db.flush()
        service_id = answering.id
    values = {"title": "Le budget des habitants", "lead": "Vous choisissez.", "body": "Voici comment."}
    process = Process(
        territory_id=territory_id,
        template=Template.BUDGET,
        audience=audience,
        slug=slug,
        languages=["fr"],
        organisers=[],
        service_id=service_id,
        created_at=at,
        created_by=by,
        published_at=None if published is None else at + published,
        **{**values, **said},
    )
    db.add(process)
    await db.flush()
    made = [
        Phase(
            territory_id=territory_id,
            process_id=process.id,
            kind=kind,
            starts_at=at + begins * DAY,
            ends_at=None if ends is None else at + ends * DAY,
            permits=sorted(POSSIBLE[PhaseKind(kind)]),
            audience=audience,
        )
        for kind, begins, ends in phases
    ]
    db.add_all(made)
    await db.flush()
    return process, *made


@pytest.fixture
def process_of(db, territory, roads, agent):
    """Published, of phases as `written` takes them."""

    async def process_of(*phases, draft=False, **said):
        published = {"published": None} if draft else {}
        process, *_ = await written(
            db, territory.id, agent.person.id, *phases, service_id=roads.id, **published, **said
        )
        return process

    return process_of
