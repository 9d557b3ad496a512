"""What SQL sums is what the rules say, for any pledges and any promise."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.campaigns.service import create_draft
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.rules import Measure, Rule, on_donors
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus, counted
from okote.funding.progress.queries import given_by, given_to
from okote.funding.terms.rules import OwnPeople
from okote.identity.models import Person
from payments.money import Money, total
from tests.okote.funding.rows import a_partner, an_envelope

one_transaction = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""Few, for each asks the real PostgreSQL; what one writes is rolled back before the next."""

CENTS = st.integers(min_value=1, max_value=500_00)
GOAL = Money.of("1000")
GIVEN = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 3), st.sampled_from([None, "552100554", "000000000"])),
        CENTS,
        st.sampled_from(PledgeStatus),
        st.booleans(),
    ),
    max_size=12,
)
"""By whom of four people and for which body if any, how much, what became of it, and whether they are own
people."""

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
RULES = st.none() | st.sampled_from(OwnPeople)
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
async def envelopes(db, territory):
    """One of each of three partners."""
    made = []
    for number in range(3):
        kind = PartnerKind.PUBLIC if number else PartnerKind.PRIVATE
        partner = a_partner(territory.id, await db.now(), kind=kind, name=f"Partenaire {number}")
        db.add(partner)
        await db.flush()
        made.append(an_envelope(partner, await db.now(), amount_minor=1_000_000_00))
    db.add_all(made)
    await db.flush()
    return made


def body(siren):
    return None if siren is None else HolderIdentifier(IdentifierKind.SIREN, siren)


def pledge(campaign, donor, minor, status, at, *, own=False, siren=None):
    given_for = siren and PledgeBody(
        territory_id=campaign.territory_id,
        name="Boulangerie Klein",
        legal_form="SARL",
        kind=IdentifierKind.SIREN,
        number=siren,
        declared_at=at,
    )
    return Pledge(
        body=given_for,
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        person_id=donor.id,
        form_token=uuid4(),
        status=status,
        amount_minor=minor,
        own_people=own,
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
@given(pledges=GIVEN, promises=PROMISES, rule=RULES)
async def test_each_partner_stands_where_the_rules_put_it(
    db, campaign, donors, envelopes, writer, pledges, promises, rule
):
    at = await db.now()
    campaign.own_people = rule
    savepoint = await db.begin_nested()
    db.add_all(
        pledge(campaign, donors[who], minor, status, at, own=own, siren=siren)
        for (who, siren), minor, status, own in pledges
    )
    made = [
        signed(campaign, envelope, promise, writer, at)
        for envelope, promise in zip(envelopes, promises, strict=False)
    ]
    db.add_all(made)
    await db.flush()

    found = (await given_to(db, [campaign.id]))[campaign.id]
    every = [(who, siren) for who in range(4) for siren in (None, "552100554", "000000000")]
    by_each = [await given_by(db, campaign.id, donors[who].id, body(siren)) for who, siren in every]

    await savepoint.rollback()
    in_force = [
        (who, Money(minor), counted(rule or OwnPeople.MATCHED, own=own))
        for who, minor, status, own in pledges
        if status is PledgeStatus.IN_FORCE
    ]
    by_donor = {
        who: total([amount for one, amount, counts in in_force if one == who and counts])
        for who in {who for who, _, counts in in_force if counts}
    }
    uncounted = total([amount for _, amount, counts in in_force if not counts])
    assert by_each == [by_donor.get(who, Money(0)) for who in every]
    assert found.pledged == total([amount for _, amount, _ in in_force])
    assert (found.donors, found.pledges) == (len({who for who, _, _ in in_force}), len(in_force))
    kinds = [PartnerKind.PRIVATE, PartnerKind.PUBLIC, PartnerKind.PUBLIC]
    promised = [one.of_kind(kind, one.ceiling_minor) for kind, one in zip(kinds, made, strict=False)]
    told = on_donors(GOAL, promised, by_donor, uncounted=uncounted)
    assert found.matching == told
    assert [backing.standing for backing in found.backings] == told.standings()
    assert sum(found.by_kind, Money(0)) == total([found.pledged, *(one.amount for one in found.matches)])
