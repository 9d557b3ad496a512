"""A partner with 10 000 € in an envelope, and offers to which it may promise."""

from datetime import timedelta

import pytest

from okote.funding.campaigns.service import create_draft
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import PartnerKind
from payments.money import Money


@pytest.fixture
async def region(db, territory):
    partner = Partner(
        territory_id=territory.id,
        kind=PartnerKind.PUBLIC,
        name="Région des Trois-Rives",
        email="finances@region.test",
        created_at=await db.now(),
    )
    db.add(partner)
    await db.flush()
    return partner


@pytest.fixture
async def envelope(db, region, tomorrow):
    decided = Envelope(
        territory_id=region.territory_id,
        partner_id=region.id,
        name="Budget 2027",
        decision="2026-114",
        decided_on=tomorrow - timedelta(days=1),
        amount_minor=Money.of("10000").minor,
        created_at=await db.now(),
    )
    db.add(decided)
    await db.flush()
    return decided


@pytest.fixture
async def campaign(db, holder, writer):
    return await create_draft(db, holder.id, "La conserverie du quai", by=writer)


@pytest.fixture
async def other(db, holder, writer):
    return await create_draft(db, holder.id, "Un abri pour vélos", by=writer)
