"""Write a ballot, page by page: its question, how people vote, the money, who may vote."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots.explaining.summary import RULES as RULES_SAY
from consultations.ballots.office import forms, service
from consultations.ballots.office.queries import voting_phases
from consultations.ballots.office.reading import FOLDER, HERE, save, step_page, written
from consultations.ballots.office.rules import ENVELOPES_MOST, Draft, Step, changed, settled, with_envelopes
from consultations.ballots.office.words import COMPLETIONS, INPUTS, MODES, RULES, STARTS, UTILITIES
from consultations.ballots.tally.rules import Rule as CountRule
from consultations.eligibility.queries import place_names, sentence
from consultations.eligibility.rules import Conditions, Residence
from consultations.permissions import may_write_processes
from consultations.processes.models import Process
from consultations.processes.words import LEVELS, PHASES, RESIDENCES, when
from okote.identity.levels import Level
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

SPARE = 2
"""Rows for envelopes that are empty."""

SAVED = say("Saved.")


class WritingPages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get("/new")
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _text(request, reading, visitor, Form({"mode": "sealed"}))

    @post("/new")
    async def begin(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        told = forms.said(form, await _phases(db, visitor))

        async def use_case() -> Any:
            return told and await service.begin(
                db, told.process_id, told.phase_id, told.title, told.question, told.mode, by=visitor
            )

        begun = await attempt(db, form, "title", use_case)
        if begun is None:
            return await _text(request, db, visitor, form)
        text = say("The draft is written, as we recommend one. Go through its pages.")
        return said(to(request, f"{HERE}/{begun.id}/vote"), "success", text)

    @get("/{ballot_id:uuid}/text")
    async def text(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = await _as_written(reading, visitor, ballot_id, forms.said_as_typed)
        return await _text(request, reading, visitor, form, ballot_id)

    @post("/{ballot_id:uuid}/text")
    async def set_text(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        _, kept = await written(db, visitor, ballot_id)
        known = await _phases(db, visitor) | {str(kept.phase_id): kept.process_id}
        told = forms.said(form, known)

        def made(draft: Draft) -> Draft:
            if told is None:
                return draft
            named = changed(draft, title=told.title, question=told.question, mode=told.mode)
            return Draft(told.process_id, told.phase_id, named.details, named.options, named.envelopes)

        elsewhere = {"ballot_ideas_elsewhere": "phase"}
        kept_now, status = await save(db, ballot_id, form, "title", made, by=visitor, elsewhere=elsewhere)
        if kept_now is None:
            return await _text(request, db, visitor, form, ballot_id, status=status)
        return said(to(request, f"{HERE}/{ballot_id}/vote"), "success", SAVED)

    @get("/{ballot_id:uuid}/vote")
    async def vote(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = await _as_written(reading, visitor, ballot_id, forms.terms_as_typed)
        return await _vote(request, reading, visitor, form, ballot_id)

    @post("/{ballot_id:uuid}/vote")
    async def set_vote(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        read = forms.terms(form)

        def made(draft: Draft) -> Draft:
            if read is None:
                return draft
            typed, lot_source, smallest = read
            return changed(draft, **settled(typed), lot_source=lot_source, smallest_group=smallest)

        elsewhere = {"ballot_points_instead": "rule"}
        kept, status = await save(db, ballot_id, form, "rule", made, by=visitor, elsewhere=elsewhere)
        if kept is None:
            return await _vote(request, db, visitor, form, ballot_id, status=status)
        return said(to(request, f"{HERE}/{ballot_id}/money"), "success", SAVED)

    @get("/{ballot_id:uuid}/money")
    async def money(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = await _as_written(reading, visitor, ballot_id, forms.envelopes_as_typed)
        return await _money(request, reading, visitor, form, ballot_id)

    @post("/{ballot_id:uuid}/money")
    async def set_money(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        rows = forms.envelopes(form, await _place_keys(db, visitor))
        made = partial(_with_rows, rows)
        kept, status = await save(db, ballot_id, form, "envelope-1", made, by=visitor)
        if kept is None:
            return await _money(request, db, visitor, form, ballot_id, status=status)
        return said(to(request, f"{HERE}/{ballot_id}/options"), "success", SAVED)

    @get("/{ballot_id:uuid}/who")
    async def who(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = await _as_written(reading, visitor, ballot_id, forms.conditions_as_typed)
        return await _who(request, reading, visitor, form, ballot_id)

    @post("/{ballot_id:uuid}/who")
    async def set_who(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        asked = forms.conditions(form, await _place_keys(db, visitor))

        def made(draft: Draft) -> Draft:
            return draft if asked is None else changed(draft, conditions=asked)

        kept, status = await save(db, ballot_id, form, "who", made, by=visitor)
        if kept is None:
            return await _who(request, db, visitor, form, ballot_id, status=status)
        return said(to(request, f"{HERE}/{ballot_id}/announce"), "success", SAVED)


async def _as_written(
    db: ReadSession, visitor: Visitor, ballot_id: UUID, typed: Callable[[Draft], dict[str, str]]
) -> Form:
    """What stands in the draft, with the mark by which it is seen whether it still does when it is sent."""
    _, draft = await written(db, visitor, ballot_id)
    return Form({**typed(draft), "mark": draft.mark})


def _with_rows(rows: Any, draft: Draft) -> Draft:
    return draft if rows is None else with_envelopes(draft, rows)


async def _phases(db: ReadSession, visitor: Visitor) -> dict[str, UUID]:
    return {str(one.id): process.id for one, process in await voting_phases(db, visitor.territory.id)}


async def _place_keys(db: ReadSession, visitor: Visitor) -> list[str]:
    return [str(one.id) for one in await places(db, visitor.territory.id)]


async def _text(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    ballot_id: UUID | None = None,
    *,
    status: int | None = None,
) -> Response[str]:
    words = wording_of(request)
    choices = {
        str(phase.id): f"{process.title} · {words.say(PHASES[phase.kind])}, {when(words, phase)}"
        for phase, process in await voting_phases(db, visitor.territory.id)
    }
    modes = [(one.value, words.say(name), words.say(promise)) for one, (name, promise) in MODES.items()]
    if ballot_id is None:
        return page(
            request, f"{FOLDER}new.html", form=form, phases=list(choices.items()), modes=modes, status=status
        )
    shown, draft = await written(db, visitor, ballot_id)
    if str(draft.phase_id) not in choices:
        process = await db.get_one(Process, draft.process_id)
        choices[str(draft.phase_id)] = process.title
    return step_page(
        request,
        "text.html",
        Step.TEXT,
        shown,
        draft,
        form,
        status=status,
        phases=list(choices.items()),
        modes=modes,
    )


async def _vote(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    ballot_id: UUID,
    *,
    status: int | None = None,
) -> Response[str]:
    shown, draft = await written(db, visitor, ballot_id)
    words = wording_of(request)

    def told(choices: Any) -> list[tuple[str, str, str]]:
        return [(one.value, words.say(name), words.say(more)) for one, (name, more) in choices.items()]

    return step_page(
        request,
        "vote.html",
        Step.VOTE,
        shown,
        draft,
        form,
        status=status,
        inputs=told(INPUTS),
        rules=[
            (one.value, words.say(name), words.say(RULES_SAY[CountRule(one.value)]))
            for one, name in RULES.items()
        ],
        utilities=told(UTILITIES),
        completions=told(COMPLETIONS),
        starts=told(STARTS),
    )


async def _money(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    ballot_id: UUID,
    *,
    status: int | None = None,
) -> Response[str]:
    shown, draft = await written(db, visitor, ballot_id)
    filled = [n for n in range(1, ENVELOPES_MOST + 1) if form.raw(f"envelope-{n}")]
    most = min(max(filled, default=0) + SPARE, ENVELOPES_MOST)
    return step_page(
        request,
        "money.html",
        Step.MONEY,
        shown,
        draft,
        form,
        status=status,
        rows=range(1, most + 1),
        places=labelled(await places(db, visitor.territory.id)),
    )


async def _who(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    ballot_id: UUID,
    *,
    status: int | None = None,
) -> Response[str]:
    shown, draft = await written(db, visitor, ballot_id)
    words, here = wording_of(request), visitor.territory
    process = await db.get_one(Process, draft.process_id)
    names = await place_names(db, here.id)
    asked = Conditions.read(process.conditions)
    return step_page(
        request,
        "who.html",
        Step.WHO,
        shown,
        draft,
        form,
        status=status,
        of_process=sentence(words, asked, territory=here.name, names=names),
        places=labelled(await places(db, here.id)),
        residences=[(one.value, words.say(RESIDENCES[one])) for one in Residence],
        levels=[(one.value, words.say(LEVELS[one])) for one in Level],
    )
