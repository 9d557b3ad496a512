"""What visitors see, and the three steps of giving."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus


async def pledges(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Pledge).order_by(Pledge.created_at))).all()


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's forms; where it asks for the terms of use, these are accepted."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    found += re.findall(r'<input type="checkbox" id="conditions" name="(conditions)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "_csrf_token"}


async def test_the_home_page_shows_the_campaign(browser, scene):
    answer = await browser().get("/fr/")
    assert answer.status_code == 200
    assert "La conserverie du quai" in answer.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "1001", str(10**30), ""])
async def test_a_page_number_that_no_page_has_can_not_be_read(browser, scene, number):
    answer = await browser().get(f"/en/?number={number}")
    assert answer.status_code == 400
    assert "something in it that we could not read" in answer.text


async def test_a_campaign_shows_its_story_without_its_script(browser, scene):
    answer = await browser().get(scene.path)
    assert answer.status_code == 200
    assert "Trop de légumes" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CampaignState.LIVE, "each contribution is given back in full"),
        (CampaignState.CLOSING, "The platform then keeps 8%"),
        (CampaignState.FUNDED, "the project receives the money. The platform kept 8%"),
        (CampaignState.PAID_OUT, "the project has received the money. The platform kept 8%"),
        (CampaignState.REFUNDING, "the project receives nothing. Every contribution is given back in full"),
        (CampaignState.REFUNDED, "the project receives nothing. Every contribution was given back in full"),
        (CampaignState.CANCELLED, "contributions Every contribution is given back in full"),
    ],
)
async def test_an_ended_campaign_says_what_became_of_the_contributions(browser, scene, house, state, said):
    async with house.database.unit_of_work() as db:
        campaign = await db.get_one(Campaign, scene.campaign.id)
        campaign.state = state
        campaign.cancel_reason = "The boat sank." if state is CampaignState.CANCELLED else None
    html = (await browser().get(scene.path.replace("/fr/", "/en/"))).text
    text = " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())
    assert said in text
    ended = state not in {CampaignState.LIVE, CampaignState.CLOSING}
    assert ("What became of the contributions" in text) is ended
    assert ("What happens to your contribution" in text) is not ended


async def test_twenty_euros_bring_sixty(browser, scene):
    answer = await browser().get(f"{scene.path}/outlook?amount=20")
    assert "60\u00a0€" in answer.text
    assert "55,20\u00a0€" in answer.text


async def test_checking_asks_to_sign_in_and_keeps_what_was_typed(browser, scene):
    visitor = browser()
    query = "amount=20&name=Louise&show-name=yes&message=Bravo+!"
    answer = await visitor.get(f"{scene.path}/pledge/check?{query}")
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert to.path == "/fr/sign-in"
    asked = parse_qs(to.query)["next"][0]
    back = await visitor.follow(await visitor.sign_in("camille", asked))
    assert back.status_code == 200
    assert "Louise" in back.text
    assert "Bravo !" in back.text


async def give(visitor, scene, amount="20", **words):
    """Through check and payment: where the donor is sent."""
    query = "&".join(f"{name}={value}" for name, value in {"amount": amount, **words}.items())
    check = await visitor.get(f"{scene.path}/pledge/check?{query}")
    assert check.status_code == 200, check.text
    return await visitor.post(f"{scene.path}/pledge", hidden(check.text)), hidden(check.text)


async def test_giving_leads_to_checkout_and_the_payment_counts(browser, scene, house, stripe_server):
    visitor = browser()
    await visitor.arrive("camille")
    answer, _ = await give(visitor, scene)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(stripe_server.url)
    (pledge,) = await pledges(house)
    assert pledge.status is PledgeStatus.OPENED

    checkout = (await stripe_server.client.get(answer.headers["location"])).text
    assert 'href="http://trois-rives.localhost:8000/fr/my/pledges"' in checkout
    assert "Aller au paiement" in (await visitor.get("/fr/my/pledges")).text
    session = answer.headers["location"].rpartition("/")[2]
    thanks = (await stripe_server.control.pay(session))["success_url"]
    page = await visitor.get(thanks.removeprefix(visitor.address))
    assert page.status_code == 200
    (pledge,) = await pledges(house)
    assert pledge.status is PledgeStatus.IN_FORCE
    assert "60\u00a0€" in (await visitor.get(scene.path)).text


async def test_the_terms_of_use_are_accepted_before_paying_and_asked_for_once(browser, scene, house):
    visitor = browser()
    await visitor.arrive("camille")
    check = await visitor.get(f"{scene.path}/pledge/check?amount=20&message=Bravo")
    form = {name: value for name, value in hidden(check.text).items() if name != "conditions"}
    refused = await visitor.post(f"{scene.path}/pledge", form)
    assert (refused.status_code, 'href="#conditions"' in refused.text, "Bravo" in refused.text) == (
        422,
        True,
        True,
    )
    assert await pledges(house) == []
    assert (await visitor.post(f"{scene.path}/pledge", hidden(refused.text))).status_code == 303
    again = (await visitor.get(f"{scene.path}/pledge/check?amount=20")).text
    assert ('name="conditions"' in again, "/fr/terms-of-use" in again) == (False, True)


EXPLAINED = (
    "/fees-and-refunds",
    "/terms-of-use",
    "/selection-criteria",
    "/when-something-goes-wrong",
    "/help",
)


@pytest.mark.parametrize("language", ["fr", "de", "en"])
async def test_what_the_law_wants_told_is_told_in_each_language(browser, scene, language):
    visitor = browser()
    for path in EXPLAINED:
        shown = await visitor.get(f"/{language}{path}")
        assert (shown.status_code, shown.text.count("<h1>")) == (200, 1)
        assert f'href="/{language}{path}"' in shown.text
    fees = unescape((await visitor.get("/en/fees-and-refunds")).text)
    assert all(f"€{amount}" in fees for amount in ("4,000", "8,000", "9,000", "960", "11,040"))
    assert scene.path in (await visitor.get("/sitemap.xml")).text


async def test_the_same_form_twice_is_one_pledge(browser, scene, house):
    visitor = browser()
    await visitor.arrive("camille")
    first, form = await give(visitor, scene)
    again = await visitor.post(f"{scene.path}/pledge", form)
    assert again.headers["location"] == first.headers["location"]
    assert len(await pledges(house)) == 1


async def test_another_tab_with_the_same_amount_is_the_same_pledge(browser, scene, house):
    visitor = browser()
    await visitor.arrive("camille")
    first, _ = await give(visitor, scene)
    second, _ = await give(visitor, scene, message="Bis")
    assert second.headers["location"] == first.headers["location"]
    (pledge,) = await pledges(house)
    assert pledge.message == "Bis"
