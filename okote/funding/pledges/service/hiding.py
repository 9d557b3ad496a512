"""What a donor showed of a pledge, taken down: nobody but Stripe and the accounts knows of it afterwards."""

from uuid import UUID, uuid4

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, StepKind
from okote.funding.campaigns.service.steps import record
from okote.funding.deeds import PLEDGE, FundingDeed
from okote.funding.permissions import may_hide_messages
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.service.rows import held_pledge, own_pledge
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def hide(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> Pledge:
    """Forget the name and the message of one's own pledge, whenever one likes (GDPR, art. 7(3) and 17).

    The contribution itself stays: it is a payment, and the law on accounts keeps it.
    """
    pledge = await held_pledge(db, (await own_pledge(db, pledge_id, by)).id)
    _forget(pledge)
    return pledge


async def hide_for(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Pledge:
    """Take down what is against the law or someone's rights (LCEN, art. 6; Regulation 2022/2065, art. 6).

    The campaign's history says who did it and why, never what was written.
    """
    require(may_hide_messages(by))
    found = await one_of(db, Pledge, by.territory.id, pledge_id)
    campaign = await held(db, Campaign, by.territory.id, found.campaign_id)
    pledge = await held_pledge(db, pledge_id)
    _forget(pledge)
    hidden, administrator = StepKind.MESSAGE_HIDDEN, Actor.ADMINISTRATOR
    record(db, campaign, await db.now(), hidden, administrator, person_id=person_of(by).id, reason=reason)
    await note(db, by.doer, FundingDeed.MESSAGE_HIDDEN, pledge, PLEDGE.facts(pledge), reason=reason)
    return pledge


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What its owner showed goes with the account.

    So does the token of its form, without which no name can be tried against the digests of the chain.
    """
    pledges = select(Pledge).where(Pledge.person_id == closed.person_id).order_by(col(Pledge.id))
    for pledge in await db.exec(pledges.with_for_update()):
        _forget(pledge)
        pledge.form_token = uuid4()


def _forget(pledge: Pledge) -> None:
    pledge.name_shown = pledge.amount_shown = False
    pledge.public_name = pledge.message = None
