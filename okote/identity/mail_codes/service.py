"""Send a code, take a code."""

from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.rules import (
    LASTS,
    MOST_TRIES,
    MailCodeOverError,
    MailCodeWrongError,
    code_hash,
    digits,
    household,
    new_code,
)
from okote.identity.rules import HOME
from okote.identity.service import Browser, Identified
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.limits import Limit, Per
from okote.platform.mail.service import post
from okote.web.rendering import Renderer
from payments.sessions import WriteSession

ISSUER = "urn:okote:mail"
"""Its subject is the address in lower case: nothing secret, and it outlives a change of our keys."""
PROVIDER = "mail"
MAIL_KEY = "sign-in-code:"

HOURLY = Limit(
    "mail-code-hourly",
    most=5,
    window=timedelta(hours=1),
    per=Per.MAILBOX_AND_ADDRESS,
    reason="Somebody whose mail is slow asks again; who asks for another's code shuts out only themself.",
)
DAILY = Limit(
    "mail-code-daily",
    most=10,
    window=timedelta(days=1),
    per=Per.MAILBOX_AND_ADDRESS,
    reason="The same, by the day.",
)
TO_ANYONE = Limit(
    "mail-code-address",
    most=60,
    window=timedelta(days=1),
    per=Per.MAILBOX,
    reason="From wherever they are asked for: nobody's letter box is filled, nobody's code is guessed.",
)
FROM_HERE = Limit(
    "mail-code-client",
    most=30,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="A class of thirty signs in at one school; each code is a mail, and may be an account.",
)
TRIES_FROM_HERE = Limit(
    "mail-code-tries",
    most=100,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="A class of thirty, each mistyping twice; who guesses has one chance in ten thousand an hour.",
)

LIMITS = (HOURLY, DAILY, TO_ANYONE, FROM_HERE, TRIES_FROM_HERE)


async def send_code(
    db: WriteSession,
    renderer: Renderer,
    visitor: Visitor,
    *,
    email: str,
    browser: Browser,
    client: str,
    return_to: str = HOME,
    of: UUID | None = None,
) -> None:
    """Mail a new code to an address; whether anyone has an account there makes no difference at all.

    It is to sign in with, or to confirm the address of the person `of`.

    TooManyRequestsError when codes were asked for too often, for this address or from there.
    """
    await limits.hit(db, FROM_HERE, household(client))
    for limit in (HOURLY, DAILY):
        await limits.hit(db, limit, email, household(client))
    await limits.hit(db, TO_ANYONE, email)
    at, code = await db.now(), new_code()
    sent = MailCode(
        email=email,
        person_id=of,
        code_hash=code_hash(code, browser.secret),
        browser_hash=fingerprint(browser.secret),
        host=browser.host,
        return_to=return_to,
        created_at=at,
        expires_at=at + LASTS,
    )
    db.add(sent)
    await post(
        db,
        key=f"{MAIL_KEY}{sent.id}",
        territory_id=visitor.territory.id,
        recipient=email,
        secret=True,
        letter=renderer.letter(
            "identity/mail/code" if of is None else "identity/mail/address",
            {"code": f"{code[:3]}\u00a0{code[3:]}", "minutes": int(LASTS.total_seconds()) // 60},
            language=visitor.language,
            territory=visitor.territory,
            address=visitor.address,
        ),
    )


async def take_code(db: WriteSession, sent: MailCode, typed: str, *, browser: Browser, client: str) -> None:
    """Use up a code, locked by who read it, if it is what was typed.

    Raises MailCodeWrongError, or MailCodeOverError for the last try; the transaction must commit all the
    same, so that the try counts.
    """
    await limits.hit(db, TRIES_FROM_HERE, household(client))
    sent.tries += 1
    if not compare_digest(sent.code_hash, code_hash(digits(typed), browser.secret)):
        raise MailCodeWrongError if sent.tries < MOST_TRIES else MailCodeOverError
    sent.used_at = await db.now()


def identified(code: MailCode) -> Identified:
    """Who a used code proves to have come: whoever reads the mails of that address."""
    return Identified(issuer=ISSUER, subject=code.email, email=code.email, provider=PROVIDER)
