"""A page asks PostgreSQL as often for fifty rows as for one."""

from uuid import uuid4

import pytest

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Person
from tests.okote.app_client import counting_queries, person_id, territory
from tests.okote.funding.scene import a_campaign
from tests.okote.funding.showcase.test_pages import hidden


async def asked(visitor, house, path):
    """How many statements a page takes."""
    await visitor.get(path)
    with counting_queries(house) as said:
        answer = await visitor.get(path)
    assert answer.status_code == 200, answer.text
    return len(said)


async def add_pledges(house, campaign, number, *, by=None):
    """Rows as payments would leave them."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        donor = Person(created_at=at)
        db.add(donor)
        await db.flush()
        for _ in range(number):
            db.add(
                Pledge(
                    territory_id=here.id,
                    campaign_id=campaign.id,
                    person_id=by or donor.id,
                    form_token=uuid4(),
                    status=PledgeStatus.IN_FORCE,
                    amount_minor=20_00,
                    public_name="Louise",
                    name_shown=True,
                    message="Bravo !",
                    language="fr",
                    thanks_hash=uuid4().bytes * 2,
                    created_at=at,
                    paid_at=at,
                )
            )


async def test_the_home_page(browser, scene, house):
    visitor = browser()
    of_one = await asked(visitor, house, "/fr/")
    for number in range(12):
        await a_campaign(house, None, slug=f"campagne-{number}")
    assert await asked(visitor, house, "/fr/") == of_one == 8


async def test_a_campaign(browser, scene, house):
    visitor = browser()
    await add_pledges(house, scene.campaign, 1)
    of_one = await asked(visitor, house, scene.path)
    await add_pledges(house, scene.campaign, 49)
    assert await asked(visitor, house, scene.path) == of_one == 15


async def confirmed(donor, house, scene):
    """How many statements it takes to lead whoever confirms a pledge to its payment page, in how many
    transactions that write.
    """
    form = hidden((await donor.get(f"{scene.path}/pledge/check?amount=20&name=Camille&show-name=yes")).text)
    before = house.database.commits
    with counting_queries(house) as said:
        answer = await donor.post(f"{scene.path}/pledge", form)
    assert answer.headers["location"].startswith(scene.stripe.url), answer.text
    return len(said), house.database.commits - before


async def test_a_pledge_up_to_its_payment_page(browser, scene, house):
    """What counts it, what records it, and what Stripe answered; however many gave before. Three of them are
    of the first time alone, when the conditions are accepted; the job's row is written past what is counted.
    """
    first, other = browser(), browser()
    await first.arrive("camille")
    await other.arrive("marc")
    of_the_first = await confirmed(first, house, scene)
    await add_pledges(house, scene.campaign, 49)
    assert await confirmed(other, house, scene) == of_the_first == (20, 3)


async def test_my_pledges(browser, scene, house, identity_provider):
    visitor = browser()
    await visitor.arrive("camille")
    me = await person_id(house, identity_provider, "camille")
    await add_pledges(house, scene.campaign, 1, by=me)
    of_one = await asked(visitor, house, "/fr/my/pledges")
    await add_pledges(house, scene.campaign, 49, by=me)
    assert await asked(visitor, house, "/fr/my/pledges") == of_one == 4


async def test_what_one_of_them_became(browser, scene, house, pledge, camille):
    """With what partners add because of it, however many came before it."""
    here = f"/fr/my/pledges/{pledge.id}"
    of_one = await asked(camille, house, here)
    await add_pledges(house, scene.campaign, 50)
    assert await asked(camille, house, here) == of_one


@pytest.mark.parametrize(
    "path", ["pledges", "closings", "questions", "ledger", "ledger/entries", "stripe", "stripe/inbox", "work"]
)
async def test_the_back_office(lea, scene, house, path):
    await scene.pledge(20)
    of_one = await asked(lea, house, f"/fr/back-office/{path}")
    for _ in range(3):
        await scene.pledge(20)
    await add_pledges(house, scene.campaign, 40)
    assert await asked(lea, house, f"/fr/back-office/{path}") == of_one


@pytest.mark.parametrize(
    "path",
    [
        "campaigns/{campaign}/standing",
        "campaigns/{campaign}/statement",
        "campaigns/{campaign}/needs",
        "campaigns/{campaign}/rewards",
        "coaching",
        "help",
    ],
)
async def test_what_holders_and_coaches_follow(lea, scene, house, path):
    here = f"/fr/back-office/{path.format(campaign=scene.campaign.id)}"
    await add_pledges(house, scene.campaign, 1)
    of_one = await asked(lea, house, here)
    await add_pledges(house, scene.campaign, 40)
    assert await asked(lea, house, here) == of_one
