"""Giving: an amount, a few words, a check before paying."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.conditions.rules import CURRENT, ConditionsNotAcceptedError
from okote.funding.conditions.service import accept, has_accepted
from okote.funding.matching.queries import gives_itself, promised_by
from okote.funding.pledges import service
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards.queries import Offered, offered
from okote.funding.pledges.rewards.rules import RewardGoneError
from okote.funding.pledges.rules import (
    OwnPeopleRefusedError,
    PledgeStatus,
    check_own_people,
)
from okote.funding.pledges.vigilance.rules import DonorFrozenError
from okote.funding.progress.wording import Outlook
from okote.funding.showcase import drafts, queries
from okote.funding.showcase.drafts import PledgeDraft
from okote.funding.showcase.outlook import outlook
from okote.funding.showcase.queries import Shown
from okote.funding.terms.queries import terms_of
from okote.house import House, TheHouse
from okote.identity.limited import LIMITS
from okote.identity.models import Role
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.platform.limits import Limit, Per
from okote.web.pages import AnyRequest, Reading, page, said, to, wording_of
from payments.failpoints import reached
from payments.money import Money
from payments.operations.calls import Work
from payments.operations.service import Opening
from payments.sessions import ReadSession, WriteSession

PROPOSED = (Money.of(10), Money.of(20), Money.of(50), Money.of(100))

PLEDGES = Limit(
    "pledge",
    most=60,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Somebody gives for a whole family, and again; who tries out stolen cards needs hundreds.",
)
PLEDGES_FROM_HERE = Limit(
    "pledge-client",
    most=600,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="At a feast, hundreds give over one network; each opens a payment page at Stripe.",
)

LIMITED = (PLEDGES, PLEDGES_FROM_HERE)
COUNTED = {LIMITS: LIMITED}


async def _open(db: ReadSession, visitor: Visitor, slug: str) -> Shown:
    """A campaign that takes pledges at this moment; otherwise the refusal that says why not."""
    shown = await queries.campaign(db, visitor.territory.id, slug)
    own = await acts_for(db, visitor, shown.campaign, shown.holder)
    check_own_people(shown.campaign.takes_own_people, own=own)
    payable = shown.holder.account_ready
    check_takes_pledges(shown.campaign.state, shown.campaign.period, shown.at, payable=payable)
    return shown


async def _amount_page(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    shown: Shown,
    draft: PledgeDraft | None,
    *,
    status: int = 422,
) -> Response[str]:
    terms = await terms_of(db, visitor.territory.id)
    least = terms.smallest_pledge
    return page(
        request,
        "funding/give/amount.html",
        takes_cheques=terms.takes_cheques,
        offers=await _offered(db, visitor, shown.campaign),
        status=status,
        shown=shown,
        draft=draft,
        outlook=await _outlook(request, db, visitor, shown, draft),
        least=least,
        proposed=[one for one in PROPOSED if one >= least],
    )


async def _outlook(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, draft: PledgeDraft | None
) -> Outlook | None:
    """What the amount becomes, as far as one can be read."""
    if draft is None or draft.amount is None:
        return None
    donor = visitor.person.id if visitor.person else None
    wording = wording_of(request)
    return await outlook(db, shown, draft.amount, donor, wording, own=draft.own, body=draft.body)


async def _asked(
    request: AnyRequest, db: ReadSession, visitor: Visitor, slug: str, *, words: bool = False
) -> tuple[Shown, PledgeDraft]:
    """What the address of a step says: an open campaign, and what was typed so far."""
    shown = await _open(db, visitor, slug)
    typed = dict(request.query_params)
    least = (await terms_of(db, visitor.territory.id)).smallest_pledge
    return shown, await _read(db, visitor, shown.campaign, shown.holder, typed, least=least, words=words)


@get("/campaigns/{slug:str}/pledge")
async def amount(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Step 1: how much. What was typed before comes back with the address."""
    shown, draft = await _asked(request, reading, visitor, slug)
    begun = draft if request.query_params else None
    return await _amount_page(request, reading, visitor, shown, begun, status=200)


@get("/campaigns/{slug:str}/outlook")
async def preview(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """A fragment: what the amount being typed becomes."""
    shown, draft = await _asked(request, reading, visitor, slug)
    becomes = await _outlook(request, reading, visitor, shown, draft)
    return page(request, "funding/give/outlook.html", outlook=becomes)


@get("/campaigns/{slug:str}/pledge/you")
async def words(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Step 2: what others may see, nothing unless one says so."""
    shown, draft = await _asked(request, reading, visitor, slug)
    if not draft.form.sound:
        return await _amount_page(request, reading, visitor, shown, draft)
    return page(request, "funding/give/you.html", shown=shown, draft=draft)


@get("/campaigns/{slug:str}/pledge/check", guards=[requires(signed_in)])
async def check(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Step 3: everything once more, before the card."""
    shown, draft = await _asked(request, reading, visitor, slug, words=True)
    return await _checked(request, reading, visitor, shown, draft)


async def _checked(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, draft: PledgeDraft
) -> Response[str]:
    if draft.amount is None or "reward" in draft.form.errors:
        return await _amount_page(request, db, visitor, shown, draft)
    if not draft.form.sound:
        return page(request, "funding/give/you.html", status=422, shown=shown, draft=draft)
    return await _check_page(request, db, visitor, shown, draft)


async def _check_page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, draft: PledgeDraft
) -> Response[str]:
    accepted = await has_accepted(db, visitor.territory.id, person_of(visitor).id)
    return page(
        request,
        "funding/give/check.html",
        form=draft.form,
        shown=shown,
        draft=draft,
        outlook=await _outlook(request, db, visitor, shown, draft),
        asks_for=None if accepted else CURRENT,
    )


@post("/campaigns/{slug:str}/pledge", guards=[requires(signed_in)], opt=COUNTED)
async def give(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, slug: FromPath[str]
) -> Response[str] | Redirect:
    """Record the pledge, then lead to Checkout. The same form again leads to the same payment."""
    async with house.database.unit_of_work() as db:
        campaign, holder, least = await queries.offer(db, visitor.territory.id, slug)
        sent = dict(await request.form())
        draft = await _read(db, visitor, campaign, holder, sent, least=least, words=True)
        again = _checked
        if draft.form.sound:
            try:
                await accept(db, str(sent.get("conditions", "")), by=visitor)
                pledge, opening = await _given(db, campaign, draft, by=visitor)
            except ConditionsNotAcceptedError as error:
                draft.form.refuse("conditions", error)
                again = _check_page
            except DonorFrozenError as error:
                draft.form.refuse("amount", error)
                again = _amount_page
            except RewardGoneError as error:
                draft.form.refuse("reward", error)
        if not draft.form.sound:
            shown = await queries.campaign(db, visitor.territory.id, slug)
            return await again(request, db, visitor, shown, draft)
        work = await house.desk.opening(db, opening)
    reached("pledge.given")
    return await _to_checkout(request, visitor, house, pledge, work)


async def _given(
    db: WriteSession, campaign: Campaign, draft: PledgeDraft, *, by: Visitor
) -> tuple[Pledge, Opening | None]:
    """Whose reward turns out to be gone once the pledge is written: nothing is kept of that."""
    if draft.reward is None:
        return await service.give(db, campaign.id, draft.details, by=by)
    async with db.begin_nested():
        return await service.give(db, campaign.id, draft.details, by=by)


@post("/my/pledges/{pledge_id:uuid}/pay", guards=[requires(signed_in)], opt=COUNTED)
async def pay(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, pledge_id: FromPath[UUID]
) -> Redirect:
    """Back to the payment page of a pledge that still waits for it."""
    async with house.database.reading() as db:
        mine = await queries.pledge_of(db, visitor, pledge_id)
    return await _to_checkout(request, visitor, house, mine.pledge)


async def _to_checkout(
    request: AnyRequest, visitor: Visitor, house: House, pledge: Pledge, work: Work | None = None
) -> Redirect:
    """Of a pledge as it was just read, or written; with the `work` that opens the page of a new one."""
    became = to(request, f"/my/pledges/{pledge.id}")
    if pledge.status is not PledgeStatus.OPENED or pledge.payment_id is None:
        return became
    if work is None:
        url = await house.desk.checkout_url(pledge.payment_id)
    else:
        url = await house.desk.opened(pledge.payment_id, work)
    if url is None:
        async with house.database.reading() as db:
            mine = await queries.pledge_of(db, visitor, pledge.id)
        if mine.pledge.status is PledgeStatus.FAILED:
            text = say("The payment page could not be opened. Nothing was charged: contribute again later.")
            return said(to(request, "/my/pledges"), "error", text)
        if mine.pledge.status is not PledgeStatus.OPENED:
            return became
        text = say("The payment page does not answer yet. Your contribution is kept: try again in a minute.")
        return said(to(request, "/my/pledges"), "notice", text)
    return Redirect(url, status_code=303)


async def _read(
    db: ReadSession,
    visitor: Visitor,
    campaign: Campaign,
    holder: Holder,
    values: dict[str, str],
    *,
    least: Money,
    words: bool,
) -> PledgeDraft:
    read = drafts.read if words else drafts.read_amount
    draft = read(values, least=least, language=visitor.language)
    if draft.form.raw("reward"):
        drafts.choose(draft, await _offered(db, visitor, campaign))
    draft.known = await acts_for(db, visitor, campaign, holder)
    draft.own_body = draft.body is not None and await gives_itself(
        db, campaign.id, holder.identifier, draft.body.identifier
    )
    if words:
        try:
            check_own_people(campaign.takes_own_people, own=draft.own_people or draft.own_body)
        except OwnPeopleRefusedError as error:
            draft.form.refuse("own-people" if draft.own_people else "body-identifier", error)
    return draft


async def _offered(db: ReadSession, visitor: Visitor, campaign: Campaign) -> Sequence[Offered]:
    return await offered(db, campaign.id, visitor.person.id if visitor.person else None)


async def acts_for(db: ReadSession, visitor: Visitor, campaign: Campaign, holder: Holder) -> bool:
    """Whether the visitor acts here for the holder, or for a partner that promised the campaign something."""
    return holder.id in visitor.scopes(Role.HOLDER) or await promised_by(
        db, campaign.id, visitor.scopes(Role.PARTNER)
    )


ROUTES = (amount, preview, words, check, give, pay)
