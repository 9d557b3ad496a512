"""The desk of consultations: all of them, and one with its phases and what can be done with it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_publish_processes, may_write_processes
from consultations.processes import service
from consultations.processes.backoffice import reading as forms
from consultations.processes.pages import shown_whole
from consultations.processes.queries import ShownProcess, any_process, every_process
from consultations.processes.rules import PHASES_MOST, REASON_MOST, Audience, Permit, PhaseKind, ProcessState
from consultations.processes.words import (
    AUDIENCES,
    PERMIT_CHOICES,
    PHASES,
    STANDINGS,
    TEMPLATES,
    TONES,
    begins,
    ends,
    when,
)
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import StaleError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.formatting import Wording
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/processes"
SPARE = 2
"""Rows of the table of phases that are empty."""

LATEST_VERSION = 2**31 - 1
PUBLISHES = requires(may_publish_processes)


class ProcessDesk(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get()
    async def processes(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        """Drafts too, the latest written first."""
        found = await every_process(reading, visitor.territory.id, before)
        return page(
            request,
            "consultations/processes/desk.html",
            processes=latest(found, before, key=lambda one: one.process.id),
            labels=STANDINGS,
            tones=TONES,
            templates=TEMPLATES,
            audiences=AUDIENCES,
        )

    @get("/{process_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, process_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, process_id, Form())

    @get("/{process_id:uuid}/phases")
    async def phases(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, process_id: FromPath[UUID]
    ) -> Response[str]:
        known = await any_process(reading, visitor.territory.id, process_id)
        typed = forms.phases_as_typed(known.phases, visitor)
        return _phases(request, known, Form({**typed, "version": str(known.process.version)}))

    @post("/{process_id:uuid}/phases")
    async def set_phases(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """What overlaps is refused; what leaves a gap is saved, and the gap is told."""
        form = Form(await request.form())
        phases = forms.phases(form, visitor)
        reason = form.text("reason", most=REASON_MOST, required=False)
        version = form.whole("version", least=0, most=LATEST_VERSION)

        async def use_case() -> Any:
            return await service.set_phases(
                db, process_id, phases, version=version, by=visitor, reason=reason
            )

        elsewhere = {"process_reason_missing": "reason"}
        saved, status = None, None
        try:
            saved = await attempt(db, form, "phase-1", use_case, elsewhere=elsewhere)
        except StaleError:
            status = 409
        if saved is None:
            known = await any_process(db, visitor.territory.id, process_id)
            return _phases(request, known, form, status=status)
        return said(to(request, f"{HERE}/{process_id}"), "success", say("The phases are saved."))

    @post("/{process_id:uuid}/publish", guards=[PUBLISHES])
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        if await attempt(db, form, "publish", lambda: service.publish(db, process_id, by=visitor)) is None:
            return await _one(request, db, visitor, process_id, form)
        text = say("The consultation is published. What changes from now on is told on its page.")
        return said(to(request, f"{HERE}/{process_id}"), "success", text)

    @post("/{process_id:uuid}/archive", guards=[PUBLISHES])
    async def archive(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        if await attempt(db, form, "archive", lambda: service.archive(db, process_id, by=visitor)) is None:
            return await _one(request, db, visitor, process_id, form)
        text = say("The consultation is archived: its page stays, and it stands in no list any more.")
        return said(to(request, f"{HERE}/{process_id}"), "success", text)

    @post("/{process_id:uuid}/take-up", guards=[PUBLISHES])
    async def take_up(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Redirect:
        await service.take_up(db, process_id, by=visitor)
        text = say("The consultation stands in lists again.")
        return said(to(request, f"{HERE}/{process_id}"), "success", text)

    @post("/{process_id:uuid}/copy")
    async def copy(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        first = form.day("first_day")

        async def use_case() -> Any:
            return first and await service.copy_process(db, process_id, first, by=visitor)

        copied = await attempt(db, form, "first_day", use_case)
        if copied is None:
            return await _one(request, db, visitor, process_id, form)
        text = say(
            "Here is the copy, a draft: its texts, its phases from that day on, nothing that people did."
        )
        return said(to(request, f"{HERE}/{copied.id}"), "success", text)

    @post("/{process_id:uuid}/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, process_id: FromPath[UUID]
    ) -> Redirect:
        await service.remove_draft(db, process_id, by=visitor)
        return said(to(request, HERE), "success", say("The draft is thrown away."))


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, process_id: UUID, form: Form
) -> Response[str]:
    known, words = await any_process(db, visitor.territory.id, process_id), wording_of(request)
    return page(
        request,
        "consultations/processes/desk_one.html",
        **await shown_whole(db, words, visitor.territory, known),
        form=form,
        gaps=_gaps(words, known),
        publishes=may_publish_processes(visitor),
        changes_it=known.process.published_at is None or may_publish_processes(visitor),
        draft=known.standing is ProcessState.DRAFT,
        archived=known.standing is ProcessState.ARCHIVED,
        templates=TEMPLATES,
        permit_choices={one.value: label for one, label in PERMIT_CHOICES.items()},
        when_of={one.id: when(words, one) for one in known.phases},
    )


def _gaps(words: Wording, known: ShownProcess) -> list[tuple[str, str, str, str]]:
    """After which phase, until when, before which, from when on: nothing is open in between."""
    return [
        (
            words.say(PHASES[known.phases[gap.after - 1].kind]),
            ends(words, gap.starts_at),
            words.say(PHASES[known.phases[gap.before - 1].kind]),
            begins(words, gap.ends_at),
        )
        for gap in known.gaps
    ]


def _phases(
    request: AnyRequest, known: ShownProcess, form: Form, *, status: int | None = None
) -> Response[str]:
    words = wording_of(request)
    rows = [number for number in range(1, PHASES_MOST + 1) if form.raw(f"phase-{number}")]
    most = min(max(rows, default=0) + SPARE, PHASES_MOST)
    return page(
        request,
        "consultations/processes/phases.html",
        status=status,
        known=known,
        form=form,
        rows=range(1, most + 1),
        kinds=[(one.value, words.say(PHASES[one])) for one in PhaseKind],
        permits=[(one.value, words.say(PERMIT_CHOICES[one])) for one in Permit],
        audiences=[(one.value, words.say(AUDIENCES[one])) for one in Audience],
        zone=words.zone.key,
        gaps=_gaps(words, known),
    )
