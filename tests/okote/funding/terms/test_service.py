"""A territory's terms: its own where it said so, within what Stripe and arithmetic allow."""

from dataclasses import asdict, replace

import pytest
from sqlmodel import select

from okote.funding.terms.models import FundingTerms
from okote.funding.terms.queries import terms_of
from okote.funding.terms.rules import Base, OwnPeople, TermsOutOfRangeError
from okote.funding.terms.service import NewTerms, set_terms
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError

OWN = NewTerms(
    threshold_bp=6_000,
    threshold_on=Base.PLEDGES,
    commission_bp=500,
    commission_on=Base.PLEDGES,
    vat_bp=0,
    own_people=OwnPeople.REFUSED,
    longest_campaign=45,
    smallest_pledge_minor=500,
)


async def test_a_territory_that_never_said_otherwise_has_the_usual_terms(db, territory):
    usual = await terms_of(db, territory.id)
    assert (usual.threshold_bp, usual.threshold_on, usual.commission_bp) == (7_500, Base.ALL, 800)
    assert (await db.exec(select(FundingTerms))).all() == []


async def test_an_administrator_sets_them_and_may_change_them(db, territory, elsewhere, administrator):
    await set_terms(db, OWN, by=administrator)
    changed = replace(OWN, commission_bp=0)
    await set_terms(db, changed, by=administrator)

    kept = (await db.exec(select(FundingTerms).execution_options(populate_existing=True))).one()
    assert {name: getattr(kept, name) for name in asdict(OWN)} == asdict(changed)
    assert (await terms_of(db, elsewhere.id)).threshold_bp == 7_500


async def test_others_do_not(db, someone):
    for role in (Role.AGENT, Role.ACCOUNTANT):
        with pytest.raises(ForbiddenError):
            await set_terms(db, OWN, by=await someone(role))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("threshold_bp", (0, 10_001)),
        ("commission_bp", (-1, 10_001)),
        ("vat_bp", (-1, 10_001)),
        ("longest_campaign", (0, 76)),
        ("smallest_pledge_minor", (49, 100_000_000)),
    ],
)
async def test_what_cannot_be_kept_is_refused(db, administrator, field, values):
    for value in values:
        with pytest.raises(TermsOutOfRangeError) as refused:
            await set_terms(db, replace(OWN, **{field: value}), by=administrator)
        assert refused.value.parameters["field"] == field
