"""What a donor chose in return: for whom it is, where it goes, or giving it up."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.pledges.rewards import service
from okote.funding.pledges.rewards.rules import ADDRESS_MOST, RECIPIENT_MOST, Standing
from okote.funding.pledges.rewards.wording import standing_of, told
from okote.funding.showcase import queries
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

OPEN = {Standing.RESERVED, Standing.DUE}
"""While there is something to say about where it goes."""


@get("/my/pledges/{pledge_id:uuid}/reward", guards=[requires(signed_in)])
async def one_of_mine(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
) -> Response[str]:
    return await _reward(request, reading, visitor, pledge_id, None)


@post("/my/pledges/{pledge_id:uuid}/reward", guards=[requires(signed_in)])
async def say_where(
    request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Asked after paying, in a form and never in an address, and only of what is sent by post."""
    mine = await queries.pledge_of(db, visitor, pledge_id)
    if mine.pledge.reward is None:
        raise NotFoundError
    form = Form(await request.form())
    recipient = " ".join(form.text("recipient", most=RECIPIENT_MOST).split())
    address = form.text("address", most=ADDRESS_MOST) if mine.pledge.reward.reward.needs_address else None
    use_case = partial(service.say_where, db, pledge_id, recipient, address, by=visitor)
    if await attempt(db, form, "recipient", use_case) is None:
        return await _reward(request, db, visitor, pledge_id, form)
    return said(
        to(request, "/my/pledges"),
        "success",
        say("Noted: the project reads it once the campaign has succeeded."),
    )


@post("/my/pledges/{pledge_id:uuid}/reward/give-up", guards=[requires(signed_in)])
async def give_up(
    request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form()
    if await attempt(db, form, "recipient", partial(service.give_up, db, pledge_id, by=visitor)) is None:
        return await _reward(request, db, visitor, pledge_id, form)
    text = say("You gave the reward up; somebody else may have it. Your contribution stays as it is.")
    return said(to(request, "/my/pledges"), "success", text)


async def _reward(
    request: AnyRequest, db: ReadSession, visitor: Visitor, pledge_id: UUID, form: Form | None
) -> Response[str]:
    """Filled in with what is known: what was typed, what was said before, or the name that they use here."""
    mine = await queries.pledge_of(db, visitor, pledge_id)
    chosen = mine.pledge.reward
    if chosen is None:
        raise NotFoundError
    known = chosen.recipient or person_of(visitor).public_name or ""
    return page(
        request,
        "funding/reward.html",
        mine=mine,
        chosen=chosen,
        open=standing_of(mine.pledge, chosen, mine.campaign) in OPEN,
        told=told(wording_of(request), mine.pledge, chosen, mine.campaign),
        form=Form({"recipient": known, "address": chosen.address or ""}) if form is None else form,
    )


ROUTES = (one_of_mine, say_where, give_up)
