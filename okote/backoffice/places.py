"""The territory's places in the back office."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place as Menu
from okote.feature import Section
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories import service
from okote.territories.models import Place, PlaceKind
from okote.territories.queries import labelled, one_of, places
from okote.territories.rules import Position, PositionMalformedError
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/places"
LONGEST = 120


class PlacePages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _list(request, reading, visitor, Form())

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        found = await places(db, visitor.territory.id)
        communes = {str(one.id) for one in found if one.kind is PlaceKind.COMMUNE}
        within = form.choice("within", [*communes, ""]) if form.raw("within") else ""
        name, position = _read(form)
        parent = UUID(within) if within in communes else None
        use_case = partial(service.add_place, db, name, within=parent, position=position, by=visitor.doer)
        if await attempt(db, form, "name", use_case) is None:
            return await _list(request, db, visitor, form)
        return said(to(request, HERE), "success", say("The place is in the list."))

    @get("/{place_id:uuid}")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, place_id: FromPath[UUID]
    ) -> Response[str]:
        place = await one_of(reading, Place, visitor.territory.id, place_id)
        form = Form({"name": place.name, "position": str(place.position or "")})
        return await _one(request, reading, visitor, place, form)

    @post("/{place_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, place_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        place = await one_of(db, Place, visitor.territory.id, place_id)
        form = Form(await request.form())
        name, position = _read(form)
        others = [key for key, _ in await _others(db, visitor, place)]
        within = UUID(form.choice("within", others)) if form.raw("within") in others else None
        use_case = partial(
            service.change_place, db, place.id, name, position=position, within=within, by=visitor.doer
        )
        if await attempt(db, form, "name", use_case) is None:
            return await _one(request, db, visitor, place, form)
        return said(to(request, HERE), "success", say("The place is saved."))


async def _others(db: ReadSession, visitor: Visitor, place: Place) -> list[tuple[str, str]]:
    """Which communes it may join, if it is one itself."""
    if place.kind is not PlaceKind.COMMUNE:
        return []
    found = await places(db, visitor.territory.id)
    return labelled([one for one in found if one.kind is PlaceKind.COMMUNE and one.id != place.id])


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, place: Place, form: Form
) -> Response[str]:
    others = await _others(db, visitor, place)
    return page(request, "backoffice/place.html", place=place, others=others, form=form)


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    found = await places(db, visitor.territory.id)
    communes = [one for one in found if one.kind is PlaceKind.COMMUNE]
    return page(
        request,
        "backoffice/places.html",
        places=list(zip(found, labelled(found), strict=True)),
        communes=labelled(communes),
        form=form,
    )


def _read(form: Form) -> tuple[str, Position | None]:
    name = form.text("name", most=LONGEST)
    try:
        position = Position.of(form.raw("position")) if form.raw("position") else None
    except PositionMalformedError as error:
        form.refuse("position", error)
        position = None
    return name, position


SECTIONS = (Section(Menu.SITE, say("Places"), HERE, may_administer),)
