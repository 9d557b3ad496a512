"""Jobs and mails as they stand, and trying again what failed.

A job doesn't say which territory it works for. So jobs show where an installation has one territory
alone; otherwise whoever runs it looks after them, with `okote check` and `okote retry`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import text
from sqlmodel import col, select

from okote.feature import Place, Section
from okote.house import TheHouse
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.failed_jobs import failed_jobs, retry
from okote.platform.i18n import say
from okote.platform.mail.models import Mail, MailState
from okote.platform.mail.service import SEND
from okote.territories.queries import is_alone, of_territory
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

PAGE = 50

COUNTS = text(
    "SELECT task_name, status::text AS status, count(*) AS count FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing', 'failed') GROUP BY task_name, status ORDER BY task_name, status"
)


async def _rows(db: ReadSession, statement: Any) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", (await db.exec(statement)).mappings().all())


async def _mails(db: ReadSession, territory_id: UUID) -> Sequence[Mail]:
    """Those not sent, the latest first."""
    statement = of_territory(select(Mail), Mail.territory_id, territory_id)
    unsent = statement.where(col(Mail.state) != MailState.SENT).order_by(col(Mail.id).desc()).limit(PAGE)
    return (await db.exec(unsent)).all()


class WorkPages(Controller):
    path = "/back-office/work"
    guards = (requires(may_administer),)

    @get()
    async def shown(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """What the worker has to do, what it gave up, and mails that did not leave."""
        alone = await is_alone(reading)
        return page(
            request,
            "backoffice/work.html",
            alone=alone,
            counts=await _rows(reading, COUNTS) if alone else (),
            failed=await failed_jobs(reading, PAGE) if alone else (),
            mails=await _mails(reading, visitor.territory.id),
        )

    @post("/jobs/{job_id:int}/retry")
    async def retry_job(self, request: AnyRequest, house: TheHouse, job_id: FromPath[int]) -> Redirect:
        """Run a job again that failed; whatever it had done already it finds out by itself."""
        async with house.database.unit_of_work() as db:
            if not await is_alone(db) or not await retry(db, job_id):
                raise NotFoundError
        return said(to(request, "/back-office/work"), "success", say("The job will run again."))

    @post("/mails/{mail_id:uuid}/retry")
    async def retry_mail(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, mail_id: FromPath[UUID]
    ) -> Redirect:
        """Send a mail again that was refused, once its address has been mended or the server has."""
        statement = of_territory(select(Mail), Mail.territory_id, visitor.territory.id)
        mail = (await db.exec(statement.where(Mail.id == mail_id).with_for_update())).first()
        if mail is None:
            raise NotFoundError
        if mail.state is MailState.REFUSED:
            mail.state, mail.failure = MailState.WAITING, None
            await db.defer(SEND, mail_id=str(mail.id))
        return said(to(request, "/back-office/work"), "success", say("The mail will be sent again."))


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    refused = [mail for mail in await _mails(db, visitor.territory.id) if mail.state is MailState.REFUSED]
    failed = await failed_jobs(db, PAGE) if await is_alone(db) else ()
    return len(refused) + len(failed)


ROUTES = (WorkPages,)
SECTIONS = (Section(Place.BACK_OFFICE, say("Jobs and mails"), "/back-office/work", may_administer, _waiting),)
