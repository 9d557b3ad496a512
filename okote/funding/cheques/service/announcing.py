"""A cheque before anybody has seen it: announced by its donor, or entered by an agent who has it in hand."""

from dataclasses import dataclass, replace
from secrets import choice
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.cheques.events import ChequeAnnounced
from okote.funding.cheques.models import Cheque, ChequeBody
from okote.funding.cheques.rules import ChequesNotTakenError, ChequeState, RewardWaitsError
from okote.funding.cheques.service.keeping import Paper, receive
from okote.funding.cheques.service.steps import record, step
from okote.funding.matching.queries import gives_itself
from okote.funding.permissions import may_keep_cheques
from okote.funding.pledges.models import RewardHold
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rewards.queries import kept_at
from okote.funding.pledges.rules import Body, check_own_people
from okote.funding.pledges.vigilance.freezing import check_not_frozen
from okote.funding.pledges.vigilance.rules import donors, of_body
from okote.funding.terms.queries import terms_of
from okote.identity.account.presence import hold_open
from okote.identity.models import Person
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory, one_of
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


async def announce(db: WriteSession, campaign_id: UUID, told: Announcement, *, by: Visitor) -> Cheque:
    """Its donor is about to send it: nothing counts yet, but what they chose in return is kept for a while.

    Besides what the terms refuse: RewardGoneError, RewardStartsHigherError, RewardWaitsError.
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
        await _check_none_waits(db, cheque)
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
    await step(db, cheque, ChequeState.WITHDRAWN, by)
    await units.let_go(db, cheque.id)
    return cheque


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


async def _check_none_waits(db: WriteSession, cheque: Cheque) -> None:
    """One after the other, whatever is sent at once."""
    await db.lock(f"cheque-reward:{cheque.person_id}:{cheque.campaign_id}")
    on_its_way = (
        select(RewardHold.kept_for)
        .join(Cheque, col(Cheque.id) == RewardHold.kept_for)
        .where(
            Cheque.person_id == cheque.person_id,
            Cheque.campaign_id == cheque.campaign_id,
            Cheque.state == ChequeState.ANNOUNCED,
            kept_at(await db.now()),
        )
    )
    if (await db.exec(on_its_way)).first() is not None:
        raise RewardWaitsError


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
    await record(db, cheque, by, "")
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
