"""Jobs and mails as they stand, and trying again what failed.

A job doesn't say which territory it works for. So jobs show where an installation has one territory
alone; otherwise whoever runs it looks after them, with `okote check` and `okote retry`.
"""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from okote.backoffice import queries
from okote.feature import Place, Section
from okote.house import TheHouse
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.failed_jobs import failed_count, failed_jobs, retry
from okote.platform.i18n import say, say_count
from okote.platform.mail.models import Mail
from okote.platform.mail.service import send_again
from okote.territories.queries import held, is_alone
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
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

    @post("/jobs/{job_id:int}/retry")
    async def retry_job(self, request: AnyRequest, house: TheHouse, job_id: FromPath[int]) -> Redirect:
        """Run a job again that failed; whatever it had done already it finds out by itself."""
        async with house.database.unit_of_work() as db:
            if not await is_alone(db) or not await retry(db, job_id):
                raise NotFoundError
        return said(to(request, HERE), "success", say("The job will run again."))

    @post("/mails/{mail_id:uuid}/retry")
    async def retry_mail(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, mail_id: FromPath[UUID]
    ) -> Redirect:
        """Send a mail again that was refused, once its address has been mended or the server has."""
        await send_again(db, await held(db, Mail, visitor.territory.id, mail_id))
        return said(to(request, HERE), "success", say("The mail will be sent again."))


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    refused = await queries.refused_mails(db, visitor.territory.id)
    return refused + (await failed_count(db) if await is_alone(db) else 0)


ROUTES = (WorkPages,)
SECTIONS = (
    Section(
        Place.BACK_OFFICE,
        say("Jobs and mails"),
        HERE,
        may_administer,
        _waiting,
        say_count("%(num)s job or mail that failed", "%(num)s jobs or mails that failed"),
    ),
)
