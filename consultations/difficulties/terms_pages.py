"""The delays of difficulties, set by administrators."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from consultations.difficulties.backoffice import HERE
from consultations.difficulties.rules import DAYS_MOST, Category, Terms
from consultations.difficulties.terms import set_terms, terms_of
from consultations.difficulties.words import CATEGORIES
from consultations.services.queries import services
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

LONGEST_KEPT = 3 * 365
FIELDS = ("acknowledge", "answer", "react", "keep")


class TermsPages(Controller):
    path = f"{HERE}/terms"
    guards = (requires(may_administer),)

    @get()
    async def terms(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        kept = await terms_of(reading, visitor.territory.id)
        written = {name: str(getattr(kept, name)) for name in FIELDS}
        written |= {f"category-{one.value}": str(days) for one, days in kept.by_category.items()}
        written |= {f"service-{one}": str(days) for one, days in kept.by_service.items()}
        return await _page(request, reading, visitor, Form(written))

    @post()
    async def set(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        known = [one.id for one in await services(db, visitor.territory.id)]
        terms = _read(form, known)
        if await attempt(db, form, "acknowledge", partial(set_terms, db, terms, by=visitor)) is None:
            return await _page(request, db, visitor, form)
        text = say("The delays are saved. What was promised until now stays.")
        return said(to(request, HERE), "success", text)


def _read(form: Form, known: list[UUID]) -> Terms:
    most = {"keep": LONGEST_KEPT}
    days = {name: form.whole(name, least=1, most=most.get(name, DAYS_MOST)) for name in FIELDS}
    by_category = {one: _days(form, f"category-{one.value}") for one in Category}
    by_service = {one: _days(form, f"service-{one}") for one in known}
    return Terms(
        **days,
        by_category={one: number for one, number in by_category.items() if number},
        by_service={one: number for one, number in by_service.items() if number},
    )


def _days(form: Form, name: str) -> int:
    """None of their own where nothing is written."""
    return form.whole(name, least=1, most=DAYS_MOST) if form.raw(name) else 0


async def _page(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    return page(
        request,
        "consultations/difficulties/terms.html",
        form=form,
        categories=CATEGORIES,
        services=await services(db, visitor.territory.id),
    )


ROUTES = (TermsPages,)
