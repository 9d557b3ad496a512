"""Which code a browser waits for."""

from uuid import UUID

from sqlmodel import col, select

from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.rules import MOST_TRIES
from okote.identity.service import Browser
from okote.identity.sessions import fingerprint
from payments.sessions import ReadSession


async def latest(
    db: ReadSession, browser: Browser, *, of: UUID | None = None, for_update: bool = False
) -> MailCode | None:
    """The last code that was sent for this browser, unless it is used, too old, or was tried too often.

    `of` is the person whose address it is to confirm; a code to sign in with is nobody's.
    """
    statement = (
        select(MailCode)
        .where(
            MailCode.browser_hash == fingerprint(browser.secret),
            MailCode.host == browser.host,
            col(MailCode.person_id).is_not_distinct_from(of),
            MailCode.expires_at > await db.now(),
        )
        .order_by(col(MailCode.id).desc())
        .limit(1)
    )
    sent = (await db.exec(statement.with_for_update() if for_update else statement)).first()
    return sent if sent is not None and sent.used_at is None and sent.tries < MOST_TRIES else None
