"""What SQL sums is what the rules say, for any pledges and any promise."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okote.funding.campaigns.service import create_draft
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.rules import Measure, Rule, on_donors
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import given_to
from okote.identity.models import Person
from payments.money import Money, total
from tests.okote.funding.rows import a_partner, an_envelope

one_transaction = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""Few, for each asks the real PostgreSQL; what one writes is rolled back before the next."""

CENTS = st.integers(min_value=1, max_value=500_00)
GOAL = Money.of("1000")
GIVEN = st.lists(st.tuples(st.integers(0, 3), CENTS, st.sampled_from(PledgeStatus)), max_size=12)
"""By whom of four donors, how much, and what became of it."""

CONDITIONS = st.one_of(
    st.fixed_dictionaries(
        {"condition_on": st.just(Measure.SHARE), "condition_least": st.integers(1, 10_000)}
    ),
    st.fixed_dictionaries({"condition_on": st.just(Measure.AMOUNT), "condition_least": CENTS}),
    st.fixed_dictionaries({"condition_on": st.just(Measure.DONORS), "condition_least": st.integers(1, 5)}),
)
PER_EURO = st.fixed_dictionaries(
    {"rate_bp": st.integers(1, 100_000), "ceiling_per_donor_minor": st.none() | CENTS}
)
ON_CONDITION = st.builds(
    lambda rule, condition: {"rule": rule, **condition},
    st.sampled_from([Rule.LUMP, Rule.COMPLETION]),
    CONDITIONS,
)
PROMISES = st.lists(st.tuples(PER_EURO | ON_CONDITION, st.integers(1, 1_000_00)), max_size=3)
"""What each partner promises, and its ceiling."""


@pytest.fixture
async def campaign(db, holder, writer):
    draft = await create_draft(db, holder.id, "La conserverie du quai", by=writer)
    draft.goal_minor = GOAL.minor
    return draft


@pytest.fixture
async def donors(db):
    people = [Person(created_at=await db.now()) for _ in range(4)]
    db.add_all(people)
    await db.flush()
    return people


@pytest.fixture
async def kinds():
    """Of each partner, by its identifier."""
    return {}


@pytest.fixture
async def envelopes(db, territory, kinds):
    """One of each of three partners."""
    made = []
    for number in range(3):
        kind = PartnerKind.PUBLIC if number else PartnerKind.PRIVATE
        partner = a_partner(territory.id, await db.now(), kind=kind, name=f"Partenaire {number}")
        db.add(partner)
        await db.flush()
        kinds[partner.id] = kind
        made.append(an_envelope(partner, await db.now(), amount_minor=1_000_000_00))
    db.add_all(made)
    await db.flush()
    return made


def pledge(campaign, donor, minor, status, at):
    return Pledge(
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        person_id=donor.id,
        form_token=uuid4(),
        status=status,
        amount_minor=minor,
        language="fr",
        thanks_hash=uuid4().bytes * 2,
        created_at=at,
    )


def signed(campaign, envelope, promise, writer, at):
    columns, ceiling = promise
    return SignedCommitment(
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        partner_id=envelope.partner_id,
        envelope_id=envelope.id,
        **columns,
        ceiling_minor=ceiling,
        signed_at=at,
        signed_by=writer.person.id,
    )


@one_transaction
@given(pledges=GIVEN, promises=PROMISES)
async def test_each_partner_stands_where_the_rules_put_it(
    db, campaign, donors, envelopes, kinds, writer, pledges, promises
):
    at = await db.now()
    savepoint = await db.begin_nested()
    db.add_all(pledge(campaign, donors[who], minor, status, at) for who, minor, status in pledges)
    made = [
        signed(campaign, envelope, promise, writer, at)
        for envelope, promise in zip(envelopes, promises, strict=False)
    ]
    db.add_all(made)
    await db.flush()

    found = (await given_to(db, [campaign.id]))[campaign.id]

    await savepoint.rollback()
    in_force = [(who, minor) for who, minor, status in pledges if status is PledgeStatus.IN_FORCE]
    by_donor = {
        donors[who].id: total([Money(minor) for one, minor in in_force if one == who], "EUR")
        for who in {who for who, _ in in_force}
    }
    assert found.pledged == total(list(by_donor.values()), "EUR")
    assert (found.donors, found.pledges) == (len(by_donor), len(in_force))
    promised = [one.of_kind(kinds[one.partner_id], one.ceiling_minor) for one in made]
    told = on_donors(GOAL, promised, by_donor)
    assert found.matching == told
    assert [backing.standing for backing in found.backings] == told.standings()
    assert sum(found.by_kind, Money(0)) == total([found.pledged, *(one.amount for one in found.matches)])
