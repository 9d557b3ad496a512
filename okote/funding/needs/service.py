"""Ask for help, offer it, answer, withdraw."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, delete, func, select, update

from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import HELP, NEED, FundingDeed
from okote.funding.needs.events import (
    HelpAccepted,
    HelpDeclined,
    HelpDone,
    HelpEvent,
    HelpOffered,
    HelpWithdrawn,
)
from okote.funding.needs.models import Help, Need
from okote.funding.needs.rules import (
    FOUND,
    OPEN,
    Counted,
    HelpRefusedError,
    HelpStatus,
    NeedKind,
    check_moves,
    check_needs,
    takes_help,
)
from okote.funding.permissions import may_write_campaign
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

DAILY = Limit(
    "help", most=10, window=timedelta(days=1), per=Per.PERSON, reason="Holders have a letter of each."
)

TOLD: Mapping[HelpStatus, tuple[type[HelpEvent], FundingDeed]] = {
    HelpStatus.ACCEPTED: (HelpAccepted, FundingDeed.HELP_ACCEPTED),
    HelpStatus.DECLINED: (HelpDeclined, FundingDeed.HELP_DECLINED),
    HelpStatus.DONE: (HelpDone, FundingDeed.HELP_DONE),
}


@dataclass(frozen=True, slots=True)
class NeedDetails:
    """As its form stands, checked field by field already."""

    kind: NeedKind
    title: str
    wanted: int
    measure: Counted
    text: str = ""
    until: date | None = None
    place: str = ""


async def add_need(db: WriteSession, campaign_id: UUID, details: NeedDetails, *, by: Visitor) -> Need:
    """NeedRefusedError, TooManyNeedsError."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    listed = select(func.count()).where(Need.campaign_id == campaign.id)
    check_needs(campaign.state, listed=(await db.exec(listed)).one())
    need = Need(
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        created_at=await db.now(),
        **asdict(details),
    )
    db.add(need)
    await db.flush()
    await note(db, by.doer, FundingDeed.NEED_ADDED, need)
    return need


async def change_need(db: WriteSession, need_id: UUID, details: NeedDetails, *, by: Visitor) -> Need:
    """Those who offered already see it as it is now."""
    need = await _own_need(db, need_id, by)
    was = NEED.facts(need)
    need.sqlmodel_update(asdict(details))
    await note(db, by.doer, FundingDeed.NEED_CHANGED, need, was)
    return need


async def close_need(db: WriteSession, need_id: UUID, *, by: Visitor) -> Need:
    """Nobody can offer it any more; whoever was accepted stays so."""
    need = await _own_need(db, need_id, by)
    was = NEED.facts(need)
    need.closed_at = need.closed_at or await db.now()
    await note(db, by.doer, FundingDeed.NEED_CHANGED, need, was)
    return need


async def open_need(db: WriteSession, need_id: UUID, *, by: Visitor) -> Need:
    need = await _own_need(db, need_id, by)
    was = NEED.facts(need)
    need.closed_at = None
    await note(db, by.doer, FundingDeed.NEED_CHANGED, need, was)
    return need


async def offer_help(
    db: WriteSession, need_id: UUID, quantity: int, name: str, contact: str, message: str, *, by: Visitor
) -> Help:
    """Sent a second time while it is open, it is the same offer. HelpRefusedError."""
    need = await held(db, Need, by.territory.id, need_id)
    helper = person_of(by)
    known = select(Help).where(
        Help.need_id == need.id, Help.person_id == helper.id, col(Help.status).in_(OPEN)
    )
    if (same := (await db.exec(known)).first()) is not None:
        return same
    campaign = await held(db, Campaign, by.territory.id, need.campaign_id, shared=True)
    today = by.territory.day(await db.now())
    if not takes_help(
        campaign.state,
        closed=need.closed_at is not None,
        until=need.until,
        today=today,
        found=await _found(db, need.id),
        wanted=need.wanted,
    ):
        raise HelpRefusedError
    await hit(db, DAILY, str(helper.id))
    await hold_open(db, helper.id)
    offered = Help(
        territory_id=need.territory_id,
        campaign_id=need.campaign_id,
        need_id=need.id,
        person_id=helper.id,
        quantity=quantity,
        name=name,
        contact=contact,
        message=message or None,
        language=by.language,
        offered_at=await db.now(),
    )
    db.add(offered)
    await emit(db, HelpOffered(offered.id))
    return offered


async def respond(
    db: WriteSession, help_id: UUID, status: HelpStatus, answer: str = "", *, by: Visitor
) -> Help:
    """Accept, decline, or say that it is done; what is declined is forgotten but for the answer.

    Words go with their decision: what was written on accepting says nothing true of a refusal.
    """
    offered, at = await held(db, Help, by.territory.id, help_id), await db.now()
    campaign = await db.get_one(Campaign, offered.campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_moves(offered.status, status)
    was, (told, deed) = HELP.facts(offered), TOLD[status]
    offered.status, offered.answer = status, answer
    offered.answered_at, offered.answered_by = at, person_of(by).id
    offered.ended_at = None if status is HelpStatus.ACCEPTED else at
    if status is HelpStatus.DECLINED:
        offered.forget()
    await note(db, by.doer, deed, offered, was)
    await emit(db, told(offered.id))
    return offered


async def withdraw(db: WriteSession, help_id: UUID, *, by: Visitor) -> Help:
    """Who offered it can't any more, or would rather not."""
    offered, at = await held(db, Help, by.territory.id, help_id), await db.now()
    if offered.person_id != person_of(by).id:
        raise NotFoundError
    check_moves(offered.status, HelpStatus.WITHDRAWN)
    offered.status, offered.ended_at = HelpStatus.WITHDRAWN, at
    offered.forget()
    await emit(db, HelpWithdrawn(offered.id))
    return offered


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What nobody answered goes; of the rest stays that it was found, and nothing of who."""
    theirs = col(Help.person_id) == closed.person_id
    await db.exec(delete(Help).where(theirs, col(Help.status) == HelpStatus.OFFERED))
    await db.exec(update(Help).where(theirs).values(name=None, contact=None, message=None))


async def _own_need(db: WriteSession, need_id: UUID, by: Visitor) -> Need:
    need = await held(db, Need, by.territory.id, need_id)
    campaign = await db.get_one(Campaign, need.campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    return need


async def _found(db: ReadSession, need_id: UUID) -> int:
    found = select(func.coalesce(func.sum(Help.quantity), 0)).where(
        Help.need_id == need_id, col(Help.status).in_(FOUND)
    )
    return int((await db.exec(found)).one())
