"""Giving by cheque: announce it, print the slip that goes with it, see what became of it."""

from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding import fields
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.cheques import service
from okote.funding.cheques.forms import announcement
from okote.funding.cheques.queries import Kept, cheque, cheques_of
from okote.funding.cheques.rules import ChequesNotTakenError, RewardWaitsError
from okote.funding.cheques.words import STATES
from okote.funding.conditions.rules import CURRENT
from okote.funding.conditions.service import accept, has_accepted
from okote.funding.pledges.rewards.queries import hold_of, offered
from okote.funding.pledges.rewards.rules import RewardGoneError, RewardStartsHigherError
from okote.funding.showcase import queries
from okote.funding.showcase.giving import acts_for
from okote.funding.showcase.queries import Shown
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

ABOUT_REWARDS = dict.fromkeys(
    (RewardGoneError.code, RewardStartsHigherError.code, RewardWaitsError.code), "reward"
)


@get("/campaigns/{slug:str}/cheque", guards=[requires(signed_in)])
async def ask(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    shown = await _open(reading, visitor, slug)
    return await _form(request, reading, visitor, shown, Form({"token": str(uuid4())}))


@post("/campaigns/{slug:str}/cheque", guards=[requires(signed_in)])
async def announce(
    request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]
) -> Response[str] | Redirect:
    """The same form sent again is the same cheque."""
    shown = await _open(db, visitor, slug)
    values = dict(await request.form())
    if await acts_for(db, visitor, shown.campaign, shown.holder):
        values["own-people"] = "yes"
    form = Form(values)
    least = (await terms_of(db, visitor.territory.id)).smallest_pledge
    told = announcement(form, least, visitor.language)
    offers = await offered(db, shown.campaign.id, None)
    reward = fields.reference(form, "reward", {one.reward.id for one in offers})
    await attempt(db, form, "conditions", partial(accept, db, form.raw("conditions"), by=visitor))
    done = None
    if told is not None:
        use_case = partial(service.announce, db, shown.campaign.id, replace(told, reward=reward), by=visitor)
        beside = "own-people" if told.own_people else "body-identifier"
        done = await attempt(db, form, beside, use_case, elsewhere=ABOUT_REWARDS)
    if done is None:
        return await _form(request, db, visitor, shown, form)
    text = say("Your cheque is announced. Print this page or note the reference, and send the cheque.")
    return said(to(request, f"/my/cheques/{done.id}"), "success", text)


async def _open(db: ReadSession, visitor: Visitor, slug: str) -> Shown:
    """A campaign that takes cheques at this moment; otherwise the refusal that says why not."""
    shown = await queries.campaign(db, visitor.territory.id, slug)
    if not (await terms_of(db, visitor.territory.id)).takes_cheques:
        raise ChequesNotTakenError
    check_takes_pledges(shown.campaign.state, shown.campaign.period, shown.at)
    return shown


async def _form(
    request: AnyRequest, db: ReadSession, visitor: Visitor, shown: Shown, form: Form
) -> Response[str]:
    accepted = await has_accepted(db, visitor.territory.id, person_of(visitor).id)
    return page(
        request,
        "funding/cheque/announce.html",
        shown=shown,
        form=form,
        known=await acts_for(db, visitor, shown.campaign, shown.holder),
        offers=await offered(db, shown.campaign.id, None),
        asks_for=None if accepted else CURRENT,
    )


@get("/my/cheques", guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """All cheques that I announced here, the latest first."""
    found = await cheques_of(reading, visitor.territory.id, person_of(visitor).id)
    return page(request, "funding/cheque/mine.html", cheques=found, states=STATES)


@get("/my/cheques/{cheque_id:uuid}", guards=[requires(signed_in)])
async def slip(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, cheque_id: FromPath[UUID]
) -> Response[str]:
    """What to write, where to send it, and what became of it."""
    kept = await _own(reading, visitor, cheque_id)
    hold = await hold_of(reading, cheque_id)
    return page(
        request,
        "funding/cheque/slip.html",
        kept=kept,
        states=STATES,
        hold=hold,
        is_kept=hold is not None and hold.is_kept(kept.at),
    )


@post("/my/cheques/{cheque_id:uuid}/withdraw", guards=[requires(signed_in)])
async def withdraw(
    request: AnyRequest, visitor: TheVisitor, db: Writing, cheque_id: FromPath[UUID]
) -> Redirect:
    """I don't send it after all."""
    await _own(db, visitor, cheque_id)
    await service.withdraw(db, cheque_id, by=visitor)
    return said(to(request, "/my/cheques"), "success", say("We do not wait for your cheque any longer."))


async def _own(db: ReadSession, visitor: Visitor, cheque_id: UUID) -> Kept:
    """NotFoundError for anyone else's."""
    kept = await cheque(db, visitor.territory.id, cheque_id)
    if kept.cheque.person_id != person_of(visitor).id:
        raise NotFoundError
    return kept


ROUTES = (ask, announce, mine, slip, withdraw)
