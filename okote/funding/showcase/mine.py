"""What became of a pledge: thanks after paying, all of one's own, its paper, taking it back, hiding it."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges import service
from okote.funding.pledges.rewards.wording import told
from okote.funding.pledges.rules import PENDING, PledgeStatus
from okote.funding.progress.bringing import brought_by
from okote.funding.progress.wording import outlook
from okote.funding.refunds.queries import mine as refunds_of
from okote.funding.showcase import queries
from okote.funding.showcase.queries import Mine
from okote.house import House, TheHouse
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession


@get("/thanks/{token:str}")
async def thanks(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, token: FromPath[str]
) -> Response[str]:
    """Paid, waiting or failed: opens without a session, since a bank's app may come back elsewhere."""
    found = partial(queries.thanked, territory_id=visitor.territory.id, token=token)
    return await _became(request, visitor, house, found)


@get("/my/pledges/{pledge_id:uuid}", guards=[requires(signed_in)])
async def one_of_mine(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, pledge_id: FromPath[UUID]
) -> Response[str]:
    """The same, for a donor who is about to pay a second time."""
    found = partial(queries.pledge_of, donor=visitor, pledge_id=pledge_id)
    return await _became(request, visitor, house, found)


async def _became(
    request: AnyRequest, visitor: Visitor, house: House, found: Callable[[ReadSession], Awaitable[Mine]]
) -> Response[str]:
    """Coming back is not a proof of payment, so Stripe is asked."""
    async with house.database.reading() as db:
        mine = await found(db)
    if mine.pledge.status in PENDING and mine.pledge.payment_id is not None:
        await house.desk.refresh(mine.pledge.payment_id)
    async with house.database.reading() as db:
        mine = await found(db)
        shown = await queries.campaign(db, visitor.territory.id, mine.campaign.slug)
        has_address = await queries.has_address(db, mine.pledge)
        became = None
        if mine.matched:
            became = outlook(wording_of(request), await brought_by(db, mine.campaign, mine.pledge))
    return page(
        request,
        "funding/thanks.html",
        mine=mine,
        shown=shown,
        has_address=has_address,
        became=became,
        reward_told=_rewards(request),
    )


@get("/my/pledges", guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """All that I gave here, and what became of it."""
    found = await queries.pledges_of(reading, visitor)
    return page(
        request,
        "funding/my_pledges.html",
        mine=found,
        transfers=await refunds_of(reading, visitor),
        reward_told=_rewards(request),
    )


def _rewards(request: AnyRequest) -> Callable[[Mine], str]:
    """How to tell what became of a reward; nothing of a pledge without one."""
    words = wording_of(request)

    def reward_told(mine: Mine) -> str:
        chosen = mine.pledge.reward
        return "" if chosen is None else told(words, mine.pledge, chosen, mine.campaign)

    return reward_told


@get("/my/pledges/{pledge_id:uuid}/paper", guards=[requires(signed_in)])
async def paper(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
) -> Response[str]:
    """To print or keep: what was paid, for whom, and what became of it."""
    proof = await queries.proof_of(reading, visitor, pledge_id)
    return page(
        request,
        "funding/paper.html",
        proof=proof,
        stands=stands(wording_of(request), proof.mine),
    )


STANDS = {
    PledgeStatus.DISPUTED: say("Your bank has the money: it does not count until that is decided."),
    PledgeStatus.CHARGED_BACK: say("It does not count: your bank took it back for you."),
    PledgeStatus.FAILED: say("It does not count: the bank did not pay the cheque."),
}
"""Of what is paid and does not count."""

GOES_BACK = say("It is being given back in full.")
"""Of all else."""


def stands(words: Wording, mine: Mine) -> str:
    """Whether what was paid still counts."""
    match mine.pledge.status, mine.campaign.state:
        case PledgeStatus.IN_FORCE, CampaignState.FUNDED | CampaignState.PAID_OUT:
            return words.say(say("It counts and is final: the campaign has succeeded."))
        case PledgeStatus.IN_FORCE, CampaignState.LIVE | CampaignState.CLOSING:
            return words.say(
                say("It counts. If %(threshold)s are not raised by %(deadline)s, it is given back in full."),
                threshold=mine.campaign.terms.threshold,
                deadline=words.deadline(mine.campaign.period.ends_at),
            )
        case PledgeStatus.REFUNDED, _ if mine.pledge.ended_at is not None:
            return words.say(
                say("It was given back in full on %(day)s."), day=words.day(mine.pledge.ended_at)
            )
        case status, _:
            return words.say(STANDS.get(status, GOES_BACK))


@get("/my/pledges/{pledge_id:uuid}/cancel", guards=[requires(signed_in)])
async def confirm_cancel(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
) -> Response[str]:
    """Asks once more, for browsers without dialogs."""
    found = await queries.pledge_of(reading, visitor, pledge_id)
    return page(request, "funding/cancel.html", mine=found)


@post("/my/pledges/{pledge_id:uuid}/cancel", guards=[requires(signed_in)])
async def cancel(
    request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
) -> Redirect:
    """Give it back to me."""
    pledge = await service.cancel(db, pledge_id, by=visitor)
    amount = wording_of(request).money(pledge.amount)
    text = say("Your contribution is cancelled. Your bank gives you back %(amount)s within ten days.")
    if pledge.by_cheque:
        text = say("Your contribution is cancelled. We give your cheque of %(amount)s back within ten days.")
    return said(to(request, "/my/pledges"), "success", text, amount=amount)


@get("/my/pledges/{pledge_id:uuid}/hide", guards=[requires(signed_in)])
async def confirm_hide(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
) -> Response[str]:
    """Says what goes and what stays: it can't be undone."""
    found = await queries.pledge_of(reading, visitor, pledge_id)
    return page(request, "funding/hide.html", mine=found)


@post("/my/pledges/{pledge_id:uuid}/hide", guards=[requires(signed_in)])
async def hide(request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]) -> Redirect:
    """Take down what others see of it."""
    await service.hide(db, pledge_id, by=visitor)
    return said(to(request, "/my/pledges"), "success", say("Your name and your message are no longer shown."))


ROUTES = (thanks, mine, one_of_mine, paper, confirm_cancel, cancel, confirm_hide, hide)
