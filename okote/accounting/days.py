"""Days as the pages of the accounts ask for them, in their address; a mistake is told beside its field."""

from datetime import date

from litestar.exceptions import ClientException

from okote.accounting.rules import FIRST, LAST, DayOutOfRangeError
from okote.identity.visitors import Visitor
from okote.web.forms import Form
from okote.web.pages import AnyRequest
from payments.sessions import ReadSession


async def day_asked(request: AnyRequest, db: ReadSession, visitor: Visitor) -> tuple[Form, date]:
    """`until`, the last day that counts: today unless the address says otherwise, or says it badly."""
    today = visitor.territory.day(await db.now())
    form = Form({"until": today.isoformat()} | _typed(request, "until"))
    day = _day(form, "until")
    return form, day if day and form.sound else today


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
