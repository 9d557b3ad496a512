"""The list of what can be chosen: typed by hand or taken from accepted ideas, put in order."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots.describing import OptionDetails
from consultations.ballots.office import forms, service
from consultations.ballots.office.queries import offered
from consultations.ballots.office.reading import HERE, save, step_page, written
from consultations.ballots.office.rules import (
    Draft,
    Step,
    envelope_for,
    moved_option,
    with_option,
    with_options,
    without_option,
)
from consultations.permissions import may_write_processes
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, said, to
from payments.money import Money
from payments.sessions import ReadSession, WriteSession

OPTIONS = "/{ballot_id:uuid}/options"
ONE = f"{OPTIONS}/{{position:int}}"


class OptionPages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get(OPTIONS)
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        shown, draft = await written(reading, visitor, ballot_id)
        costs = [one.cost_minor for one in draft.options]
        prices = [None if cost is None else Money(cost) for cost in costs]
        return step_page(request, "options.html", Step.OPTIONS, shown, draft, Form(), prices=prices)

    @get(f"{OPTIONS}/new")
    async def new(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        _, draft = await written(reading, visitor, ballot_id)
        form = Form({"mark": draft.mark, "envelope": "1" if len(draft.envelopes) == 1 else ""})
        return await one_option(request, reading, visitor, form, ballot_id)

    @post(f"{OPTIONS}/new")
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        _, kept = await written(db, visitor, ballot_id)
        option = await _read(db, visitor, form, kept, OptionDetails(title=""))

        async def use_case() -> object:
            added = () if option is None else (option,)
            return await service.change(db, ballot_id, lambda draft: with_options(draft, added), by=visitor)

        if await attempt(db, form, "title", use_case) is None:
            return await one_option(request, db, visitor, form, ballot_id)
        return said(to(request, f"{HERE}/{ballot_id}/options"), "success", say("The option is on the list."))

    @get(ONE)
    async def one(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Response[str]:
        _, draft = await written(reading, visitor, ballot_id)
        form = Form({**forms.option_as_typed(at(draft, position)), "mark": draft.mark})
        return await one_option(request, reading, visitor, form, ballot_id, position)

    @post(ONE)
    async def edit(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        _, kept = await written(db, visitor, ballot_id)
        option = await _read(db, visitor, form, kept, at(kept, position))

        def made(draft: Draft) -> Draft:
            return draft if option is None else with_option(draft, position, option)

        edited, status = await save(db, ballot_id, form, "title", made, by=visitor)
        if edited is None:
            return await one_option(request, db, visitor, form, ballot_id, position, status=status)
        return said(to(request, f"{HERE}/{ballot_id}/options"), "success", say("The option is saved."))

    @post(f"{ONE}/earlier")
    async def earlier(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Redirect:
        return await _ordered(request, db, visitor, ballot_id, position, -1)

    @post(f"{ONE}/later")
    async def later(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Redirect:
        return await _ordered(request, db, visitor, ballot_id, position, 1)

    @post(f"{ONE}/remove")
    async def remove(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Redirect:
        """StaleError where the list is no longer the one that was looked at."""
        form = Form(await request.form())

        def made(draft: Draft) -> Draft:
            at(draft, position)
            return without_option(draft, position)

        await service.change(db, ballot_id, made, by=visitor, mark=form.raw("mark"))
        text = say("The option is taken off the list.")
        return said(to(request, f"{HERE}/{ballot_id}/options"), "success", text)

    @get(f"{OPTIONS}/ideas")
    async def ideas(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await _ideas(request, reading, visitor, Form(), ballot_id)

    @post(f"{OPTIONS}/ideas")
    async def take(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        _, kept = await written(db, visitor, ballot_id)
        found = await offered(db, visitor.territory.id, kept.process_id)
        chosen = [one for one in found if form.ticked(f"idea-{one.idea_id}")]
        if not chosen:
            form.refuse("idea", MissingError())
        options = [one.option(envelope_for(one.place_id, kept.envelopes)) for one in chosen]
        use_case = partial(
            service.change, db, ballot_id, lambda draft: with_options(draft, options), by=visitor
        )
        if await attempt(db, form, "idea", use_case) is None:
            return await _ideas(request, db, visitor, form, ballot_id)
        text = say("The ideas are on the list: look at what each costs.")
        return said(to(request, f"{HERE}/{ballot_id}/options"), "success", text)


def at(draft: Draft, position: int) -> OptionDetails:
    """The option at that position, counted from 1. NotFoundError."""
    if not 1 <= position <= len(draft.options):
        raise NotFoundError
    return draft.options[position - 1]


async def _ordered(
    request: AnyRequest, db: WriteSession, visitor: Visitor, ballot_id: UUID, position: int, by: int
) -> Redirect:
    """StaleError where the list is no longer the one that was looked at."""
    form = Form(await request.form())

    def made(draft: Draft) -> Draft:
        at(draft, position)
        return moved_option(draft, position, by)

    await service.change(db, ballot_id, made, by=visitor, mark=form.raw("mark"))
    return said(to(request, f"{HERE}/{ballot_id}/options"), "success", say("The list is in its new order."))


async def _read(
    db: ReadSession, visitor: Visitor, form: Form, kept: Draft, known: OptionDetails
) -> OptionDetails | None:
    keys = [str(one.id) for one in await places(db, visitor.territory.id)]
    return forms.option(form, keys, kept.envelopes, known)


async def one_option(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    form: Form,
    ballot_id: UUID,
    position: int | None = None,
    *,
    status: int | None = None,
) -> Response[str]:
    """The page of one, or of a new one."""
    shown, draft = await written(db, visitor, ballot_id)
    return step_page(
        request,
        "option.html",
        Step.OPTIONS,
        shown,
        draft,
        form,
        status=status,
        position=position,
        kept=None if position is None else at(draft, position),
        places=labelled(await places(db, visitor.territory.id)),
        envelopes=[(str(number), one.name) for number, one in enumerate(draft.envelopes, 1)],
    )


async def _ideas(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, ballot_id: UUID
) -> Response[str]:
    shown, draft = await written(db, visitor, ballot_id)
    known = {one.idea_id for one in draft.options}
    found = await offered(db, visitor.territory.id, draft.process_id)
    return step_page(
        request,
        "ideas.html",
        Step.OPTIONS,
        shown,
        draft,
        form,
        ideas=[one for one in found if one.idea_id not in known],
        taken=sum(one.idea_id in known for one in found),
    )
