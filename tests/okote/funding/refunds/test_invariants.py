"""Each invariant of refunds by transfer finds what is planted against it."""

import psycopg
import pytest
from sqlmodel import col, select

from okote.funding.refunds.invariants import INVARIANTS
from okote.territories.models import Territory
from payments.ledger.rules import Posting
from payments.ledger.service import post
from payments.money import Money
from payments.reconciliation.accounts import BANK, MIRRORED
from tests.okote.composition import as_owner
from tests.okote.funding.refunds.returned import Returned

PLANTED = {
    "refund-that-failed-is-owed-once": "UPDATE pledge SET status = 'refunding',"
    " refund_failure = 'lost_or_stolen_card'",
    "refund-by-transfer-is-paid-once": "UPDATE pledge SET status = 'refunding'",
    "owed-to-donors-is-in-the-ledger": "UPDATE bank_refund SET state = 'ordered', ended_at = NULL,"
    " paid_on = NULL, reference = NULL, recorded_at = NULL, recorded_by = NULL",
    "transfers-to-donors-are-in-the-ledger": "UPDATE bank_refund SET amount_minor = amount_minor + 1",
    "bank-is-told-by-an-approved-file": "UPDATE bank_order SET approved_at = NULL",
}
"""By who got past the ledger's guards, once a donor has their money."""


def test_something_is_planted_against_each():
    assert set(PLANTED) == {invariant.name for invariant in INVARIANTS}


@pytest.fixture
async def paid(returned: Returned) -> Returned:
    await returned.name()
    await returned.prepare()
    await returned.pay()
    return returned


async def test_what_stripe_pays_the_operator_s_bank_is_no_refund(paid: Returned):
    """Nor is a transfer that came back."""
    house = paid.scene.house
    async with house.database.unit_of_work() as db:
        book = (await db.exec(select(Territory.book).order_by(col(Territory.id)).limit(1))).one()
        payout = [Posting("stripe:balance", BANK, Money.of(5))]
        await post(db, book=book, key="mirrored", kind=MIRRORED, postings=payout, at=await db.now())
    assert await paid.scene.violations() == set()
    await paid.comes_back()
    assert await paid.scene.violations() == set()


async def test_each_finds_what_is_planted(paid: Returned):
    assert await paid.scene.violations() == set()
    url = as_owner(paid.scene.house)
    for invariant in INVARIANTS:
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(PLANTED[invariant.name])
            found = await (await connection.execute(invariant.sql)).fetchall()
            await connection.rollback()
        assert found, invariant.name
