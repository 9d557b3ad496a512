"""Who tells news, who corrects it, who takes it down, and what stays of each."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.news.invariants import INVARIANTS
from okote.funding.news.queries import shown_news, written_news
from okote.funding.news.rules import NewsFinalError, NewsRefusedError
from okote.funding.news.service import correct, hide, publish
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError


@pytest.fixture
async def news(db, live_campaign, writer):
    written = await publish(db, live_campaign.id, "Les murs montent", "Venez *voir*.", by=writer)
    await db.flush()
    return written


async def titles(db, campaign):
    return [one.title for one in await shown_news(db, campaign.id)]


async def test_the_holder_and_agents_tell_news_and_nobody_else(db, live_campaign, news, someone):
    agent, stranger = await someone(Role.AGENT), await someone()
    await publish(db, live_campaign.id, "Merci", "À toutes et à tous.", by=agent)
    with pytest.raises(ForbiddenError):
        await publish(db, live_campaign.id, "Moi aussi", "J’ai à dire.", by=stranger)
    assert await titles(db, live_campaign) == ["Merci", "Les murs montent"]


async def test_another_territory_has_no_such_campaign(db, live_campaign, elsewhere, someone):
    neighbour = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await publish(db, live_campaign.id, "Bonjour", "D’à côté.", by=neighbour)


async def test_what_nobody_sees_yet_has_no_news(db, live_campaign, writer):
    live_campaign.state = CampaignState.SCHEDULED
    await db.flush()
    with pytest.raises(NewsRefusedError):
        await publish(db, live_campaign.id, "Bientôt", "Nous ouvrons.", by=writer)


async def test_followers_are_not_flooded(db, live_campaign, writer):
    for number in range(5):
        await publish(db, live_campaign.id, f"Jour {number}", "Rien de neuf.", by=writer)
    with pytest.raises(TooManyRequestsError):
        await publish(db, live_campaign.id, "Encore", "Rien de neuf.", by=writer)


async def test_its_author_corrects_it_and_it_says_so(db, live_campaign, news, writer, someone):
    await correct(db, news.id, "Les murs montent", "Venez *voir*.", by=writer)
    assert news.corrected_at is None
    await correct(db, news.id, "Les murs sont là", "Venez.", by=writer)
    assert (await titles(db, live_campaign), news.corrected_at) == (["Les murs sont là"], await db.now())
    with pytest.raises(NewsFinalError):
        await correct(db, news.id, "Faux", "Faux.", by=await someone(Role.AGENT))
    await set_offset(db, timedelta(hours=1))
    with pytest.raises(NewsFinalError):
        await correct(db, news.id, "Trop tard", "Trop tard.", by=writer)


async def test_an_administrator_hides_it_and_its_writer_reads_why(db, live_campaign, news, writer, someone):
    administrator = await someone(Role.ADMINISTRATOR)
    with pytest.raises(ForbiddenError):
        await hide(db, news.id, "Non", by=await someone(Role.AGENT))
    await hide(db, news.id, "Elle nomme une personne sans son accord.", by=administrator)
    await hide(db, news.id, "Une autre raison", by=administrator)
    await db.flush()
    assert await titles(db, live_campaign) == []
    (kept,) = await written_news(db, live_campaign.id, None)
    assert (kept.news.title, kept.reason) == ("Les murs montent", "Elle nomme une personne sans son accord.")
    assert not kept.correctable_by(writer.person.id)
    steps = (await db.exec(select(CampaignStep.reason).where(CampaignStep.kind == "news_hidden"))).all()
    assert steps == ["Elle nomme une personne sans son accord."]
    assert await violations(db, INVARIANTS) == []


PLANTED = {
    "news-is-of-a-campaign-that-opened": "UPDATE news SET published_at = published_at - interval '6 days'",
    "news-hidden-with-a-reason": "UPDATE campaign_step SET reason = ' '",
    "news-corrected-within-the-hour": "UPDATE news SET corrected_at = published_at + interval '1 hour'",
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, news, administrator, invariant):
    await hide(db, news.id, "Elle ment.", by=administrator)
    await db.flush()
    await db.exec(text(PLANTED[invariant.name]))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
