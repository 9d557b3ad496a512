"""One campaign's accounts: what came in, where it went, what is left and why."""

from html import unescape
from uuid import uuid4

import pytest

from okote.funding import accounts
from okote.funding.closing.accounted import CampaignAccounts, match_of
from okote.identity.models import Role
from payments.money import Money
from tests.okote.app_client import counting_queries
from tests.okote.funding.closing.deadline import close, past_the_deadline, until_settled

CAMPAIGN, PARTNER = uuid4(), uuid4()


def told(*postings):
    """As the ledger sums them up."""
    flows = {}
    for lines in postings:
        for line in lines:
            key = ("any", line.source, line.destination)
            flows[key] = flows.get(key, Money.zero()) + line.amount
    return flows


PAID = [accounts.pledge_paid(CAMPAIGN, Money(10_000)), accounts.fee_taken(CAMPAIGN, Money(175))]
FUNDED = accounts.campaign_funded(
    CAMPAIGN, pledged=Money(10_000), commission=Money(2_400), vat=Money(400), fees=Money(175)
)
OWING = accounts.campaign_funded(
    CAMPAIGN, pledged=Money(10_000), commission=Money(12_000), vat=Money(2_000), fees=Money(175)
)

OWED = accounts.refund_owed(CAMPAIGN, Money(4_000))


@pytest.mark.parametrize(
    ("postings", "claimable", "due", "fees_waiting"),
    [
        ([], 0, 0, 0),
        (PAID, 10_000, 0, 175),
        ([*PAID, accounts.pledge_refunded(CAMPAIGN, Money(4_000), Money(70))], 6_000, 0, 105),
        ([*PAID, accounts.pledge_refunded(CAMPAIGN, Money(10_000), Money(175))], 0, 0, 0),
        ([*PAID, FUNDED], 0, 7_600, 0),
        ([*PAID, FUNDED, accounts.transferred(CAMPAIGN, Money(7_600))], 0, 0, 0),
        ([*PAID, OWING], 0, 0, 0),
        ([*PAID, OWED], 6_000, 0, 175),
        ([*PAID, OWED, accounts.refund_transferred(CAMPAIGN, Money(4_000), Money(70))], 6_000, 0, 105),
    ],
)
def test_what_is_left_is_told_by_why(postings, claimable, due, fees_waiting):
    found = CampaignAccounts.of(CAMPAIGN, told(*postings))
    assert (found.claimable, found.due) == (Money(claimable), Money(due))
    assert found.left == Money(claimable + due) + found.owed_to_donors
    assert found.fees_waiting == Money(fees_waiting)


def test_a_commission_beyond_the_pledges_is_owed():
    assert CampaignAccounts.of(CAMPAIGN, told(*PAID, OWING)).owed == Money(2_000)


def test_what_no_refund_brought_is_owed_until_a_bank_has_transferred_it():
    owed = CampaignAccounts.of(CAMPAIGN, told(*PAID, OWED))
    assert (owed.refunded, owed.owed_to_donors) == (Money(0), Money(4_000))
    paid = CampaignAccounts.of(
        CAMPAIGN, told(*PAID, OWED, accounts.refund_transferred(CAMPAIGN, Money(4_000), Money(70)))
    )
    assert (paid.refunded, paid.owed_to_donors) == (Money(4_000), Money(0))


def test_what_a_partner_has_still_to_pay():
    flows = told(
        accounts.match_called(PARTNER, CAMPAIGN, Money(500)),
        accounts.match_received(PARTNER, CAMPAIGN, Money(200)),
    )
    found = match_of(PARTNER, CAMPAIGN, flows)
    assert (found.called, found.received, found.awaited) == (Money(500), Money(200), Money(300))


async def test_the_accounts_of_a_campaign_from_its_first_pledge_to_its_payout(scene, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    page = f"/en/back-office/closings/{scene.campaign.id}/accounts"

    async def shown():
        await ines.arrive("ines")  # anew: between two looks more days pass than a session lasts
        return unescape((await ines.get(page)).text).replace("\n", "")

    for _ in range(3):
        await scene.pledge(1_300)
    running = await shown()
    assert "Donors could still have €3,900 back" in running
    assert '<th scope="row">Left</th><td class="number"><b>€3,900</b>' in running
    await ines.get(page)
    with counting_queries(scene.house) as asked:
        await ines.get(page)

    await past_the_deadline(scene)
    await close(scene)
    await until_settled(scene)

    over = await shown()
    assert "Nothing is left" in over
    for label, amount in (
        ("Contributions paid", "€3,900"),
        ("The platform’s share, before VAT", "-€780"),
        ("VAT on the platform’s share", "-€156"),
        ("Transferred to the holder", "-€2,964"),
        ("Taken by Stripe", "€59.25"),
        ("Borne by the platform, as the campaign succeeded", "-€59.25"),
    ):
        assert f'<th scope="row">{label}</th><td class="number">{amount}<' in over, label
    assert '<th scope="row">Cuisines du Ried</th><td class="number" data-label="Called">€3,900<' in over
    with counting_queries(scene.house) as asked_later:
        await ines.get(page)
    assert len(asked_later) == len(asked)

    assert (await (await office.enter("marc", Role.AGENT)).get(page)).status_code == 403
