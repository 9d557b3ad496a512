"""Each kind of letter that can be refused keeps exactly its own away; what is due is told by one mail."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.closing.events import CampaignPaidOut
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Decision
from okote.funding.following.models import Follow
from okote.funding.letters import service
from okote.funding.letters.kinds import KINDS
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone, moment
from okote.funding.news.models import News
from okote.funding.thanks.models import DonorThanks, Thanks
from okote.identity.models import Person
from okote.platform.clock import offset, set_offset
from okote.platform.events import emit
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail, MailRefusal
from tests.okote.funding.rows import a_pledge
from tests.okote.funding.scene import a_campaign

M = Milestone
WANTS_ALL = "none"
REFUSABLE = {kind.name for kind in KINDS if kind.refusable}
ENDS = {"campaign-funded", "campaign-unfunded", "campaign-cancelled", "campaign-paid-out"}
REFUSED = {
    "news": {"follower": {"news"}, "donor": {"news"}},
    "progress": {"follower": {"milestone"}, "donor": {"milestone"}},
    "reminders": {"follower": {"reminder"}, "donor": {"reminder"}},
    "results": {"follower": ENDS, "donor": {"campaign-paid-out"}},
    "thanks": {"follower": set(), "donor": {"thanks", "donor-thanked"}},
}
"""By kind, what whoever refuses it does without. How a campaign ended, its donors are told by the letter
about their money, which nobody can refuse."""


@pytest.fixture
async def campaign(house):
    return await a_campaign(house, None, slug="au-quai", days=45)


@pytest.fixture
async def people(house, campaign):
    """Someone who follows and someone who gave: of each one who wants all, and one who refuses each kind."""
    found = {}
    async with house.database.unit_of_work() as db:
        at = await db.now()
        for refused in (WANTS_ALL, *sorted(REFUSABLE)):
            for sort in ("follower", "donor"):
                person = Person(created_at=at, email=f"{sort}-{refused}@example.test")
                db.add(person)
                await db.flush()
                if refused != WANTS_ALL:
                    db.add(MailRefusal(person_id=person.id, kind=refused, since=at))
                follow = Follow(person_id=person.id, campaign_id=campaign.id, since=at)
                row = follow if sort == "follower" else a_pledge(campaign, person.id, at)
                db.add(row)
                found[sort, refused] = row
    return found


def a_closing(campaign, at):
    figures = ("pledged", "public", "private", "threshold", "commission", "vat", "transfer", "owed")
    return Closing(
        campaign_id=campaign.id,
        territory_id=campaign.territory_id,
        decided_at=at,
        decision=Decision.FUNDED,
        **{f"{figure}_minor": 0 for figure in figures},
    )


def a_milestone(campaign, milestone, at):
    figures = {"raised_minor": 20_00, "pledges": 1, "reached": False}
    return CampaignMilestone(campaign_id=campaign.id, milestone=milestone, at=at, **figures)


@pytest.fixture
async def written(house, campaign, people):
    """All letters about a campaign that can be refused, to all of these people: who has which."""
    author = people["follower", WANTS_ALL].person_id
    here = {"campaign_id": campaign.id, "territory_id": campaign.territory_id, "author_id": author}
    async with house.database.unit_of_work() as db:
        at = await db.now()
        thanked = [
            DonorThanks(
                pledge_id=row.id, person_id=row.person_id, language="fr", body="Merci", sent_at=at, **here
            )
            for (sort, _), row in people.items()
            if sort == "donor"
        ]
        cancelled = {"state": CampaignState.CANCELLED, "actor": Actor.ADMINISTRATOR, "person_id": author}
        rows = [
            ("news", News(title="Les murs", body="Ils montent.", published_at=at, **here)),
            ("milestone", a_milestone(campaign, M.HALF_WAY, at)),
            ("reminder", a_milestone(campaign, M.TWO_DAYS, at)),
            ("thanks", Thanks(body="Merci à vous", sent_at=at, **here)),
            ("campaign-cancelled", CampaignStep(campaign_id=campaign.id, at=at, reason="Fini", **cancelled)),
            *[("donor-thanked", one) for one in thanked],
        ]
        db.add_all([a_closing(campaign, at), *[row for _, row in rows]])
    for kind, row in rows:
        await service.write(house, kind, row.id)
    for kind in ENDS - {"campaign-cancelled"}:
        await service.write(house, kind, campaign.id)
    async with house.database.reading() as db:
        mails = (await db.exec(select(Mail.person_id, Mail.key).where(Mail.person_id.is_not(None)))).all()
    return Counter((person_id, key.partition(":")[0]) for person_id, key in mails)


async def test_a_kind_that_is_refused_keeps_exactly_its_letters_away(people, written):
    assert set(REFUSED) == REFUSABLE
    assert set(written.values()) == {1}
    has = {
        who: {kind for person_id, kind in written if person_id == row.person_id}
        for who, row in people.items()
    }
    assert has["follower", WANTS_ALL] == {"news", "milestone", "reminder"} | ENDS
    assert has["donor", WANTS_ALL] == {
        *("news", "milestone", "reminder", "thanks", "donor-thanked"),
        *("campaign-paid-out", "campaign-funded"),
    }
    for refused, of in REFUSED.items():
        for sort, without in of.items():
            assert (refused, has[sort, WANTS_ALL] - has[sort, refused]) == (refused, without)


@pytest.fixture
async def to_a_follower(house, campaign):
    """The subjects of the mails that someone who follows has, once all that is due is done, twice."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        follower, donor = Person(created_at=at, email="me@example.test", language="en"), Person(created_at=at)
        db.add_all([follower, donor])
        await db.flush()
        follow = Follow(person_id=follower.id, campaign_id=campaign.id, since=at)
        db.add_all([follow, a_pledge(campaign, donor.id, at)])

    async def to_a_follower():
        for _ in range(2):
            await service.tell(house)
            await work_off(house.queue, house.job_context)
        async with house.database.reading() as db:
            sent = select(Mail).where(Mail.person_id == follower.id).order_by(Mail.created_at)
            found = (await db.exec(sent)).all()
        assert all(
            "La conserverie du quai" in mail.html and "/en/unsubscribe/" in mail.text for mail in found
        )
        return [mail.subject for mail in found]

    return to_a_follower


async def test_each_moment_on_the_way_is_told_by_one_mail(house, campaign, to_a_follower):
    async with house.database.unit_of_work() as db:
        opens = await db.now()
        (await db.get_one(Campaign, campaign.id)).opens_at = opens
        campaign.opens_at = opens
    said = [
        (M.FIRST_DAY, "“La conserverie du quai”: €60 on the first day"),
        (M.HALF_WAY, "“La conserverie du quai” is half-way: €60 so far"),
        (M.EIGHT_DAYS, "Eight days left for “La conserverie du quai”"),
        (M.TWO_DAYS, "Two days left for “La conserverie du quai”"),
    ]
    for number, (milestone, _) in enumerate(said, start=1):
        async with house.database.unit_of_work() as db:
            at = moment(milestone, campaign.period) + timedelta(minutes=1)
            await set_offset(db, await offset(db) + at - await db.now())
        assert await to_a_follower() == [subject for _, subject in said[:number]]


async def test_that_the_money_has_left_is_told_by_one_mail(house, campaign, to_a_follower):
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, campaign.id)).state = CampaignState.PAID_OUT
        db.add(a_closing(campaign, await db.now()))
        await db.flush()
        for _ in range(2):
            await emit(db, CampaignPaidOut(campaign.id))
    assert await to_a_follower() == ["“La conserverie du quai” has its money"]
