"""A donor who closes their account: what they gave stays and lives on, what they showed is gone."""

import json
from asyncio import Event, create_task, gather, sleep, wait_for
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import PledgeDetails, give
from okote.identity.account.closing import close_account
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.errors import SignInRequiredError
from okote.platform.mail.models import Mail
from payments.money import Money
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.closing.deadline import past_the_deadline, until_settled

SHOWN = {"public_name": "Louise", "name_shown": True, "amount_shown": True, "message": "Bravo !"}


def details():
    return PledgeDetails(uuid4(), Money.of(20), **SHOWN)


async def donor_of(house, pledge):
    async with house.database.reading() as db:
        person = await db.get_one(Person, pledge.person_id)
    return Visitor(territory=await territory(house), language="fr", address=ADDRESS, person=person)


async def close(house, donor):
    async with house.database.unit_of_work() as db:
        await close_account(db, house.renderer, of=donor)


async def pledges(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Pledge).order_by(Pledge.id))).all()


async def show(house, pledge):
    async with house.database.unit_of_work() as db:
        (await db.get_one(Pledge, pledge.id)).sqlmodel_update(SHOWN)


async def test_what_was_shown_goes_and_what_was_given_stays(scene, house):
    given = await scene.pledge(20)
    await show(house, given)
    before = await scene.balances()
    await close(house, await donor_of(house, given))
    (left,) = await pledges(house)
    assert (left.status, left.amount, left.person_id) == (
        PledgeStatus.IN_FORCE,
        given.amount,
        given.person_id,
    )
    assert not left.says_something
    assert left.public_name is None
    assert await scene.balances() == before
    assert await scene.violations() == set()


TRIED = text("""
    SELECT count(*) FROM unsealed_row
    WHERE digest = (
        SELECT row_digest(to_jsonb(pledge) || CAST(:guess AS jsonb)) FROM pledge WHERE id::text = key
    )
""")


@pytest.mark.parametrize("closes", [True, False])
async def test_no_digest_that_is_left_tells_whether_a_name_was_theirs(scene, house, closes):
    """Every other column is known to whoever tries; while the account is there, they could as well read."""
    given = await scene.pledge(20)
    await show(house, given)
    if closes:
        await close(house, await donor_of(house, given))
    async with house.database.reading() as db:
        found = (await db.exec(TRIED.bindparams(guess=json.dumps(SHOWN)))).scalar_one()
    assert found == (0 if closes else 1)
    assert await scene.violations() == set()


async def test_it_is_given_back_all_the_same_and_nobody_is_written_to(scene, house):
    given = await scene.pledge(20)
    await scene.work()
    await close(house, await donor_of(house, given))
    await past_the_deadline(scene)
    await until_settled(scene)
    assert await scene.pledges() == {PledgeStatus.REFUNDED: 1}
    async with house.database.reading() as db:
        written = (await db.exec(select(Mail.key).where(Mail.person_id == given.person_id))).all()
    assert {key.partition(":")[0] for key in written} == {"pledge-confirmed", "account-closed"}
    assert await scene.violations() == set()


async def test_what_is_paid_after_the_closing_counts_without_a_word(scene, house):
    opened = await scene.pledge(20, pay=False)
    await show(house, opened)
    url = await house.desk.checkout_url(opened.payment_id)
    await close(house, await donor_of(house, opened))
    await scene.stripe.control.pay(url.rpartition("/")[2], "4242424242424242")
    await house.desk.refresh(opened.payment_id)
    (left,) = await pledges(house)
    assert (left.status, left.says_something) == (PledgeStatus.IN_FORCE, False)
    assert await scene.violations() == set()


@pytest.fixture
async def donor(house):
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="donor@example.test")
        db.add(person)
    return Visitor(territory=await territory(house), language="fr", address=ADDRESS, person=person)


async def while_closing(house, donor, something):
    """It begins before the closing commits."""
    held, go = Event(), Event()

    async def closes():
        async with house.database.unit_of_work() as db:
            await close_account(db, house.renderer, of=donor)
            held.set()
            await wait_for(go.wait(), 10)

    closing = create_task(closes())
    await wait_for(held.wait(), 10)
    begun = create_task(something())
    await sleep(0.1)
    go.set()
    await closing
    (ended,) = await gather(begun, return_exceptions=True)
    return ended


async def test_a_pledge_that_is_confirmed_meanwhile_is_refused(scene, house, donor):
    async def confirm():
        async with house.database.unit_of_work() as db:
            await give(db, scene.campaign.id, details(), by=donor)

    assert isinstance(await while_closing(house, donor, confirm), SignInRequiredError)
    assert await pledges(house) == []


async def test_a_pledge_that_was_confirmed_first_is_there_without_its_words(scene, house, donor):
    given, go = Event(), Event()

    async def confirm():
        async with house.database.unit_of_work() as db:
            await give(db, scene.campaign.id, details(), by=donor)
            given.set()
            await wait_for(go.wait(), 10)

    confirming = create_task(confirm())
    await wait_for(given.wait(), 10)
    closing = create_task(close(house, donor))
    await sleep(0.1)
    assert not closing.done()
    go.set()
    await gather(confirming, closing)
    (left,) = await pledges(house)
    assert not left.says_something


async def test_without_holding_the_account_its_words_would_stay(scene, house, donor):
    """The negative control: the same write, nobody asking whether the account is still open."""

    async def confirm():
        async with house.database.unit_of_work() as db:
            db.add(
                Pledge(
                    territory_id=donor.territory.id,
                    campaign_id=scene.campaign.id,
                    person_id=donor.person.id,
                    form_token=uuid4(),
                    amount_minor=20_00,
                    **SHOWN,
                    language="fr",
                    thanks_hash=uuid4().bytes * 2,
                    created_at=await db.now(),
                )
            )

    assert await while_closing(house, donor, confirm) is None
    assert await scene.violations() == {"pledge-of-a-closed-account-shows-nothing"}
