"""Write a mail, send a mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from typing import Any, cast
from uuid import UUID

import aiosmtplib
from sqlalchemy import ColumnElement, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update

from okote.platform.mail.headers import POLICY
from okote.platform.mail.models import Mail, MailState
from okote.settings import MailSettings
from payments.failpoints import reached
from payments.sessions import UnitOfWork, WriteSession

SEND = "mail.send"
PATIENCE = 30
"""Seconds that a mail server may take."""

OVERDUE = timedelta(minutes=10)
"""How old a mail is that waits although nobody is about to send it."""
KEPT = timedelta(days=365)
"""How long it can be shown what was written to whom; the accounts are elsewhere, and kept longer."""

AT_ONCE = 200
"""Overdue mails taken up in one go: the others come with the next."""

TAKEN_UP = text("""
    WITH overdue AS (
        SELECT id::text AS mail_id FROM mail
        WHERE state = 'waiting' AND created_at < :before AND NOT EXISTS (
            SELECT FROM procrastinate_jobs
            WHERE task_name = :send AND status IN ('todo', 'doing') AND args ->> 'mail_id' = mail.id::text
        )
        ORDER BY created_at LIMIT :most
    ), given_up AS (
        DELETE FROM procrastinate_jobs USING overdue
        WHERE task_name = :send AND status = 'failed' AND args ->> 'mail_id' = overdue.mail_id
    )
    SELECT mail_id FROM overdue ORDER BY mail_id
""")
"""The job that gave up goes: how often a mail was tried stands in its own row."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written, in the reader's language, as text and as HTML."""

    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    """The whole address that ends letters of its sort, where its reader may refuse them."""


async def post(
    db: WriteSession,
    *,
    key: str,
    territory_id: UUID,
    recipient: str,
    letter: Letter,
    person_id: UUID | None = None,
    secret: bool = False,
    kept: bool = True,
) -> None:
    """Put a mail in the outbox, once per key; it leaves only if the transaction commits.

    `person_id` is whose account it is written to. `secret` says that it lets in whoever reads it: its words
    are forgotten once it is sent. Of a mail that is not `kept`, nothing at all is left then.
    """
    written = await db.exec(
        insert(Mail)
        .values(
            key=key,
            territory_id=territory_id,
            person_id=person_id,
            recipient=recipient,
            created_at=await db.now(),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            secret=secret,
            kept=kept,
            unsubscribe=letter.unsubscribe,
            tries=0,
            state=MailState.WAITING,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Mail.id))
    )
    mail_id = written.scalar()
    if mail_id is not None:
        reached("mail.written")
        await db.defer(SEND, mail_id=str(mail_id))


async def send_again(db: WriteSession, mail: Mail) -> None:
    """Send a refused mail, once its address has been mended or the server has; of others, do nothing."""
    if mail.state is MailState.REFUSED:
        mail.state, mail.failure = MailState.WAITING, None
        await db.defer(SEND, mail_id=str(mail.id))


async def forget(db: WriteSession, person_id: UUID) -> None:
    """Nothing is left of what was written to an account; what still waits leaves first."""
    await _forget(db, col(Mail.person_id) == person_id)


async def forget_keyed(db: WriteSession, keys: Collection[str]) -> None:
    """The same of single mails, whoever they were written to: they hold what somebody else wrote."""
    await _forget(db, col(Mail.key).in_(keys))


async def _forget(db: WriteSession, these: ColumnElement[bool]) -> None:
    await db.exec(delete(Mail).where(these, col(Mail.state) != MailState.WAITING))
    await db.exec(update(Mail).where(these).values(kept=False))


class Postman:
    """Takes mails to the mail server; in doubt a mail is sent again rather than lost."""

    def __init__(self, settings: MailSettings, unit_of_work: UnitOfWork) -> None:
        self.settings = settings
        self.unit_of_work = unit_of_work

    async def deliver(self, mail_id: UUID) -> None:
        """Send one mail that waits; what the server refuses for good is kept and shown to agents.

        Note the try, call the server, note its answer. A crash in between repeats the mail.
        """
        async with self.unit_of_work() as db:
            mail = await _waiting(db, mail_id)
            if mail is None:
                return
            mail.tries += 1
        reached("mail.tried")
        refusal = await self._refusal(mail)
        reached("mail.sent")
        async with self.unit_of_work() as db:
            tried = await _waiting(db, mail_id)
            if tried is None:
                return
            if not tried.kept:
                await db.delete(tried)
            elif refusal:
                tried.state, tried.failure = MailState.REFUSED, refusal
            else:
                tried.state, tried.sent_at = MailState.SENT, await db.now()
                if tried.secret:
                    tried.subject = tried.text = tried.html = ""

    async def take_up(self) -> None:
        """Send what still waits when its job has given up: a mail server may be away for days."""
        async with self.unit_of_work() as db:
            asked = TAKEN_UP.bindparams(before=await db.now() - OVERDUE, send=SEND, most=AT_ONCE)
            overdue = cast("Sequence[str]", (await db.exec(cast("Any", asked))).scalars().all())
            for mail_id in overdue:
                await db.defer(SEND, mail_id=mail_id)

    async def _refusal(self, mail: Mail) -> str | None:
        """Send it; the server's code if it refuses this mail for good (5xx, to its recipient or its text).

        Everything else is raised and tried again. A wrong password, a sender that the server doesn't
        take, a connection that it turns away are answered with 5xx too, but they are ours to mend, and
        then the very same mail leaves.
        """
        try:
            await self._send(mail)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [error.code for error in refused.recipients]
            if not all(map(_final, codes)):
                raise
            return f"the mail server answered {codes[0]}"
        except aiosmtplib.SMTPDataError as refused:
            if not _final(refused.code):
                raise
            return f"the mail server answered {refused.code}"
        return None

    async def _send(self, mail: Mail) -> None:
        message = EmailMessage(policy=POLICY)
        message["From"] = self.settings.sender
        message["To"] = formataddr(("", mail.recipient))
        message["Subject"] = mail.subject
        message["Message-ID"] = make_msgid(
            idstring=str(mail.id), domain=self.settings.sender.rpartition("@")[2].rstrip(">")
        )
        message["Auto-Submitted"] = "auto-generated"
        if mail.unsubscribe is not None:
            message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        await aiosmtplib.send(
            message,
            hostname=self.settings.host,
            port=self.settings.port,
            username=self.settings.username,
            password=self.settings.password,
            start_tls=self.settings.start_tls,
            timeout=PATIENCE,
        )


def _final(code: int) -> bool:
    """Whether an SMTP answer is of the kind that trying again doesn't change (RFC 5321, 4.2.1)."""
    return 500 <= code < 600


async def _waiting(db: WriteSession, mail_id: UUID) -> Mail | None:
    statement = select(Mail).where(Mail.id == mail_id, Mail.state == MailState.WAITING).with_for_update()
    return (await db.exec(statement)).first()
