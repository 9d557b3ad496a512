"""Two commitments on the last euros of an envelope: one is signed, whatever the two processes do."""

from asyncio import Event, gather, wait_for

import pytest
from sqlmodel import select

from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.queries import filled, reservations
from okote.funding.matching.rules import PerEuro
from okote.funding.matching.service import CommitmentDetails, amend_commitment, sign_commitment
from okote.funding.partners.models import Envelope
from okote.funding.partners.rules import EnvelopeExceededError, check_reservable
from payments.money import Money
from payments.sessions import WriteSession

MOST_OF_IT = Money.of("6000")


@pytest.fixture
async def db(database):
    """What is written here is committed, for other transactions to see."""
    async with WriteSession(database.engine, expire_on_commit=False, info=database.info) as session:
        yield session


async def test_the_last_euros_are_promised_once(db, database, campaign, other, envelope, administrator):
    await db.commit()

    async def sign(campaign_id):
        details = CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=MOST_OF_IT)
        async with database.unit_of_work() as session:
            return await sign_commitment(session, campaign_id, details, by=administrator)

    ended = await gather(sign(campaign.id), sign(other.id), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["EnvelopeExceededError", "SignedCommitment"]
    (one,) = await filled(db, [envelope])
    assert one.available == Money.of("4000")


async def test_the_last_euros_are_promised_once_by_who_raises_a_ceiling_too(
    db, database, campaign, other, envelope, administrator
):
    details = CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=Money.of("1000"))
    signed = await sign_commitment(db, campaign.id, details, by=administrator)
    await db.commit()

    async def raise_it():
        async with database.unit_of_work() as session:
            return await amend_commitment(session, signed.id, MOST_OF_IT, "Plus", by=administrator)

    async def sign():
        details = CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=MOST_OF_IT)
        async with database.unit_of_work() as session:
            return await sign_commitment(session, other.id, details, by=administrator)

    ended = await gather(raise_it(), sign(), return_exceptions=True)

    refused = [one for one in ended if isinstance(one, EnvelopeExceededError)]
    assert (len(refused), len([one for one in ended if not isinstance(one, Exception)])) == (1, 1)
    (one,) = await filled(db, [envelope])
    assert one.available in {Money.of("4000"), Money.of("3000")}


async def test_without_the_lock_they_would_be_promised_twice(
    db, database, campaign, other, envelope, administrator
):
    """The negative control: the same questions and the same writes, the envelope's row left free."""
    await db.commit()
    asked = [Event(), Event()]

    async def sign(campaign_id, mine, others):
        async with database.unit_of_work() as session:
            free = (await session.exec(select(Envelope).where(Envelope.id == envelope.id))).one()
            held = await reservations(session, [free.id])
            check_reservable(free.amount, held[free.id], MOST_OF_IT)
            mine.set()
            await wait_for(others.wait(), 10)
            session.add(
                SignedCommitment(
                    territory_id=free.territory_id,
                    campaign_id=campaign_id,
                    partner_id=free.partner_id,
                    envelope_id=free.id,
                    rate_bp=10_000,
                    ceiling_minor=MOST_OF_IT.minor,
                    signed_at=await session.now(),
                    signed_by=administrator.person.id,
                )
            )

    await gather(sign(campaign.id, *asked), sign(other.id, *reversed(asked)))

    (one,) = await filled(db, [envelope])
    assert one.available == Money.of("-2000")
    with pytest.raises(EnvelopeExceededError):
        check_reservable(envelope.amount, (await reservations(db, [envelope.id]))[envelope.id], Money(1))
