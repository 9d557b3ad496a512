"""Every public page is light and asks nobody else: what a phone fetches before anybody scrolls.

A real browser measures some of them (tests/browser/test_budgets.py); this follows every public route, so that
one that is added is weighed too. The lists are as long as a page of them gets.
"""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest

from consultations.ideas.models import Idea
from consultations.ideas.versions.content import Content
from consultations.ideas.versions.models import IdeaVersion
from okote.funding.calls.models import Call
from okote.funding.needs.models import Need
from okote.funding.needs.rules import Counted, NeedKind
from okote.identity.models import Person
from tests.architecture.test_routes import PUBLIC
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.scene import a_campaign
from tests.okote.funding.showcase.consulted import consulted

MOST_BYTES, MOST_REQUESTS, MOST_NODES = 100_000, 12, 700
"""As in tests/browser/test_budgets.py (visual.md)."""

NO_PAGES = re.compile(
    r"/(api|health|static|pictures|open-data/|design|yearly-reports|signed-out|files|evidence|ideas/files|ideas/n)"
    r"|/(live|outlook|code|calendar|callback|draw\.py|report\.json|log|picture|change)$|\.(txt|xml|css|svg|csv|zip)$"
    r"|/(result|statistics)/\{|/receipts/\{|\{token"
)
"""What is read by programs, is a part of a page, shows the components to who writes pages, or needs something
that is told of elsewhere: a payment, a year, a code by mail."""

COUNTED = re.compile("/ballots/.*/(result|statistics)")
"""Of a ballot that is published."""

PART = re.compile(r"\{([^}]+)\}")
LOADED = re.compile(r"<(?:link|script|img) [^>]*>")
RELATIONS = re.compile(r'rel="(stylesheet|preload|icon)"')


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


@pytest.fixture
async def named(house, scene):
    """What stands in the addresses of pages, in a territory where much happens."""
    campaign, here = scene.campaign, await territory(house)
    for number in range(11):
        await a_campaign(house, None, slug=f"projet-{number}")
    async with house.database.unit_of_work() as db:
        at, day = await db.now(), timedelta(days=1)
        person = Person(created_at=at)
        db.add(person)
        await db.flush()
        said = {"title": "Un banc " * 9, "body": "À mi-pente. " * 20, "language": "fr"}
        proposed = {"person_id": person.id, "proposed_at": at, "since": at}
        ideas = [Idea(territory_id=here.id, number=one, **said, **proposed) for one in range(101, 121)]
        db.add_all(ideas)
        await db.flush()
        content = Content(ideas[0].title, ideas[0].body, ideas[0].language)
        first = {"number": 1, "content": content.kept(), "sha256": content.digest, "substantial": True}
        db.add(IdeaVersion(territory_id=here.id, idea_id=ideas[0].id, at=at, by=person.id, **first))
        need = Need(
            territory_id=here.id,
            campaign_id=campaign.id,
            kind=NeedKind.TIME,
            created_at=at,
            title="Repeindre",
            wanted=5,
            measure=Counted.PEOPLE,
        )
        call = {"title": "Se nourrir d’ici", "text": "Pour d’ici.", "criteria": "Ouvert à tous"}
        dates = {"opens_at": at - day, "closes_at": at + day, "created_at": at, "published_at": at}
        of_consultations = await consulted(db, here)
        db.add_all([need, Call(territory_id=here.id, slug=campaign.slug, **call, **dates)])
    return {
        "slug:str": campaign.slug,
        "need_id:uuid": str(need.id),
        "idea_id:uuid": str(ideas[0].id),
        "operation_id:str": "listCampaigns",
        **of_consultations,
    }


def addresses(named):
    for method, path in sorted(PUBLIC):
        if method == "GET" and not NO_PAGES.search(path):
            query = "?amount=20" if path.endswith("/you") else ""
            first = "counted" if COUNTED.match(path) else path.split("/")[1]
            yield "/fr" + re.sub(PART, filled(first, named), path) + query


def filled(first, named):
    """What stands for a part of an address; a name may be of one sort of thing alone."""
    return lambda part: named.get((first, part[1])) or named[part[1]]


def loaded(html):
    """What a browser fetches with the page, whether or not anybody scrolls."""
    for tag in LOADED.findall(html):
        source = re.search(r' (?:src|href)="([^"]+)"', tag)
        if source and 'loading="lazy"' not in tag and (tag[1] != "l" or RELATIONS.search(tag)):
            yield unescape(source[1])


async def test_every_public_page_is_light_and_asks_nobody_else(browser, named):
    phone, weights = browser(), {}

    async def weight(path):
        if path not in weights:
            answer = await phone.get(path.removeprefix(ADDRESS))
            weights[path] = answer.num_bytes_downloaded
        return weights[path]

    pages = list(addresses(named))
    assert len(pages) >= 30
    for path in pages:
        answer = await phone.get(path)
        assert answer.status_code == 200, path
        html = answer.text
        fetched = [urljoin(f"{ADDRESS}{path}", one) for one in dict.fromkeys(loaded(html))]
        assert all(one.startswith(ADDRESS) for one in fetched), (path, fetched)
        assert len(fetched) < MOST_REQUESTS, (path, fetched)
        nodes = len(re.findall(r"<[a-z]", html))
        assert nodes <= MOST_NODES, (path, nodes)
        size = answer.num_bytes_downloaded + sum([await weight(one) for one in fetched])
        assert 20_000 < size <= MOST_BYTES, (path, size)
