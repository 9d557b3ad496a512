"""A budget is shared out by a sealed vote: from an idea on a phone to the count that a stranger repeats."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from consultations.eligibility.census import lists
from consultations.processes.describing import ProcessDetails
from consultations.processes.rules import POSSIBLE, EnvelopeDetails, PhaseDetails, PhaseKind, Template
from consultations.processes.service import publish, write_process
from consultations.services.service import add_service
from okote import demo
from okote.demo.seeding.people import somebody
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from okote.territories.queries import places
from payments.money import Money
from tests.browser import balloting
from tests.browser.balloting import BOOKS, FOUNTAIN, GARDEN, MERGED, TREES, TWIN, Receipt
from tests.browser.screen import DESK, Screen, unreachable
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
A_PHASE = 10 * DAY
PHASES = (PhaseKind.IDEAS, PhaseKind.STUDY, PhaseKind.VOTE, PhaseKind.RESULTS)

PLACE = "Vieux-Gué"
PICTURE = Path(demo.__file__).parent / "campaign.png"


@dataclass(frozen=True, slots=True)
class Town:
    """Staff at desks, residents with phones, somebody whom nobody knows."""

    service: Service
    lea: Screen
    marc: Screen
    paul: Screen
    claire: Screen
    camille: Screen
    yanis: Screen
    solene: Screen
    nadia: Screen
    stranger: Screen
    receipts: dict[str, Receipt] = field(default_factory=dict)

    async def sign_in(self) -> None:
        """All who have an account."""
        names = {
            self.lea: "Léa Stoll",
            self.marc: "Marc Oberlin",
            self.paul: "Paul Reeb",
            self.claire: "Claire Weiss",
            self.camille: "Camille Aubry",
            self.yanis: "Yanis Keller",
            self.solene: "Solène Marchal",
            self.nadia: "Nadia Ferrand",
        }
        await asyncio.gather(*[screen.sign_in(name) for screen, name in names.items()])

    async def next_phase(self) -> None:
        await self.service.leap(A_PHASE)
        await self.service.settle()


@pytest.fixture(scope="module")
async def consultation(service: Service) -> None:
    """Claire answers for a service, Paul moderates; whoever likes may propose since yesterday."""
    house = service.house
    lea, paul, claire = [await somebody(house, SLUG, key) for key in ("lea", "paul", "claire")]
    async with house.database.unit_of_work() as db:
        there = await add_service(db, balloting.SERVICE, "espaces@trois-rives.example", by=lea)
        here = lea.territory.id
        await grant(db, territory_id=here, person_id=person_of(paul).id, role=Role.AGENT)
        claires = person_of(claire).id
        await grant(db, territory_id=here, person_id=claires, role=Role.SERVICE, scope=there.id)
        details = ProcessDetails(
            title=balloting.PROCESS,
            lead="Vous proposez, vous choisissez, nous réalisons.",
            body="Trente mille euros pour ce qui vous manque.",
            service_id=there.id,
            languages=("fr",),
            envelopes=(EnvelopeDetails(balloting.ENVELOPE, Money.of(30_000)),),
        )
        first = await db.now() - DAY
        phases = [
            PhaseDetails(kind, first + number * A_PHASE, first + (number + 1) * A_PHASE, POSSIBLE[kind])
            for number, kind in enumerate(PHASES)
        ]
        (usual,) = [one.id for one in await places(db, here) if one.name == PLACE]
        brought = await lists.bring(db, "Liste", balloting.RESIDENTS, usual=usual, kept_days=365, by=lea)
        await lists.put_in_force(db, brought.id, by=lea)
        process = await write_process(db, Template.BUDGET, details, phases, by=lea)
        await publish(db, process.id, by=lea)


@pytest.fixture
async def town(screen: Callable[..., Any], service: Service, consultation: None) -> Town:
    at_desks = [await screen(viewport=DESK) for _ in range(4)]
    return Town(service, *at_desks, *[await screen() for _ in range(5)])


async def test_a_budget_is_shared_out(town: Town, tmp_path: Path):
    await town.sign_in()
    await propose(town)
    await town.next_phase()
    await cost(town)
    ideas, typed = (MERGED, TREES), {GARDEN: "15000", BOOKS: "1500"}
    await balloting.write_ballot(town.lea, typed, ideas)
    await balloting.add_booth(town.lea)
    await town.next_phase()
    await cast(town)
    await town.next_phase()
    await balloting.enter_papers(town.paul, town.marc, (TREES,))
    await publish_result(town)
    await look(town, tmp_path)


async def propose(town: Town) -> None:
    """Two say the same in other words and become one; a third stands for itself."""
    text = "En été personne n’y trouve à boire."
    fountain = await balloting.propose(
        town.camille, FOUNTAIN, text, place=PLACE, picture=PICTURE.read_bytes()
    )
    await balloting.support_similar(town.yanis, "Fontaine à eau place du marché", FOUNTAIN)
    await balloting.propose(town.solene, TWIN, "Les parents attendent longtemps avec leurs enfants.")
    await balloting.propose(town.nadia, TREES, "Il y fait quarante degrés en juillet.")
    await balloting.merge(town.paul, town.stranger, town.service, (FOUNTAIN, TWIN))
    page = await town.stranger.context.new_page()
    await page.goto(fountain)
    await page.get_by_role("link", name=MERGED).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(MERGED)
    picture = page.get_by_role("img", name="La place du Marché en été")
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("one => one.naturalWidth") > 0, "it is that of the fountain, and loads"
    await town.service.settle()
    [told] = [one for one in town.service.mails("yanis") if MERGED in one.subject]
    assert "/ideas/merges/for/" in told.text


async def cost(town: Town) -> None:
    today = town.service.founded.territory.day(await town.service.now())
    for title, euros in ((MERGED, 12_000), (TREES, 8_000)):
        await balloting.entrust(town.paul, title)
        await balloting.study(town.claire, title, euros, today)


async def cast(town: Town) -> None:
    """Four vote with a phone and one on paper; Solène changes her mind, which is told once all is over."""
    await balloting.hand_a_paper(town.paul)
    phones = {"camille": town.camille, "yanis": town.yanis, "solene": town.solene, "nadia": town.nadia}
    for key, phone in phones.items():
        await balloting.find_on_list(phone, key)
    await balloting.vote(town.camille, (MERGED, TREES), looked=True)
    await balloting.vote(town.yanis, (MERGED, BOOKS))
    former = await balloting.vote(town.solene, (MERGED, BOOKS))
    latter = await balloting.change_mind(town.solene, former, (MERGED, GARDEN))
    assert latter.code == former.code
    await balloting.vote(town.nadia, (GARDEN,))
    town.receipts.update(former=former, latter=latter)


async def publish_result(town: Town) -> None:
    """Two people each time; what is counted in between nobody reads."""
    await balloting.ask(town.lea, "close_reason", "Demander sa clôture")
    await balloting.approve(town.marc)
    await town.service.settle()
    await balloting.ask(town.marc, "publish_reason", "Demander sa publication")
    await balloting.approve(town.lea)
    await town.service.settle()


async def look(town: Town, folder: Path) -> None:
    """Each option says why it is funded or not; who counts again finds the same."""
    page, winners = await balloting.count_again(town.stranger, folder)
    assert winners == [MERGED, TREES, BOOKS], "without the paper it would be the garden"
    for title in winners:
        told = page.locator(".panel", has=page.get_by_role("heading", level=3, name=title, exact=True))
        await expect(told).to_contain_text("Financé :")
        await expect(told).to_contain_text("de sa part de 6 000 €")
    await page.get_by_text("Pourquoi 1 autre option n’est pas retenue").click()
    lost = page.locator("details .panel", has=page.get_by_role("heading", name=GARDEN))
    await expect(lost).to_contain_text("Non financé : il manquait 7 000 €")
    await expect(page.locator("main")).to_contain_text("3 projets sont financés, avec 21 500 € sur 30 000 €")
    assert await unreachable(page) == []
    await balloting.look_up(town.solene, town.receipts["former"], "il figure comme rayé")
    await balloting.look_up(town.solene, town.receipts["latter"], "ce vote est dans l’urne")
