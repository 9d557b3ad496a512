"""Whether somebody may take part, decided at this moment; and what they say or take back of themselves."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.eligibility.census.models import CensusClaim
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.deeds import TERMS, EligibilityDeed
from consultations.eligibility.facts import end, end_consent, record_age, record_residence
from consultations.eligibility.models import AgeFact, EligibilityTerms, Ended, GuardianConsent, ResidenceFact
from consultations.eligibility.queries import facts_of, in_force, terms_of
from consultations.eligibility.rules import Conditions, Proof, check
from consultations.permissions import may_keep_residents
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import of_territory
from payments.errors import DomainError
from payments.sessions import ReadSession, WriteSession


class ProvedBetterError(DomainError):
    """What a list, a letter or the counter shows is not replaced by saying something else."""

    code = "eligibility_proved"


async def check_eligible(db: WriteSession, conditions: Conditions, *, by: Visitor) -> None:
    """Judged on the day that it is in the territory at the moment of acting, and never again afterwards.

    NotEligibleError, which names the first condition that is missing; SignInRequiredError.
    """
    person = person_of(by)
    facts = await facts_of(db, by.territory.id, person.id, session=by.session)
    check(conditions, facts, by.territory.day(await db.now()))


async def declare_residence(db: WriteSession, place_id: UUID, *, by: Visitor) -> ResidenceFact:
    """As one says oneself: of two homes, the one that counts here. ProvedBetterError."""
    person = person_of(by)
    known = await in_force(db, ResidenceFact, by.territory.id, person.id)
    today = by.territory.day(await db.now())
    if known is not None and known.proof is not Proof.DECLARED and today < known.valid_until:
        raise ProvedBetterError
    return await record_residence(db, by.territory, person.id, place_id, Proof.DECLARED)


async def declare_age(db: WriteSession, born_on: date, *, by: Visitor) -> AgeFact:
    """ProvedBetterError, BornError."""
    person = person_of(by)
    known = await in_force(db, AgeFact, by.territory.id, person.id)
    if known is not None and known.proof is not Proof.DECLARED:
        raise ProvedBetterError
    return await record_age(db, by.territory, person.id, born_on, Proof.DECLARED)


async def take_back(db: WriteSession, *, by: Visitor) -> None:
    """Nothing is known of them here from now on; what they did until now stays done."""
    person, here = person_of(by), by.territory.id
    await db.lock(f"eligibility:{here}:{person.id}")
    await end(db, ResidenceFact, here, person.id, Ended.TAKEN_BACK)
    await end(db, AgeFact, here, person.id, Ended.TAKEN_BACK)
    await end_consent(db, here, person.id)


async def set_terms(db: WriteSession, told: EligibilityTerms, *, by: Visitor) -> EligibilityTerms:
    """From now on: what was shown before keeps the day that was said then."""
    require(may_keep_residents(by))
    await db.lock(f"eligibility-terms:{by.territory.id}")
    terms = await terms_of(db, by.territory.id)
    was = TERMS.facts(terms)
    terms.sqlmodel_update(told.model_dump(exclude={"territory_id"}))
    db.add(terms)
    await db.flush()
    await note(db, by.doer, EligibilityDeed.ELIGIBILITY_TERMS_SET, terms, was)
    return terms


async def ended_between(
    db: ReadSession, territory_id: UUID, people: Sequence[UUID], start: datetime, end: datetime
) -> Sequence[ResidenceFact]:
    """What was revoked of those people from `start` and before `end`: a list to review before a count, since
    each was judged at the moment of voting and nothing changes by itself.
    """
    statement = of_territory(select(ResidenceFact), ResidenceFact.territory_id, territory_id).where(
        col(ResidenceFact.person_id).in_(people),
        ResidenceFact.ended_because == Ended.REVOKED,
        col(ResidenceFact.ended_at) >= start,
        col(ResidenceFact.ended_at) < end,
    )
    return (await db.exec(statement.order_by(col(ResidenceFact.ended_at), col(ResidenceFact.id)))).all()


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nothing stays but that their line of a list is taken, by a number that leads to nobody."""
    for table in (ResidenceFact, AgeFact, GuardianConsent, CensusClaim):
        await db.exec(delete(table).where(col(table.person_id) == closed.person_id))
    unused = col(ResidenceLetter.used_at).is_(None)
    await db.exec(delete(ResidenceLetter).where(col(ResidenceLetter.person_id) == closed.person_id, unused))
