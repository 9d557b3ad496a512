"""Programs read of a campaign, and of who is behind it, what its page shows, and no more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.campaigns.rules import CampaignState
from okote.funding.needs.models import Need
from okote.funding.needs.rules import Counted, NeedKind
from okote.funding.news.models import News
from okote.funding.partners.models import Partner
from okote.funding.questions.models import Question
from okote.identity.models import Person
from tests.okote.app_client import ELSEWHERE
from tests.okote.funding.scene import a_campaign
from tests.okote.programs import Program


@pytest.fixture
async def draft(house):
    """Another holder's, which nobody has seen, with partners of its own."""
    return await a_campaign(house, None, slug="le-fournil", state=CampaignState.DRAFT)


async def test_holders_are_those_of_public_campaigns(program, scene, draft):
    stranger, ours = await program(), str(scene.campaign.holder_id)
    (one,) = (await stranger.get("/holders")).json()["items"]
    assert (one["id"], one.keys()) == (ours, {"id", "name", "legal_form", "identifier", "address"})
    assert (await stranger.get(f"/holders/{ours}")).json() == one
    assert (await stranger.get(f"/holders/{draft.holder_id}")).status_code == 404
    assert (await Program(stranger.app, None, ELSEWHERE).get(f"/holders/{ours}")).status_code == 404
    told = [
        len((await stranger.get(f"/campaigns?holder={of}")).json()["items"]) for of in (ours, draft.holder_id)
    ]
    assert told == [1, 0]


async def test_partners_are_those_of_public_campaigns(program, scene, draft, house):
    stranger = await program()
    first = (await stranger.get("/partners?limit=1")).json()
    second = (await stranger.get(f"/partners?limit=1&cursor={first['next']}")).json()
    found = [*second["items"], *first["items"]]
    assert [(one["name"], one["kind"]) for one in found] == [
        ("Territoire", "public"),
        ("Cuisines du Ried", "private"),
    ]
    assert ({key for one in found for key in one}, second["next"]) == ({"id", "name", "kind"}, None)
    backers = (await stranger.get(f"/campaigns/{scene.campaign.slug}")).json()["partners"]
    assert [one["id"] for one in backers] == [one["id"] for one in found]
    async with house.database.reading() as db:
        known = set((await db.exec(select(Partner.id).order_by(Partner.id))).all())
    for partner in known:
        shown = str(partner) in {one["id"] for one in found}
        assert ((await stranger.get(f"/partners/{partner}")).status_code == 200) is shown
        listed = (await stranger.get(f"/campaigns?partner={partner}")).json()["items"]
        assert len(listed) == shown
    assert len(known) == 4


@pytest.mark.parametrize("path", ["/campaigns", "/holders", "/campaigns/{}/news", "/campaigns/{}/questions"])
async def test_each_list_goes_on_after_its_last(program, scene, house, path):
    """Each thing once, however many a page holds."""
    campaign = scene.campaign
    await a_campaign(house, None, slug="le-fournil")
    async with house.database.unit_of_work() as db:
        at = await db.now()
        person = Person(created_at=at)
        db.add(person)
        await db.flush()
        here = {"territory_id": campaign.territory_id, "campaign_id": campaign.id}
        said = {"answer": "Oui.", "asked_at": at, "handled_at": at, "handled_by": person.id, "language": "fr"}
        for number in range(2):
            news = {"title": f"Les murs {number}", "body": "Ils montent.", "published_at": at}
            db.add(News(**here, **news, author_id=person.id))
            db.add(Question(**here, **said, person_id=person.id, body=f"Pour qui ? {number}"))
    stranger, found, after = await program(), [], ""
    for _ in range(2):
        told = (await stranger.get(f"{path.format(campaign.slug)}?limit=1{after}")).json()
        found += told["items"]
        after = f"&cursor={told['next']}"
    assert told["next"] is None
    assert len(found) == 2
    assert found[0] != found[1]
    whole = (await stranger.get(path.format(campaign.slug))).json()["items"]
    assert whole == found


async def test_a_campaign_tells_its_rewards_and_needs(program, scene, house):
    campaign = scene.campaign
    async with house.database.unit_of_work() as db:
        at = await db.now()
        here, month = {"campaign_id": campaign.id}, at.date().replace(day=1)
        small = {"starts_at_minor": 20_00, "value_minor": 0, "month": month}
        db.add(Reward(**here, **small, position=0, title="Votre nom sur la porte"))
        db.add(Reward(**here, **small, position=1, title="Deux bocaux", units=2))
        help_ = {**here, "territory_id": campaign.territory_id, "kind": NeedKind.TIME, "created_at": at}
        db.add(Need(**help_, title="Repeindre", wanted=5, measure=Counted.PEOPLE))
        over = at.date() - timedelta(days=1)
        db.add(Need(**help_, title="Déménager", wanted=5, measure=Counted.PEOPLE, until=over))
    stranger = await program()

    async def told():
        answer = (await stranger.get(f"/campaigns/{campaign.slug}")).json()
        rewards = [(one["title"], one["month"], one["left"]) for one in answer["rewards"]]
        return rewards, [(one["title"], one["found"], one["open"]) for one in answer["needs"]]

    due = f"{month:%Y-%m}"
    rewards = [("Votre nom sur la porte", due, None), ("Deux bocaux", due, 2)]
    assert await told() == (rewards, [("Repeindre", 0, True)])
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, campaign.id)).state = CampaignState.REFUNDED
    assert await told() == ([], [])
