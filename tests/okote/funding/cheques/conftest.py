"""A territory that takes cheques, two agents who look after them, and someone who gives one."""

import pytest

from okote.funding.terms.models import FundingTerms
from okote.identity.models import Role


@pytest.fixture
async def agents(someone):
    return [await someone(Role.AGENT) for _ in "ab"]


@pytest.fixture
async def donor(someone):
    return await someone()


@pytest.fixture
async def taken(db, territory):
    terms = FundingTerms(territory_id=territory.id, takes_cheques=True)
    db.add(terms)
    await db.flush()
    return terms
