"""Signing in and out: a way begun, a way completed, a person found or new, a session opened."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, select

from okote.identity import sessions
from okote.identity.addresses import EmailMalformedError, normalised
from okote.identity.models import Person, SignIn, SignInAttempt
from okote.identity.openid.claims import Claims
from okote.identity.openid.provider import AuthorizationRequest
from okote.platform.errors import DomainError
from okote.platform.limits import Limit, Per
from payments.sessions import WriteSession

ATTEMPT = timedelta(minutes=10)
"""How long a person may take at the provider's."""

BEGINNINGS = Limit(
    "sign-in",
    most=120,
    window=timedelta(minutes=10),
    per=Per.ADDRESS,
    reason="Four classes at one school may sign in within ten minutes; each has us ask an identity provider.",
)


class SignInExpiredError(DomainError):
    """Too late, done before, or begun in another browser: which one is nobody's business."""

    code = "sign_in_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Who an issuer says has come: `(issuer, subject)` is the person, for ever and whatever else changes."""

    issuer: str
    subject: str
    email: str | None = field(repr=False)
    """Only an address proven to be theirs. Mails go there unless they chose another; it finds nobody."""
    provider: str
    id_token: str | None = field(default=None, repr=False)


def identified(provider: str, claims: Claims) -> Identified:
    """A person as an OpenID provider tells of them.

    An address that we couldn't write to as it stands, such as one that is not ASCII or two in one, is none.
    """
    return Identified(
        issuer=claims.issuer,
        subject=claims.sub,
        email=_proven(claims),
        provider=provider,
        id_token=claims.id_token,
    )


def _proven(claims: Claims) -> str | None:
    if not claims.email or not claims.email_verified:
        return None
    try:
        return normalised(claims.email)
    except EmailMalformedError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Who is trying: the secret of one browser, on one host name."""

    secret: str = field(repr=False)
    host: str


async def remember(
    db: WriteSession,
    asked: AuthorizationRequest,
    *,
    provider: str,
    browser: Browser,
    return_to: str,
    language: str,
    of: UUID | None = None,
) -> None:
    """Keep what the callback needs, for that browser alone; and for the person `of`, where it is theirs."""
    db.add(
        SignInAttempt(
            state_hash=sessions.fingerprint(asked.state),
            browser_hash=sessions.fingerprint(browser.secret),
            host=browser.host,
            provider=provider,
            nonce=asked.nonce,
            code_verifier=asked.code_verifier,
            return_to=return_to,
            language=language,
            person_id=of,
            expires_at=await db.now() + ATTEMPT,
        )
    )


async def take_attempt(db: WriteSession, *, provider: str, state: str, browser: Browser) -> SignInAttempt:
    """What was kept, once: it is gone afterwards, also when the sign-in then fails.

    Raises SignInExpiredError. Another browser's try takes nothing away from who began.
    """
    taken = await db.exec(
        delete(SignInAttempt)
        .where(
            col(SignInAttempt.state_hash) == sessions.fingerprint(state),
            col(SignInAttempt.browser_hash) == sessions.fingerprint(browser.secret),
            col(SignInAttempt.host) == browser.host,
            col(SignInAttempt.provider) == provider,
            col(SignInAttempt.expires_at) > await db.now(),
        )
        .returning(SignInAttempt)
    )
    attempt: SignInAttempt | None = taken.scalar_one_or_none()
    if attempt is None:
        raise SignInExpiredError
    return attempt


async def admit(db: WriteSession, who: Identified, *, host: str, instead_of: bytes | None) -> str:
    """Sign a person in; they are created the first time. The answer is the browser's new secret."""
    person = await _person(db, who)
    if who.email is not None and not person.email_chosen:
        person.email = who.email
    return await sessions.open_session(
        db, person.id, host=host, provider=who.provider, id_token=who.id_token, instead_of=instead_of
    )


async def lock_identity(db: WriteSession, issuer: str, subject: str) -> None:
    """One transaction at a time says to whom this identity leads."""
    await db.lock(f"sign-in:{issuer}:{subject}")


async def _person(db: WriteSession, who: Identified) -> Person:
    """The lock makes one person of somebody who comes for the first time in two windows at once.

    The person's row is held, as the account may be closed just now: then whoever comes is somebody new.
    """
    await lock_identity(db, who.issuer, who.subject)
    at = await db.now()
    statement = (
        select(SignIn, Person)
        .join(Person, col(Person.id) == SignIn.person_id)
        .where(SignIn.issuer == who.issuer, SignIn.subject == who.subject)
    )
    found = (await db.exec(statement.with_for_update(of=Person, key_share=True))).first()
    if found is not None and found[1].closed_at is None:
        sign_in, person = found
        sign_in.last_used_at = at
        return person
    person = Person(created_at=at)
    db.add(person)
    await db.flush()
    db.add(SignIn(person_id=person.id, issuer=who.issuer, subject=who.subject, last_used_at=at))
    return person
