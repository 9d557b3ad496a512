"""Closings in the back office, and what residents read of them."""

import re
from html import unescape

from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.rules import Decision
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.service import amend_commitment, withdraw_commitment
from okote.funding.partners.models import Partner
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from payments.money import Money
from tests.okote.app_client import ADDRESS, WHY, territory
from tests.okote.funding.closing.deadline import close, closing_of, past_the_deadline
from tests.okote.funding.scene import SLOW


async def read(browser, scene):
    """The campaign's page, without its markup."""
    shown = (await browser().get(f"/en/campaigns/{scene.campaign.slug}")).text
    return " ".join(unescape(re.sub("<[^>]+>", " ", shown)).split())


async def test_before_the_decision_there_is_nothing_to_ask_again(office):
    lea = await office.enter("lea", Role.AGENT)
    campaign = await office.campaign(lea, await office.holder())
    solene = await office.enter("solene", Role.ADMINISTRATOR)
    answer = await solene.post(f"/en/back-office/closings/{campaign.id}/retry", WHY)
    assert answer.status_code == 404


async def test_a_refunded_campaign_tells_what_there_was_and_that_nothing_is_owed(scene, browser):
    await scene.pledge(20)
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)

    shown = unescape((await browser().get(f"/en/campaigns/{scene.campaign.slug}")).text)

    assert "€60 out of €15,000: €20 from residents, €20 from public partners" in shown
    assert "every contribution was given back" in shown
    partners = shown.split("<h2>The partners</h2>")[1].split("<h2>")[0]
    assert "these partners pay nothing of what they had promised" in partners
    assert "€0" not in partners


async def test_while_a_bank_is_waited_for_everyone_reads_how_it_stands(scene, browser, office):
    await scene.pledge(20)
    await scene.pledge(40, card=SLOW)
    await past_the_deadline(scene, stripe=False)
    await close(scene)
    assert (await scene.now()).state is CampaignState.CLOSING

    shown = await read(browser, scene)
    assert "€60 out of €15,000: €20 from residents, €20 from public partners" in shown
    assert "The last payments are being checked" in shown
    lea = await office.enter("lea", Role.ADMINISTRATOR)
    preview = (await lea.get(f"/en/back-office/closings/{scene.campaign.id}")).text
    assert "If the rule decided now" in preview
    assert "every donor would be refunded in full" in preview
    assert "1 payment is still under way." in preview


async def test_it_is_decided_on_the_ceilings_whose_change_everyone_read(scene, browser):
    """3 900 € with two partners at 1:1 would make 11 700 € of the 11 250 € that are needed; one withdrew once
    it owed 1 300 €, which leaves 9 100 €.
    """
    await scene.pledge(1_300)
    here = await territory(scene.house)
    async with scene.house.database.unit_of_work() as db:
        person = Person(created_at=await db.now())
        db.add(person)
        signed = select(Partner.name, SignedCommitment.id).join(SignedCommitment)
        promised = dict((await db.exec(signed.order_by(Partner.name))).all())
        await db.flush()
        roles = frozenset({Held(Role.ADMINISTRATOR, None)})
        lea = Visitor(territory=here, language="en", address=ADDRESS, person=person, roles=roles)
        raised = await amend_commitment(
            db, promised["Territoire"], Money.of(8_000), "Le conseil l’a décidé.", by=lea
        )
        await withdraw_commitment(db, promised["Cuisines du Ried"], "Une <mauvaise> année", by=lea)

    shown = await read(browser, scene)
    day = scene.house.renderer.wording("en", here.time_zone).day(raised.signed_at)
    assert f"On {day}, Territoire raised its ceiling from €5,000 to €8,000. Le conseil l’a décidé." in shown
    assert f"On {day}, Cuisines du Ried withdrew. The €1,300 that it had already added stay due" in shown
    assert "Une <mauvaise> année" in shown

    for _ in range(2):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await close(scene)
    closing = await closing_of(scene)
    assert (closing.public_minor, closing.private_minor) == (3_900_00, 1_300_00)
    assert closing.decision is Decision.REFUNDED
