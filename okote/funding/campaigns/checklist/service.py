"""Tick, take back; and keep the territory's list."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.checklist.models import CampaignCheck, CheckItem
from okote.funding.campaigns.checklist.rules import (
    CheckNameMissingError,
    check_checkable,
    check_expiry,
)
from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import CHECK, CHECK_ITEM, FundingDeed
from okote.funding.permissions import may_check, may_set_terms
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform import audit
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def tick(
    db: WriteSession,
    campaign_id: UUID,
    item_id: UUID,
    *,
    expires_on: date | None = None,
    note: str = "",
    by: Visitor,
) -> None:
    """Say that one saw to it; an earlier tick is taken back. CheckTooLateError, CheckExpiredError."""
    require(may_check(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    check_checkable(campaign.state)
    item = await one_of(db, CheckItem, by.territory.id, item_id)
    at = await db.now()
    check_expiry(expires_on, by.territory.day(at))
    await _take_back(db, campaign, item.id, by=by)
    ticked = CampaignCheck(
        campaign_id=campaign.id,
        item_id=item.id,
        checked_by=person_of(by).id,
        checked_at=at,
        expires_on=expires_on,
        note=note,
    )
    db.add(ticked)
    await db.flush()
    await audit.note(db, by.doer, FundingDeed.CHECK_TICKED, ticked, reason=item.name(by.language))


async def untick(db: WriteSession, campaign_id: UUID, item_id: UUID, *, by: Visitor) -> None:
    """It was a slip, or is no longer so."""
    require(may_check(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    check_checkable(campaign.state)
    ticked = await _take_back(db, campaign, item_id, by=by)
    if ticked is not None:
        was = CHECK.facts(ticked) | {"undone_at": None}
        await audit.note(db, by.doer, FundingDeed.CHECK_TAKEN_BACK, ticked, was)


async def _take_back(
    db: WriteSession, campaign: Campaign, item_id: UUID, *, by: Visitor
) -> CampaignCheck | None:
    """The tick in force, if there was one; the campaign is held."""
    in_force = select(CampaignCheck).where(
        CampaignCheck.campaign_id == campaign.id,
        CampaignCheck.item_id == item_id,
        col(CampaignCheck.undone_at).is_(None),
    )
    ticked = (await db.exec(in_force)).first()
    if ticked is not None:
        ticked.undone_at, ticked.undone_by = await db.now(), person_of(by).id
        await db.flush()
    return ticked


async def add_item(
    db: WriteSession,
    names: Mapping[str, str],
    *,
    compulsory: bool,
    of_authorities: bool = False,
    by: Visitor,
) -> CheckItem:
    """CheckNameMissingError where a language of the territory is left out."""
    require(may_set_terms(by))
    _check_names(names, by)
    item = CheckItem(
        territory_id=by.territory.id,
        names=dict(names),
        compulsory=compulsory,
        of_authorities=of_authorities,
        created_at=await db.now(),
    )
    db.add(item)
    await db.flush()
    await audit.note(db, by.doer, FundingDeed.CHECK_ITEM_ADDED, item)
    return item


async def take_usual(
    db: WriteSession, usual: Sequence[tuple[Mapping[str, str], bool, bool]], *, by: Visitor
) -> None:
    """Begin with what is checked as a rule, where nothing is written yet."""
    require(may_set_terms(by))
    await db.lock(f"checklist:{by.territory.id}")
    begun = select(CheckItem.id).where(CheckItem.territory_id == by.territory.id)
    if (await db.exec(begun.order_by(col(CheckItem.id)).limit(1))).first() is None:
        for names, compulsory, of_authorities in usual:
            await add_item(db, names, compulsory=compulsory, of_authorities=of_authorities, by=by)


async def change_item(
    db: WriteSession,
    item_id: UUID,
    names: Mapping[str, str],
    *,
    compulsory: bool,
    of_authorities: bool,
    retired: bool,
    by: Visitor,
) -> CheckItem:
    """What was ticked stays ticked."""
    require(may_set_terms(by))
    _check_names(names, by)
    item = await held(db, CheckItem, by.territory.id, item_id)
    was = CHECK_ITEM.facts(item)
    item.names, item.compulsory, item.of_authorities = dict(names), compulsory, of_authorities
    item.retired_at = (item.retired_at or await db.now()) if retired else None
    await audit.note(db, by.doer, FundingDeed.CHECK_ITEM_CHANGED, item, was)
    return item


def _check_names(names: Mapping[str, str], by: Visitor) -> None:
    if not all(names.get(language, "").strip() for language in by.territory.languages):
        raise CheckNameMissingError
