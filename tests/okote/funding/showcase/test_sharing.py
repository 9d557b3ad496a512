"""A campaign passed on: its poster, its card on other sites, what others show of its address."""

import re
from html import unescape

import pytest
import segno

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.web.pages import FLASH
from tests.okote.app_client import ADDRESS


async def change(house, campaign, **values):
    async with house.database.unit_of_work() as db:
        row = await db.get_one(Campaign, campaign.id)
        for name, value in values.items():
            setattr(row, name, value)


async def test_any_site_may_frame_the_card_and_no_other_page(browser, scene):
    card = await browser().get(f"/fr/embed{scene.path.removeprefix('/fr')}")
    assert card.status_code == 200
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in (await browser().get(scene.path)).headers["content-security-policy"]


async def test_the_card_is_the_same_for_everyone(browser, scene):
    """It is kept by caches, and framed by who knows whom: no name, no form, no cookie."""
    path = f"/fr/embed{scene.path.removeprefix('/fr')}"
    stranger, camille = browser(), browser()
    await camille.arrive("camille")
    answer = await stranger.get(path)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert "<form" not in answer.text
    camille.cookies[FLASH] = "said, and not shown yet"
    hers = await camille.get(path)
    assert (hers.text, "set-cookie" in hers.headers) == (answer.text, False)


async def test_the_card_leads_out_of_its_frame(browser, scene):
    html = (await browser().get(f"/fr/embed{scene.path.removeprefix('/fr')}")).text
    assert '<base target="_blank">' in html
    assert re.findall(r'<a [^>]*href="([^"]*)"', html) == [f"{ADDRESS}{scene.path}"]


async def test_the_lines_to_copy_lead_to_the_card(browser, scene):
    html = (await browser().get(scene.path)).text
    copied = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
    source = re.search(r'src="([^"]*)"', copied)[1]
    assert source.startswith(ADDRESS)
    assert (await browser().get(source.removeprefix(ADDRESS))).status_code == 200


async def test_a_title_can_not_leave_the_lines_to_copy(browser, scene, house):
    await change(house, scene.campaign, title='"></textarea><script>alert(1)</script>')
    html = (await browser().get(scene.path)).text
    assert "<script>alert" not in html
    assert "<script>alert" not in unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])


async def test_a_poster_names_the_way_to_the_campaign(browser, scene):
    answer = await browser().get(f"{scene.path}/poster")
    assert answer.status_code == 200
    assert f"{ADDRESS}{scene.path}" in answer.text
    code = segno.make(f"{ADDRESS}{scene.path}", error="m", micro=False)
    lines = re.search(r'class="qrline"[^>]* d="([^"]+)"', answer.text)[1]
    assert f'd="{lines}"' in code.svg_inline(omitsize=True, border=2)


async def test_a_poster_ends_with_the_campaign(browser, scene, house):
    await change(house, scene.campaign, state=CampaignState.REFUNDED)
    assert (await browser().get(f"{scene.path}/poster")).status_code == 404
    assert "/poster" not in (await browser().get(scene.path)).text


@pytest.mark.parametrize("path", ["/fr/campaigns/{}/poster", "/fr/embed/campaigns/{}"])
async def test_what_is_not_public_is_not_passed_on(browser, scene, house, path):
    await change(house, scene.campaign, state=CampaignState.SCHEDULED)
    assert (await browser().get(path.format(scene.campaign.slug))).status_code == 404


async def test_its_address_tells_others_what_it_is(browser, scene, house):
    html = (await browser().get(f"{scene.path}?from=a-friend")).text
    preview = dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)">', html))
    assert preview["title"] == "La conserverie du quai"
    assert preview["url"] == f"{ADDRESS}{scene.path}"
    async with house.database.reading() as db:
        shown = await db.get_one(Campaign, scene.campaign.id)
    assert unescape(preview["description"]) == shown.summary
    assert preview["image"] == f"{ADDRESS}/pictures/{shown.picture}/wide"
    assert unescape(preview["image:alt"]) == shown.picture_text
    assert f'<link rel="canonical" href="{ADDRESS}{scene.path}">' in html
