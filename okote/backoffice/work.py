"""Jobs and mails as they stand, and trying again what failed.

A job doesn't say which territory it works for. So jobs show where an installation has one territory
alone; otherwise whoever runs it looks after them, with `okote check` and `okote retry`.
"""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.backoffice import queries
from okote.backoffice.deeds import MAIL, WorkDeed
from okote.backoffice.why import ask_why, reason
from okote.feature import Place, Section
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.failed_jobs import failed_count, failed_job, failed_jobs, retry
from okote.platform.i18n import say, say_count
from okote.platform.mail.models import Mail
from okote.platform.mail.service import send_again
from okote.territories.queries import held, is_alone, one_of
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/work"


class WorkPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def shown(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        job: FromQuery[int | None] = None,
        mail: Before = None,
    ) -> Response[str]:
        """What the worker has to do, what it gave up, and mails that did not leave."""
        alone = await is_alone(reading)
        failed = await failed_jobs(reading, ONE_MORE, before=job) if alone else ()
        unsent = await queries.unsent_mails(reading, visitor.territory.id, mail)
        return page(
            request,
            "backoffice/work.html",
            alone=alone,
            counts=await queries.jobs(reading) if alone else (),
            failed=latest(failed, job, name="job"),
            mails=latest(unsent, mail, name="mail"),
            positions={"job": job, "mail": mail},
        )

    @get("/jobs/{job_id:int}/retry")
    async def why_job(self, request: AnyRequest, reading: Reading, job_id: FromPath[int]) -> Response[str]:
        return await _why_job(request, reading, job_id, Form())

    @post("/jobs/{job_id:int}/retry")
    async def retry_job(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, job_id: FromPath[int]
    ) -> Response[str] | Redirect:
        """Run a job again that failed; whatever it had done already it finds out by itself."""
        form = Form(await request.form())
        why = reason(form)
        if not form.sound:
            return await _why_job(request, db, job_id, form)
        job = await retry(db, job_id) if await is_alone(db) else None
        if job is None:
            raise NotFoundError
        await note(db, visitor.doer, WorkDeed.JOB_RETRIED, job, reason=why)
        return said(to(request, HERE), "success", say("The job will run again."))

    @get("/mails/{mail_id:uuid}/retry")
    async def why_mail(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, mail_id: FromPath[UUID]
    ) -> Response[str]:
        return _why_mail(request, await one_of(reading, Mail, visitor.territory.id, mail_id), Form())

    @post("/mails/{mail_id:uuid}/retry")
    async def retry_mail(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, mail_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Send a mail again that was refused, once its address has been mended or the server has."""
        form = Form(await request.form())
        why = reason(form)
        mail = await held(db, Mail, visitor.territory.id, mail_id)
        if not form.sound:
            return _why_mail(request, mail, form)
        was = MAIL.facts(mail)
        await send_again(db, mail)
        await note(db, visitor.doer, WorkDeed.MAIL_SENT_AGAIN, mail, was, reason=why)
        return said(to(request, HERE), "success", say("The mail will be sent again."))


async def _why_job(request: AnyRequest, db: ReadSession, job_id: int, form: Form) -> Response[str]:
    job = await failed_job(db, job_id) if await is_alone(db) else None
    if job is None:
        raise NotFoundError
    return ask_why(
        request,
        form,
        title=say("Run the job again"),
        about=f"{job.name} · {job.id}",
        means=say("It is tried from its beginning; whatever it had done already it finds out by itself."),
        path=f"{HERE}/jobs/{job.id}/retry",
        back=HERE,
    )


def _why_mail(request: AnyRequest, mail: Mail, form: Form) -> Response[str]:
    hidden = wording_of(request).say(say("A code or an invitation"))
    return ask_why(
        request,
        form,
        title=say("Send the mail again"),
        about=f"{hidden if mail.secret else mail.subject} · {mail.recipient}",
        means=say("Do this once its address has been mended, or the mail server has."),
        path=f"{HERE}/mails/{mail.id}/retry",
        back=HERE,
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    refused = await queries.refused_mails(db, visitor.territory.id)
    return refused + (await failed_count(db) if await is_alone(db) else 0)


ROUTES = (WorkPages,)
SECTIONS = (
    Section(
        Place.SITE,
        say("Jobs and mails"),
        HERE,
        may_administer,
        _waiting,
        say_count("%(num)s job or mail that failed", "%(num)s jobs or mails that failed"),
    ),
)
