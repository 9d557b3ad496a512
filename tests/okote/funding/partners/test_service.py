"""Who matches pledges, and what they set aside by a decision that was taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.queries import envelopes, partner_names, partners
from okote.funding.partners.rules import PartnerKind, ReservationNotPositiveError
from okote.funding.partners.service import (
    DecidedInFutureError,
    EnvelopeDetails,
    PartnerDetails,
    change_partner,
    create_partner,
    open_envelope,
)
from okote.funding.sirene import SirenError
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.money import Money

REGION = PartnerDetails(
    name="Région des Trois-Rives", siren="130 020 803", email="finances@region.test", language="fr"
)


@pytest.fixture
async def region(db, administrator):
    return await create_partner(db, PartnerKind.PUBLIC, REGION, by=administrator)


@pytest.fixture
def decided(tomorrow):
    return EnvelopeDetails(
        name="Budget 2027",
        decision="2026-114",
        decided_on=tomorrow - timedelta(days=1),
        amount=Money.of("30000"),
    )


async def test_an_administrator_takes_in_a_partner(db, region, territory):
    assert (region.territory_id, region.kind, region.siren) == (territory.id, PartnerKind.PUBLIC, "130020803")
    assert await partner_names(db, territory.id) == {region.id: REGION.name}


async def test_a_partner_may_have_no_siren_but_not_a_wrong_one(db, region, administrator):
    changed = await change_partner(
        db, region.id, replace(REGION, siren=None, name="Région"), by=administrator
    )
    assert (changed.name, changed.siren) == ("Région", None)
    for wrong in ("13002080", "130 020 804", "130 020 803 00001", "13002080x", "１３００２０８０３"):
        with pytest.raises(SirenError):
            await change_partner(db, region.id, replace(REGION, siren=wrong), by=administrator)


async def test_a_partner_sets_a_sum_aside(db, region, administrator, decided):
    envelope = await open_envelope(db, region.id, decided, by=administrator)

    (kept,) = await envelopes(db, [region.id])
    assert (kept.id, kept.amount, kept.decision, kept.decided_on) == (
        envelope.id,
        Money.of("30000"),
        "2026-114",
        decided.decided_on,
    )


async def test_a_decision_was_taken_and_is_about_something(db, region, administrator, decided, tomorrow):
    with pytest.raises(DecidedInFutureError):
        await open_envelope(db, region.id, replace(decided, decided_on=tomorrow), by=administrator)
    for amount in (Money.zero(), Money(-1)):
        with pytest.raises(ReservationNotPositiveError):
            await open_envelope(db, region.id, replace(decided, amount=amount), by=administrator)
    assert (await db.exec(select(Envelope))).all() == []


async def test_others_do_not(db, someone, region, decided):
    for visitor in (await someone(Role.AGENT), await someone(Role.PARTNER, scope=region.id)):
        with pytest.raises(ForbiddenError):
            await create_partner(db, PartnerKind.PRIVATE, REGION, by=visitor)
        with pytest.raises(ForbiddenError):
            await open_envelope(db, region.id, decided, by=visitor)


async def test_a_partner_of_another_territory_does_not_exist(db, someone, elsewhere, region, decided):
    stranger = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await change_partner(db, region.id, REGION, by=stranger)
    with pytest.raises(NotFoundError):
        await open_envelope(db, region.id, decided, by=stranger)
    assert await partners(db, elsewhere.id) == []


async def test_partners_are_listed_by_name_or_only_some(db, territory, administrator, region):
    kitchens = await create_partner(
        db, PartnerKind.PRIVATE, replace(REGION, name="Cuisines du Ried", siren=None), by=administrator
    )
    assert await partners(db, territory.id) == [kitchens, region]
    assert await partners(db, territory.id, only=[region.id]) == [region]
    assert len((await db.exec(select(Partner))).all()) == 2
