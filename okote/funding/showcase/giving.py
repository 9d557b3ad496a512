"""Giving: an amount, a few words, a check before paying; then thanks, and one's own pledges."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.pledges import service
from okote.funding.pledges.rules import PENDING
from okote.funding.showcase import drafts, queries
from okote.funding.showcase.drafts import Draft
from okote.funding.showcase.outlook import outlook
from okote.funding.showcase.queries import Shown
from okote.funding.terms.queries import terms_of
from okote.house import House, TheHouse
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.web.pages import page, said, to, wording_of
from payments.money import Money
from payments.sessions import ReadSession, WriteSession

PROPOSED = (Money.of(10), Money.of(20), Money.of(50), Money.of(100))

AnyRequest = Request[Any, Any, Any]
Typed = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


async def _open(db: ReadSession, visitor: Visitor, slug: str) -> Shown:
    """A campaign that takes pledges at this moment; otherwise the refusal that says why not."""
    shown = await queries.campaign(db, visitor.territory.id, slug)
    check_takes_pledges(shown.campaign.state, shown.campaign.period, shown.at)
    return shown


async def _amount_page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, draft: Draft | None, *, status: int
) -> Response[str]:
    least = await _least(db, visitor)
    donor = visitor.person.id if visitor.person else None
    amount = draft.amount if draft and draft.amount else None
    becomes = await outlook(db, shown, amount, donor, wording_of(request)) if amount else None
    return page(
        request,
        "funding/give/amount.html",
        status=status,
        shown=shown,
        draft=draft,
        outlook=becomes,
        least=least,
        proposed=[one for one in PROPOSED if one >= least],
    )


@get("/campaigns/{slug:str}/pledge")
async def amount(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    slug: FromPath[str],
) -> Response[str]:
    """Step 1: how much. What was typed before comes back with the address."""
    shown = await _open(reading, visitor, slug)
    values = dict(request.query_params)
    if not values:
        return await _amount_page(request, reading, visitor, shown, None, status=200)
    draft = await _read(reading, visitor, values, words=False)
    return await _amount_page(request, reading, visitor, shown, draft, status=200)


@get("/campaigns/{slug:str}/outlook")
async def preview(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    slug: FromPath[str],
) -> Response[str]:
    """A fragment: what the amount being typed becomes."""
    shown = await _open(reading, visitor, slug)
    draft = await _read(reading, visitor, dict(request.query_params), words=False)
    donor = visitor.person.id if visitor.person else None
    becomes = (
        await outlook(reading, shown, draft.amount, donor, wording_of(request)) if draft.amount else None
    )
    return page(request, "funding/give/outlook.html", outlook=becomes)


@get("/campaigns/{slug:str}/pledge/you")
async def words(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    slug: FromPath[str],
) -> Response[str]:
    """Step 2: what others may see, nothing unless one says so."""
    shown = await _open(reading, visitor, slug)
    draft = await _read(reading, visitor, dict(request.query_params), words=False)
    if not draft.form.sound:
        return await _amount_page(request, reading, visitor, shown, draft, status=422)
    return page(request, "funding/give/you.html", shown=shown, draft=draft)


@get("/campaigns/{slug:str}/pledge/check", guards=[requires(signed_in)])
async def check(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    slug: FromPath[str],
) -> Response[str]:
    """Step 3: everything once more, before the card."""
    shown = await _open(reading, visitor, slug)
    draft = await _read(reading, visitor, dict(request.query_params), words=True)
    return await _checked(request, reading, visitor, shown, draft)


async def _checked(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, draft: Draft
) -> Response[str]:
    if "amount" in draft.form.errors or draft.amount is None:
        return await _amount_page(request, db, visitor, shown, draft, status=422)
    if not draft.form.sound:
        return page(request, "funding/give/you.html", status=422, shown=shown, draft=draft)
    donor = visitor.person.id if visitor.person else None
    becomes = await outlook(db, shown, draft.amount, donor, wording_of(request))
    return page(request, "funding/give/check.html", shown=shown, draft=draft, outlook=becomes)


@post("/campaigns/{slug:str}/pledge", guards=[requires(signed_in)])
async def give(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    house: TheHouse,
    slug: FromPath[str],
    data: Typed,
) -> Response[str] | Redirect:
    """Record the pledge, then lead to Checkout. The same form again leads to the same payment."""
    async with house.database.unit_of_work() as db:
        shown = await queries.campaign(db, visitor.territory.id, slug)
        draft = await _read(db, visitor, data, words=True)
        if not draft.form.sound:
            return await _checked(request, db, visitor, shown, draft)
        pledge = await service.give(db, shown.campaign.id, draft.gift, by=visitor)
    return await _to_checkout(request, visitor, house, pledge.id)


@post("/my/pledges/{pledge_id:uuid}/pay", guards=[requires(signed_in)])
async def pay(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    house: TheHouse,
    pledge_id: FromPath[UUID],
) -> Redirect:
    """Back to the payment page of a pledge that still waits for it."""
    return await _to_checkout(request, visitor, house, pledge_id)


async def _to_checkout(request: AnyRequest, visitor: Visitor, house: House, pledge_id: UUID) -> Redirect:
    person = person_of(visitor)
    async with house.database.reading() as db:
        mine = await queries.pledge_of(db, visitor.territory.id, person.id, pledge_id)
    if mine.pledge.status not in PENDING or mine.pledge.payment_id is None:
        return to(request, "/my/pledges")
    url = await house.desk.checkout_url(mine.pledge.payment_id)
    if url is None:
        text = say("The payment page does not answer yet. Your pledge is kept: try again in a minute.")
        return said(to(request, "/my/pledges"), "notice", text)
    return Redirect(url, status_code=303)


@get("/thanks/{token:str}")
async def thanks(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    house: TheHouse,
    token: FromPath[str],
) -> Response[str]:
    """Paid, waiting or failed: opens without a session, since a bank's app may come back elsewhere.

    Coming back is not a proof of payment, so Stripe is asked.
    """
    async with house.database.reading() as db:
        mine = await queries.thanked(db, visitor.territory.id, token)
    if mine.pledge.status in PENDING and mine.pledge.payment_id is not None:
        await house.desk.refresh(mine.pledge.payment_id)
    async with house.database.reading() as db:
        mine = await queries.thanked(db, visitor.territory.id, token)
        shown = await queries.campaign(db, visitor.territory.id, mine.campaign.slug)
    return page(request, "funding/thanks.html", mine=mine, shown=shown)


@get("/my/pledges", guards=[requires(signed_in)])
async def mine(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
) -> Response[str]:
    """All that I gave here, and what became of it."""
    person = person_of(visitor)
    found = await queries.pledges_of(reading, visitor.territory.id, person.id)
    return page(request, "funding/my_pledges.html", mine=found)


@get("/my/pledges/{pledge_id:uuid}/cancel", guards=[requires(signed_in)])
async def confirm_cancel(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    reading: NamedDependency[ReadSession],
    pledge_id: FromPath[UUID],
) -> Response[str]:
    """Asks once more, for browsers without dialogs."""
    person = person_of(visitor)
    found = await queries.pledge_of(reading, visitor.territory.id, person.id, pledge_id)
    return page(request, "funding/cancel.html", mine=found)


@post("/my/pledges/{pledge_id:uuid}/cancel", guards=[requires(signed_in)])
async def cancel(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    db: NamedDependency[WriteSession],
    pledge_id: FromPath[UUID],
) -> Redirect:
    """Give it back to me."""
    pledge = await service.cancel(db, pledge_id, by=visitor)
    amount = wording_of(request).money(pledge.amount)
    text = say("Your pledge is cancelled. Your bank gives you back %(amount)s within ten days.")
    return said(to(request, "/my/pledges"), "success", text, amount=amount)


async def _read(db: ReadSession, visitor: Visitor, values: dict[str, str], *, words: bool) -> Draft:
    least = await _least(db, visitor)
    read = drafts.read if words else drafts.read_amount
    return read(values, least=least, language=visitor.language)


async def _least(db: ReadSession, visitor: Visitor) -> Money:
    return (await terms_of(db, visitor.territory.id)).smallest_pledge


ROUTES = (amount, preview, words, check, give, pay, thanks, mine, confirm_cancel, cancel)
