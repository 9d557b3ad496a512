"""Whoever signs, and whoever keeps the accounts, reads when a written agreement is due."""

from datetime import timedelta
from html import unescape

from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.models import SignedCommitment
from okote.identity.models import Role

DUE = "A written agreement is due."
LEDGER = "/en/back-office/ledger/subsidies"


def promised(envelope, ceiling):
    return {"envelope": str(envelope.id), "rule": "per_euro", "rate": "1", "ceiling": ceiling}


async def test_all_that_a_public_body_gives_an_organisation_in_a_year_is_added_up(office):
    ines, holder = await office.enter("ines", Role.ADMINISTRATOR), await office.holder()
    assert "No public partner has promised anything yet" in (await ines.get(LEDGER)).text
    partner = await office.partner("Ville <de> Rivemont")
    envelope = await office.envelope(partner, "60000")
    campaigns = [await office.campaign(ines, holder, f"Projet {number}") for number in range(2)]
    pages = []
    for campaign in campaigns:
        here = f"/en/back-office/campaigns/{campaign.id}/commitments"
        await ines.post(here, promised(envelope, "12000"))
        pages.append(unescape((await ines.get(here)).text))
    assert [DUE in page for page in pages] == [False, True]
    assert "all projects together" in pages[0]
    assert "Ville <de> Rivemont promised or paid €24,000" in pages[1]
    shown = (await ines.get(LEDGER)).text
    assert ("written agreement due" in shown, "Ville &lt;de&gt; Rivemont" in shown) == (True, True)
    table = (await ines.get(f"{LEDGER}/subsidies.csv")).text
    assert "24000.00,True" in table.replace("true", "True")
    async with office.house.database.unit_of_work() as db:
        signed = (await db.exec(select(SignedCommitment).order_by(SignedCommitment.id).limit(1))).one()
        before = signed.signed_at = signed.signed_at - timedelta(days=366)
    page = unescape((await ines.get(here)).text)
    assert (DUE in page, "all projects together" in page, str(before.year) in page) == (False, True, False)
    async with office.house.database.unit_of_work() as db:
        first = await db.get_one(Campaign, campaigns[0].id)
        first.state, first.cancel_reason = CampaignState.CANCELLED, "Projet retiré"
    assert "€24,000" not in (await ines.get(LEDGER)).text
    lea = await office.enter("lea", Role.AGENT)
    assert (await lea.get(LEDGER)).status_code == 403
