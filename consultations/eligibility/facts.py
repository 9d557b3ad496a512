"""Writing down what was shown: the newest is in force, and what was before stays as it was."""

from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from consultations.eligibility.models import AgeFact, EligibilityTerms, Ended, GuardianConsent, ResidenceFact
from consultations.eligibility.queries import in_force, terms_of
from consultations.eligibility.rules import OLDEST, Proof, Residence, birthday
from okote.identity.account.presence import hold_open
from okote.territories.models import Place, Territory
from okote.territories.queries import one_of
from payments.errors import DomainError
from payments.sessions import WriteSession

Fact = TypeVar("Fact", ResidenceFact, AgeFact)


class BornError(DomainError):
    """A day to come, or one that nobody alive was born on."""

    code = "eligibility_born"


def held_for(terms: EligibilityTerms, proof: Proof) -> timedelta:
    """How long it holds, by how it was shown."""
    days = {
        Residence.DECLARED: terms.declared_days,
        Residence.LIST: terms.list_days,
        Residence.CODE: terms.code_days,
    }
    return timedelta(days=days[proof.shows])


def check_born(born_on: date, today: date) -> None:
    """BornError."""
    if not born_on <= today < birthday(born_on, OLDEST):
        raise BornError


async def record_residence(
    db: WriteSession,
    territory: Territory,
    person_id: UUID,
    place_id: UUID,
    proof: Proof,
    *,
    paper: str = "",
    by: UUID | None = None,
) -> ResidenceFact:
    """In force from now on; one place a territory, so that who has two homes is counted once.

    NotFoundError for a place of elsewhere.
    """
    place = await one_of(db, Place, territory.id, place_id)
    await _alone(db, territory.id, person_id)
    at = await db.now()
    await end(db, ResidenceFact, territory.id, person_id, Ended.SUPERSEDED)
    today, terms = territory.day(at), await terms_of(db, territory.id)
    fact = ResidenceFact(
        territory_id=territory.id,
        person_id=person_id,
        place_id=place.id,
        proof=proof,
        paper=paper,
        shown_at=at,
        shown_on=today,
        valid_until=today + held_for(terms, proof),
        recorded_by=by,
    )
    db.add(fact)
    await db.flush()
    return fact


async def record_age(
    db: WriteSession,
    territory: Territory,
    person_id: UUID,
    born_on: date,
    proof: Proof,
    *,
    paper: str = "",
    by: UUID | None = None,
) -> AgeFact:
    """At least as old as the territory may ask, or the birth date of whoever is younger. BornError."""
    at = await db.now()
    today, terms = territory.day(at), await terms_of(db, territory.id)
    check_born(born_on, today)
    await _alone(db, territory.id, person_id)
    await end(db, AgeFact, territory.id, person_id, Ended.SUPERSEDED)
    old_enough = birthday(born_on, terms.oldest_floor) <= today
    fact = AgeFact(
        territory_id=territory.id,
        person_id=person_id,
        at_least=terms.oldest_floor if old_enough else 0,
        on_day=today,
        born_on=None if old_enough else born_on,
        proof=proof,
        paper=paper,
        shown_at=at,
        recorded_by=by,
    )
    db.add(fact)
    await db.flush()
    return fact


async def end(
    db: WriteSession, table: type[Fact], territory_id: UUID, person_id: UUID, because: Ended
) -> Fact | None:
    """What was in force no longer is; a birth date goes with it."""
    fact = await in_force(db, table, territory_id, person_id)
    if fact is None:
        return None
    fact.ended_at, fact.ended_because = await db.now(), because
    if isinstance(fact, AgeFact):
        fact.born_on = None
    await db.flush()
    return fact


async def end_consent(db: WriteSession, territory_id: UUID, person_id: UUID) -> GuardianConsent | None:
    """Nobody answers for them any more."""
    consent = await in_force(db, GuardianConsent, territory_id, person_id)
    if consent is None:
        return None
    consent.ended_at, consent.token_hash, consent.link_until = await db.now(), None, None
    await db.flush()
    return consent


async def _alone(db: WriteSession, territory_id: UUID, person_id: UUID) -> None:
    """One writer of what is known of a person at a time, whose account stays open meanwhile."""
    await db.lock(f"eligibility:{territory_id}:{person_id}")
    await hold_open(db, person_id)
