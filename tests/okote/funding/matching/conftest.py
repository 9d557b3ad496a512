"""A partner with 10 000 € in an envelope, and offers to which it may promise."""

import pytest

from okote.funding.campaigns.service import create_draft
from tests.okote.funding.rows import a_partner, an_envelope


@pytest.fixture
async def region(db, territory):
    partner = a_partner(territory.id, await db.now())
    db.add(partner)
    await db.flush()
    return partner


@pytest.fixture
async def envelope(db, region):
    decided = an_envelope(region, await db.now())
    db.add(decided)
    await db.flush()
    return decided


@pytest.fixture
async def campaign(db, holder, writer):
    return await create_draft(db, holder.id, "La conserverie du quai", by=writer)


@pytest.fixture
async def other(db, holder, writer):
    return await create_draft(db, holder.id, "Un abri pour vélos", by=writer)
