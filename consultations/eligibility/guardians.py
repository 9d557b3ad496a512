"""Who answers for somebody under age: asked by mail, agreeing on a page of their own without an account."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from consultations.eligibility import letters
from consultations.eligibility.events import GuardianAnswered
from consultations.eligibility.facts import end_consent
from consultations.eligibility.models import GuardianConsent
from okote.identity.account.presence import hold_open
from okote.identity.models import Person
from okote.identity.permissions import person_of
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import of_territory
from okote.web.rendering import Renderer
from payments.errors import DomainError
from payments.sessions import ReadSession, WriteSession

ASKING = Limit(
    "guardian-asked",
    most=5,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Each sends a mail to an address that was typed; a slip or two are corrected.",
)
LINK_LASTS = timedelta(days=14)


class OwnGuardianError(DomainError):
    """Nobody agrees for themselves."""

    code = "guardian_self"


async def ask_guardian(
    db: WriteSession, renderer: Renderer, guardian: str, email: str, *, by: Visitor
) -> GuardianConsent:
    """Instead of whoever was asked before; until they agree, nothing changes. OwnGuardianError."""
    person = person_of(by)
    if email == person.email:
        raise OwnGuardianError
    await hit(db, ASKING, str(person.id))
    await db.lock(f"eligibility:{by.territory.id}:{person.id}")
    await hold_open(db, person.id)
    await end_consent(db, by.territory.id, person.id)
    token, at = new_token(), await db.now()
    consent = GuardianConsent(
        territory_id=by.territory.id,
        person_id=person.id,
        guardian=guardian,
        reached_at=email,
        token_hash=fingerprint(token),
        link_until=at + LINK_LASTS,
        asked_at=at,
    )
    db.add(consent)
    await db.flush()
    await letters.ask_guardian(db, renderer, consent, token, by)
    return consent


async def asked_with(
    db: ReadSession, territory_id: UUID, token: str, *, hold: bool = False
) -> tuple[GuardianConsent, Person]:
    """For whom somebody is asked; NotFoundError once it is answered, or the link has ended."""
    statement = select(GuardianConsent).where(
        GuardianConsent.token_hash == fingerprint(token),
        col(GuardianConsent.link_until) > await db.now(),
    )
    statement = of_territory(statement, GuardianConsent.territory_id, territory_id)
    if hold:
        statement = statement.with_for_update()
    consent = (await db.exec(statement)).first()
    if consent is None:
        raise NotFoundError
    return consent, await db.get_one(Person, consent.person_id)


async def answer(db: WriteSession, token: str, *, agrees: bool, by: Visitor) -> GuardianConsent:
    """The link is good once. NotFoundError."""
    consent, _ = await asked_with(db, by.territory.id, token, hold=True)
    at = await db.now()
    consent.token_hash = consent.link_until = None
    if agrees:
        consent.given_at, consent.given_on = at, by.territory.day(at)
    else:
        consent.ended_at = at
    await db.flush()
    await emit(db, GuardianAnswered(consent.id, agrees))
    return consent
