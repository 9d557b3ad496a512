"""The list of categories in the back office, and where residents meet it."""

from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.categories.models import Category
from okote.identity.models import Role
from tests.okote.funding.office import typed_in

HERE = "/en/back-office/categories"
FOOD = {"name-fr": "Manger", "name-de": "Essen", "name-en": "Food <b>"}


async def the_one(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Category))).one()


async def test_an_administrator_keeps_the_list(office):
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    assert "No category yet" in (await ines.get(HERE)).text
    for wrong in (FOOD | {"name-de": ""}, FOOD | {"name-fr": "x" * 41}):
        answer = await ines.post(HERE, wrong)
        assert (answer.status_code, typed_in(answer.text, "name-en")) == (422, "Food <b>")
    assert (await ines.post(HERE, FOOD)).headers["location"] == HERE
    assert (await ines.post(HERE, FOOD)).status_code == 422
    assert "Food &lt;b&gt;" in (await ines.get(HERE)).text

    one = f"{HERE}/{(await the_one(office.house)).id}"
    assert typed_in((await ines.get(one)).text, "name-fr") == "Manger"
    assert (await ines.post(one, FOOD | {"name-en": ""})).status_code == 422
    assert (await ines.post(one, FOOD | {"name-en": "Food"})).status_code == 303
    assert (await ines.post(f"{one}/retire")).status_code == 303
    assert "retired" in (await ines.get(HERE)).text
    assert "Take it up again" in (await ines.get(one)).text
    assert (await ines.post(f"{one}/take-up")).status_code == 303
    assert (await the_one(office.house)).names["en"] == "Food"


async def test_a_campaign_tells_its_category_in_the_language_of_its_reader(office, scene, browser):
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    await ines.post(HERE, FOOD)
    category = await the_one(office.house)
    async with office.house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).category_id = category.id
    resident = browser()
    for language, name in (("fr", "Manger"), ("de", "Essen")):
        assert f" · {name}</p>" in (await resident.get(f"/{language}/")).text
        assert name in (await resident.get(f"/{language}/campaigns/{scene.campaign.slug}")).text


async def test_a_writer_chooses_one_and_keeps_it_once_it_is_retired(office):
    holder = await office.holder()
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    await ines.post(HERE, FOOD)
    category = await the_one(office.house)
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    draft = await office.campaign(nadia, holder)
    assert (await office.write(nadia, draft, category="x")).status_code == 422
    assert (await office.write(nadia, draft, category=str(category.id))).status_code == 303
    await ines.post(f"{HERE}/{category.id}/retire")
    edit = f"/en/back-office/campaigns/{draft.id}/edit"
    assert typed_in((await nadia.get(edit)).text, "category") == str(category.id)
    assert "Food" in (await nadia.get(f"/en/back-office/campaigns/{draft.id}")).text
