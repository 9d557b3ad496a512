"""The territory's categories in the back office."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.categories import service
from okote.funding.categories.models import Category
from okote.funding.categories.queries import every_category
from okote.funding.categories.rules import LONGEST
from okote.funding.permissions import may_keep_categories
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import by_own_name, say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/categories"


class CategoryPages(Controller):
    path = HERE
    guards = (requires(may_keep_categories),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _list(request, reading, visitor, Form())

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.add_category, db, _names(form, visitor), by=visitor)
        if await attempt(db, form, _first(visitor), use_case) is None:
            return await _list(request, db, visitor, form)
        return said(to(request, HERE), "success", say("The category is in the list."))

    @get("/{category_id:uuid}")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, category_id: FromPath[UUID]
    ) -> Response[str]:
        category = await one_of(reading, Category, visitor.territory.id, category_id)
        written = {f"name-{language}": name for language, name in category.names.items()}
        return _page(request, visitor, category, Form(written))

    @post("/{category_id:uuid}")
    async def rename(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, category_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        category = await one_of(db, Category, visitor.territory.id, category_id)
        form = Form(await request.form())
        use_case = partial(service.rename_category, db, category.id, _names(form, visitor), by=visitor)
        if await attempt(db, form, _first(visitor), use_case) is None:
            return _page(request, visitor, category, form)
        return said(to(request, HERE), "success", say("The category has its new name."))

    @post("/{category_id:uuid}/retire")
    async def retire(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, category_id: FromPath[UUID]
    ) -> Redirect:
        await service.retire_category(db, category_id, by=visitor)
        return said(to(request, HERE), "success", say("The category is not offered any more."))

    @post("/{category_id:uuid}/take-up")
    async def take_up(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, category_id: FromPath[UUID]
    ) -> Redirect:
        await service.take_up_category(db, category_id, by=visitor)
        return said(to(request, HERE), "success", say("The category is offered again."))


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    found = await every_category(db, visitor.territory.id, language=visitor.language)
    return page(
        request,
        "funding/categories/list.html",
        categories=found,
        form=form,
        languages=by_own_name(visitor.territory.languages),
    )


def _page(request: AnyRequest, visitor: Visitor, category: Category, form: Form) -> Response[str]:
    return page(
        request,
        "funding/categories/edit.html",
        category=category,
        form=form,
        languages=by_own_name(visitor.territory.languages),
    )


def _first(visitor: Visitor) -> str:
    """The field beside which a refusal stands."""
    return f"name-{visitor.territory.languages[0]}"


def _names(form: Form, visitor: Visitor) -> dict[str, str]:
    return fields.names(form, visitor.territory.languages, most=LONGEST)


ROUTES = (CategoryPages,)

SECTIONS = (Section(Place.PROJECTS, say("Categories"), HERE, may_keep_categories),)
