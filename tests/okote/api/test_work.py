"""What those who work on campaigns and accounts do by programs is what their pages would do."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import func, select

from okote.funding.campaigns.models import Campaign, CampaignStep, Reward, TeamMember
from okote.funding.campaigns.rules import CampaignState, StepKind
from okote.funding.news.models import News
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from tests.okote.app_client import person_id

BUDGET = [{"label": "Four", "amount": {"amount": "900.00", "currency": "EUR"}, "needed": True}]


@pytest.fixture
async def nadia(browser, give_role, scene, program):
    """Writes for the holder of the campaign."""
    await browser().arrive("nadia")
    await give_role("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    return await program("nadia")


@pytest.fixture
async def draft(house, scene):
    """Another campaign of the same holder, with a reward."""
    was = scene.campaign
    async with house.database.unit_of_work() as db:
        at = await db.now()
        made = Campaign(
            territory_id=was.territory_id,
            holder_id=was.holder_id,
            slug="le-fournil",
            title="Le fournil",
            created_at=at,
        )
        db.add(made)
        await db.flush()
        month = (at + timedelta(days=90)).date().replace(day=1)
        db.add(
            Reward(
                campaign_id=made.id,
                position=0,
                title="Un pain",
                starts_at_minor=2000,
                value_minor=300,
                month=month,
            )
        )
    return made


async def test_a_draft_is_saved_whole_and_nobody_overwrites_another(nadia, draft, house):
    here = f"/back-office/campaigns/{draft.id}"
    read = (await nadia.get(here)).json()["draft"]
    written = read | {
        "title": "Le fournil du quai",
        "goal": {"amount": "900.00", "currency": "EUR"},
        "budget": BUDGET,
        "team": [{"name": "Nadia", "part": "boulangère"}],
        "first_day": "2030-02-01",
    }
    saved = await nadia.ask("PUT", here, written)
    assert (saved.status_code, saved.json()["draft"]) == (200, written | {"version": 1})
    async with house.database.reading() as db:
        assert (await db.exec(select(TeamMember.name))).all() == ["Nadia"]
        assert (await db.exec(select(Reward.title))).all() == ["Un pain"]
        step = select(CampaignStep).where(CampaignStep.campaign_id == draft.id)
        assert (await db.exec(step)).one().kind is StepKind.WRITTEN
    stale = await nadia.ask("PUT", here, written)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


WRONG = [
    ({"title": "\u0007 "}, "field_missing"),
    ({"first_day": "2030-02-31"}, "field_not_a_date"),
    ({"goal": {"amount": "-5.00", "currency": "EUR"}}, "amount_negative"),
    ({"budget": [BUDGET[0] | {"amount": {"amount": "0.00", "currency": "EUR"}}]}, "amount_zero"),
    ({"video": "https://localhost/film"}, "not_a_public_link"),
    ({"goal": {"amount": "9", "currency": "EUR"}}, "bad_request"),
    ({"owner": "me"}, "bad_request"),
]


async def test_what_a_form_would_refuse_is_refused(nadia, draft):
    for wrong, code in WRONG:
        sent = {"version": 0, "title": "Le fournil"} | wrong
        answer = await nadia.ask("PUT", f"/back-office/campaigns/{draft.id}", sent)
        assert answer.json()["code"] == code, wrong
        assert answer.status_code == (400 if code == "bad_request" else 422), wrong


async def test_news_is_published_by_who_may_and_written_down(nadia, scene, browser, program, house):
    there = f"/back-office/campaigns/{scene.campaign.id}/news"
    told = {"title": "Les murs", "body": "Ils **montent**."}
    await browser().arrive("yanis")
    assert (await (await program("yanis")).ask("POST", there, told)).status_code == 403
    answer = await nadia.ask("POST", there, told)
    assert answer.json()["body"]["html"] == "<p>Ils <strong>montent</strong>.</p>\n"
    async with house.database.reading() as db:
        assert (await db.exec(select(News.title))).all() == ["Les murs"]
        assert (await db.exec(select(AuditEntry.deed))).all() == ["news_published"]
    (read,) = (await nadia.get(f"/campaigns/{scene.campaign.slug}/news")).json()["items"]
    assert read == answer.json()


async def test_a_request_that_is_sent_four_times_at_once_is_done_once(nadia, scene, house):
    """With a key of its own, each is done: nothing but the key tells them apart."""
    there = f"/back-office/campaigns/{scene.campaign.id}/news"
    told = {"title": "Les murs", "body": "Ils montent."}

    async def published(*keys):
        answers = await asyncio.gather(*(nadia.ask("POST", there, told, key=key) for key in keys))
        assert {answer.status_code for answer in answers} <= {201, 409}
        async with house.database.reading() as db:
            return (await db.exec(select(func.count()).select_from(News))).one()

    assert await published(*["same"] * 4) == 1
    assert await published(*"abcd") == 5


async def test_each_reads_their_own(
    nadia, scene, draft, browser, give_role, program, house, identity_provider
):
    listed = (await nadia.get("/back-office/campaigns?limit=1")).json()
    assert [one["slug"] for one in listed["items"]] == ["le-fournil"]
    after = await nadia.get(f"/back-office/campaigns?limit=1&cursor={listed['next']}")
    assert [one["state"] for one in after.json()["items"]] == [CampaignState.LIVE]
    assert (await nadia.get("/back-office/commitments")).status_code == 403
    given = await scene.pledge(20, open_=False)
    mine = (await (await program(given.person_id)).get("/me/pledges")).json()["items"]
    assert [(one["amount"]["amount"], one["status"]) for one in mine] == [("20.00", "opened")]
    assert (await nadia.get("/me/pledges")).json()["items"] == []
    await browser().arrive("lea")
    await give_role("lea", Role.ACCOUNTANT)
    lea = await program(await person_id(house, identity_provider, "lea"))
    balances = (await lea.get("/back-office/balances")).json()["items"]
    assert sum(float(one["balance"]["amount"]) for one in balances) == 0
    assert len((await lea.get("/back-office/commitments")).json()["items"]) == 2
