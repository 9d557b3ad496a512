"""The territory's services in the back office."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_keep_services
from consultations.services import service
from consultations.services.models import Service
from consultations.services.queries import answering, every_service
from consultations.services.rules import LONGEST
from okote.feature import Place, Section
from okote.identity import addresses
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/services"


class ServicePages(Controller):
    path = HERE
    guards = (requires(may_keep_services),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _list(request, reading, visitor, Form())

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.add_service, db, *_read(form), by=visitor)
        if await attempt(db, form, "name", use_case) is None:
            return await _list(request, db, visitor, form)
        return said(to(request, HERE), "success", say("The service is in the list."))

    @get("/{service_id:uuid}")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, service_id: FromPath[UUID]
    ) -> Response[str]:
        kept = await one_of(reading, Service, visitor.territory.id, service_id)
        return await _one(request, reading, visitor, kept, Form({"name": kept.name, "email": kept.email}))

    @post("/{service_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, service_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        kept = await one_of(db, Service, visitor.territory.id, service_id)
        form = Form(await request.form())
        use_case = partial(service.change_service, db, kept.id, *_read(form), by=visitor)
        if await attempt(db, form, "name", use_case) is None:
            return await _one(request, db, visitor, kept, form)
        return said(to(request, HERE), "success", say("The service is saved."))

    @post("/{service_id:uuid}/retire")
    async def retire(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, service_id: FromPath[UUID]
    ) -> Redirect:
        await service.retire_service(db, service_id, by=visitor)
        return said(to(request, HERE), "success", say("Nothing new is entrusted to this service."))

    @post("/{service_id:uuid}/take-up")
    async def take_up(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, service_id: FromPath[UUID]
    ) -> Redirect:
        await service.take_up_service(db, service_id, by=visitor)
        return said(to(request, HERE), "success", say("Ideas can be entrusted to this service again."))


def _read(form: Form) -> tuple[str, str]:
    name = " ".join(form.text("name", most=LONGEST).split())
    return name, addresses.read(form, "email")


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    here = visitor.territory.id
    return page(
        request,
        "consultations/services/list.html",
        services=await every_service(db, here),
        answering=await answering(db, here),
        form=form,
    )


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, kept: Service, form: Form
) -> Response[str]:
    people = [one for one in await answering(db, visitor.territory.id) if one.service_id == kept.id]
    return page(request, "consultations/services/edit.html", service=kept, answering=people, form=form)


ROUTES = (ServicePages,)
SECTIONS = (Section(Place.CONSULTATION, say("Services"), HERE, may_keep_services),)
