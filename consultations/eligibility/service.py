"""Whether somebody may take part, decided at this moment."""

from consultations.eligibility.queries import facts_of
from consultations.eligibility.rules import Conditions, check
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from payments.sessions import WriteSession


async def check_eligible(db: WriteSession, conditions: Conditions, *, by: Visitor) -> None:
    """Judged on the day that it is in the territory at the moment of acting, and never again afterwards.

    NotEligibleError, which names the first condition that is missing; SignInRequiredError.
    """
    person = person_of(by)
    facts = await facts_of(db, by.territory.id, person.id, session=by.session)
    check(conditions, facts, by.territory.day(await db.now()))
