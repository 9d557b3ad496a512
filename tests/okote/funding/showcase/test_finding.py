"""The list of campaigns as visitors narrow it, and the search of the whole site."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.categories.models import Category
from okote.funding.showcase.finding import Order, Wanted, answers
from okote.funding.showcase.queries import campaigns, public_campaigns
from okote.territories.models import Place
from tests.okote.app_client import territory
from tests.okote.funding.scene import a_campaign


@pytest.fixture
async def two(scene, house):
    """The scene's campaign, and one in a sector of Rivemont, about something."""
    other = await a_campaign(house, None, slug="le-four")
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        category = Category(territory_id=here.id, names={"fr": "Manger"}, created_at=await db.now())
        db.add(category)
        await db.flush()
        sector = (await db.exec(select(Place).where(Place.name == "Le Quai"))).one()
        row = await db.get_one(Campaign, other.id)
        row.title, row.summary, row.story = "Un four à pain", "Du levain et des mères", "Chaque jeudi"
        row.place_id, row.category_id = sector.id, category.id
        (await db.get_one(Campaign, scene.campaign.id)).place_id = sector.parent_id
    return scene.campaign, row


async def listed(house, wanted):
    here = await territory(house)
    async with house.database.reading() as db:
        return [one.campaign.slug for one in (await campaigns(db, here.id, 1, wanted)).rows]


@pytest.mark.parametrize("typed", ["four", "FOURS", "mere levains", "jeudi", "un four à p"])
async def test_a_campaign_is_found_by_its_words(house, two, typed):
    assert await listed(house, Wanted(typed)) == ["le-four"]


async def test_and_by_those_of_its_holder_and_place(house, two):
    everything = {one.slug for one in two}
    assert set(await listed(house, Wanted("bocaux"))) <= everything
    assert "le-four" in await listed(house, Wanted("le quai"))


async def test_a_commune_means_its_sectors_too(house, two):
    _, four = two
    async with house.database.reading() as db:
        sector = await db.get_one(Place, four.place_id)
        elsewhere = (await db.exec(select(Place).where(col(Place.name) == "Clairville"))).one()
    assert "le-four" in await listed(house, Wanted(place=sector.parent_id))
    assert await listed(house, Wanted(place=sector.id)) == ["le-four"]
    assert await listed(house, Wanted(place=elsewhere.id)) == []


async def test_what_is_asked_for_adds_up(house, two):
    _, four = two
    assert await listed(house, Wanted("four", category=four.category_id)) == ["le-four"]
    assert await listed(house, Wanted("conserverie", category=four.category_id)) == []


@pytest.mark.parametrize(
    ("order", "first"), [(Order.ENDING, "le-four"), (Order.NEWEST, "le-quai"), (Order.TITLE, "le-quai")]
)
async def test_the_soonest_to_end_the_latest_begun_or_by_title(house, two, order, first):
    quai, four = two
    async with house.database.unit_of_work() as db:
        for one, title, opened, days in ((quai, "Le quai", -1, 30), (four, "Un four", -9, 20)):
            row = await db.get_one(Campaign, one.id)
            row.title, row.opens_at = title, one.opens_at + timedelta(days=opened)
            row.ends_at = one.opens_at + timedelta(days=days)
    names = {quai.slug: "le-quai", four.slug: "le-four"}
    first_listed, _ = await listed(house, Wanted(order=order))
    assert names[first_listed] == first


async def test_each_order_keeps_those_that_take_pledges_first(house, two):
    conserverie, four = two
    assert await listed(house, Wanted(order=Order.TITLE)) == [conserverie.slug, four.slug]
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, conserverie.id)).state = CampaignState.FUNDED
    for order in Order:
        assert await listed(house, Wanted(order=order)) == [four.slug, conserverie.slug]


async def test_a_draft_is_found_by_nobody(browser, house, two):
    _, four = two
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, four.id)).state = CampaignState.DRAFT
    assert await listed(house, Wanted("four")) == []
    assert "Un four" not in (await browser().get("/fr/search?q=four")).text


async def test_the_form_of_the_list_keeps_what_was_asked(browser, two):
    _, four = two
    path = f"/fr/?q=four&place={four.place_id}&category={four.category_id}&order=title"
    html = (await browser().get(path)).text
    assert 'value="four"' in html
    assert html.count(" selected") == 3
    assert "Un four à pain" in html
    assert "La conserverie" not in html


async def test_choices_left_open_narrow_nothing(browser, two):
    html = (await browser().get("/fr/?q=&place=&category=&order=ending")).text
    assert "Un four à pain" in html
    assert "La conserverie" in html


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("place=x", 404),
        (f"place={UUID(int=1)}&category=1", 404),
        ("order=cheapest", 400),
        (f"q={'x' * 101}", 400),
    ],
)
async def test_an_address_that_no_form_of_ours_makes_is_refused(browser, scene, query, status):
    assert (await browser().get(f"/en/?{query}")).status_code == status


@pytest.mark.parametrize("typed", ["'", "|", "a & b", "<script>", "\\", "%", "(", "zzz"])
async def test_whatever_is_typed_is_looked_for_and_said(browser, scene, typed):
    visitor = browser()
    for path in ("/en/", "/en/search"):
        answer = await visitor.get(f"{path}?q={typed.replace('%', '%25').replace('&', '%26')}")
        assert answer.status_code == 200
        assert typed in unescape(answer.text)
        assert '<script>"' not in answer.text


async def test_the_whole_site_is_searched(browser, two):
    html = (await browser().get("/fr/search?q=mères")).text
    assert '<a href="/fr/campaigns/le-four">Un four à pain</a>' in html
    assert "/fr/?q=m%C3%A8res" in html
    pages = (await browser().get("/fr/search?q=remboursement")).text
    assert re.search(r'<li><a href="/fr/fees-and-refunds">', pages)
    assert "Nothing found" in (await browser().get("/en/search?q=zeppelin")).text


async def test_a_menu_that_one_may_not_see_is_not_found_either(browser, scene):
    assert "/back-office" not in (await browser().get("/fr/search?q=administration")).text


async def test_words_are_looked_up_and_no_text_is_read_anew(db):
    asked = select(Campaign.id).where(answers("quai:*"))
    statement = asked.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    connection = await db.connection()
    await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = (await connection.exec_driver_sql(f"EXPLAIN {statement}")).scalars().all()
    assert any("ix_campaign_words" in line for line in plan)


INDEXES = {
    Order.ENDING: "ix_campaign_by_end",
    Order.NEWEST: "ix_campaign_newest_first",
    Order.TITLE: "ix_campaign_by_title",
}


@pytest.mark.parametrize("order", Order)
async def test_a_list_is_read_in_its_order_and_nothing_is_sorted(db, order):
    asked = public_campaigns(uuid4()).with_only_columns(col(Campaign.id)).order_by(*order.columns).limit(12)
    statement = asked.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    connection = await db.connection()
    await connection.exec_driver_sql("SET LOCAL enable_sort = off")
    plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {statement}")).scalars().all())
    assert INDEXES[order] in plan
    assert "Sort" not in plan
