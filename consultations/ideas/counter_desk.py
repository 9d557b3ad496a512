"""The counter in the back office: an agent types what somebody tells, and hands them a paper."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post

from consultations.ideas import counter
from consultations.ideas import reading as forms
from consultations.ideas.service import IdeaDetails
from consultations.ideas.where import Where
from consultations.permissions import may_moderate
from consultations.processes.queries import seen, shown
from consultations.processes.rules import Permit
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page
from payments.sessions import ReadSession


class CounterDesk(Controller):
    path = "/back-office/ideas/enter"
    guards = (requires(may_moderate),)

    @get()
    async def form(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, visitor, reading, Form())

    @post()
    async def enter(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str]:
        """The paper comes as the answer: its code is kept nowhere."""
        form = Form(dict(await request.form()))
        _, known = await forms.everywhere(db, visitor)
        open_now = await _processes(db, visitor)
        typed = forms.what(form, await forms.categories(db, visitor.territory.id), ())
        there = forms.where(form, known, Where())
        process = form.choice("process", [value for value, _ in open_now]) if form.raw("process") else ""
        details = IdeaDetails(
            typed.title,
            typed.body,
            there.place_id,
            typed.public_name,
            process_id=UUID(process) if process and "process" not in form.errors else None,
            category_id=typed.category_id,
            address=there.address,
        )
        entered = await attempt(db, form, "title", partial(counter.enter, db, details, by=visitor))
        if entered is None:
            return await _form(request, visitor, db, form)
        idea, code = entered
        answer = page(request, "consultations/ideas/entered.html", idea=idea, code=code)
        answer.headers["cache-control"] = "no-store"
        return answer


async def _form(request: AnyRequest, visitor: Visitor, db: ReadSession, form: Form) -> Response[str]:
    _, known = await forms.everywhere(db, visitor)
    return page(
        request,
        "consultations/ideas/enter.html",
        form=form,
        places=known,
        categories=await forms.categories(db, visitor.territory.id),
        processes=await _processes(db, visitor),
    )


async def _processes(db: ReadSession, visitor: Visitor) -> list[tuple[str, str]]:
    """Those that take ideas now."""
    found = await shown(db, seen(visitor))
    return [(str(one.process.id), one.process.title) for one in found if one.permits(Permit.PROPOSE)]


ROUTES = (CounterDesk,)
