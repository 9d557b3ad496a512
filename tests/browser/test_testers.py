"""A letter is tried by a panel drawn by lot, answered for and written anew: everyone sees what changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from consultations.services.service import add_service
from okote.demo.seeding.people import somebody
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from tests.browser import committee, lettering, trying
from tests.browser.screen import DESK, Screen, fill, press
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser


TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Town:
    """Who takes part, each at a screen: staff at desks, residents with phones, somebody whom nobody knows."""

    service: Service
    paul: Screen
    samira: Screen
    lea: Screen
    claire: Screen
    camille: Screen
    yanis: Screen
    stranger: Screen

    async def sign_in(self) -> None:
        """All who have an account."""
        await self.paul.sign_in("Paul Reeb")
        await self.samira.sign_in("Samira Kessler")
        await self.lea.sign_in("Léa Stoll")
        await self.claire.sign_in("Claire Weiss")
        await self.camille.sign_in("Camille Aubry")
        await self.yanis.sign_in("Yanis Keller")

    async def today(self) -> date:
        return self.service.founded.territory.day(await self.service.now())


@pytest.fixture(scope="module")
async def town_hall(service: Service) -> None:
    """A service for which Claire answers; Paul is an agent."""
    house = service.house
    lea, paul, claire = [await somebody(house, SLUG, key) for key in ("lea", "paul", "claire")]
    async with house.database.unit_of_work() as db:
        there = await add_service(db, committee.SERVICE, "accueil@trois-rives.example", by=lea)
        here = lea.territory.id
        await grant(db, territory_id=here, person_id=person_of(paul).id, role=Role.AGENT)
        claires = person_of(claire).id
        await grant(db, territory_id=here, person_id=claires, role=Role.SERVICE, scope=there.id)


@pytest.fixture
async def town(screen: Callable[..., Any], service: Service, town_hall: None) -> Town:
    at_desks = [await screen(viewport=DESK) for _ in range(4)]
    return Town(service, *at_desks, *[await screen() for _ in range(3)])


async def test_a_letter_gets_simpler(town: Town, tmp_path: Path):
    await town.sign_in()
    await lettering.add_letter(town.paul, await town.today())
    await draw(town)
    for organiser in (town.samira, town.lea):
        await committee.type_numbers(organiser)
    panel = await committee.replay(town.stranger, tmp_path)
    assert len(panel) == committee.SEATS
    await seat(town)

    desk = await try_it(town, 1, trying.PUZZLED, found=trying.FOUND)
    await trying.review(desk)
    await trying.hand_over(desk)
    await trying.answer_as_service(town.claire, 1)
    await trying.publish(desk)
    await act(town)

    await lettering.write_anew(town.paul, await town.today())
    desk = await try_it(town, 2, trying.CONTENT)
    await trying.hand_over(desk)
    await trying.answer_as_service(town.claire, 2)
    await trying.publish(desk)
    await look(town.stranger)


async def draw(town: Town) -> None:
    """Called for, volunteered for, frozen; then the day of the lottery goes by."""
    today = await town.today()
    desk = await committee.call(town.samira, today)
    await committee.volunteer(town.camille, "Camille Aubry")
    await committee.volunteer(town.yanis, "Yanis Keller")
    await committee.bring_list(desk)
    await committee.freeze(desk, today + timedelta(days=1))
    await town.service.settle()
    await desk.reload()
    await expect(desk.locator("main")).to_contain_text("Ils peuvent être saisis à partir du lendemain")
    await town.service.leap(TWO_DAYS)
    await town.service.settle()


async def seat(town: Town) -> None:
    """Nine accept; one of them gives it up, and a reserve takes the seat."""
    await town.service.settle()
    offered = committee.invited(town.service)
    assert len(offered) == committee.SEATS
    pages = {who: await committee.accept(town.stranger, link) for who, link in offered.items()}
    leaving = next(who for who in pages if not who.startswith(("camille", "yanis")))
    await committee.give_up(pages[leaving])
    await town.service.settle()
    [reserve] = committee.invited(town.service).keys() - offered.keys()
    await committee.accept(town.stranger, committee.invited(town.service)[reserve])


async def try_it(town: Town, version: int, said: trying.Said, *, found: trying.Said | None = None) -> Page:
    """Two on their phones, seven on the telephone with Paul."""
    before = trying.title(version - 1) if version > 1 else None
    desk = await trying.write_test(town.samira, version, await town.today(), before=before)
    await trying.rate(town.camille, version, said, found=found)
    await trying.rate(town.yanis, version, trying.CONTENT)
    await trying.type_for_the_rest(town.paul, version, said)
    return desk


async def act(town: Town) -> None:
    """What came of the finding is shown, promised and carried out."""
    page = await town.claire.open("/back-office/actions")
    await page.get_by_role("link", name=trying.FOUND["title"]).click()
    await press(page, "La montrer à tout le monde")
    for state, deadline in (("decided", (await town.today()).isoformat()), ("done", "")):
        await fill(page, {"state": state, "deadline": deadline})
        await press(page, "Le noter")
        await expect(page.locator(".flash.success")).to_contain_text("L’avancement de l’action est noté")


async def look(stranger: Screen) -> None:
    """Before and after, what was done of what was said, and how much of what was promised."""
    page = await stranger.open("/observatory")
    told = page.get_by_role("listitem").filter(has_text=trying.PROCEDURE)
    await expect(told).to_contain_text(re.compile(r"Version 1.*1 testeur sur 9 a trouvé la démarche simple"))
    await expect(told).to_contain_text(
        re.compile(r"Version 2.*9 testeurs sur 9 ont trouvé la démarche simple")
    )
    await press(page, "Vous avez dit, nous avons fait")
    await expect(page.locator("main")).to_contain_text(trying.FOUND["title"])
    await expect(page.locator("main")).to_contain_text("Nous avons fait")
    page = await stranger.open("/actions")
    await expect(page.locator(".progress")).to_contain_text(re.compile(r"1 sur 1\s+action est réalisée"))
