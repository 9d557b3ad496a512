"""From one person's request to another one's decision, in the back office."""

from datetime import timedelta
from html import unescape

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.service import reclaiming, undoing
from okote.identity.models import Role
from tests.okote.app_client import person_id

FOUR_EYES = "/en/back-office/approvals"


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


@pytest.fixture
async def solene(office):
    return await office.enter("solene", Role.ADMINISTRATOR)


async def test_what_one_asks_another_decides(scene, office, ines, solene):
    await scene.pledge(20)
    assert (await ines.post(f"{FOUR_EYES}/sum", {"above": "10"})).status_code == 303
    campaign = f"/en/back-office/campaigns/{scene.campaign.id}"
    asked = await ines.post(f"{campaign}/cancel", {"cancel_reason": "Le <b>local</b> est perdu"})
    assert "Someone else has to approve it now" in (await ines.follow(asked)).text
    assert (await scene.now()).state is CampaignState.LIVE
    shown = (await ines.get(campaign)).text
    assert ("Somebody asked to cancel it" in shown, "cancel_reason" in shown) == (True, False)
    assert "approvals" not in await office.waiting(ines)
    assert (await office.waiting(solene))["approvals"] == 1

    listed = (await solene.get(FOUR_EYES)).text
    link = listed.split('href="/en/back-office/approvals/')[1].split('"')[0]
    here = f"{FOUR_EYES}/{link}"
    shown = unescape((await solene.get(here)).text)
    assert "€20" in shown
    assert "Le <b>local</b> est perdu" in shown
    assert "open → cancelled" in shown
    assert "You asked for it yourself" in (await ines.get(here)).text
    own = await ines.post(f"{here}/approve", {"answer": "Moi"})
    assert (own.status_code, "someone else has to decide" in own.text) == (422, True)

    answer = await solene.post(f"{here}/refuse", {"reason": " "})
    assert (answer.status_code, "Fill in this field." in answer.text) == (422, True)
    assert (await solene.post(f"{here}/approve", {"answer": ""})).status_code == 303
    assert (await scene.now()).state is CampaignState.CANCELLED
    assert "It was approved, and done." in (await ines.get(here)).text
    assert await scene.violations() == set()


async def test_what_can_not_be_a_sum_or_a_deputy_is_said_and_kept(office, ines, scene):
    wrong = await ines.post(f"{FOUR_EYES}/sum", {"above": "plenty"})
    assert (wrong.status_code, 'value="plenty"' in wrong.text) == (422, True)
    async with office.house.database.reading() as db:
        later = (await db.now()).date() + timedelta(days=400)
    wrong = await ines.post(f"{FOUR_EYES}/deputies", {"person": "nobody", "until": f"{later}"})
    assert (wrong.status_code, f'value="{later}"' in wrong.text) == (422, True)


async def test_beside_the_sum_stands_all_that_it_holds_for_and_what_it_does_not_change(office, ines):
    """As features hand it in, so that nothing is forgotten; what always asks for a second says so itself."""
    acts = {name: act for one in office.house.features for name, act in one.acts.items()}
    shown = unescape((await ines.get(FOUR_EYES)).text)
    for_the_sum, always = shown.split("The sum holds for:")[1].split("</form>")[0].split("whatever the sum:")
    for name, act in acts.items():
        assert (act.label in for_the_sum, act.label in always) == (not act.always, act.always), name
    assert {name for name, act in acts.items() if act.always} == {reclaiming.RECLAIM, undoing.UNDO}


async def test_a_deputy_is_led_to_no_page_that_may_be_closed_to_them(
    office, ines, solene, scene, identity_provider
):
    await scene.pledge(20)
    await ines.post(f"{FOUR_EYES}/sum", {"above": "10"})
    campaign = f"/en/back-office/campaigns/{scene.campaign.id}"
    await ines.post(f"{campaign}/cancel", {"cancel_reason": "Le local est perdu"})
    deputy = await office.enter("yanis", Role.AGENT)
    yanis = await person_id(office.house, identity_provider, "yanis")
    async with office.house.database.reading() as db:
        until = (await db.now()).date() + timedelta(days=7)
    await ines.post(f"{FOUR_EYES}/deputies", {"person": str(yanis), "until": f"{until}"})
    link = (await deputy.get(FOUR_EYES)).text.split(f'href="{FOUR_EYES}/')[1].split('"')[0]
    here = f"{FOUR_EYES}/{link}"
    assert campaign not in (await deputy.get(here)).text
    assert campaign in (await solene.get(here)).text


async def test_accountants_decide_and_set_nothing(office, ines, scene):
    accountant = await office.enter("yanis", Role.ACCOUNTANT)
    shown = (await accountant.get(FOUR_EYES)).text
    assert "No sum is set" in shown
    assert "Save the sum" not in shown
    assert (await accountant.post(f"{FOUR_EYES}/sum", {"above": "1"})).status_code == 403
    assert (await (await office.enter("lea", Role.AGENT)).get(FOUR_EYES)).status_code == 403
