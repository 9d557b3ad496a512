"""A cheque's way, one step each, with who took it and when.

It counts as any contribution from the moment at which a second person confirms it: the pledge made of it is
in force, so partners add to it, the rule counts it, and the platform's share bears on it. That share is taken
from what Stripe holds, as the cheque's own money goes straight to the holder; what Stripe's part can't bear,
the holder owes, as it does for what partners add.

Confirming and handing over take no approval besides, at any sum: two people have seen the cheque, the rule
has decided where it goes, and nobody but the holder can cash it. What leads away from that is in `returning`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.cheques import rules
from okote.funding.cheques.deeds import CHEQUE
from okote.funding.cheques.events import (
    ChequeBanked,
    ChequeReceived,
)
from okote.funding.cheques.models import Cheque, ChequeBody, ChequeStep
from okote.funding.cheques.rules import ChequeState
from okote.funding.cheques.service.rows import banked_key, counted, held_key
from okote.funding.cheques.service.steps import step
from okote.funding.permissions import may_keep_cheques
from okote.funding.pledges.events import PledgeInForce
from okote.funding.pledges.models import Bound, Pledge, PledgeBody
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import PledgeStatus, check_own_people
from okote.funding.pledges.vigilance.freezing import check_not_frozen
from okote.funding.pledges.vigilance.rules import donors
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.events import emit
from okote.territories.queries import held, one_of
from payments.ledger.service import post
from payments.money import Money
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the cheque, and where its picture is."""

    amount: Money
    number: str
    bank: str
    written_on: date
    proof: str


async def receive(db: WriteSession, cheque_id: UUID, paper: Paper, *, by: Visitor) -> Cheque:
    """An agent has it in hand; what stands on it is what it is worth."""
    require(may_keep_cheques(by))
    cheque = await held(db, Cheque, by.territory.id, cheque_id)
    rules.check_step(cheque.state, ChequeState.RECEIVED)
    was = {} if cheque.entered_by is not None else CHEQUE.facts(cheque)
    await units.keep_on(db, cheque.id, paper.amount)
    cheque.amount_minor = paper.amount.minor
    cheque.number, cheque.bank = paper.number, paper.bank
    cheque.written_on, cheque.proof = paper.written_on, paper.proof
    return await step(db, cheque, ChequeState.RECEIVED, by, was=was, tell=ChequeReceived(cheque.id))


async def confirm(db: WriteSession, cheque_id: UUID, *, by: Visitor) -> Cheque:
    """A second person has seen it too: from now on it counts, unless the campaign is over."""
    require(may_keep_cheques(by))
    found = await one_of(db, Cheque, by.territory.id, cheque_id)
    body = await db.get(ChequeBody, cheque_id)
    await check_not_frozen(db, by.territory.id, *donors(found.person_id, body))
    campaign = await held(db, Campaign, by.territory.id, found.campaign_id, shared=True)
    cheque = await held(db, Cheque, by.territory.id, cheque_id)
    rules.check_step(cheque.state, ChequeState.HELD)
    rules.check_second(person_of(by).id, seen_by=await _seen_by(db, cheque), donor=cheque.person_id)
    at = await db.now()
    check_takes_pledges(campaign.state, campaign.period, at)
    check_own_people(campaign.takes_own_people, own=cheque.own_people)
    pledge = Pledge(
        territory_id=cheque.territory_id,
        campaign_id=campaign.id,
        person_id=cheque.person_id,
        form_token=cheque.id,
        status=PledgeStatus.IN_FORCE,
        amount_minor=cheque.amount_minor,
        currency=cheque.currency,
        own_people=cheque.own_people,
        language=cheque.language,
        thanks_hash=fingerprint(new_token()),
        created_at=at,
    )
    pledge.body = _bound(pledge, body)
    db.add(pledge)
    await db.flush()
    pledge.paid_at, cheque.pledge_id = at, pledge.id
    await units.hand_over(db, cheque.id, pledge)
    await step(db, cheque, ChequeState.HELD, by)
    await post(
        db,
        book=by.territory.book,
        key=held_key(cheque),
        kind="cheque-held",
        postings=accounts.cheque_held(campaign.id, cheque.amount),
        at=at,
        reference=pledge.id,
    )
    await emit(db, PledgeInForce(pledge.id, campaign.id))
    return cheque


async def bank(db: WriteSession, cheque_id: UUID, *, by: Visitor) -> Cheque:
    """Hand it to the holder, whose campaign has succeeded."""
    require(may_keep_cheques(by))
    cheque, campaign, pledge = await counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.BANKED)
    rules.check_bankable(campaign.state, pledge.status)
    await step(db, cheque, ChequeState.BANKED, by, tell=ChequeBanked(cheque.id))
    await post(
        db,
        book=by.territory.book,
        key=banked_key(cheque),
        kind="cheque-banked",
        postings=accounts.cheque_banked(campaign.id, cheque.amount),
        at=await db.now(),
        reference=pledge.id,
    )
    return cheque


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Who leaves gives up what was kept for a cheque of theirs: nobody could tell them of it."""
    theirs = select(Cheque.id).where(Cheque.person_id == closed.person_id)
    await units.forget_holds(db, (await db.exec(theirs.order_by(col(Cheque.id)))).all())


def _bound(pledge: Pledge, body: ChequeBody | None) -> PledgeBody | None:
    """As it was declared of the cheque."""
    if body is None:
        return None
    said = body.model_dump(include=set(Bound.model_fields))
    return PledgeBody(pledge_id=pledge.id, territory_id=pledge.territory_id, **said)


async def _seen_by(db: WriteSession, cheque: Cheque) -> Sequence[UUID]:
    """Whoever received it, and whoever entered it."""
    steps = select(ChequeStep.person_id).where(
        ChequeStep.cheque_id == cheque.id, ChequeStep.state == ChequeState.RECEIVED
    )
    received = (await db.exec(steps.order_by(col(ChequeStep.id)))).all()
    return received if cheque.entered_by is None else [*received, cheque.entered_by]
