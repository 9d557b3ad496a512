"""What somebody says and takes back, what an account's closing leaves, and how long it all holds."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from consultations.eligibility import facts, service
from consultations.eligibility.census.models import CensusClaim, CensusEntry
from consultations.eligibility.census.rules import Reason
from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.codes.service import ask_letter
from consultations.eligibility.guardians import OwnGuardianError, ask_guardian
from consultations.eligibility.models import AgeFact, EligibilityTerms, Ended, GuardianConsent, ResidenceFact
from consultations.eligibility.queries import facts_of, known_of
from consultations.eligibility.rules import Conditions, NotEligibleError, Proof
from consultations.eligibility.service import ProvedBetterError
from okote.identity.events import AccountClosed
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.territories.models import Place
from tests.consultations.eligibility.conftest import ANNE


async def here(db, visitor):
    return await facts_of(db, visitor.territory.id, visitor.person.id)


async def test_of_two_homes_one_counts(db, resident, place, elsewhere):
    """Case 13: the one said last; where somebody moved from stays as it was, and ended."""
    second = Place(territory_id=place.territory_id, name="Port-Aval")
    abroad = Place(territory_id=elsewhere.id, name="Ailleurs")
    db.add_all([second, abroad])
    await db.flush()
    await service.declare_residence(db, place.id, by=resident)
    await service.declare_residence(db, second.id, by=resident)
    with pytest.raises(NotFoundError):
        await service.declare_residence(db, abroad.id, by=resident)
    assert (await here(db, resident)).lives.place == second.id
    await service.check_eligible(db, Conditions(places=frozenset({second.id})), by=resident)
    with pytest.raises(NotEligibleError):
        await service.check_eligible(db, Conditions(places=frozenset({place.id})), by=resident)
    kept = (await db.exec(select(ResidenceFact).order_by(ResidenceFact.id))).all()
    assert [one.ended_because for one in kept] == [Ended.SUPERSEDED, None]


async def test_what_is_shown_is_not_replaced_by_what_is_said(db, bring, resident, place):
    await bring()
    fact = await prove_by_list(db, ANNE, by=resident)
    with pytest.raises(ProvedBetterError):
        await service.declare_residence(db, place.id, by=resident)
    with pytest.raises(ProvedBetterError):
        await service.declare_age(db, date(1980, 1, 1), by=resident)
    fact.valid_until = fact.shown_on + timedelta(days=1)
    fact.shown_on -= timedelta(days=9)
    fact.valid_until -= timedelta(days=1)
    await db.flush()
    await service.declare_residence(db, place.id, by=resident)
    assert (await here(db, resident)).lives.proof is Proof.DECLARED


async def test_the_terms_say_how_long_and_from_which_age_no_birth_date_is_kept(
    db, resident, place, administrator, agent
):
    told = EligibilityTerms(
        territory_id=place.territory_id, declared_days=30, list_days=60, code_days=90, oldest_floor=25
    )
    with pytest.raises(ForbiddenError):
        await service.set_terms(db, told, by=agent)
    await service.set_terms(db, told, by=administrator)
    fact = await service.declare_residence(db, place.id, by=resident)
    assert fact.valid_until - fact.shown_on == timedelta(days=30)
    today = resident.territory.day(await db.now())
    young = await service.declare_age(db, today.replace(day=1, year=today.year - 20), by=resident)
    assert (young.at_least, young.born_on is None) == (0, False)
    old = await service.declare_age(db, today.replace(day=1, year=today.year - 25), by=resident)
    assert (old.at_least, old.born_on, young.born_on) == (25, None, None), "what ended keeps no birth date"
    with pytest.raises(facts.BornError):
        await service.declare_age(db, today + timedelta(days=1), by=resident)


async def test_nobody_agrees_for_themselves(db, resident):
    with pytest.raises(OwnGuardianError):
        await ask_guardian(db, None, "Moi", resident.person.email, by=resident)


async def test_a_closed_account_leaves_its_line_and_nothing_else(db, bring, resident, place):
    await bring()
    await prove_by_list(db, ANNE, by=resident)
    letter = await ask_letter(db, "Anne", "1 rue Haute", place.id, by=resident)
    who = {"territory_id": place.territory_id, "person_id": resident.person.id}
    at = await db.now()
    db.add(GuardianConsent(**who, guardian="Léa", reached_at="", asked_at=at))
    db.add(CensusClaim(**who, reason=Reason.SEVERAL, at=at))
    await db.flush()
    assert (await known_of(db, place.territory_id, resident.person.id)).letter.id == letter.id
    await service.on_account_closed(db, AccountClosed(resident.person.id))
    for table in (ResidenceFact, AgeFact, GuardianConsent, CensusClaim, ResidenceLetter):
        assert (await db.exec(select(table))).all() == []  # unordered
    taken = (await db.exec(select(CensusEntry).where(CensusEntry.number == "4711"))).one()
    assert taken.person_id == resident.person.id
