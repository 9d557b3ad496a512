"""Booths and papers on the desk of a ballot: marked by agents, opened, typed twice, put into the urn."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries as ballots
from consultations.ballots.paper import batches, booths
from consultations.ballots.paper.forms import CODE_MOST, PERSON, typed_marks, typed_person
from consultations.ballots.paper.models import Booth, PaperBatch
from consultations.ballots.paper.rules import (
    BATCH_MOST,
    BOTH,
    BOX_MOST,
    NAME_MOST,
    PLACE_MOST,
    Marking,
    written,
)
from consultations.ballots.paper.words import OUTCOMES
from consultations.ballots.rules import REASON_MOST, Mode, State
from consultations.permissions import may_publish_processes, may_receive_residents
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt, done
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession, WriteSession

DESK_OF = "/back-office/ballots"
FOLDER = "consultations/ballots/paper/"
PAPERS_MOST = 20_000
"""Characters of a batch as it is typed."""
PUBLISHES = requires(may_publish_processes)


class BoothPages(Controller):
    path = f"{DESK_OF}/{{ballot_id:uuid}}/paper"
    guards = (requires(may_receive_residents),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await _listed(request, reading, visitor, ballot_id, Form())

    @post(guards=[PUBLISHES])
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        name = " ".join(form.text("title", most=NAME_MOST).split())
        place = form.text("place", most=PLACE_MOST, required=False)
        use_case = partial(booths.add_booth, db, ballot_id, name, place, by=visitor)
        if await attempt(db, form, "title", use_case) is None:
            return await _listed(request, db, visitor, ballot_id, form)
        return said(to(request, f"{DESK_OF}/{ballot_id}/paper"), "success", say("The booth is added."))


class BoothPage(Controller):
    path = "/back-office/booths/{booth_id:uuid}"
    guards = (requires(may_receive_residents),)

    @get()
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, booth_id: FromPath[UUID]
    ) -> Response[str]:
        return await _booth(request, reading, visitor, booth_id, Form())

    @post("/mark")
    async def mark(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, booth_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """By what their paper says, or by the code of their letter."""
        form = Form(await request.form())
        code = form.text("code", most=CODE_MOST, required=False)
        typed = None if code else typed_person(form)
        guardian = form.ticked("guardian")
        use_case = (
            partial(booths.mark_code, db, booth_id, code, by=visitor)
            if typed is None
            else partial(booths.mark_person, db, booth_id, typed, guardian=guardian, by=visitor)
        )
        if not await done(db, form, "code" if code else "family", use_case):
            return await _booth(request, db, visitor, booth_id, form)
        text = say("Marked on the roll: give them a paper. They can no longer vote in another way.")
        return said(to(request, f"/back-office/booths/{booth_id}"), "success", text)

    @post("/upload")
    async def upload(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, booth_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        device, marks = typed_marks(form, visitor.territory.zone)
        use_case = partial(booths.upload, db, booth_id, device, marks, by=visitor)
        told = await attempt(db, form, "marks", use_case)
        if told is None:
            return await _booth(request, db, visitor, booth_id, form)
        if any(one.outcome is not Marking.MARKED for one in told):
            text = say("The marks are on the roll, but for those that are listed: their envelopes stay shut.")
            return said(to(request, f"/back-office/booths/{booth_id}"), "notice", text)
        text = say("All marks are on the roll: put the papers of the envelopes into the box.")
        return said(to(request, f"/back-office/booths/{booth_id}"), "success", text)

    @post("/join", guards=[PUBLISHES])
    async def join(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, booth_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        booth = await one_of(db, Booth, visitor.territory.id, booth_id)
        others = await booths.booths_of(db, booth.ballot_id)
        other = form.choice("other", [str(one.id) for one in others if one.id != booth.id])

        async def use_case() -> None:
            await booths.join_booth(db, booth_id, UUID(other), by=visitor)

        if not await done(db, form, "other", use_case):
            return await _booth(request, db, visitor, booth_id, form)
        text = say("The box is emptied together with the other one.")
        return said(to(request, f"{DESK_OF}/{booth.ballot_id}/paper"), "success", text)

    @post("/open")
    async def open_box(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, booth_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        papers = form.whole("papers", least=0, most=BOX_MOST)
        difference = form.text("difference", most=REASON_MOST, required=False)
        use_case = partial(booths.open_box, db, booth_id, papers, difference, by=visitor)
        if await attempt(db, form, "papers", use_case) is None:
            return await _booth(request, db, visitor, booth_id, form)
        text = say("The box is open. Take its papers in batches, each typed by two people.")
        return said(to(request, f"/back-office/booths/{booth_id}"), "success", text)

    @post("/batches")
    async def start(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, booth_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        papers = form.whole("batch", least=1, most=BATCH_MOST)
        batch = await attempt(
            db, form, "batch", partial(batches.start_batch, db, booth_id, papers, by=visitor)
        )
        if batch is None:
            return await _booth(request, db, visitor, booth_id, form)
        text = say("The batch is started: number its papers by hand, in their order.")
        return said(to(request, f"/back-office/paper-batches/{batch.id}"), "success", text)


class BatchPage(Controller):
    path = "/back-office/paper-batches/{batch_id:uuid}"
    guards = (requires(may_receive_residents),)

    @get()
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, batch_id: FromPath[UUID]
    ) -> Response[str]:
        return await _batch(request, reading, visitor, batch_id, Form())

    @post("/type")
    async def type_in(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, batch_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        typed = form.text("papers", most=PAPERS_MOST)
        use_case = partial(batches.type_batch, db, batch_id, typed, by=visitor)
        return await _tried(request, db, visitor, batch_id, form, "papers", use_case, say("Typed."))

    @post("/settle")
    async def settle(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, batch_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        batch = await one_of(db, PaperBatch, visitor.territory.id, batch_id)
        lines = [one.line for one in await batches.differences(db, batch)]
        typed = {line: form.raw(f"line-{line}") for line in lines}
        use_case = partial(batches.settle, db, batch_id, typed, by=visitor)
        text = say("What the papers say is kept. If you typed the batch yourself, the other person agrees.")
        return await _tried(request, db, visitor, batch_id, form, "papers", use_case, text)

    @post("/agree")
    async def agree(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, batch_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(batches.agree, db, batch_id, by=visitor)
        return await _tried(request, db, visitor, batch_id, form, "agree", use_case, say("You agree."))

    @post("/accept")
    async def accept(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, batch_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        batch = await attempt(db, form, "accept", partial(batches.accept, db, batch_id, by=visitor))
        if batch is None:
            return await _batch(request, db, visitor, batch_id, form)
        text = say("The batch is in the urn. What was typed is kept nowhere else.")
        return said(to(request, f"/back-office/booths/{batch.booth_id}"), "success", text)

    @post("/remove", guards=[PUBLISHES])
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, batch_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON_MOST)
        use_case = partial(batches.ask_to_remove, db, batch_id, reason, by=visitor)
        text = say("It is asked: somebody else decides on it, under what waits for a second person.")
        return await _tried(request, db, visitor, batch_id, form, "reason", use_case, text)


async def _tried(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    batch_id: UUID,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    """What was done with a batch, said on its page; what was refused, beside its field."""
    if not await done(db, form, field, use_case):
        return await _batch(request, db, visitor, batch_id, form)
    return said(to(request, f"/back-office/paper-batches/{batch_id}"), "success", text)


async def _listed(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    if shown.ballot.mode is not Mode.SEALED:
        raise NotFoundError
    return page(
        request,
        f"{FOLDER}booths.html",
        form=form,
        shown=shown,
        booths=await booths.booths_of(db, ballot_id),
        adds=may_publish_processes(visitor) and shown.state in {State.DRAFT, State.ANNOUNCED, State.OPEN},
    )


async def _booth(
    request: AnyRequest, db: ReadSession, visitor: Visitor, booth_id: UUID, form: Form
) -> Response[str]:
    booth = await one_of(db, Booth, visitor.territory.id, booth_id)
    shown = await ballots.ballot(db, visitor.territory.id, booth.ballot_id)
    others = [one for one in await booths.booths_of(db, booth.ballot_id) if one.id != booth.id]
    answer = page(
        request,
        f"{FOLDER}booth.html",
        form=form,
        shown=shown,
        state=shown.state.value,
        booth=booth,
        person=PERSON,
        others=[(str(one.id), one.name) for one in others if one.joined_id is None],
        joins=may_publish_processes(visitor) and booth.opened_at is None,
        shut=await booths.shut_of(db, booth.id),
        outcomes=OUTCOMES,
        batches=await batches.batches_of(db, booth.id),
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _batch(
    request: AnyRequest, db: ReadSession, visitor: Visitor, batch_id: UUID, form: Form
) -> Response[str]:
    """Whoever types sees nothing that was typed; once both have, the lines in which they differ."""
    batch = await one_of(db, PaperBatch, visitor.territory.id, batch_id)
    shown = await ballots.ballot(db, visitor.territory.id, batch.ballot_id)
    entries = await batches.entries_of(db, batch.id)
    me, typists = person_of(visitor).id, [one.person_id for one in entries[:BOTH]]
    under_way = batch.accepted_at is None and batch.removed_at is None
    differ = await batches.differences(db, batch) if under_way else ()
    third = entries[BOTH] if len(entries) > BOTH else None
    settled = under_way and await batches.is_settled(db, batch)
    answer = page(
        request,
        f"{FOLDER}batch.html",
        form=form,
        shown=shown,
        booth=await one_of(db, Booth, visitor.territory.id, batch.booth_id),
        batch=batch,
        turns=len(typists),
        types=under_way and len(typists) < BOTH and me not in typists,
        differ=[
            (
                one.line,
                written(one.first, shown.ballot),
                written(one.second, shown.ballot),
                written(one.third, shown.ballot) if one.third is not None else "",
            )
            for one in differ
        ],
        settled=settled,
        agrees=under_way
        and not settled
        and third is not None
        and third.person_id in typists
        and me in typists
        and me != third.person_id,
        removes=may_publish_processes(visitor)
        and batch.accepted_at is not None
        and batch.removed_at is None
        and shown.state in {State.ENDED, State.CLOSED},
    )
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (BoothPages, BoothPage, BatchPage)
DESK = (
    (
        say("Booths and papers"),
        lambda shown: f"{DESK_OF}/{shown.ballot.id}/paper",
        lambda shown: shown.ballot.mode is Mode.SEALED,
    ),
    (
        say("Codes by letter"),
        lambda shown: f"{DESK_OF}/{shown.ballot.id}/codes",
        lambda shown: shown.ballot.mode is Mode.SEALED and shown.state is not State.DRAFT,
    ),
    (
        say("Help at the counter"),
        lambda shown: f"{DESK_OF}/{shown.ballot.id}/assisted",
        lambda shown: shown.ballot.mode is Mode.SEALED and shown.state is State.OPEN,
    ),
)
"""For the page of one ballot: label, address, whether it is there."""
