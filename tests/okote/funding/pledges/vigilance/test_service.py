"""Fractions add up, companies count by their number, and who is frozen begins nothing."""

from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import Body, PledgeStatus
from okote.funding.pledges.service import PledgeDetails, give
from okote.funding.pledges.vigilance.invariants import INVARIANTS
from okote.funding.pledges.vigilance.models import Outcome
from okote.funding.pledges.vigilance.personal import FORGETS, KEPT
from okote.funding.pledges.vigilance.queries import TOTALS, any_frozen, reviews_of, watched
from okote.funding.pledges.vigilance.rules import (
    Donor,
    DonorFrozenError,
    NotFrozenError,
    StillFrozenError,
)
from okote.funding.pledges.vigilance.service import look_at, set_sums
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.privacy.service import forget
from payments.money import Money

WHY = "Pièce d’identité vue"
SIREN = "552100554"


@pytest.fixture
async def ines(someone, db):
    boss = await someone(Role.ADMINISTRATOR)
    await set_sums(db, Money.of("1000"), Money.of("5000"), by=boss)
    return boss


@pytest.fixture
def paid(db, live_campaign):
    """A pledge that was paid, however it was begun."""

    async def paid(donor, euros, *, days=0, number=None, status=PledgeStatus.IN_FORCE):
        at = await db.now() - timedelta(days=days)
        pledge = Pledge(
            territory_id=live_campaign.territory_id,
            campaign_id=live_campaign.id,
            person_id=donor.person.id,
            form_token=uuid4(),
            amount_minor=Money.of(euros).minor,
            status=status,
            language="fr",
            thanks_hash=token_bytes(32),
            created_at=at,
        )
        db.add(pledge)
        await db.flush()
        if number is not None:
            db.add(
                PledgeBody(
                    pledge_id=pledge.id,
                    territory_id=pledge.territory_id,
                    name="Bois du Ried",
                    legal_form="SARL",
                    kind=IdentifierKind.SIREN,
                    number=number,
                    declared_at=at,
                )
            )
            await db.flush()
        pledge.paid_at = at
        await db.flush()
        return pledge

    return paid


async def found(db, boss):
    return [
        (one.donor.person_id or one.donor.number, one.total, one.payments, one.waits)
        for one in await watched(db, boss.territory.id)
    ]


async def test_fractions_of_twelve_months_add_up_whatever_became_of_them(db, someone, ines, paid):
    zoe, marc = await someone(), await someone()
    await paid(zoe, "400", days=364)
    await paid(zoe, "300", days=100, status=PledgeStatus.REFUNDED)
    await paid(zoe, "300")
    await paid(zoe, "900", days=366)
    await paid(marc, "999.99")
    assert await found(db, ines) == [(zoe.person.id, Money.of("1000"), 3, True)]


async def test_a_body_is_one_donor_whoever_gives_for_it(db, someone, ines, paid):
    for _ in range(2):
        donor = await someone()
        await paid(donor, "2500", number=SIREN)
        await paid(donor, "900")
    assert await found(db, ines) == [(SIREN, Money.of("5000"), 2, True)]


async def test_without_a_sum_nobody_is_singled_out(db, someone, ines, paid):
    await paid(await someone(), "9000")
    await set_sums(db, None, None, by=ines)
    assert await found(db, ines) == []


async def test_who_was_looked_at_waits_again_once_they_give_again(db, someone, ines, paid):
    zoe = await someone()
    pledge = await paid(zoe, "1200", days=3)
    review = await look_at(db, pledge.id, Outcome.SEEN, WHY, by=ines)
    assert (review.total, review.person_id) == (Money.of("1200"), zoe.person.id)
    assert await found(db, ines) == [(zoe.person.id, Money.of("1200"), 1, False)]
    await db.exec(text("UPDATE donor_review SET at = at - interval '1 day'"))
    await paid(zoe, "5")
    assert await found(db, ines) == [(zoe.person.id, Money.of("1205"), 2, True)]


def details(body=None):
    return PledgeDetails(
        form_token=uuid4(),
        amount=Money.of("20"),
        public_name=None,
        name_shown=False,
        amount_shown=False,
        message=None,
        body=body,
    )


async def test_who_is_frozen_begins_nothing_until_released(db, someone, ines, paid, live_campaign):
    zoe = await someone()
    pledge = await paid(zoe, "1200", days=3)
    await look_at(db, pledge.id, Outcome.FROZEN, WHY, by=ines)
    with pytest.raises(DonorFrozenError):
        await give(db, live_campaign.id, details(), by=zoe)
    assert pledge.status is PledgeStatus.IN_FORCE
    assert [one for *_, one in await found(db, ines)] == [False]
    for outcome in (Outcome.SEEN, Outcome.FROZEN):
        with pytest.raises(StillFrozenError):
            await look_at(db, pledge.id, outcome, WHY, by=ines)
    await db.exec(text("UPDATE donor_review SET at = at - interval '1 hour'"))
    await look_at(db, pledge.id, Outcome.RELEASED, "Expliqué", by=ines)
    assert not await any_frozen(db, zoe.territory.id, Donor(zoe.person.id))
    with pytest.raises(NotFrozenError):
        await look_at(db, pledge.id, Outcome.RELEASED, WHY, by=ines)
    told = [one.outcome for one, _ in await reviews_of(db, zoe.territory.id, Donor(zoe.person.id))]
    assert told == [Outcome.RELEASED, Outcome.FROZEN]


async def test_what_was_found_goes_after_five_years_but_not_what_keeps_somebody_frozen(
    db, someone, ines, paid
):
    frozen, freed = await someone(), await someone()
    for donor in (frozen, freed):
        pledge = await paid(donor, "1200", days=3)
        await look_at(db, pledge.id, Outcome.SEEN, WHY, by=ines)
        await look_at(db, pledge.id, Outcome.FROZEN, WHY, by=ines)
    await look_at(db, pledge.id, Outcome.RELEASED, WHY, by=ines)
    for ahead, gone in ((KEPT - timedelta(1), 0), (KEPT + timedelta(1), 4)):
        await set_offset(db, ahead)
        assert await forget(db, *FORGETS, uploads=Path()) == gone
    here = frozen.territory.id
    assert [one.outcome for one, _ in await reviews_of(db, here, Donor(frozen.person.id))] == [Outcome.FROZEN]
    assert await reviews_of(db, here, Donor(freed.person.id)) == []


async def test_a_frozen_company_is_refused_whoever_gives_for_it(db, someone, ines, paid, live_campaign):
    pledge = await paid(await someone(), "6000", number=SIREN)
    await look_at(db, pledge.id, Outcome.FROZEN, WHY, by=ines)
    other = await someone()
    body = Body("Bois du Ried", "SARL", HolderIdentifier(IdentifierKind.SIREN, SIREN))
    with pytest.raises(DonorFrozenError):
        await give(db, live_campaign.id, details(body), by=other)
    assert not await any_frozen(db, other.territory.id, Donor(other.person.id))


async def test_whoever_looks_is_on_record(db, someone, ines, paid):
    zoe = await someone()
    await look_at(db, (await paid(zoe, "1200")).id, Outcome.SEEN, WHY, by=ines)
    entry = (await db.exec(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))).one()
    assert (entry.deed, entry.subject_id, entry.reason) == ("donor_looked_at", zoe.person.id, WHY)


async def test_only_who_answers_for_the_money_looks_and_only_here(db, someone, elsewhere, ines, paid):
    pledge = await paid(await someone(), "1200")
    agent = await someone(Role.AGENT)
    with pytest.raises(ForbiddenError):
        await look_at(db, pledge.id, Outcome.SEEN, WHY, by=agent)
    neighbour = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await look_at(db, pledge.id, Outcome.SEEN, WHY, by=neighbour)


async def test_a_contribution_begun_while_frozen_is_found(db, someone, ines, paid):
    zoe = await someone()
    pledge = await paid(zoe, "1200", days=2)
    await look_at(db, pledge.id, Outcome.FROZEN, WHY, by=ines)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE donor_review SET at = at - interval '3 days'"))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == ["frozen-donor-begins-nothing"]


async def test_the_sums_are_read_from_the_payments_of_the_period_alone(db, ines):
    """By the index of territory and moment, once there are many."""
    await db.exec(text("SET LOCAL enable_seqscan = off"))
    here = {"territory": ines.territory.id, "since": await db.now(), "person": 1, "body": 1}
    plan = (await db.exec(text(f"EXPLAIN {TOTALS.text}").bindparams(**here))).scalars().all()
    assert "ix_pledge_territory_id_paid_at" in "\n".join(plan)
