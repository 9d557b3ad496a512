"""The territory's places, as an administrator keeps them, and the map that is drawn of them."""

import re

import pytest
from sqlmodel import select

from okote.identity.models import Role
from okote.territories.models import Place
from okote.territories.queries import places
from tests.okote.app_client import territory

HERE = "/en/back-office/places"


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding",)}


@pytest.fixture
async def administrator(browser, give_role):
    visitor = browser()
    await visitor.arrive("ines")
    await give_role("ines", Role.ADMINISTRATOR)
    return visitor


async def place(house, name):
    async with house.database.reading() as db:
        return (await db.exec(select(Place).where(Place.name == name))).one()


async def test_a_commune_and_a_sector_are_added_and_put_on_the_map(administrator, browser, house):
    assert "Projects by place" in (await browser().get("/en/map")).text
    added = await administrator.post(HERE, {"name": "Port-Aval", "position": "48,56 7,83"})
    assert added.headers["location"] == HERE
    commune = await place(house, "Port-Aval")
    assert commune.position == (48.56, 7.83)
    await administrator.post(HERE, {"name": "Le Bac", "within": str(commune.id)})
    assert (await place(house, "Le Bac")).parent_id == commune.id
    drawn = (await browser().get("/en/map")).text
    assert re.search(r"<text [^>]*>Port-Aval</text>", drawn)
    assert "Le Bac" not in drawn

    await administrator.post(f"{HERE}/{commune.id}", {"name": "Port-Amont", "position": ""})
    assert (await place(house, "Port-Amont")).position is None
    assert 'class="map"' not in (await browser().get("/en/map")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Fill in this field."),
        ({"name": "RIVEMONT"}, "There is already a place called RIVEMONT."),
        ({"name": "x" * 121}, "120"),
        ({"name": "Bac", "position": "north"}, "Write the latitude, then the longitude"),
        ({"name": "Bac", "position": "91, 7"}, "Write the latitude, then the longitude"),
        ({"name": "Bac", "position": "48.5, 181"}, "Write the latitude, then the longitude"),
        ({"name": "Bac", "within": "nowhere"}, "one of the"),
    ],
)
async def test_what_can_not_be_a_place_is_said_and_kept(administrator, house, typed, said):
    answer = await administrator.post(HERE, typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed["name"]}"' in answer.text
    here = await territory(house)
    async with house.database.reading() as db:
        assert [one.name for one in await places(db, here.id)] == ["Le Quai", "Rivemont"]


async def test_a_name_that_is_taken_is_not_given_to_another(administrator, house):
    quay = await place(house, "Le Quai")
    answer = await administrator.post(f"{HERE}/{quay.id}", {"name": "Rivemont"})
    assert answer.status_code == 422
    assert (await administrator.post(f"{HERE}/{quay.id}", {"name": "Le quai"})).status_code == 303


async def test_the_neighbours_places_are_not_there(administrator, house):
    neighbours = await place(house, "Clairville")
    assert (await administrator.get(f"{HERE}/{neighbours.id}")).status_code == 404
    answer = await administrator.post(HERE, {"name": "Bac", "within": str(neighbours.id)})
    assert answer.status_code == 422


async def test_a_commune_that_joined_another_is_a_sector_of_it(administrator, house):
    await administrator.post(HERE, {"name": "Rivemont-le-Grand"})
    small, great = await place(house, "Rivemont"), await place(house, "Rivemont-le-Grand")
    assert "It has joined another commune" in (await administrator.get(f"{HERE}/{small.id}")).text
    typed = {"name": "Rivemont", "position": "", "within": str(great.id)}
    assert (await administrator.post(f"{HERE}/{small.id}", typed)).is_redirect
    assert (await place(house, "Rivemont")).parent_id == great.id
    assert "It has joined another commune" not in (await administrator.get(f"{HERE}/{small.id}")).text
