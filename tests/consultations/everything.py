"""One of each that everyone reads: a procedure that a panel tried, actions of a frozen year, an opinion."""

from datetime import timedelta

import pytest

from consultations.actions.describing import ActionDetails, CameFrom
from consultations.actions.editions import freeze
from consultations.actions.queries.editions import contents
from consultations.actions.rules import ActionState, Origin, Step
from consultations.actions.service import move, propose
from consultations.actions.service import publish as show
from consultations.panels.opinions.models import Opinion
from consultations.panels.rules import PanelKind
from consultations.processes.describing import ProcessDetails
from consultations.processes.rules import PhaseDetails, PhaseKind, Template
from consultations.processes.service import publish as publish_process
from consultations.processes.service import write_process
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from tests.consultations.moderation.conftest import put_in
from tests.consultations.procedures.conftest import clear, counter, desk, writer
from tests.consultations.testing.conftest import panel_of
from tests.consultations.testing.walking import (
    all_have_answered,
    camille,
    campaign,
    handed_over,
    panel,
    publish,
    samira,
    sitting,
    typed,
    version,
)
from tests.okote.app_client import ADDRESS, enter, person_id, territory

__all__ = [
    "all_have_answered",
    "camille",
    "campaign",
    "clear",
    "counter",
    "desk",
    "enter",
    "handed_over",
    "panel",
    "publish",
    "samira",
    "sitting",
    "typed",
    "version",
    "writer",
]


@pytest.fixture
async def agent(house, enter, identity_provider, counter):
    """At the desk of a running house."""
    await enter("lea", Role.ADMINISTRATOR)
    async with house.database.reading() as db:
        person = await db.get_one(Person, await person_id(house, identity_provider, "lea"))
    held = frozenset([Held(Role.ADMINISTRATOR)])
    return Visitor(
        territory=await territory(house), language="fr", address=ADDRESS, person=person, roles=held
    )


@pytest.fixture
async def promised(house, agent, counter):
    """Of last year, which is frozen; it came of an opinion."""
    async with house.database.unit_of_work() as db:
        today = agent.territory.day(await db.now())
        begun = today.replace(year=today.year - 1, month=3, day=1)
        came = CameFrom(Origin.RECOMMENDATION, "Des arbres", "/panels/citoyens/opinions")
        action = await propose(
            db, ActionDetails("Planter", "Il fait chaud.", counter.id), by=agent, origin=came, on=begun
        )
        await show(db, action.id, by=agent)
        due = today + timedelta(days=30)
        await move(db, action.id, Step(ActionState.DECIDED, begun, "", due), by=agent)
    async with house.database.unit_of_work() as db:
        await freeze(db, begun.year, read=(await contents(db, agent.territory, begun.year)).digest, by=agent)
    return action


@pytest.fixture
async def opinion(house, agent, counter):
    async with house.database.unit_of_work() as db:
        at = await db.now()
        panel = panel_of(agent.territory, at, kind=PanelKind.CITIZENS, slug="citoyens", name="Comité citoyen")
        db.add(panel)
        await db.flush()
        adopted = Opinion(
            territory_id=agent.territory.id,
            panel_id=panel.id,
            title="Des arbres",
            text="Douze.",
            adopted_on=at.date(),
            in_favour=6,
            against=2,
            abstained=1,
            written_by=agent.person.id,
            written_at=at,
            published_at=at,
            published_by=agent.person.id,
            service_id=counter.id,
            due_on=at.date(),
        )
        db.add(adopted)
    return adopted


@pytest.fixture
async def process(house, agent, counter):
    """Open, and for everyone."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        details = ProcessDetails("Une question", "Une.", "Voici.", counter.id, ("fr",))
        vote = PhaseDetails(PhaseKind.VOTE, at - timedelta(days=1), at + timedelta(days=5))
        written = await write_process(db, Template.QUESTION, details, [vote], by=agent)
        await publish_process(db, written.id, by=agent)
    return written


@pytest.fixture
async def named(campaign, handed_over, publish, process, promised, opinion, house, identity_provider):
    """What addresses name, once there is something of each kind."""
    await handed_over()
    await publish()
    return {
        "process": process.slug,
        "procedure": "demander-une-place-en-creche",
        "test": campaign.slug,
        "year": promised.since.year,
        "opinion": opinion.id,
        "idea": (await put_in(house, identity_provider)).id,
    }
