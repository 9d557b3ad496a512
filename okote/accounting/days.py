"""Days as the pages of the accounts ask for them, in their address; a mistake is told beside its field."""

from datetime import date, timedelta

from litestar.exceptions import ClientException

from okote.accounting.rules import FIRST, LAST, DayNotOverError, DayOutOfRangeError, Period, year_of
from okote.identity.visitors import Visitor
from okote.web.forms import Form
from okote.web.pages import AnyRequest
from payments.errors import DomainError
from payments.sessions import ReadSession


async def day_asked(request: AnyRequest, db: ReadSession, visitor: Visitor) -> tuple[Form, date]:
    """`until`, the last day that counts: today unless the address says otherwise, or says it badly."""
    today = visitor.territory.day(await db.now())
    form = Form({"until": today.isoformat()} | _typed(request, "until"))
    day = _day(form, "until")
    return form, day if day and form.sound else today


async def period_asked(
    request: AnyRequest, db: ReadSession, visitor: Visitor, *, over: bool = False
) -> tuple[Form, Period]:
    """`first` and `last` day: the calendar year unless the address says otherwise, or says it badly.

    `over` takes days that are over alone; the year is then yesterday's, until yesterday.
    """
    today = visitor.territory.day(await db.now())
    yesterday = today - timedelta(days=1)
    usual = Period(year_of(yesterday).first, yesterday) if over else year_of(today)
    form = Form(
        {"first": usual.first.isoformat(), "last": usual.last.isoformat()} | _typed(request, "first", "last")
    )
    first, last = _day(form, "first"), _day(form, "last")
    if over and last is not None and last >= today:
        form.refuse("last", DayNotOverError())
    if first is None or last is None or not form.sound:
        return form, usual
    try:
        return form, Period(first, last)
    except DomainError as error:
        form.refuse("last", error)
        return form, usual


def sound(form: Form) -> None:
    """A download has no page on which a mistake could be told."""
    if not form.sound:
        raise ClientException


def _typed(request: AnyRequest, *names: str) -> dict[str, str]:
    return {name: value for name in names if (value := request.query_params.get(name, ""))}


def _day(form: Form, name: str) -> date | None:
    day = form.day(name)
    if day is not None and not FIRST <= day <= LAST:
        form.refuse(name, DayOutOfRangeError())
    return day
