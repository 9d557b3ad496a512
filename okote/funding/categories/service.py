"""Keeping the list: add, rename, retire, take up again."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select

from okote.funding.categories.models import Category
from okote.funding.categories.rules import check_names
from okote.funding.deeds import CATEGORY, FundingDeed
from okote.funding.permissions import may_keep_categories
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession


async def add_category(db: WriteSession, names: Mapping[str, str], *, by: Visitor) -> Category:
    """CategoryNameMissingError, CategoryExistsError."""
    require(may_keep_categories(by))
    await _check_names(db, names, by)
    category = Category(territory_id=by.territory.id, names=dict(names), created_at=await db.now())
    db.add(category)
    await db.flush()
    await note(db, by.doer, FundingDeed.CATEGORY_ADDED, category)
    return category


async def rename_category(
    db: WriteSession, category_id: UUID, names: Mapping[str, str], *, by: Visitor
) -> Category:
    """Campaigns that have it say the new name from now on, also those of the past."""
    require(may_keep_categories(by))
    category = await held(db, Category, by.territory.id, category_id)
    await _check_names(db, names, by, but=category.id)
    was = CATEGORY.facts(category)
    category.names = dict(names)
    await note(db, by.doer, FundingDeed.CATEGORY_RENAMED, category, was)
    return category


async def retire_category(db: WriteSession, category_id: UUID, *, by: Visitor) -> Category:
    """It is not offered any more; campaigns that have it keep it."""
    require(may_keep_categories(by))
    category = await held(db, Category, by.territory.id, category_id)
    was = CATEGORY.facts(category)
    category.retired_at = category.retired_at or await db.now()
    await note(db, by.doer, FundingDeed.CATEGORY_RETIRED, category, was)
    return category


async def take_up_category(db: WriteSession, category_id: UUID, *, by: Visitor) -> Category:
    """Offer it again."""
    require(may_keep_categories(by))
    category = await held(db, Category, by.territory.id, category_id)
    was = CATEGORY.facts(category)
    category.retired_at = None
    await note(db, by.doer, FundingDeed.CATEGORY_TAKEN_UP, category, was)
    return category


async def _check_names(
    db: WriteSession, names: Mapping[str, str], by: Visitor, *, but: UUID | None = None
) -> None:
    """One writer of a territory's list at a time: two can't add the same name at once."""
    await db.lock(f"categories:{by.territory.id}")
    others = of_territory(select(Category.names), Category.territory_id, by.territory.id)
    taken = await db.exec(others.where(col(Category.id).is_distinct_from(but)))
    check_names(names, taken.all(), languages=by.territory.languages)
