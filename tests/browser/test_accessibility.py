"""Nothing on any page stands in anybody's way: no axe violation, and nothing to scroll for sideways."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from playwright.async_api import Browser
from sqlmodel import col, select

from consultations.actions.describing import ActionDetails, Measure
from consultations.actions.editions import freeze
from consultations.actions.evidence import add_address
from consultations.actions.models import Action
from consultations.actions.queries.editions import contents
from consultations.actions.rules import ActionState, Step
from consultations.actions.service import move, publish
from consultations.actions.service import propose as write_action
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import entrust
from consultations.procedures.queries import text_of, wholes
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from consultations.procedures.service import versions
from consultations.procedures.service.catalogue import add_procedure
from consultations.services.service import add_service
from okote.demo.seeding.people import somebody
from okote.funding.campaigns.models import Campaign
from okote.funding.matching.models import SignedCommitment
from okote.house import House
from tests.browser.everywhere import NARROW, OTHERS, REFUSED, SEND_NOTHING, TYPED, WIDE, State
from tests.browser.screen import Screen, barriers, unreachable
from tests.stories.people import Begun
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser

EXPLAINED = (
    "/how-it-works",
    "/fees-and-refunds",
    "/legal",
    "/privacy",
    "/accessibility",
    "/help",
    "/site-map",
    "/contact",
    "/terms-of-use",
    "/sealed-accounts",
    "/selection-criteria",
    "/when-something-goes-wrong",
    "/search?q=four",
    "/search?q=nothing-of-the-kind",
    "/map",
    "/figures",
    "/calls",
)


@dataclass(frozen=True)
class Lived:
    """A campaign that somebody gave to, who is thanked at an address, one that has succeeded, an idea that a
    service is to answer, an action that it promised in a year that is frozen, and a letter in use, with its
    next version, which is being written.
    """

    campaign: Begun
    thanks: str
    funded: Begun
    idea: UUID
    action: Action
    year: int
    procedure: UUID
    written: UUID


@pytest.fixture(scope="module")
async def lived(service: Service, browser: Browser) -> Lived:
    funded = await service.campaign("Un kiosque", 60, days=5, territoire=500, cuisines_du_ried=500)
    campaign = await service.campaign("Un four", 1_000, territoire=500, cuisines_du_ried=500)
    camille = await service.signed_in("camille")
    await camille.pledge(funded, "20")
    thanks = await camille.pledge(campaign, "20", name="C.", show_name="on")
    await service.reach_the_end(funded)
    assert await service.state(funded) == "funded"
    thanked = urlsplit(thanks.address).path.removeprefix("/fr")
    idea, roads = await an_idea(service.house)
    action = await an_action(service.house, roads)
    return Lived(campaign, thanked, funded, idea, *action, *await a_letter(service.house, roads))


async def an_idea(house: House) -> tuple[UUID, UUID]:
    """With the service that is to answer it."""
    yanis, lea = [await somebody(house, SLUG, key) for key in ("yanis", "lea")]
    async with house.database.unit_of_work() as db:
        idea = await propose(db, IdeaDetails("Un banc", "À mi-pente.", None, "Yanis"), by=yanis)
        roads = await add_service(db, "Voirie", "voirie@trois-rives.example", by=lea)
        await entrust(db, idea.id, roads.id, by=lea)
    return idea.id, roads.id


async def a_letter(house: House, roads: UUID) -> tuple[UUID, UUID]:
    lea = await somebody(house, SLUG, "lea")
    said = frozenset(Channel), ("Un papier", "Une photo"), roads
    details = ProcedureDetails("Une lettre", "Dit oui ou non.", "Tout le monde", ProcedureKind.LETTER, *said)
    text = "Nonobstant le délai imparti, M. Jean Dupont est tenu de produire les pièces justificatives."
    async with house.database.unit_of_work() as db:
        letter = await add_procedure(db, details, by=lea)
        first = await versions.add_version(db, letter.id, by=lea)
        await versions.write_version(
            db, first.id, VersionDetails(first.since, text=text), seen=text_of(first), by=lea
        )
        await versions.write_steps(db, first.id, [StepDetails("Lire", "Deux fois.", ("Un stylo",))], by=lea)
        (whole,) = await wholes(db, [first])
        await versions.declare_names_removed(db, first.id, whole.seen, by=lea)
        await versions.publish_version(db, first.id, by=lea)
        return letter.id, (await versions.add_version(db, letter.id, by=lea)).id


async def an_action(house: House, roads: UUID) -> tuple[Action, int]:
    """By that service, with what it changed."""
    lea = await somebody(house, SLUG, "lea")
    async with house.database.unit_of_work() as db:
        year = lea.territory.day(await db.now()).year - 1
        march, may = date(year, 3, 1), date(year, 5, 1)
        measure = Measure("Délai", "jours", Decimal(21), march, Decimal("8.5"), may)
        said = ActionDetails("Répondre en dix jours", "C’est long.", roads, measure=measure)
        action = await write_action(db, said, by=lea, on=march)
        await publish(db, action.id, by=lea)
        await move(db, action.id, Step(ActionState.DECIDED, march, "", may), by=lea)
        await add_address(db, action.id, "La lettre", "https://trois-rives.example/lettre", by=lea)
        told = await contents(db, lea.territory, year)
        await freeze(db, year, read=told.digest, by=lea)
    return action, year


@pytest.fixture(scope="module")
async def donor(service: Service, browser: Browser) -> AsyncIterator[Screen]:
    async for one in seated(browser, service, "Camille Aubry"):
        yield one


@pytest.fixture(scope="module")
async def administrator(service: Service, browser: Browser) -> AsyncIterator[Screen]:
    async for one in seated(browser, service, "Léa Stoll"):
        yield one


async def seated(browser: Browser, service: Service, name: str) -> AsyncIterator[Screen]:
    one = await Screen.of(browser, f"{service.address}/fr", viewport=NARROW)
    await one.sign_in(name)
    yield one
    await one.context.close()
    assert one.complaints == []


async def found_on(one: Screen, paths: list[str]) -> dict[str, list[str]]:
    """What is wrong with some pages, by path: at one width, each in its turn, and no wider than the other."""
    found: dict[str, list[str]] = {}
    page = await one.open(paths[0])
    for path, (other, size) in zip(paths, cycle([(NARROW, WIDE), (WIDE, NARROW)]), strict=False):
        await page.set_viewport_size(other)
        await page.goto(one.home + path)
        assert await page.locator("main h1").count() == 1, path
        found[f"{path} at {other['width']}"] = await unreachable(page)
        await page.set_viewport_size(size)
        found[f"{path} at {size['width']}"] = await barriers(page)
    await page.close()
    return {where: wrong for where, wrong in found.items() if wrong}


async def test_what_everybody_sees(screen: Callable[..., Any], lived: Lived):
    path = lived.campaign.path
    giving = [f"{path}/pledge", f"{path}/pledge?amount=20", f"{path}/pledge/you?amount=20"]
    refused = [f"{path}/pledge/you?amount=0", "/no-such-page", "/sign-in"]
    paths = ["/", path, f"{path}/news", f"{path}/questions", *giving, *refused, lived.thanks, *EXPLAINED]
    paths += [f"{path}/poster", "/ideas", f"/ideas/{lived.idea}"]
    paths += ["/actions", "/actions?late=yes", "/actions/1", f"/actions/editions/{lived.year}"]
    paths += ["/procedures", "/procedures/une-lettre", "/procedures/une-lettre/versions/1"]
    assert await found_on(await screen(), paths) == {}


async def test_what_a_donor_sees(donor: Screen, lived: Lived):
    paths = [f"{lived.campaign.path}/pledge/check?amount=20", f"{lived.campaign.path}/questions"]
    paths += [
        f"/ideas/{lived.idea}",
        "/ideas/new",
        "/my/ideas",
        "/my/pledges",
        "/my/follows",
        "/account",
        "/account/mails",
    ]
    paths += ["/account/ways-in", "/account/data", "/account/close", "/account/close/confirm"]
    assert await found_on(donor, paths) == {}


async def test_what_is_to_be_corrected_stands_in_nobody_s_way(donor: Screen, administrator: Screen):
    for one, path in ((donor, "/ideas/new"), (administrator, "/back-office/partners/new")):
        page = await one.open(path)
        async with page.expect_navigation() as gone:
            form = page.locator(f"main form[method=post]:has({TYPED})").first
            await form.evaluate(SEND_NOTHING, TYPED)
        assert (await gone.value).status == REFUSED
        assert await page.locator(".errors a").count() > 1
        assert await barriers(page) == []
        await page.close()


async def test_every_page_of_the_back_office(administrator: Screen, service: Service, lived: Lived):
    """Those of the menu, and those of one thing, found by following links from there."""
    front = await administrator.open("/back-office")
    menu = await front.locator(".split nav a").evaluate_all("links => links.map(a => a.pathname)")
    await front.close()
    paths = [link.removeprefix("/fr") for link in menu]
    assert len(paths) >= 12
    assert await found_on(administrator, paths + await things(service, lived)) == {}


async def things(service: Service, lived: Lived) -> list[str]:
    """The pages of one campaign, holder, partner and call for funds, and the empty forms."""
    async with service.house.database.reading() as db:
        campaign = await db.get_one(Campaign, lived.campaign.id)
        wanted = select(SignedCommitment.id).where(col(SignedCommitment.campaign_id) == lived.funded.id)
        commitment = (await db.exec(wanted)).first()
        wanted = select(SignedCommitment.id).where(col(SignedCommitment.campaign_id) == campaign.id)
        running = (await db.exec(wanted)).first()
    partner = service.founded.partners["territoire"]
    return [
        f"/back-office/campaigns/{campaign.id}",
        f"/back-office/campaigns/{campaign.id}/edit",
        f"/back-office/campaigns/{campaign.id}/commitments",
        f"/back-office/campaigns/{campaign.id}/news",
        "/back-office/campaigns/new",
        f"/back-office/holders/{campaign.holder_id}",
        f"/back-office/holders/{campaign.holder_id}/edit",
        "/back-office/holders/new",
        "/back-office/partners/new",
        f"/back-office/partners/{partner}",
        f"/back-office/partners/{partner}/edit",
        f"/back-office/partners/{partner}/envelopes/new",
        f"/back-office/closings/{campaign.id}",
        f"/back-office/closings/{lived.funded.id}",
        f"/back-office/calls/{commitment}",
        f"/back-office/commitments/{running}",
        "/back-office/ledger/entries",
        "/back-office/ledger/account?address=stripe:balance",
        "/back-office/stripe/inbox",
        f"/back-office/ideas/{lived.idea}",
        "/back-office/actions/new",
        f"/back-office/actions/{lived.action.id}",
        f"/back-office/action-editions/{lived.year}",
        f"/back-office/action-editions/{lived.year + 1}",
        f"/back-office/procedures/{lived.procedure}",
        f"/back-office/procedures/{lived.procedure}/edit",
        f"/back-office/procedures/versions/{lived.written}",
        f"/back-office/procedures/versions/{lived.written}/names",
        f"/back-office/procedures/versions/{lived.written}/readability",
    ]


@pytest.mark.parametrize("state", OTHERS, ids=str)
async def test_in_the_dark_and_in_other_languages(screen: Callable[..., Any], lived: Lived, state: State):
    """With the pages above, every pair of language, width and scheme."""
    options = {"viewport": state.size, "color_scheme": state.scheme, "locale": state.language}
    page = await (await screen(state.language, **options)).open("/")
    found = await barriers(page)
    here = lived.campaign.path
    for path in (here, f"{here}/pledge?amount=20", lived.thanks):
        await page.goto(urljoin(page.url, f"/{state.language}{path}"))
        found += await barriers(page)
    assert found == []


async def test_what_stands_in_the_way_is_seen(screen: Callable[..., Any]):
    page = await (await screen(viewport=NARROW)).context.new_page()
    link = '<main><a href="/">Home</a><p style="position: fixed; inset: 0"></p>'
    tight = '<p id="tight" style="overflow: hidden; height: 1em; line-height: 1">Tight</p>'
    unseen = '<button style="outline: none">Go</button></main>'
    await page.set_content(f'{link}{tight}{unseen}<img src="data:,"><table width="900"><tr><td>wide</table>')
    wrong = " ".join(await barriers(page))
    assert "image-alt: <img" in wrong
    assert "wider than the screen" in wrong
    assert 'covered: <a href="/">' in wrong
    assert 'lost when text is wider: <p id="tight"' in wrong
    assert 'focus not seen: <button style="outline: none"' in wrong
    assert 'focus not seen: <a href="/">' not in wrong
