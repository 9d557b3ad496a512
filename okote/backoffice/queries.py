"""Jobs and mails for whoever watches over them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select

from okote.platform.mail.models import Mail, MailState
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession

COUNTS = text(
    "SELECT task_name, status::text AS status, count(*) AS count FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing', 'failed') GROUP BY task_name, status ORDER BY task_name, status"
)


async def jobs(db: ReadSession) -> Sequence[Mapping[str, Any]]:
    """How many of each name are to do, under way, or failed, in the whole installation."""
    return cast("Sequence[Mapping[str, Any]]", (await db.exec(cast("Any", COUNTS))).mappings().all())


async def unsent_mails(db: ReadSession, territory_id: UUID, before: UUID | None) -> Sequence[Mail]:
    """The latest first; a page, and one more where there are more."""
    statement = of_territory(select(Mail), Mail.territory_id, territory_id)
    statement = statement.where(col(Mail.state) != MailState.SENT)
    if before is not None:
        statement = statement.where(col(Mail.id) < before)
    return (await db.exec(statement.order_by(col(Mail.id).desc()).limit(ONE_MORE))).all()


async def refused_mails(db: ReadSession, territory_id: UUID) -> int:
    """How many a mail server refused for good."""
    statement = of_territory(select(func.count()), Mail.territory_id, territory_id)
    return (await db.exec(statement.where(Mail.state == MailState.REFUSED))).one()
