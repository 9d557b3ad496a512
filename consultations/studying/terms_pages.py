"""The usual days of studies, set by administrators: in the whole territory, or in one consultation."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from consultations.ideas.queries import processes_with_ideas
from consultations.studying.backoffice import HERE
from consultations.studying.rules import DAYS_LEAST, DAYS_MOST
from consultations.studying.terms import days_of, set_days, terms
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession


class TermPages(Controller):
    path = f"{HERE}/terms"
    guards = (requires(may_administer),)

    @get()
    async def terms(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        usual = await days_of(reading, visitor.territory.id, None)
        return await _page(request, reading, visitor, Form({"days": str(usual)}))

    @post()
    async def set(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        known = [value for value, _ in await processes_with_ideas(db, visitor.territory.id)]
        process = form.choice("process", known) if form.raw("process") else ""
        days = form.whole("days", least=DAYS_LEAST, most=DAYS_MOST)

        async def use_case() -> object:
            return await set_days(db, UUID(process) if process else None, days, by=visitor)

        if await attempt(db, form, "days", use_case) is None:
            return await _page(request, db, visitor, form)
        text = say("The days are saved. What was promised until now stays.")
        return said(to(request, f"{HERE}/terms"), "success", text)


async def _page(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    here = visitor.territory.id
    return page(
        request,
        "consultations/studying/terms.html",
        form=form,
        kept=await terms(db, here),
        processes=await processes_with_ideas(db, here),
    )


ROUTES = (TermPages,)
