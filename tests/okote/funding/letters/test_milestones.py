"""What those who follow read on the way and at the end; never the same thing twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.letters import service
from okote.funding.letters.texts import followers
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.terms.rules import Base
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from okote.web.formatting import Wording
from payments.money import Money
from tests.okote.app_client import EMAILS
from tests.okote.funding.closing.deadline import close, past_the_deadline

END = datetime(2026, 12, 10, 23, tzinfo=UTC)
CAMILLE, DONOR = EMAILS["camille"], "donor@example.test"


def a_campaign(state=CampaignState.LIVE):
    return Campaign(
        state=state,
        title="The oven",
        slug="the-oven",
        opens_at=END - timedelta(days=30),
        ends_at=END,
        goal_minor=1_000_00,
        threshold_bp=7_500,
        threshold_on=Base.ALL,
    )


def a_milestone(milestone, pledges=3, *, reached=False):
    return CampaignMilestone(
        campaign_id=uuid4(),
        milestone=milestone,
        at=END,
        raised_minor=120_00,
        pledges=pledges,
        reached=reached,
    )


@pytest.mark.parametrize("milestone", Milestone)
@pytest.mark.parametrize(
    ("pledges", "begins"), [(0, "Nobody"), (1, "1 contribution,"), (3, "3 contributions,")]
)
@pytest.mark.parametrize(("reached", "then"), [(False, "must be raised by"), (True, "is reached")])
def test_each_says_what_there_is_and_what_is_to_come(milestone, pledges, begins, reached, then):
    words = Wording("en", NullTranslations())
    letter = followers.milestone(words, a_campaign(), a_milestone(milestone, pledges, reached=reached))
    assert "The oven" in letter.subject
    assert letter.paragraphs[0].startswith(begins)
    assert then in letter.paragraphs[1]


def test_what_was_stopped_meanwhile_is_not_told_of():
    words = Wording("en", NullTranslations())
    stopped = a_campaign(CampaignState.CANCELLED)
    assert followers.milestone(words, stopped, a_milestone(Milestone.HALF_WAY)) is None


@pytest.fixture
async def camille(browser, scene):
    visitor = browser()
    await visitor.arrive("camille")
    await visitor.post(f"{scene.path}/follow")
    return visitor


async def letters(scene):
    async with scene.house.database.reading() as db:
        found = (await db.exec(select(Mail.key, Mail.recipient))).all()
    return Counter((key.partition(":")[0], recipient) for key, recipient in found)


async def ended(scene):
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)
    return await letters(scene)


async def test_a_threshold_is_told_to_followers_donors_and_its_own_people_once(camille, office, scene):
    await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    await scene.pledge(5_000)
    for _ in range(2):
        await service.tell(scene.house)
        await scene.work()
    told = await letters(scene)
    assert [told["milestone", one] for one in (CAMILLE, DONOR, EMAILS["nadia"])] == [1, 1, 1]


async def test_the_result_is_told_to_followers_and_to_donors_by_the_letter_about_their_money(camille, scene):
    await scene.pledge(5_000)
    told = await ended(scene)
    assert told["campaign-funded", CAMILLE] == told["campaign-funded", DONOR] == 1


async def test_a_failure_too(camille, scene):
    await scene.pledge(20)
    told = await ended(scene)
    assert told["campaign-unfunded", CAMILLE] == told["pledge-refunded", DONOR] == 1
    assert told["campaign-unfunded", DONOR] == 0


async def test_a_cancellation_gives_everyone_their_money_back_and_says_so(camille, scene, lea):
    for _ in range(2):
        await scene.pledge(20)
    reason = {"cancel_reason": "La mairie a retiré le local."}
    await lea.post(f"/fr/back-office/campaigns/{scene.campaign.id}/cancel", reason)
    for _ in range(2):
        await close(scene)
    told = await letters(scene)
    assert (told["campaign-cancelled", CAMILLE], told["campaign-cancelled", DONOR]) == (1, 0)
    assert told["pledge-refunded", DONOR] == 2
    assert await scene.pledges() == {PledgeStatus.REFUNDED: 2}
    assert await scene.held_by_stripe() == Money.of("-1.10")  # its fees, which no donor bears
