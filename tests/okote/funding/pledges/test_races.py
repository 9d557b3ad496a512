"""One donor, one amount, two tabs at the same moment: one pledge, whatever the two processes do."""

from asyncio import Event, gather, wait_for
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PENDING
from okote.funding.pledges.service import PledgeDetails, give
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from payments.money import Money
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def donor(house):
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="donor@example.test")
        db.add(person)
    return Visitor(territory=await territory(house), language="fr", address=ADDRESS, person=person)


def details():
    """Each tab has a form of its own."""
    return PledgeDetails(uuid4(), Money.of(20), None, name_shown=False, amount_shown=False, message=None)


async def pledges(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Pledge).order_by(Pledge.id))).all()


async def test_two_tabs_at_one_moment_are_one_pledge(scene, house, donor):
    async def send():
        async with house.database.unit_of_work() as db:
            return (await give(db, scene.campaign.id, details(), by=donor))[0].id

    given = await gather(send(), send())

    assert len(set(given)) == 1
    assert len(await pledges(house)) == 1


async def test_without_the_lock_they_would_be_two(scene, house, donor):
    """The negative control: the same question and the same write, nobody waiting for the other."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with house.database.unit_of_work() as db:
            waiting = select(Pledge).where(
                Pledge.person_id == donor.person.id,
                Pledge.campaign_id == scene.campaign.id,
                Pledge.status.in_(PENDING),
            )
            assert (await db.exec(waiting.order_by(Pledge.id))).all() == []
            mine.set()
            await wait_for(others.wait(), 10)
            decided = details()
            db.add(
                Pledge(
                    territory_id=donor.territory.id,
                    campaign_id=scene.campaign.id,
                    person_id=donor.person.id,
                    form_token=decided.form_token,
                    amount_minor=decided.amount.minor,
                    language="fr",
                    thanks_hash=uuid4().bytes * 2,
                    created_at=await db.now(),
                )
            )

    await gather(send(*asked), send(*reversed(asked)))

    assert len(await pledges(house)) == 2
