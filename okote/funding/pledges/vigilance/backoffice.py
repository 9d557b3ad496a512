"""Vigilance in the back office: who gave much in twelve months, and what was made of it."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.backoffice.why import reason
from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.permissions import may_watch_donors
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.vigilance import queries, service
from okote.funding.pledges.vigilance.models import Outcome
from okote.funding.pledges.vigilance.queries import Watched
from okote.identity.limited import EXPORT
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.downloads import CSV, dated, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

HERE = "/back-office/vigilance"
COLUMNS = ("donor", "person_id", "register", "number", "total", "payments", "latest", "state")

DONE = {
    Outcome.SEEN: say("It is on record that you looked."),
    Outcome.FROZEN: say("The donor is frozen: nothing more is taken. What was paid stays."),
    Outcome.RELEASED: say("The donor may give again."),
}


class VigilancePages(Controller):
    path = HERE
    guards = (requires(may_watch_donors),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        terms = await queries.terms_of(reading, visitor.territory.id)
        typed = {
            name: fields.as_typed(money, visitor.language) if money else ""
            for name, money in (("person", terms.person), ("body", terms.body))
        }
        return await _list(request, reading, visitor, Form(typed))

    @post("/sums", guards=[requires(may_administer)])
    async def set_sums(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        person, body = (_sum(form, name, visitor) for name in ("person", "body"))
        if not form.sound:
            return await _list(request, db, visitor, form)
        await service.set_sums(db, person, body, by=visitor)
        return said(to(request, HERE), "success", say("The sums are saved."))

    @get("/donors.csv", opt=EXPORT)
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        here = visitor.territory
        rows = [_row(one) for one in await queries.watched(reading, here.id)]
        today = here.day(await reading.now())
        return download(
            spreadsheet(COLUMNS, rows, wording_of(request).say).encode(), CSV, dated(today, "donors.csv")
        )

    @get("/{pledge_id:uuid}")
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
    ) -> Response[str]:
        """The donor of that contribution."""
        return await _show(request, reading, visitor, pledge_id, Form())

    @post("/{pledge_id:uuid}")
    async def look(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        outcome, why = form.choice("outcome", list(Outcome)), reason(form)
        if form.sound:
            use_case = partial(service.look_at, db, pledge_id, Outcome(outcome), why, by=visitor)
            await attempt(db, form, "outcome", use_case)
        if not form.sound:
            return await _show(request, db, visitor, pledge_id, form)
        return said(to(request, HERE), "success", DONE[Outcome(outcome)])


def _sum(form: Form, name: str, visitor: Visitor) -> Money | None:
    return fields.amount(form, name, language=visitor.language, required=False)


def _row(one: Watched) -> dict[str, object]:
    return {
        "donor": one.name,
        "person_id": one.donor.person_id,
        "register": one.donor.kind and one.donor.kind.value,
        "number": one.donor.number,
        "total": one.total.major,
        "payments": one.payments,
        "latest": one.paid_at.isoformat(),
        "state": "to-look-at" if one.waits else one.outcome and one.outcome.value,
    }


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    terms = await queries.terms_of(db, visitor.territory.id)
    return page(
        request,
        "funding/vigilance/list.html",
        form=form,
        donors=await queries.watched(db, visitor.territory.id),
        terms=terms,
        may_set=may_administer(visitor),
    )


async def _show(
    request: AnyRequest, db: ReadSession, visitor: Visitor, pledge_id: UUID, form: Form
) -> Response[str]:
    here = visitor.territory.id
    pledge = await one_of(db, Pledge, here, pledge_id)
    donor = await queries.donor_of(db, pledge)
    given = await queries.payments_of(db, here, donor)
    reviews = await queries.reviews_of(db, here, donor)
    return page(
        request,
        "funding/vigilance/show.html",
        form=form,
        pledge=pledge,
        donor=donor,
        name=await queries.name_of(db, pledge),
        given=given,
        total=sum((one.amount for one, _, _ in given), Money.zero()),
        reviews=reviews,
        frozen=bool(reviews) and reviews[0][0].outcome is Outcome.FROZEN,
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return len([one for one in await queries.watched(db, visitor.territory.id) if one.waits])


ROUTES = (VigilancePages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Vigilance"),
        HERE,
        may_watch_donors,
        _waiting,
        say_count("%(num)s donor to look at", "%(num)s donors to look at"),
    ),
)
