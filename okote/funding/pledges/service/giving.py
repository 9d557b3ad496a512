"""Record what a donor decided, and ask for its payment page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import HolderIdentifier, check_takes_pledges
from okote.funding.pledges import rules
from okote.funding.pledges.models import Pledge, PledgeBody, with_body
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import Body, PledgeStatus
from okote.funding.pledges.vigilance.freezing import check_not_frozen
from okote.funding.pledges.vigilance.rules import donors
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from payments.failpoints import reached
from payments.money import Money
from payments.operations import service as payments
from payments.operations.queries import being_expired
from payments.sessions import WriteSession

PURPOSE = "pledge"
"""Under which payments tell us what became of a pledge's payment."""

CHECKOUT_OPEN_FOR = timedelta(hours=1)
"""How long a payment page waits for its donor; Stripe takes from 30 minutes to 24 hours."""


def transfer_group(campaign_id: UUID) -> str:
    """What ties a campaign's payments and its transfer together in Stripe's own pages."""
    return f"campaign:{campaign_id}"


@dataclass(frozen=True, slots=True)
class PledgeDetails:
    """What a donor decided, checked field by field already. `form_token` tells whether it was sent before."""

    form_token: UUID
    amount: Money
    public_name: str | None
    name_shown: bool
    amount_shown: bool
    message: str | None
    own_people: bool = False
    """Whether the donor works for the holder or a partner, as they say or as their roles here tell; or the
    body in whose name they give is one of them."""
    reward: UUID | None = None
    """What they chose of the campaign's rewards, if anything."""
    body: Body | None = None
    """In whose name, where it is not the donor's own: they declared that they may bind it."""

    @property
    def words(self) -> dict[str, Any]:
        """What others may see of it: given in the name of a body, that name or none."""
        name = self.public_name
        if self.body is not None:
            name = self.body.name if self.name_shown else None
        return {
            "public_name": name,
            "name_shown": self.name_shown,
            "amount_shown": self.amount_shown,
            "message": self.message,
        }


async def give(
    db: WriteSession, campaign_id: UUID, details: PledgeDetails, *, by: Visitor
) -> tuple[Pledge, payments.Opening | None]:
    """Record a pledge and ask for its payment page: with it, where it is a new one, comes what opens that.

    The same form sent again is the same pledge, and so is the same amount while it still waits to be paid or
    for its bank, in another tab or after going back; another takes its place, so that nobody is led to pay
    other than just confirmed. Two sendings wait for each other; the campaign and the account are held open.
    """
    donor = person_of(by)
    await hold_open(db, donor.id)
    givers = donors(donor.id, details.body)
    await check_not_frozen(db, by.territory.id, *givers, then=[f"giving:{donor.id}:{campaign_id}"])
    current, over = await _given_before(db, donor.id, campaign_id)
    wish = rules.wish(details.form_token, campaign_id, details.amount, over, _identifier(details.body))
    given = _already(current, wish, details)
    if given is not None:
        return await _changed(db, given, details), None
    await _replace(db, current)
    campaign, holder = await _offer(db, by.territory.id, campaign_id)
    rules.check_own_people(campaign.takes_own_people, own=details.own_people)
    at, token = await db.now(), new_token()
    check_takes_pledges(campaign.state, campaign.period, at, payable=holder.account_ready)
    pledge = Pledge(
        territory_id=by.territory.id,
        campaign_id=campaign.id,
        person_id=donor.id,
        form_token=wish,
        amount_minor=details.amount.minor,
        currency=details.amount.currency,
        **details.words,
        own_people=details.own_people,
        language=by.language,
        thanks_hash=fingerprint(token),
        created_at=at,
    )
    pledge.body = _declared(pledge, details.body)
    opening = await payments.open_checkout(
        db,
        book=by.territory.book,
        purpose=PURPOSE,
        subject=pledge.id,
        amount=details.amount,
        account_id=cast("UUID", holder.account_id),
        page=_checkout_page(campaign, holder, token, at, by),
        is_new=True,
    )
    pledge.payment_id = opening.payment.id
    await db.write(pledge)
    reached("pledge.written")
    if details.reward is not None:
        await units.choose(db, pledge, details.reward)
    return pledge, opening


def _checkout_page(
    campaign: Campaign, holder: Holder, token: str, at: datetime, by: Visitor
) -> payments.CheckoutPage:
    """What the donor reads there, and where it leads them back to."""
    home = f"{by.address}/{by.language}"
    return payments.CheckoutPage(
        title=campaign.title,
        statement=holder.statement_name,
        transfer_group=transfer_group(campaign.id),
        success_url=f"{home}/thanks/{token}",
        cancel_url=f"{home}/my/pledges",
        expires_at=at + CHECKOUT_OPEN_FOR,
        locale=by.language,
    )


OFFER = (
    of_territory(select(Campaign, Holder), Campaign.territory_id, cast("UUID", bindparam("territory_id")))
    .join(Holder, col(Holder.id) == Campaign.holder_id)
    .where(col(Campaign.id) == bindparam("campaign_id"))
    .with_for_update(read=True, of=Campaign)
    .execution_options(populate_existing=True)
)


async def _offer(db: WriteSession, territory_id: UUID, campaign_id: UUID) -> tuple[Campaign, Holder]:
    """As it now is, held against whoever would lead the campaign on; many may hold it at once."""
    asked = {"territory_id": territory_id, "campaign_id": campaign_id}
    offer = (await db.exec(OFFER, params=asked)).first()
    if offer is None:
        raise NotFoundError
    campaign, holder = offer
    return campaign, holder


MINE = (
    select(Pledge)
    .where(Pledge.person_id == bindparam("person_id"), Pledge.campaign_id == bindparam("campaign_id"))
    .options(with_body)
    .order_by(col(Pledge.id).desc())
)


async def _given_before(
    db: WriteSession, person_id: UUID, campaign_id: UUID
) -> tuple[Sequence[Pledge], Collection[UUID]]:
    """The donor's pledges that count or still may, the latest first; and the tokens of the others."""
    asked = {"person_id": person_id, "campaign_id": campaign_id}
    pledges = (await db.exec(MINE, params=asked)).all()
    if not pledges:
        return [], ()
    expiring = await being_expired(db, [pledge.payment_id for pledge in pledges if pledge.payment_id])
    over = [one for one in pledges if one.status in rules.OVER or one.payment_id in expiring]
    return [one for one in pledges if one not in over], {one.form_token for one in over}


def _already(current: Sequence[Pledge], wish: UUID, details: PledgeDetails) -> Pledge | None:
    """The pledge that this wish already is, if any."""
    for pledge in current:
        same = pledge.amount == details.amount and _identifier(pledge.body) == _identifier(details.body)
        if pledge.form_token == wish or (pledge.status in rules.PENDING and same):
            return pledge
    return None


def _identifier(body: Body | PledgeBody | None) -> HolderIdentifier | None:
    """Which body, if any: its name may still be corrected."""
    return None if body is None else body.identifier


def _declared(pledge: Pledge, body: Body | None) -> PledgeBody | None:
    return (
        None
        if body is None
        else PledgeBody(
            pledge_id=pledge.id,
            territory_id=pledge.territory_id,
            name=body.name,
            legal_form=body.legal_form,
            kind=body.identifier.kind,
            number=body.identifier.number,
            declared_at=pledge.created_at,
        )
    )


async def _changed(db: WriteSession, pledge: Pledge, details: PledgeDetails) -> Pledge:
    """What others will see of it, whose people gave it, and its reward, may change until it is paid."""
    campaign = await one_of(db, Campaign, pledge.territory_id, pledge.campaign_id)
    rules.check_own_people(campaign.takes_own_people, own=details.own_people)
    if pledge.status is not PledgeStatus.OPENED:
        return pledge
    await units.choose(db, pledge, details.reward)
    if pledge.body is not None and details.body is not None:
        pledge.body.name, pledge.body.legal_form = details.body.name, details.body.legal_form
    return pledge.sqlmodel_update({**details.words, "own_people": details.own_people})


async def _replace(db: WriteSession, current: Sequence[Pledge]) -> None:
    """What is not paid yet can't be paid any more: its donor has confirmed another amount."""
    replaced = [pledge for pledge in current if pledge.status is PledgeStatus.OPENED]
    for pledge in replaced:
        await payments.expire_checkout(db, cast("UUID", pledge.payment_id))
    if replaced:
        await units.free(db, [pledge.id for pledge in replaced])
