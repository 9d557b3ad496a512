"""Each invariant of pledges and closings finds what is planted against it, and nothing else does."""

from datetime import timedelta

import psycopg
import pytest

from okote.funding.closing.invariants import INVARIANTS as OF_CLOSINGS
from okote.funding.pledges.invariants import INVARIANTS as OF_PLEDGES
from tests.okote.composition import as_owner

PLANTED = {
    "pledge-counts-only-what-was-paid": "UPDATE payment SET amount_minor = amount_minor + 1",
    "pledge-knows-its-payment": "UPDATE pledge SET payment_id = gen_random_uuid()",
    "pledge-paid-is-in-the-ledger-once": "DELETE FROM ledger_posting WHERE destination = 'stripe:balance'",
    "pledge-refunded-is-in-the-ledger-once": "UPDATE pledge SET status = 'refunded'",
    "pledge-given-back-is-on-record": "UPDATE pledge SET status = 'refunding',"
    " given_back_because = 'Par erreur'",
    "pledge-given-while-its-campaign-was-open": "UPDATE pledge SET created_at = '2100-01-01'",
    "pledge-of-own-people-where-they-may-give": "WITH refusing AS (UPDATE campaign SET"
    " own_people = 'refused') UPDATE pledge SET own_people = true",
    "pledge-of-a-closed-account-shows-nothing": "WITH closed AS (UPDATE person SET closed_at = now(),"
    " email = NULL) UPDATE pledge SET message = 'Bravo'",
    "pledge-in-the-name-of-a-body-shows-no-other": "WITH named AS (UPDATE pledge SET public_name = 'Louise')"
    " INSERT INTO pledge_body (pledge_id, territory_id, name, legal_form, kind, number, declared_at)"
    " SELECT id, territory_id, 'Klein', 'SARL', 'siren', '552100554', created_at FROM pledge",
    "campaign-decided-by-its-closing": "DELETE FROM closing",
    "closing-follows-the-rule": "UPDATE closing SET pledged_minor = 0, public_minor = 0, private_minor = 0,"
    " transfer_minor = 0, commission_minor = 0, vat_minor = 0",
    "closing-counts-the-pledges-in-force": "UPDATE pledge SET amount_minor = amount_minor + 1",
    "partners-called-once-funded": "UPDATE closing SET decision = 'refunded'",
    "partners-called-for-what-was-counted": "UPDATE funds_call SET amount_minor = amount_minor + 1",
    "platform-keeps-what-the-closing-says": "UPDATE ledger_posting SET amount_minor = amount_minor + 1"
    " WHERE source = 'operator:vat'",
    "fees-not-recovered-are-those-of-pledges-given-back": "UPDATE ledger_posting SET"
    " destination = 'operator:fees-not-recovered' WHERE destination = 'operator:stripe-fees'",
    "campaign-settled-holds-nothing": "UPDATE campaign SET state = 'paid_out'",
    "given-back-after-success-by-two": "INSERT INTO recovery (id, pledge_id, campaign_id,"
    " territory_id, amount_minor, currency, owed_at) SELECT id, id, campaign_id, territory_id, amount_minor,"
    " currency, paid_at FROM pledge",
    "undone-by-two-before-anything-left": "UPDATE campaign SET state = 'cancelled',"
    " cancel_reason = 'Dissoute'",
    "disputed-money-is-accounted-for": "UPDATE ledger_posting SET"
    " destination = replace(destination, ':due', ':to-recover') WHERE destination LIKE '%:due'",
    "money-held-75-days-at-most": "UPDATE pledge SET paid_at = paid_at - interval '76 days'",
}


def test_something_is_planted_against_each():
    assert set(PLANTED) == {invariant.name for invariant in (*OF_PLEDGES, *OF_CLOSINGS)}


@pytest.fixture
async def funded(scene):
    """A campaign that has just been funded, and not paid yet."""
    for _ in range(3):
        await scene.pledge(1_300)
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(stripe=False, seconds=(left + timedelta(seconds=1)).total_seconds())
    async with scene.house.database.unit_of_work() as db:
        await db.defer("funding.tick", timestamp=0)
    await scene.work()
    return scene


async def test_each_finds_what_is_planted(funded):
    """The guards of the ledger are off for whoever plants: `okote check` is for what got past them."""
    assert await funded.violations() == set()
    url = as_owner(funded.house)
    for name, statement in PLANTED.items():
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(statement)
            invariant = next(one for one in (*OF_PLEDGES, *OF_CLOSINGS) if one.name == name)
            found = await (await connection.execute(invariant.sql)).fetchall()
            await connection.rollback()
        assert found, name
