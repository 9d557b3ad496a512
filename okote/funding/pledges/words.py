"""What a donor showed of a pledge, taken down: nobody but Stripe and the accounts knows of it afterwards."""

from uuid import UUID

from okote.funding.campaigns.rules import Actor, StepKind
from okote.funding.campaigns.service.steps import held as held_campaign
from okote.funding.campaigns.service.steps import record
from okote.funding.pledges.models import Pledge
from okote.identity.permissions import may_administer, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from payments.sessions import WriteSession

REASON_MOST = 1000
"""Characters of why a message was hidden."""


def may_hide(visitor: Visitor, pledge: Pledge) -> bool:
    """Its donor, on the site where it was given."""
    donor = visitor.person is not None and pledge.person_id == visitor.person.id
    return donor and pledge.territory_id == visitor.territory.id


def may_hide_for_others(visitor: Visitor) -> bool:
    """Administrators, with a reason that stays in the campaign's history."""
    return may_administer(visitor)


def says_something(pledge: Pledge) -> bool:
    """Whether others see anything of it, or would if it were in force."""
    return pledge.name_shown or pledge.amount_shown or pledge.message is not None


async def hide(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> Pledge:
    """Forget the name and the message of one's own pledge, whenever one likes (GDPR, art. 7(3) and 17).

    The gift itself stays: it is a payment, and the law on accounts keeps it.
    """
    pledge = await db.get(Pledge, pledge_id, with_for_update=True, populate_existing=True)
    if pledge is None or not may_hide(by, pledge):
        raise NotFoundError
    _forget(pledge)
    return pledge


async def hide_for(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Pledge:
    """Take down what is against the law or someone's rights (LCEN, art. 6; Regulation 2022/2065, art. 6).

    The campaign's history says who did it and why, never what was written.
    """
    require(may_hide_for_others(by))
    found = await db.get(Pledge, pledge_id)
    if found is None or found.territory_id != by.territory.id:
        raise NotFoundError
    campaign = await held_campaign(db, by.territory.id, found.campaign_id)
    pledge = await db.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)
    _forget(pledge)
    hidden, administrator = StepKind.MESSAGE_HIDDEN, Actor.ADMINISTRATOR
    record(db, campaign, await db.now(), hidden, administrator, person_id=person_of(by).id, reason=reason)
    return pledge


def _forget(pledge: Pledge) -> None:
    pledge.name_shown = pledge.amount_shown = False
    pledge.public_name = pledge.message = None
