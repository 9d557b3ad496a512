"""Write a mail, send a mail."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from uuid import UUID

import aiosmtplib
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from okote.platform.mail.models import Mail, MailState
from okote.settings import MailSettings
from payments.jobs import JobContext
from payments.sessions import UnitOfWork, WriteSession

SEND = "mail.send"
PATIENCE = 30
"""Seconds that a mail server may take."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written, in the reader's language, as text and as HTML."""

    subject: str
    text: str
    html: str


async def post(db: WriteSession, *, key: str, territory_id: UUID, recipient: str, letter: Letter) -> None:
    """Put a mail in the outbox, once per key; it leaves only if the transaction commits."""
    written = await db.exec(
        insert(Mail)
        .values(
            key=key,
            territory_id=territory_id,
            recipient=recipient,
            created_at=await db.now(),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            tries=0,
            state=MailState.WAITING,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Mail.id))
    )
    mail_id = written.scalar()
    if mail_id is not None:
        await db.defer(SEND, mail_id=str(mail_id))


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
        refusal = await self._refusal(mail)
        async with self.unit_of_work() as db:
            tried = await _waiting(db, mail_id)
            if tried is None:
                return
            if refusal:
                tried.state, tried.failure = MailState.REFUSED, refusal
            else:
                tried.state, tried.sent_at = MailState.SENT, await db.now()

    async def _refusal(self, mail: Mail) -> str | None:
        """Send it; the server's code if it refuses for good. Anything passing is raised and tried again."""
        try:
            await self._send(mail)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [error.code for error in refused.recipients]
        except aiosmtplib.SMTPResponseException as refused:
            codes = [refused.code]
            if not _final(codes):
                raise
        else:
            return None
        if not _final(codes):
            raise MailServerBusyError(codes)
        return f"the mail server answered {codes[0]}"

    async def _send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"] = self.settings.sender
        message["To"] = formataddr(("", mail.recipient))
        message["Subject"] = mail.subject
        message["Message-ID"] = make_msgid(
            idstring=str(mail.id), domain=self.settings.sender.rpartition("@")[2].rstrip(">")
        )
        message["Auto-Submitted"] = "auto-generated"
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


class MailServerBusyError(Exception):
    """It said not now: the job runs again later."""


def _final(codes: list[int]) -> bool:
    """Whether SMTP answers are of the kind that trying again doesn't change (5xx)."""
    return all(500 <= code < 600 for code in codes)


async def _waiting(db: WriteSession, mail_id: UUID) -> Mail | None:
    statement = select(Mail).where(Mail.id == mail_id, Mail.state == MailState.WAITING).with_for_update()
    return (await db.exec(statement)).first()


async def send(context: JobContext, *, mail_id: str) -> None:
    """The job behind each mail."""
    await context.additional_context["postman"].deliver(UUID(mail_id))
