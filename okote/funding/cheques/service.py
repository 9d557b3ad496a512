"""A cheque's way, one step each, with who took it and when.

It counts as any contribution from the moment at which a second person confirms it: the pledge made of it is
in force, so partners add to it, the rule counts it, and the platform's share bears on it. That share is taken
from what Stripe holds, as the cheque's own money goes straight to the holder; what Stripe's part can't bear,
the holder owes, as it does for what partners add.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from secrets import choice
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.cheques import rules
from okote.funding.cheques.events import (
    ChequeAnnounced,
    ChequeBanked,
    ChequeBounced,
    ChequeEvent,
    ChequeGivenBack,
    ChequeReceived,
)
from okote.funding.cheques.models import Cheque, ChequeBody, ChequeStep
from okote.funding.cheques.rules import ChequesNotTakenError, ChequeState
from okote.funding.matching.queries import gives_itself
from okote.funding.permissions import may_keep_cheques
from okote.funding.pledges.events import PledgeInForce
from okote.funding.pledges.models import Bound, Pledge, PledgeBody
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import Body, PledgeStatus, check_own_people
from okote.funding.pledges.vigilance.freezing import check_not_frozen
from okote.funding.pledges.vigilance.rules import donors, of_body
from okote.funding.terms.queries import terms_of
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.models import Person
from okote.identity.permissions import person_of, require
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory, one_of
from payments.ledger.queries import entry_of
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.sessions import WriteSession

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a reference: none that is taken for another one when it is written by hand."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of a cheque before anybody has seen it. `form_token` tells whether it was sent before."""

    form_token: UUID
    amount: Money
    drawer: str
    address: str
    own_people: bool = False
    body: Body | None = None
    """In whose name, where it is not the donor's own: they declared that they may bind it."""
    reward: UUID | None = None
    """What they chose of the campaign's rewards, if anything."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the cheque, and where its picture is."""

    amount: Money
    number: str
    bank: str
    written_on: date
    proof: str


async def announce(db: WriteSession, campaign_id: UUID, told: Announcement, *, by: Visitor) -> Cheque:
    """Its donor is about to send it: nothing counts yet, but what they chose in return is kept for a while.

    Besides what the terms refuse: RewardGoneError, RewardStartsHigherError.
    """
    told = await _as_known(db, campaign_id, told, by)
    donor = person_of(by)
    await hold_open(db, donor.id)
    await check_not_frozen(db, by.territory.id, *donors(donor.id, told.body))
    known = await _opened(db, campaign_id, told, by)
    if known is not None:
        return known
    cheque = await _written(db, campaign_id, told, donor.id, by=by)
    if told.reward is not None:
        campaign = await db.get_one(Campaign, campaign_id)
        await units.keep(db, campaign, told.reward, cheque.amount, kept_for=cheque.id)
    await emit(db, ChequeAnnounced(cheque.id))
    return cheque


async def enter(
    db: WriteSession, campaign_id: UUID, told: Announcement, paper: Paper, email: str | None, *, by: Visitor
) -> Cheque:
    """An agent has a cheque in hand, of someone who announced none."""
    require(may_keep_cheques(by))
    told = await _as_known(db, campaign_id, told, by)
    if told.body is not None:
        await check_not_frozen(db, by.territory.id, of_body(told.body))
    known = await _opened(db, campaign_id, told, by)
    if known is not None:
        return known
    donor = await _donor(db, told, email, by)
    cheque = await _written(db, campaign_id, told, donor, by=by, entered_by=person_of(by).id)
    return await receive(db, cheque.id, paper, by=by)


async def withdraw(db: WriteSession, cheque_id: UUID, *, by: Visitor) -> Cheque:
    """It does not come after all: its donor says so, or an agent who waits no longer."""
    cheque = await held(db, Cheque, by.territory.id, cheque_id)
    if not may_keep_cheques(by) and (by.person is None or cheque.person_id != by.person.id):
        raise NotFoundError
    await _step(db, cheque, ChequeState.WITHDRAWN, by)
    await units.let_go(db, cheque.id)
    return cheque


async def receive(db: WriteSession, cheque_id: UUID, paper: Paper, *, by: Visitor) -> Cheque:
    """An agent has it in hand; what stands on it is what it is worth."""
    require(may_keep_cheques(by))
    cheque = await held(db, Cheque, by.territory.id, cheque_id)
    rules.check_step(cheque.state, ChequeState.RECEIVED)
    await units.keep_on(db, cheque.id, paper.amount)
    cheque.amount_minor = paper.amount.minor
    cheque.number, cheque.bank = paper.number, paper.bank
    cheque.written_on, cheque.proof = paper.written_on, paper.proof
    return await _step(db, cheque, ChequeState.RECEIVED, by, tell=ChequeReceived(cheque.id))


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
    await _step(db, cheque, ChequeState.HELD, by)
    await post(
        db,
        book=by.territory.book,
        key=_held_key(cheque),
        kind="cheque-held",
        postings=accounts.cheque_held(campaign.id, cheque.amount),
        at=at,
        reference=pledge.id,
    )
    await emit(db, PledgeInForce(pledge.id, campaign.id))
    return cheque


async def bank(db: WriteSession, cheque_id: UUID, *, by: Visitor) -> Cheque:
    """Hand it to the holder, whose campaign has succeeded."""
    cheque, campaign, pledge = await _counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.BANKED)
    rules.check_bankable(campaign.state, pledge.status)
    await _step(db, cheque, ChequeState.BANKED, by, tell=ChequeBanked(cheque.id))
    await post(
        db,
        book=by.territory.book,
        key=_banked_key(cheque),
        kind="cheque-banked",
        postings=accounts.cheque_banked(campaign.id, cheque.amount),
        at=await db.now(),
        reference=pledge.id,
    )
    return cheque


async def give_back(db: WriteSession, cheque_id: UUID, note: str, *, by: Visitor) -> Cheque:
    """Its donor has it again; `note` says how. One that counts stays, unless it is to go back."""
    found = await one_of(db, Cheque, by.territory.id, cheque_id)
    if found.pledge_id is None:
        require(may_keep_cheques(by))
        cheque = await held(db, Cheque, by.territory.id, cheque_id)
        rules.check_returnable(cheque.state, None)
        await units.let_go(db, cheque.id)
        told = ChequeGivenBack(cheque.id)
        return await _step(db, cheque, ChequeState.GIVEN_BACK, by, note=note, tell=told)
    cheque, _, pledge = await _counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.GIVEN_BACK)
    rules.check_returnable(cheque.state, pledge.status)
    pledge.status, pledge.ended_at = PledgeStatus.REFUNDED, await db.now()
    await _reverse(db, by, _held_key(cheque), f"cheque-given-back:{cheque.id}")
    told = ChequeGivenBack(cheque.id)
    return await _step(db, cheque, ChequeState.GIVEN_BACK, by, note=note, tell=told)


async def bounce(db: WriteSession, cheque_id: UUID, note: str, *, by: Visitor) -> Cheque:
    """The bank did not pay it: what it moved is reversed, and it counts no more.

    What the rule decided stays, and so do the calls to partners: who owes what then is between them and
    the holder (funding.md, 5.14).
    """
    cheque, _, pledge = await _counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.BOUNCED)
    pledge.status, pledge.ended_at = PledgeStatus.FAILED, await db.now()
    await units.follow(db, pledge)
    await _reverse(db, by, _banked_key(cheque), f"cheque-bounced:{cheque.id}")
    await _reverse(db, by, _held_key(cheque), f"cheque-gone:{cheque.id}")
    return await _step(db, cheque, ChequeState.BOUNCED, by, note=note, tell=ChequeBounced(cheque.id))


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Who leaves gives up what was kept for a cheque of theirs: nobody could tell them of it."""
    theirs = select(Cheque.id).where(Cheque.person_id == closed.person_id)
    await units.forget_holds(db, (await db.exec(theirs.order_by(col(Cheque.id)))).all())


async def _opened(db: WriteSession, campaign_id: UUID, told: Announcement, by: Visitor) -> Cheque | None:
    """The cheque that the same form made already; else the campaign is held, and takes cheques."""
    await db.lock(f"cheque:{told.form_token}")
    asked = of_territory(select(Cheque), Cheque.territory_id, by.territory.id)
    known = (await db.exec(asked.where(Cheque.form_token == told.form_token))).first()
    if known is not None:
        return known
    if not (await terms_of(db, by.territory.id)).takes_cheques:
        raise ChequesNotTakenError
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    check_takes_pledges(campaign.state, campaign.period, await db.now())
    check_own_people(campaign.takes_own_people, own=told.own_people)
    return None


async def _as_known(db: WriteSession, campaign_id: UUID, told: Announcement, by: Visitor) -> Announcement:
    """Whatever is declared: the holder, or a partner of the campaign, does not give as anybody else."""
    if told.body is None:
        return told
    campaign = await one_of(db, Campaign, by.territory.id, campaign_id)
    holder = await db.get_one(Holder, campaign.holder_id)
    own = await gives_itself(db, campaign_id, holder.identifier, told.body.identifier)
    return replace(told, own_people=told.own_people or own)


async def _written(
    db: WriteSession,
    campaign_id: UUID,
    told: Announcement,
    donor: UUID,
    *,
    by: Visitor,
    entered_by: UUID | None = None,
) -> Cheque:
    cheque = Cheque(
        territory_id=by.territory.id,
        campaign_id=campaign_id,
        person_id=donor,
        form_token=told.form_token,
        reference="".join(choice(SIGNS) for _ in range(7)),
        amount_minor=told.amount.minor,
        currency=told.amount.currency,
        drawer=told.drawer,
        address=told.address,
        own_people=told.own_people,
        language=by.language,
        entered_by=entered_by,
        created_at=await db.now(),
    )
    cheque.body = _declared(cheque, told.body)
    db.add(cheque)
    await db.flush()
    await _record(db, cheque, by, "")
    return cheque


def _declared(cheque: Cheque, body: Body | None) -> ChequeBody | None:
    return (
        None
        if body is None
        else ChequeBody(
            cheque_id=cheque.id,
            territory_id=cheque.territory_id,
            name=body.name,
            legal_form=body.legal_form,
            kind=body.identifier.kind,
            number=body.identifier.number,
            declared_at=cheque.created_at,
        )
    )


def _bound(pledge: Pledge, body: ChequeBody | None) -> PledgeBody | None:
    """As it was declared of the cheque."""
    if body is None:
        return None
    said = body.model_dump(include=set(Bound.model_fields))
    return PledgeBody(pledge_id=pledge.id, territory_id=pledge.territory_id, **said)


async def _donor(db: WriteSession, told: Announcement, email: str | None, by: Visitor) -> UUID:
    """Whom an agent met before under that name at that address, so that two cheques are one donor's.

    Never somebody with an account: a name on a cheque proves nothing about one.
    """
    met = of_territory(select(Cheque.person_id), Cheque.territory_id, by.territory.id).where(
        col(Cheque.entered_by).is_not(None),
        func.lower(Cheque.drawer) == told.drawer.lower(),
        func.lower(Cheque.address) == told.address.lower(),
    )
    known = (await db.exec(met.order_by(col(Cheque.id)).limit(1))).first()
    if known is not None:
        return known
    person = Person(created_at=await db.now(), email=email)
    db.add(person)
    await db.flush()
    return person.id


async def _counted(db: WriteSession, cheque_id: UUID, by: Visitor) -> tuple[Cheque, Campaign, Pledge]:
    """A cheque that was confirmed, with its campaign and its pledge, all held."""
    require(may_keep_cheques(by))
    found = await one_of(db, Cheque, by.territory.id, cheque_id)
    campaign = await held(db, Campaign, by.territory.id, found.campaign_id, shared=True)
    if found.pledge_id is None:
        raise rules.ChequeMovedOnError
    pledge = await held(db, Pledge, by.territory.id, found.pledge_id)
    return await held(db, Cheque, by.territory.id, cheque_id), campaign, pledge


async def _seen_by(db: WriteSession, cheque: Cheque) -> Sequence[UUID]:
    """Whoever received it, and whoever entered it."""
    steps = select(ChequeStep.person_id).where(
        ChequeStep.cheque_id == cheque.id, ChequeStep.state == ChequeState.RECEIVED
    )
    received = (await db.exec(steps.order_by(col(ChequeStep.id)))).all()
    return received if cheque.entered_by is None else [*received, cheque.entered_by]


async def _step(
    db: WriteSession,
    cheque: Cheque,
    to: ChequeState,
    by: Visitor,
    *,
    note: str = "",
    tell: ChequeEvent | None = None,
) -> Cheque:
    rules.check_step(cheque.state, to)
    cheque.state = to
    await _record(db, cheque, by, note)
    if tell is not None:
        await emit(db, tell)
    return cheque


async def _record(db: WriteSession, cheque: Cheque, by: Visitor, note: str) -> None:
    step = ChequeStep(
        cheque_id=cheque.id,
        state=cheque.state,
        at=await db.now(),
        person_id=person_of(by).id,
        note=note,
    )
    db.add(step)
    await db.flush()


async def _reverse(db: WriteSession, by: Visitor, entry_key: str, key: str) -> None:
    entry = await entry_of(db, by.territory.book, entry_key)
    if entry is not None:
        await reverse(db, entry, key=key, at=await db.now())


def _held_key(cheque: Cheque) -> str:
    return f"cheque-held:{cheque.id}"


def _banked_key(cheque: Cheque) -> str:
    return f"cheque-banked:{cheque.id}"
