"""A partner promises before a campaign opens, from what it has; and what it paid is noted once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.service import approve, set_sum
from okote.funding import accounts
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.matching.queries import commitments, filled
from okote.funding.matching.rules import CeilingNotPositiveError, PerEuro
from okote.funding.matching.service import (
    CommitmentDetails,
    CommitmentExistsError,
    CommitmentTooLateError,
    FundsAlreadyReceivedError,
    ReceivedInFutureError,
    record_receipt,
    sign_commitment,
)
from okote.funding.matching.service.receiving import ACTS
from okote.funding.partners.rules import EnvelopeExceededError
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.ledger.queries import balance, entries
from payments.ledger.service import post
from payments.money import Money
from payments.tables import uuid7


@pytest.fixture
def details(envelope):
    return CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=Money.of("6000"))


@pytest.fixture
async def signed(db, campaign, details, administrator):
    return await sign_commitment(db, campaign.id, details, by=administrator)


def bring(campaign, state, at):
    """To a state that it would take a whole story to reach."""
    campaign.state, campaign.goal_minor, campaign.threshold_bp = state, 100, 7_500
    campaign.opens_at, campaign.ends_at = at, at + timedelta(days=1)
    campaign.cancel_reason = "Dissoute" if state is CampaignState.CANCELLED else None


async def left(db, envelope):
    (one,) = await filled(db, [envelope])
    return one.available


async def test_a_commitment_reserves_its_whole_ceiling(db, campaign, envelope, details, administrator):
    per_donor = replace(details, promise=PerEuro(10_000, Money.of("500")))

    signed = await sign_commitment(db, campaign.id, per_donor, by=administrator)

    assert (signed.rate_bp, signed.signed_by) == (10_000, administrator.person.id)
    assert await left(db, envelope) == Money.of("4000")
    (one,) = await commitments(db, campaign.territory_id, campaign_id=campaign.id)
    assert (one.promised.ceiling, one.promised.promise) == (Money.of("6000"), per_donor.promise)
    assert (one.partner.id, one.campaign.id, one.funds_call) == (
        envelope.partner_id,
        campaign.id,
        None,
    )


async def test_whoever_acts_for_the_partner_signs_for_it_alone(db, campaign, details, region, someone):
    with pytest.raises(ForbiddenError):
        await sign_commitment(db, campaign.id, details, by=await someone(Role.PARTNER, scope=uuid7()))
    with pytest.raises(ForbiddenError):
        await sign_commitment(db, campaign.id, details, by=await someone(Role.AGENT))
    await sign_commitment(db, campaign.id, details, by=await someone(Role.PARTNER, scope=region.id))


async def test_an_envelope_is_not_promised_beyond_what_is_in_it(
    db, signed, other, envelope, details, administrator
):
    with pytest.raises(EnvelopeExceededError) as refused:
        await sign_commitment(db, other.id, replace(details, ceiling=Money.of("4000.01")), by=administrator)
    assert refused.value.parameters == {"ceiling": Money.of("4000.01"), "available": Money.of("4000")}
    await sign_commitment(db, other.id, replace(details, ceiling=Money.of("4000")), by=administrator)
    assert await left(db, envelope) == Money.zero()


async def test_a_partner_commits_to_a_campaign_once(db, signed, campaign, details, administrator):
    again = replace(details, ceiling=Money.of("1"))
    with pytest.raises(CommitmentExistsError):
        await sign_commitment(db, campaign.id, again, by=administrator)


@pytest.mark.parametrize("state", [CampaignState.LIVE, CampaignState.CLOSING, CampaignState.CANCELLED])
async def test_nothing_is_promised_once_people_give(db, campaign, details, administrator, state):
    bring(campaign, state, await db.now())
    with pytest.raises(CommitmentTooLateError):
        await sign_commitment(db, campaign.id, details, by=administrator)


async def test_a_ceiling_that_makes_no_sense_is_refused(db, campaign, details, administrator):
    for ceiling in (Money.zero(), Money(-1)):
        with pytest.raises(CeilingNotPositiveError):
            await sign_commitment(db, campaign.id, replace(details, ceiling=ceiling), by=administrator)


async def test_what_belongs_to_another_territory_does_not_exist(
    db, campaign, details, someone, elsewhere, administrator
):
    stranger = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await sign_commitment(db, campaign.id, details, by=stranger)
    with pytest.raises(NotFoundError):
        await sign_commitment(db, campaign.id, replace(details, envelope_id=uuid7()), by=administrator)
    assert await commitments(db, elsewhere.id) == []


@pytest.mark.parametrize(
    ("state", "called", "available"),
    [
        (CampaignState.DRAFT, None, "4000"),  # signed: the whole ceiling
        (CampaignState.FUNDED, "1420.50", "8579.50"),  # what was called for
        (CampaignState.PAID_OUT, "6000", "4000"),
        (CampaignState.REFUNDING, None, "10000"),  # failed: all of it returns
        (CampaignState.CANCELLED, None, "10000"),
    ],
)
async def test_what_a_campaign_left_over_returns(
    db, signed, campaign, envelope, tomorrow, state, called, available
):
    bring(campaign, state, await db.now())
    if called:
        db.add(a_call(signed, Money.of(called), await db.now(), tomorrow))
    await db.flush()
    assert await left(db, envelope) == Money.of(available)


def a_call(signed, amount, at, due):
    return FundsCall(
        commitment_id=signed.id,
        territory_id=signed.territory_id,
        amount_minor=amount.minor,
        called_at=at,
        due_on=due,
    )


@pytest.fixture
async def call(db, signed, territory, tomorrow):
    """As closing leaves it: a row, and what the partner owes in the ledger."""
    at = await db.now()
    called = a_call(signed, Money.of("1420.50"), at, tomorrow)
    db.add(called)
    postings = accounts.match_called(signed.partner_id, signed.campaign_id, called.amount)
    await post(
        db,
        book=territory.book,
        key=f"match-called:{signed.id}",
        kind="match-called",
        postings=postings,
        at=at,
    )
    return called


async def test_what_a_partner_paid_is_noted_with_its_proof(db, call, signed, territory, someone, tomorrow):
    accountant = await someone(Role.ACCOUNTANT)
    today = tomorrow - timedelta(days=1)

    await record_receipt(db, signed.id, received_on=today, proof="Mandat 1204", by=accountant)

    kept = (await db.exec(select(FundsCall).execution_options(populate_existing=True))).one()
    assert (kept.received_on, kept.proof, kept.recorded_by) == (today, "Mandat 1204", accountant.person.id)
    where = (signed.partner_id, signed.campaign_id)
    called, received = accounts.match_called_from(*where), accounts.match_received_from(*where)
    assert await balance(db, territory.book, called) == Money.zero()
    assert await balance(db, territory.book, received) == Money.of("1420.50")
    (entry, _) = await entries(db, territory.book)
    assert (entry.kind, entry.reference) == ("match-received", signed.campaign_id)


async def test_what_takes_two_people_is_noted_as_the_first_one_asked(db, call, signed, someone, tomorrow):
    accountant, other = await someone(Role.ACCOUNTANT), await someone(Role.ACCOUNTANT)
    today = tomorrow - timedelta(days=1)
    await set_sum(db, Money.of("1000"), by=await someone(Role.ADMINISTRATOR))
    asked = await record_receipt(db, signed.id, received_on=today, proof="Mandat 1204", by=accountant)
    assert isinstance(asked, Approval)
    assert call.received_on is None

    await approve(db, ACTS, asked.id, "Vu sur le relevé", by=other)

    await db.refresh(call)
    assert (call.received_on, call.proof, call.recorded_by) == (today, "Mandat 1204", accountant.person.id)


async def test_it_is_noted_once(db, call, signed, someone, tomorrow):
    accountant, today = await someone(Role.ACCOUNTANT), tomorrow - timedelta(days=1)
    await record_receipt(db, signed.id, received_on=today, proof="Mandat 1204", by=accountant)
    with pytest.raises(FundsAlreadyReceivedError) as refused:
        await record_receipt(db, signed.id, received_on=today, proof="Mandat 1205", by=accountant)
    assert refused.value.parameters == {"received_on": today}


async def test_nothing_is_received_tomorrow(db, call, signed, administrator, tomorrow):
    with pytest.raises(ReceivedInFutureError):
        await record_receipt(db, signed.id, received_on=tomorrow, proof="Mandat", by=administrator)


async def test_only_who_keeps_the_accounts_of_this_territory_notes_it(
    db, call, signed, someone, elsewhere, region, tomorrow
):
    today = tomorrow - timedelta(days=1)
    for visitor in (await someone(Role.PARTNER, scope=region.id), await someone(Role.AGENT)):
        with pytest.raises(ForbiddenError):
            await record_receipt(db, signed.id, received_on=today, proof="Mandat", by=visitor)
    stranger = await someone(Role.ACCOUNTANT, at=elsewhere)
    with pytest.raises(NotFoundError):
        await record_receipt(db, signed.id, received_on=today, proof="Mandat", by=stranger)


async def test_calls_are_listed_by_the_day_on_which_they_are_due(
    db, call, signed, other, envelope, administrator, tomorrow
):
    ceiling = Money.of("1000")
    later = await sign_commitment(
        db,
        other.id,
        CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(5_000), ceiling=ceiling),
        by=administrator,
    )
    listed = await commitments(db, signed.territory_id, called=True)
    assert [one.signed.id for one in listed] == [signed.id]
    db.add(a_call(later, ceiling, await db.now(), tomorrow - timedelta(days=1)))
    listed = await commitments(db, signed.territory_id, called=True)
    assert [one.signed.id for one in listed] == [later.id, signed.id]
    assert (await db.exec(select(SignedCommitment.id).order_by(SignedCommitment.id))).all() == [
        signed.id,
        later.id,
    ]
