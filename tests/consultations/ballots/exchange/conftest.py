"""A ballot of a running house, from its draft to its published result."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consultations.ballots import service
from consultations.ballots.closing import RUNS, ask_to_close, ask_to_publish
from consultations.ballots.describing import OptionDetails
from consultations.ballots.models import Ballot, OpenVote
from consultations.ballots.results.models import CountOutcome
from consultations.ballots.rules import Mode, canonical
from consultations.processes.models import Phase, Process
from consultations.processes.rules import POSSIBLE, Audience, PhaseKind, Template
from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.clock import offset, set_offset
from tests.consultations.ballots.conftest import DETAILS, count_here
from tests.okote.app_client import ADDRESS, territory

DAY = timedelta(days=1)


class Hall:
    """Where a ballot of a running house stands, and who leads it on."""

    def __init__(self, house, here, administrators):
        self.house, self.here = house, here
        self.first, self.second = administrators
        self.key = None

    async def draft(
        self, *, slug="budget", answers="Voirie", audience=Audience.PUBLIC, options=None, **changes
    ):
        options = options or [
            OptionDetails(title=f"Projet <{number}>", cost_minor=1_000) for number in (1, 2, 3)
        ]
        async with self.house.database.unit_of_work() as db:
            at = await db.now()
            roads = Service(territory_id=self.here.id, name=answers, email="v@exemple.test", created_at=at)
            db.add(roads)
            await db.flush()
            process = Process(
                territory_id=self.here.id,
                template=Template.BUDGET,
                audience=audience,
                slug=slug,
                languages=["fr"],
                organisers=[],
                service_id=roads.id,
                created_at=at,
                created_by=self.first.person.id,
                published_at=at - DAY,
                title="Le budget",
                lead="Choisissez.",
                body="Voici.",
            )
            db.add(process)
            await db.flush()
            phase = Phase(
                territory_id=self.here.id,
                process_id=process.id,
                kind=PhaseKind.VOTE,
                starts_at=at - DAY,
                ends_at=at + DAY,
                permits=sorted(POSSIBLE[PhaseKind.VOTE]),
                audience=audience,
            )
            db.add(phase)
            await db.flush()
            details = replace(DETAILS, **{"mode": Mode.OPEN} | changes)
            ballot = await service.write(db, process.id, phase.id, details, options, by=self.first)
            self.key = ballot.id
        return ballot

    async def announce(self):
        async with self.house.database.unit_of_work() as db:
            await service.announce(db, self.key, by=self.first)

    async def vote(self, *choices):
        """As if so many people had voted."""
        async with self.house.database.unit_of_work() as db:
            at = await db.now()
            people = [Person(created_at=at) for _ in choices]
            db.add_all(people)
            await db.flush()
            for person, one in zip(people, choices, strict=True):
                db.add(OpenVote(ballot_id=self.key, person_id=person.id, choices=canonical(one), at=at))

    async def publish(self):
        """Once it is over, by two people."""
        async with self.house.database.unit_of_work() as db:
            await set_offset(db, await offset(db) + 2 * DAY)
        async with self.house.database.unit_of_work() as db:
            approval = await ask_to_close(db, self.key, "Fini", by=self.first)
            await RUNS[approval.act][1](db, approval, self.second)
        async with self.house.database.unit_of_work() as db:
            counted = await count_here(db, await db.get_one(Ballot, self.key), self.first)
            assert counted is CountOutcome.COUNTED
            approval = await ask_to_publish(db, self.key, "Compté", by=self.first)
            await RUNS[approval.act][1](db, approval, self.second)

    async def ballot(self):
        async with self.house.database.reading() as db:
            return await db.get_one(Ballot, self.key)


@pytest.fixture
async def hall(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now(), email=f"{number}@exemple.test") for number in (1, 2)]
        db.add_all(people)
    held = frozenset([Held(Role.ADMINISTRATOR)])
    return Hall(
        house,
        here,
        [
            Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=held)
            for person in people
        ],
    )
