"""A territory keeps its list: nothing that a campaign says is ever lost from it."""

from dataclasses import replace

import pytest

from okote.funding.campaigns.service import create_draft, save_draft
from okote.funding.categories.queries import categories, every_category
from okote.funding.categories.rules import CategoryExistsError, CategoryNameMissingError
from okote.funding.categories.service import (
    add_category,
    rename_category,
    retire_category,
    take_up_category,
)
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError

FOOD = {"fr": "Manger", "de": "Essen", "en": "Food"}
ROADS = {"fr": "Bouger", "de": "Unterwegs", "en": "Getting around"}


async def named(db, administrator, language="fr", **asked):
    found = await categories(db, administrator.territory.id, language=language, **asked)
    return [one.name(language) for one in found]


async def test_each_reads_the_list_in_the_order_of_their_language(db, administrator):
    for names in (FOOD, ROADS):
        await add_category(db, names, by=administrator)
    assert await named(db, administrator) == ["Bouger", "Manger"]
    assert await named(db, administrator, "de") == ["Essen", "Unterwegs"]


async def test_a_language_that_came_later_borrows_a_name(db, administrator):
    food = await add_category(db, FOOD, by=administrator)
    assert food.name("it") == "Essen"


async def test_what_is_retired_is_not_offered_but_to_those_who_have_it(db, administrator):
    food = await add_category(db, FOOD, by=administrator)
    await add_category(db, ROADS, by=administrator)
    await retire_category(db, food.id, by=administrator)
    since = food.retired_at
    await retire_category(db, food.id, by=administrator)

    assert food.retired_at == since
    assert await named(db, administrator) == ["Bouger"]
    assert await named(db, administrator, besides=food.id) == ["Bouger", "Manger"]
    kept = await every_category(db, administrator.territory.id, language="fr")
    assert [one.name("fr") for one in kept] == ["Bouger", "Manger"]
    with pytest.raises(CategoryExistsError):
        await add_category(db, ROADS | {"fr": "manger"}, by=administrator)

    await take_up_category(db, food.id, by=administrator)
    assert await named(db, administrator) == ["Bouger", "Manger"]


async def test_a_category_may_keep_a_name_while_another_changes(db, administrator):
    food = await add_category(db, FOOD, by=administrator)
    await rename_category(db, food.id, FOOD | {"fr": "Manger et cultiver"}, by=administrator)
    assert await named(db, administrator) == ["Manger et cultiver"]
    with pytest.raises(CategoryNameMissingError):
        await rename_category(db, food.id, {"fr": "Manger"}, by=administrator)


async def test_only_administrators_of_this_territory_keep_it(db, administrator, someone, elsewhere):
    food = await add_category(db, FOOD, by=administrator)
    agent, neighbour = await someone(Role.AGENT), await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(ForbiddenError):
        await add_category(db, ROADS, by=agent)
    for act in (retire_category, take_up_category):
        with pytest.raises(ForbiddenError):
            await act(db, food.id, by=agent)
        with pytest.raises(NotFoundError):
            await act(db, food.id, by=neighbour)
    with pytest.raises(NotFoundError):
        await rename_category(db, food.id, ROADS, by=neighbour)
    assert await named(db, neighbour) == []


async def test_an_offer_names_one_of_its_territory(
    db, administrator, someone, elsewhere, writer, holder, offer
):
    food = await add_category(db, FOOD, by=administrator)
    theirs = await add_category(db, ROADS, by=await someone(Role.ADMINISTRATOR, at=elsewhere))
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    await save_draft(db, campaign.id, replace(offer, category_id=food.id), version=0, by=writer)
    assert campaign.category_id == food.id
    with pytest.raises(NotFoundError):
        await save_draft(db, campaign.id, replace(offer, category_id=theirs.id), version=1, by=writer)
