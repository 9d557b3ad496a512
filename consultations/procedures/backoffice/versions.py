"""One version in the back office: what it says, its steps, and how it stands."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_answer, may_write_procedures
from consultations.procedures import queries
from consultations.procedures.backoffice import forms
from consultations.procedures.models import ProcedureVersion
from consultations.procedures.papers.rules import TEXT_MOST
from consultations.procedures.queries import Shown, Whole
from consultations.procedures.rules import REASON_MOST
from consultations.procedures.service import versions
from consultations.procedures.words import FILES, STATES, TONES
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/procedures/versions"


class VersionPages(Controller):
    path = HERE + "/{version_id:uuid}"
    guards = (requires(may_write_procedures),)

    @get()
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, version_id: FromPath[UUID]
    ) -> Response[str]:
        return await shown_page(request, reading, visitor, version_id)

    @post()
    async def write(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        _, whole = await whole_of(db, visitor, version_id)
        form = Form(await request.form())
        details = forms.version(form, first=whole.version.number == 1)
        if details is not None:
            seen = form.raw("seen")
            use_case = partial(versions.write_version, db, version_id, details, seen=seen, by=visitor)
            try:
                if await attempt(db, form, "text", use_case) is not None:
                    return said(to(request, f"{HERE}/{version_id}"), "success", say("The version is saved."))
            except StaleError as error:
                form.refuse("text", error)
        return await shown_page(request, db, visitor, version_id, form=form)

    @post("/steps")
    async def write_steps(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await whole_of(db, visitor, version_id)
        form = Form(await request.form())
        steps, seen = forms.steps(form), form.raw("steps-seen")
        use_case = partial(versions.write_steps, db, version_id, steps, seen=seen or None, by=visitor)
        try:
            if await attempt(db, form, "title-1", use_case) is not None:
                return said(to(request, f"{HERE}/{version_id}"), "success", say("The steps are saved."))
        except StaleError as error:
            form.refuse("title-1", error)
        return await shown_page(request, db, visitor, version_id, steps=form)

    @post("/reopen")
    async def reopen(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        use_case = partial(versions.reopen_version, db, version_id, by=visitor)
        text = say("The version can be written again; whoever ends it declares anew that names were removed.")
        return await _done(request, db, visitor, version_id, use_case, text)

    @post("/withdraw")
    async def withdraw(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await whole_of(db, visitor, version_id)
        form = Form(await request.form())
        because = form.text("because", most=REASON_MOST)
        withdrawing = partial(versions.withdraw_version, db, version_id, because, by=visitor)
        if await attempt(db, form, "because", withdrawing) is None:
            return await shown_page(request, db, visitor, version_id, files=form)
        text = say("The version is taken down. Its files are gone within the hour.")
        return said(to(request, f"{HERE}/{version_id}"), "success", text)

    @post("/publish")
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, version_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        use_case = partial(versions.publish_version, db, version_id, by=visitor)
        return await _done(request, db, visitor, version_id, use_case, say("Everyone can read this version."))


async def whole_of(db: ReadSession, visitor: Visitor, version_id: UUID) -> tuple[Shown, Whole]:
    """One for which the visitor may write."""
    version = await one_of(db, ProcedureVersion, visitor.territory.id, version_id)
    shown = await queries.any_procedure(db, visitor.territory.id, version.procedure_id)
    require(may_answer(visitor, shown.procedure.service_id))
    (whole,) = await queries.wholes(db, [version])
    return shown, whole


async def shown_page(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    version_id: UUID,
    *,
    form: Form | None = None,
    steps: Form | None = None,
    files: Form | None = None,
) -> Response[str]:
    """With its three forms, one of them as it was typed where it was not sound."""
    shown, whole = await whole_of(db, visitor, version_id)
    refused = form or steps or files or Form()
    typed = steps or forms.steps_as_typed(whole.steps)
    return page(
        request,
        "consultations/procedures/write.html",
        shown=shown,
        whole=whole,
        form=refused,
        written=form or forms.version_as_typed(whole.version),
        steps=typed,
        rows=forms.rows(typed),
        files=files or Form(),
        states=STATES,
        tones=TONES,
        file_labels=FILES,
        typed_most=TEXT_MOST,
    )


async def _done(
    request: AnyRequest,
    db: Writing,
    visitor: Visitor,
    version_id: UUID,
    use_case: Callable[[], Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    form = Form()
    if await attempt(db, form, "state", use_case) is None:
        return await shown_page(request, db, visitor, version_id, files=form)
    return said(to(request, f"{HERE}/{version_id}"), "success", text)
