"""Cheques in the back office: what is to be done with which, and each one with its history."""

from functools import partial
from uuid import UUID, uuid4

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from okote.approvals.models import Approval
from okote.approvals.pages import said_or_waits
from okote.approvals.permissions import may_approve
from okote.approvals.queries import sum_above, waits_for
from okote.approvals.rules import needs_second
from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.cheques import queries, service
from okote.funding.cheques.forms import announcement, paper
from okote.funding.cheques.models import ChequeScan
from okote.funding.cheques.rules import MOST_SCANS, ChequeState
from okote.funding.cheques.service import returning
from okote.funding.cheques.words import ERRANDS, STATES
from okote.funding.permissions import may_keep_cheques
from okote.funding.pledges.rewards.queries import hold_of
from okote.funding.pledges.rules import OwnPeopleRefusedError
from okote.funding.pledges.vigilance.rules import DonorFrozenError
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import person_of, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.downloads import dated, present
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

HERE = "/back-office/cheques"
NOTE = 500
"""Characters of what is said about a step."""


class ChequePages(Controller):
    path = HERE
    guards = (requires(may_keep_cheques),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, reference: FromQuery[str] = ""
    ) -> Response[str] | Redirect:
        """By what is to be done; a reference leads to its cheque."""
        territory = visitor.territory.id
        found = await queries.by_reference(reading, territory, reference) if reference else None
        if found is not None:
            return to(request, f"{HERE}/{found.cheque.id}")
        return page(
            request,
            "funding/cheques/list.html",
            errands=await queries.errands(reading, territory),
            words=ERRANDS,
            reference=reference,
            taken=(await terms_of(reading, territory)).takes_cheques,
        )

    @get("/new")
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _counter(request, reading, visitor, Form({"token": str(uuid4())}))

    @post("/new")
    async def enter(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """A cheque in hand, of someone who announced none."""
        form = Form(await request.form())
        campaigns = await queries.open_campaigns(db, visitor.territory.id)
        campaign = fields.reference(form, "campaign", {one.id for one in campaigns})
        if campaign is None:
            form.choice("campaign", [str(one.id) for one in campaigns])
        terms = await terms_of(db, visitor.territory.id)
        told = announcement(form, terms.smallest_pledge, visitor.language)
        seen = paper(form, told.amount if told else None)
        email = fields.email(form, "email") if form.raw("email") else None
        done = None
        if campaign is not None and told is not None and seen is not None:
            use_case = partial(service.enter, db, campaign, told, seen, email, by=visitor)
            own = "own-people" if told.own_people else "body-identifier"
            elsewhere = {OwnPeopleRefusedError.code: own, DonorFrozenError.code: "body-identifier"}
            done = await attempt(db, form, "campaign", use_case, elsewhere=elsewhere)
        if done is None:
            return await _counter(request, db, visitor, form)
        text = say("The cheque is entered. A second person confirms it before it counts.")
        return said(to(request, f"{HERE}/{done.id}"), "success", text)

    @get("/{cheque_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, cheque_id: FromPath[UUID]
    ) -> Response[str]:
        return await _page(request, reading, visitor, cheque_id, None)

    @post("/{cheque_id:uuid}/receive")
    async def receive(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await queries.cheque(db, visitor.territory.id, cheque_id)
        form = Form(await request.form())
        seen = paper(form, fields.amount(form, "amount", language=visitor.language))
        if seen is not None:
            await attempt(db, form, "number", partial(service.receive, db, cheque_id, seen, by=visitor))
        if not form.sound:
            return await _page(request, db, visitor, cheque_id, form)
        text = say("The cheque is received. A second person confirms it before it counts.")
        return said(to(request, f"{HERE}/{cheque_id}"), "success", text)

    @post("/{cheque_id:uuid}/confirm")
    async def confirm(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Redirect:
        await service.confirm(db, cheque_id, by=visitor)
        return said(to(request, HERE), "success", say("The cheque is confirmed: it counts from now on."))

    @post("/{cheque_id:uuid}/bank")
    async def bank(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Redirect:
        await service.bank(db, cheque_id, by=visitor)
        return said(to(request, HERE), "success", say("The cheque is handed to the holder."))

    @post("/{cheque_id:uuid}/give-back")
    async def give_back(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        note = form.text("note", most=NOTE)
        if not form.sound:
            return await _page(request, db, visitor, cheque_id, form)
        done = await service.give_back(db, cheque_id, note, by=visitor)
        return said_or_waits(to(request, HERE), done, say("The cheque is given back."))

    @post("/{cheque_id:uuid}/bounce")
    async def bounce(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        note = form.text("note", most=NOTE)
        if not form.sound:
            return await _page(request, db, visitor, cheque_id, form)
        done = await service.bounce(db, cheque_id, note, by=visitor)
        missing = say("The cheque no longer counts: its bank did not pay it.")
        return said_or_waits(to(request, HERE), done, missing)

    @post("/{cheque_id:uuid}/withdraw")
    async def withdraw(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
    ) -> Redirect:
        await service.withdraw(db, cheque_id, by=visitor)
        return said(to(request, HERE), "success", say("The cheque is not waited for any longer."))


class ScanPages(Controller):
    """Read by whoever keeps cheques, and by nobody else."""

    path = HERE + "/{cheque_id:uuid}/scans"
    guards = (requires(may_keep_cheques),)

    @post(opt={TAKES_FILES: True})
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        cheque_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(dict(await request.form()))
        data = await form.file("scan")
        adding = partial(service.add_scan, db, cheque_id, data, folder=settings.uploads_folder, by=visitor)
        if await attempt(db, form, "scan", adding) is None:
            return await _page(request, db, visitor, cheque_id, form)
        return said(to(request, f"{HERE}/{cheque_id}"), "success", say("The picture is kept."))

    @get("/{scan_id:uuid}")
    async def read(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        cheque_id: FromPath[UUID],
        scan_id: FromPath[UUID],
    ) -> File:
        """As a download, never shown within a page."""
        scan = await one_of(reading, ChequeScan, visitor.territory.id, scan_id)
        if scan.cheque_id != cheque_id:
            raise NotFoundError
        return File(
            present(kept_paper(settings.uploads_folder, scan)),
            filename=dated(visitor.territory.day(scan.sent_at), f"cheque.{scan.kind}"),
            media_type=scan.kind.media_type,
            headers={"cache-control": "no-store"},
        )


async def _counter(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    campaigns = await queries.open_campaigns(db, visitor.territory.id)
    choices = [(str(one.id), one.title) for one in campaigns]
    return page(request, "funding/cheques/counter.html", form=form, choices=choices)


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, cheque_id: UUID, form: Form | None
) -> Response[str]:
    """With the form of what comes next, as it was typed where it was not sound."""
    kept = await queries.cheque(db, visitor.territory.id, cheque_id)
    steps = await queries.steps(db, cheque_id)
    handled = {one.person_id for one in steps if one.state is ChequeState.RECEIVED}
    hold = await hold_of(db, cheque_id)
    typed = {"amount": fields.as_typed(kept.cheque.amount, visitor.language)}
    return page(
        request,
        "funding/cheques/one.html",
        kept=kept,
        steps=steps,
        scans=await queries.scans(db, cheque_id),
        most_scans=MOST_SCANS,
        is_second=person_of(visitor).id not in handled | {kept.cheque.person_id, kept.cheque.entered_by},
        hold=hold,
        is_kept=hold is not None and hold.is_kept(kept.at),
        states=STATES,
        errands=ERRANDS,
        form=form or Form(typed),
        waits=await _asked(db, visitor, cheque_id),
        may_approve=may_approve(visitor),
        second=needs_second(kept.cheque.amount, await sum_above(db, visitor.territory.id)),
        receivable=kept.cheque.state in {ChequeState.ANNOUNCED, ChequeState.WITHDRAWN},
    )


async def _asked(db: ReadSession, visitor: Visitor, cheque_id: UUID) -> Approval | None:
    """What somebody wants done with it, and a second person has not decided on."""
    for act in returning.ACTS:
        asked = await waits_for(db, visitor.territory.id, act, cheque_id)
        if asked is not None:
            return asked
    return None


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.to_do(db, visitor.territory.id)


ROUTES = (ChequePages, ScanPages)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Cheques"),
        HERE,
        may_keep_cheques,
        _waiting,
        say_count("%(num)s cheque to see to", "%(num)s cheques to see to"),
    ),
)
