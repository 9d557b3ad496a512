"""Each invariant of commitments finds what is planted, and nothing in what went its way."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from okote.funding.matching.invariants import INVARIANTS
from okote.funding.matching.models import FundsCall
from okote.funding.matching.rules import PerEuro
from okote.funding.matching.service import CommitmentDetails, record_receipt, sign_commitment
from okote.platform.checks import violations
from payments.money import Money

AMENDED = """
    INSERT INTO commitment_amendment (id, territory_id, campaign_id, commitment_id, number, kind,
        before_minor, ceiling_minor, currency, reason, signed_at, signed_by)
    SELECT gen_random_uuid(), territory_id, campaign_id, id, {number}, 'raised',
        {before}, ceiling_minor + 1, currency, 'Plus', {at}, signed_by FROM commitment
"""

PLANTED = {
    "envelope-not-promised-twice": ["UPDATE envelope SET amount_minor = 599999"],
    "commitment-from-the-partner-s-own-envelope": [
        """WITH made AS (
               INSERT INTO partner (id, territory_id, kind, name, email, language, created_at)
               SELECT gen_random_uuid(), territory_id, kind, 'Autre', email, language, created_at FROM partner
               RETURNING id
           ) UPDATE envelope SET partner_id = (SELECT id FROM made)""",
        "UPDATE envelope SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')",
    ],
    "commitment-signed-before-the-campaign-opened": [
        """INSERT INTO campaign_step (id, campaign_id, at, state, kind, actor, reason)
           SELECT gen_random_uuid(), campaign_id, signed_at, 'live', 'led', 'rule', '' FROM commitment"""
    ],
    "commitment-amended-step-by-step": [
        AMENDED.format(number=1, before="ceiling_minor - 1", at="signed_at"),
        AMENDED.format(number=2, before="ceiling_minor", at="signed_at"),
        AMENDED.format(number=1, before="ceiling_minor", at="signed_at - interval '1 second'"),
    ],
    "funds-call-within-its-ceiling": [
        "UPDATE commitment SET ceiling_minor = 142049",
        "UPDATE commitment SET rule = 'lump', rate_bp = NULL, condition_on = 'donors', condition_least = 9",
    ],
    "funds-proof-is-of-its-territory": [
        """INSERT INTO funds_proof (id, territory_id, commitment_id, kind, sent_at, sent_by)
           SELECT gen_random_uuid(), territory_id, commitment_id, 'pdf', called_at - interval '1 second',
                  (SELECT signed_by FROM commitment LIMIT 1) FROM funds_call"""
    ],
    "funds-received-are-in-the-ledger": ["UPDATE funds_call SET received_on = NULL, proof = NULL"],
}


@pytest.fixture
async def received(db, campaign, envelope, administrator, elsewhere, tomorrow):
    details = CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=Money.of("6000"))
    signed = await sign_commitment(db, campaign.id, details, by=administrator)
    called = FundsCall(
        commitment_id=signed.id,
        territory_id=signed.territory_id,
        amount_minor=142_050,
        called_at=await db.now(),
        due_on=tomorrow,
    )
    db.add(called)
    await db.flush()
    today = tomorrow - timedelta(days=1)
    return await record_receipt(db, signed.id, received_on=today, proof="Mandat 1204", by=administrator)


async def test_what_went_its_way_breaks_none(db, received):
    assert await violations(db, INVARIANTS) == []


def test_each_has_something_planted():
    assert set(PLANTED) == {invariant.name for invariant in INVARIANTS}


@pytest.mark.parametrize(
    ("name", "plant"), [(name, plant) for name, plants in PLANTED.items() for plant in plants]
)
async def test_what_is_planted_is_found(db, received, name, plant):
    await db.exec(text(plant))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [name]
