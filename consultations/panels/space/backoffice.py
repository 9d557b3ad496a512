"""The space of a panel on the desk: writing to members, documents for them, taking something away."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.panels.backoffice import HERE
from consultations.panels.models import Panel
from consultations.panels.queries import any_panel
from consultations.panels.space import queries, service
from consultations.panels.space.pages import handed_out
from consultations.panels.space.rules import MESSAGE_MOST, TITLE_MOST
from consultations.permissions import may_run_panels
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.pagination import Before, latest
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession


class SpaceDesk(Controller):
    path = HERE
    guards = (requires(may_run_panels),)

    @get("/{panel_id:uuid}/space")
    async def space(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        panel_id: FromPath[UUID],
        before: Before = None,
    ) -> Response[str]:
        panel = (await any_panel(reading, visitor.territory.id, panel_id)).panel
        return await _space(request, reading, panel, Form(), before)

    @post("/{panel_id:uuid}/messages")
    async def write(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        panel = (await any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(await request.form())
        body = form.text("body", most=MESSAGE_MOST)
        await attempt(db, form, "body", partial(service.write_as_organiser, db, panel.id, body, by=visitor))
        if not form.sound:
            return await _space(request, db, panel, form, None)
        text = say("Your message is there for all members.")
        return said(to(request, f"{HERE}/{panel.id}/space"), "success", text)

    @post("/{panel_id:uuid}/documents", opt={TAKES_FILES: True})
    async def add(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        panel_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        panel = (await any_panel(db, visitor.territory.id, panel_id)).panel
        form = Form(dict(await request.form()))
        title = " ".join(form.text("title", most=TITLE_MOST).split())
        data = await form.file("document")
        adding = partial(service.add_document, db, panel.id, title, data)
        use_case = partial(adding, folder=settings.uploads_folder, by=visitor)
        await attempt(db, form, "document", use_case)
        if not form.sound:
            return await _space(request, db, panel, form, None)
        text = say("The document is there for all members.")
        return said(to(request, f"{HERE}/{panel.id}/space"), "success", text)

    @get("/documents/{document_id:uuid}")
    async def document(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        document_id: FromPath[UUID],
    ) -> File:
        found = await queries.document(reading, visitor.territory.id, document_id)
        return handed_out(settings, found)

    @post("/documents/{document_id:uuid}/remove")
    async def remove_document(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, document_id: FromPath[UUID]
    ) -> Redirect:
        document = await service.remove_document(db, document_id, by=visitor)
        answer = to(request, f"{HERE}/{document.panel_id}/space")
        return said(answer, "success", say("Nobody sees the document any more."))

    @post("/messages/{message_id:uuid}/remove")
    async def remove_message(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, message_id: FromPath[UUID]
    ) -> Redirect:
        message = await service.remove_message(db, message_id, by=visitor)
        answer = to(request, f"{HERE}/{message.panel_id}/space")
        return said(answer, "success", say("The words of the message are gone."))


async def _space(
    request: AnyRequest, db: ReadSession, panel: Panel, form: Form, before: UUID | None
) -> Response[str]:
    found = await queries.messages(db, panel.id, before)
    return page(
        request,
        "consultations/panels/space/desk.html",
        panel=panel,
        form=form,
        messages=latest(found, before, key=lambda one: one.message.id),
        documents=await queries.documents(db, panel.id),
    )


ROUTES = (SpaceDesk,)
