"""What a donor showed goes when they, or whoever answers for the site, want it gone; the money stays."""

import re
from html import unescape

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState, StepKind
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role


async def kept(house, pledge) -> Pledge:
    async with house.database.reading() as db:
        return await db.get_one(Pledge, pledge.id)


SHOWN = ("Camille du Quai", "37\u00a0€", "Vive les bocaux")


async def shown(browser, scene) -> list[bool]:
    """To a new visitor of the campaign's page."""
    return await told(browser(), scene.path)


async def told(visitor, path) -> list[bool]:
    words = re.search('<ul class="words">(.*?)</ul>', (await visitor.get(path)).text, re.DOTALL)
    return [words is not None and word in words[1] for word in SHOWN]


async def test_a_donor_hides_what_they_showed(camille, browser, scene, pledge, house):
    assert await shown(browser, scene) == [True, True, True]
    mine = (await camille.get("/fr/my/pledges")).text
    assert f"/fr/my/pledges/{pledge.id}/hide" in mine
    assert " · ".join(SHOWN) in unescape(mine)
    assert (await camille.get(f"/fr/my/pledges/{pledge.id}/hide")).status_code == 200
    done = await camille.post(f"/fr/my/pledges/{pledge.id}/hide")
    assert (done.status_code, done.headers["location"]) == (303, "/fr/my/pledges")
    assert await shown(browser, scene) == [False, False, False]
    now = await kept(house, pledge)
    assert (now.public_name, now.message) == (None, None)
    assert (now.status, now.amount_minor) == (PledgeStatus.IN_FORCE, 37_00)
    assert "/hide" not in (await camille.get("/fr/my/pledges")).text


@pytest.mark.parametrize(("name", "amount"), [(True, False), (False, True), (False, False)])
async def test_name_and_amount_are_hidden_each_by_itself(
    browser, scene, pledge, house, give_role, name, amount
):
    """From the public as from the holder; what is said stays."""
    async with house.database.unit_of_work() as db:
        given = await db.get_one(Pledge, pledge.id)
        given.name_shown, given.amount_shown = name, amount
    assert await shown(browser, scene) == [name, amount, True]
    nadia = browser()
    await nadia.arrive("nadia")
    await give_role("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    standing = f"/fr/back-office/campaigns/{scene.campaign.id}/standing"
    assert await told(nadia, standing) == [name, amount, True]


async def test_what_is_final_is_no_longer_promised_back(camille, house, scene, pledge):
    here = f"/en/my/pledges/{pledge.id}"
    assert "your contribution is given back in full" in (await camille.get(here)).text
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.PAID_OUT
    final = (await camille.get(here)).text
    assert ("is now final" in final, "given back" in final) == (True, False)


async def test_what_was_never_paid_can_not_be_taken_back(camille, house, pledge):
    async with house.database.unit_of_work() as db:
        (await db.get_one(Pledge, pledge.id)).status = PledgeStatus.OPENED
    assert (await camille.post(f"/fr/my/pledges/{pledge.id}/cancel")).status_code == 422


async def test_what_nobody_sees_any_more_is_not_offered_to_be_hidden(camille, house, pledge):
    async with house.database.unit_of_work() as db:
        given_back = await db.get_one(Pledge, pledge.id)
        given_back.status, given_back.ended_at = PledgeStatus.REFUNDED, await db.now()
    mine = unescape((await camille.get("/fr/my/pledges")).text)
    assert "37\u00a0€" in mine
    assert "/hide" not in mine
    assert SHOWN[0] not in mine


async def test_nobody_hides_what_another_showed(browser, scene, pledge):
    yanis = browser()
    await yanis.arrive("yanis")
    assert (await yanis.get(f"/fr/my/pledges/{pledge.id}/hide")).status_code == 404
    assert (await yanis.post(f"/fr/my/pledges/{pledge.id}/hide")).status_code == 404
    assert await shown(browser, scene) == [True, True, True]


async def test_an_administrator_hides_a_message_and_says_why(browser, scene, pledge, house, give_role):
    lea = browser()
    await lea.arrive("lea")
    await give_role("lea", Role.ACCOUNTANT)
    hide = f"/fr/back-office/pledges/{pledge.id}/hide"
    assert hide not in (await lea.get("/fr/back-office/pledges")).text
    assert (await lea.post(hide, {"reason": "Insulte"})).status_code == 403

    await give_role("lea", Role.ADMINISTRATOR)
    assert hide in (await lea.get("/fr/back-office/pledges")).text
    assert "Vive les bocaux" in (await lea.get(hide)).text
    assert 'href="#reason"' in (await lea.post(hide, {"reason": " "})).text
    assert await shown(browser, scene) == [True, True, True]
    assert (await lea.post(hide, {"reason": "Insulte"})).status_code == 303
    assert await shown(browser, scene) == [False, False, False]
    async with house.database.reading() as db:
        steps = select(CampaignStep).where(CampaignStep.reason == "Insulte")
        step = (await db.exec(steps)).one()
    assert (step.campaign_id, step.state) == (scene.campaign.id, CampaignState.LIVE)
    assert (step.kind, step.actor) == (StepKind.MESSAGE_HIDDEN, Actor.ADMINISTRATOR)
    assert step.person_id is not None
    assert "campaign-state-is-its-last-step" not in await scene.violations()
    history = (await lea.get(f"/fr/back-office/campaigns/{scene.campaign.id}")).text
    assert re.search(r"Message d[^<]* caché\s*</b>\s*<p[^<]*</p>\s*<p[^>]*>Insulte", unescape(history))
    assert "Vive les bocaux" not in history


async def test_who_gave_reads_again_what_partners_add_to_it(camille, house, scene, pledge):
    here = f"/en/my/pledges/{pledge.id}"
    assert "If the campaign succeeds, your €37 bring €111 to" in unescape((await camille.get(here)).text)
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.FUNDED
    assert "Your €37 bring €111 to the project" in unescape((await camille.get(here)).text)
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.REFUNDING
    assert "bring €111" not in unescape((await camille.get(here)).text)
