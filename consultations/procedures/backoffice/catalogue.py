"""The catalogue in the back office: each procedure with its versions."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_answer, may_write_procedures, own_services
from consultations.procedures import queries
from consultations.procedures.backoffice import forms
from consultations.procedures.queries import Shown
from consultations.procedures.rules import VersionState
from consultations.procedures.service import catalogue, versions
from consultations.procedures.words import CHANNELS, KINDS, STATES, TONES
from consultations.services.queries import services
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before
from okote.web.pagination import latest as latest_page
from payments.sessions import ReadSession

HERE = "/back-office/procedures"


class ProcedurePages(Controller):
    path = HERE
    guards = (requires(may_write_procedures),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """All, or those of one's own services."""
        found = await queries.on_desk(reading, visitor, before)
        return page(
            request,
            "consultations/procedures/desk.html",
            procedures=latest_page(found, before, key=lambda one: one.procedure.id),
            kinds=KINDS,
        )

    @get("/new")
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _edited(request, reading, visitor, Form())

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = forms.procedure(form, [value for value, _ in await _services(db, visitor)])
        if details is None:
            return await _edited(request, db, visitor, form)
        added = await catalogue.add_procedure(db, details, by=visitor)
        text = say("The procedure is there. Write its first version now: nobody else sees it before.")
        return said(to(request, f"{HERE}/{added.id}"), "success", text)

    @get("/{procedure_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, procedure_id: FromPath[UUID]
    ) -> Response[str]:
        shown = await _seen(reading, visitor, procedure_id)
        found = await queries.versions_of(reading, procedure_id)
        return page(
            request,
            "consultations/procedures/one.html",
            shown=shown,
            versions=found,
            open=any(one.state is VersionState.WRITTEN for one in found),
            kinds=KINDS,
            channels=CHANNELS,
            states=STATES,
            tones=TONES,
        )

    @get("/{procedure_id:uuid}/edit")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, procedure_id: FromPath[UUID]
    ) -> Response[str]:
        shown = await _seen(reading, visitor, procedure_id)
        return await _edited(request, reading, visitor, forms.as_typed(shown.procedure), shown)

    @post("/{procedure_id:uuid}/edit")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, procedure_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        shown = await _seen(db, visitor, procedure_id)
        form = Form(await request.form())
        details = forms.procedure(form, [value for value, _ in await _services(db, visitor)])
        if details is None:
            return await _edited(request, db, visitor, form, shown)
        await catalogue.change_procedure(db, procedure_id, details, by=visitor)
        return said(to(request, f"{HERE}/{procedure_id}"), "success", say("The procedure is saved."))

    @post("/{procedure_id:uuid}/retire")
    async def retire(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, procedure_id: FromPath[UUID]
    ) -> Redirect:
        await catalogue.retire_procedure(db, procedure_id, by=visitor)
        text = say("The procedure is no longer in the catalogue. Its page stays, and says so.")
        return said(to(request, f"{HERE}/{procedure_id}"), "success", text)

    @post("/{procedure_id:uuid}/take-up")
    async def take_up(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, procedure_id: FromPath[UUID]
    ) -> Redirect:
        await catalogue.take_up_procedure(db, procedure_id, by=visitor)
        return said(
            to(request, f"{HERE}/{procedure_id}"), "success", say("The procedure is in the catalogue again.")
        )

    @post("/{procedure_id:uuid}/versions")
    async def add_version(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, procedure_id: FromPath[UUID]
    ) -> Redirect:
        """There is a button for it where none is being written."""
        form = Form()
        adding = partial(versions.add_version, db, procedure_id, by=visitor)
        added = await attempt(db, form, "version", adding)
        if added is None:
            text = say("A version is being written already: go on with that one.")
            return said(to(request, f"{HERE}/{procedure_id}"), "notice", text)
        text = (
            say("Write what changes. Text and steps are those of the version before.")
            if added.number > 1
            else say("Write what one reads, hears or does. Nobody else sees it before you publish it.")
        )
        return said(to(request, f"{HERE}/versions/{added.id}"), "success", text)


async def _seen(db: ReadSession, visitor: Visitor, procedure_id: UUID) -> Shown:
    """One for which the visitor may write."""
    shown = await queries.any_procedure(db, visitor.territory.id, procedure_id)
    require(may_answer(visitor, shown.procedure.service_id))
    return shown


async def _services(db: ReadSession, visitor: Visitor) -> list[tuple[str, str]]:
    """For which the visitor may write."""
    mine = own_services(visitor)
    known = await services(db, visitor.territory.id)
    return [(str(one.id), one.name) for one in known if mine is None or one.id in mine]


async def _edited(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, shown: Shown | None = None
) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/procedures/edit.html",
        shown=shown,
        services=await _services(db, visitor),
        kinds=[(one.value, words.say(label), None) for one, label in KINDS.items()],
        channels=CHANNELS,
        form=form,
    )
