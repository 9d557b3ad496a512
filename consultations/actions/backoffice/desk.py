"""The desk of actions: those that are late, all of them, and one with all that can be done."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions import evidence, service
from consultations.actions.backoffice import reading as forms
from consultations.actions.queries import desk, shown
from consultations.actions.rules import MOVES, NOTE_MOST, TITLE_MOST
from consultations.actions.words import MOVING, STATES, TONES
from consultations.permissions import may_moderate, may_write_actions
from consultations.services.queries import services
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.platform.links import LONGEST
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/actions"

ELSEWHERE = {
    "action_reason_missing": "note",
    "action_deadline_missing": "deadline",
    "action_deadline_not_later": "deadline",
    "action_deadline_kept": "deadline",
    "action_deadline_out_of_range": "deadline",
    "action_day_out_of_order": "on",
    "action_year_frozen": "on",
    "evidence_exists": "title",
}


class ActionDesk(Controller):
    path = HERE
    guards = (requires(may_write_actions),)

    @get()
    async def actions(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """A service sees its own."""
        found = await desk.written(reading, visitor, before)
        return page(
            request,
            "consultations/actions/desk.html",
            late=await desk.late_ones(reading, visitor) if before is None else [],
            actions=latest(found, before, key=lambda one: one.action.id),
            before=before,
            labels=STATES,
            tones=TONES,
        )

    @get("/{action_id:uuid}")
    async def action(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, action_id: FromPath[UUID]
    ) -> Response[str]:
        today = visitor.territory.day(await reading.now())
        return await _one(request, reading, visitor, action_id, Form({"on": today.isoformat()}))

    @post("/{action_id:uuid}/move")
    async def move(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, action_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        step = forms.step(form)

        async def use_case() -> Any:
            return step and await service.move(db, action_id, step, by=visitor)

        text = say("It is written down where the action stands.")
        return await _tried(request, db, visitor, action_id, form, "state", use_case, text)

    @post("/{action_id:uuid}/entrust")
    async def entrust(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, action_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        require(may_moderate(visitor))
        form = Form(await request.form())
        known = [str(one.id) for one in await services(db, visitor.territory.id)]
        chosen, words = form.choice("service", known), form.text("why", most=NOTE_MOST)

        async def use_case() -> Any:
            return await service.entrust(db, action_id, UUID(chosen), words, by=visitor)

        text = say("The action is with that service, which is told of it by mail.")
        return await _tried(request, db, visitor, action_id, form, "service", use_case, text)

    @post("/{action_id:uuid}/publish")
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, action_id: FromPath[UUID]
    ) -> Redirect:
        await service.publish(db, action_id, by=visitor)
        return said(to(request, f"{HERE}/{action_id}"), "success", say("Everyone can read the action now."))

    @post("/{action_id:uuid}/evidence", opt={TAKES_FILES: True})
    async def add_evidence(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        action_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """A file or, without one, an address."""
        form = Form(dict(await request.form()))
        title = forms.line(form, "title", most=TITLE_MOST)
        data = await form.file("file", required=False)
        address = form.text("url", most=LONGEST, required=False)
        if not data and not address:
            form.refuse("url", MissingError())
        use_case: Callable[[], Awaitable[object]] = (
            partial(evidence.add_file, db, action_id, title, data, folder=settings.uploads_folder, by=visitor)
            if data
            else partial(evidence.add_address, db, action_id, title, address, by=visitor)
        )
        text = say("It stands with the action.")
        field = "file" if data else "url"
        return await _tried(request, db, visitor, action_id, form, field, use_case, text)

    @post("/{action_id:uuid}/evidence/{evidence_id:uuid}/remove")
    async def remove_evidence(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        action_id: FromPath[UUID],
        evidence_id: FromPath[UUID],
    ) -> Redirect:
        await evidence.remove(db, action_id, evidence_id, by=visitor)
        return said(to(request, f"{HERE}/{action_id}"), "success", say("Nobody sees it any more."))


async def _tried(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    action_id: UUID,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    """What came of it, said on the action's page; what was refused, beside its field."""
    await desk.own(db, visitor, action_id)
    if await attempt(db, form, field, use_case, elsewhere=ELSEWHERE) is None:
        return await _one(request, db, visitor, action_id, form)
    return said(to(request, f"{HERE}/{action_id}"), "success", text)


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, action_id: UUID, form: Form
) -> Response[str]:
    found, words = await desk.own(db, visitor, action_id), wording_of(request)
    action, here = found.action, visitor.territory.id
    others = [one for one in await services(db, here) if one.id != action.service_id]
    people = await desk.who_may_own(db, here, [action.service_id])
    return page(
        request,
        "consultations/actions/one.html",
        shown=found,
        owner=people.get(action.owner_id) if action.owner_id else None,
        steps=await shown.steps(db, action_id),
        evidence=await shown.evidence(db, action_id),
        moves=[(one.value, words.say(MOVING[one]), None) for one in MOVING if one in MOVES[action.state]],
        services=[(str(one.id), one.name) for one in others] if may_moderate(visitor) else [],
        labels=STATES,
        tones=TONES,
        form=form,
    )
