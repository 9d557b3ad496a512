"""All who gave are thanked once, when it is certain; and one of them once, for what they show."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from okote.funding.campaigns.rules import CampaignState
from okote.funding.following.models import Follow
from okote.funding.letters.audience import wants
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.thanks.events import DonorThanked, ThanksGiven
from okote.funding.thanks.invariants import INVARIANTS
from okote.funding.thanks.queries import shown_to_holder
from okote.funding.thanks.rules import (
    SUCCEEDED,
    DonorThankedError,
    ThankedError,
    ThanksTooEarlyError,
    check_thanks,
)
from okote.funding.thanks.service import on_account_closed, thank, thank_one
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.wishes import refuse


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {ThanksGiven: [hear], DonorThanked: [hear]}


@pytest.mark.parametrize("state", CampaignState)
def test_nobody_is_thanked_before_it_has_succeeded(state):
    if state in SUCCEEDED:
        check_thanks(state, thanked=False)
        with pytest.raises(ThankedError):
            check_thanks(state, thanked=True)
    else:
        with pytest.raises(ThanksTooEarlyError):
            check_thanks(state, thanked=False)


async def test_everyone_is_thanked_once(db, live_campaign, writer, someone, heard):
    live_campaign.state = CampaignState.PAID_OUT
    with pytest.raises(ForbiddenError):
        await thank(db, live_campaign.id, "Merci !", by=await someone())
    thanks = await thank(db, live_campaign.id, "Merci !", by=writer)
    await db.flush()
    with pytest.raises(ThankedError):
        await thank(db, live_campaign.id, "Encore merci !", by=writer)
    assert heard == [ThanksGiven(thanks.id)]
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE campaign SET state = 'refunding'"))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == ["thanks-after-success"]


@pytest.fixture
async def shows(db, live_campaign, someone):
    """A donor who shows a name and a word, and hides the amount."""
    donor, at = await someone(), await db.now()
    pledge = Pledge(
        territory_id=live_campaign.territory_id,
        campaign_id=live_campaign.id,
        person_id=donor.person.id,
        form_token=uuid4(),
        status=PledgeStatus.IN_FORCE,
        amount_minor=20_00,
        public_name="Ada",
        name_shown=True,
        message="Bravo !",
        language="de",
        thanks_hash=uuid4().bytes * 2,
        created_at=at,
        paid_at=at,
    )
    db.add(pledge)
    await db.flush()
    return pledge


async def test_one_donor_is_thanked_once_for_what_they_show(db, live_campaign, writer, someone, shows, heard):
    (shown,) = await shown_to_holder(db, live_campaign.id)
    assert (shown.name, shown.amount, shown.message, shown.thanks) == ("Ada", None, "Bravo !", None)
    assert shown.handle != shows.id
    with pytest.raises(ForbiddenError):
        await thank_one(db, live_campaign.id, shown.handle, "Merci !", by=await someone())
    for wrong in (shows.id, uuid4()):
        with pytest.raises(NotFoundError):
            await thank_one(db, live_campaign.id, wrong, "Merci !", by=writer)
    thanks = await thank_one(db, live_campaign.id, shown.handle, "Merci !", by=writer)
    assert (thanks.person_id, thanks.language) == (shows.person_id, "de")
    with pytest.raises(DonorThankedError):
        await thank_one(db, live_campaign.id, shown.handle, "Merci !", by=writer)
    assert heard == [DonorThanked(thanks.id)]
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE donor_thanks SET person_id = author_id"))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == ["donor-thanked-for-their-own"]
    await db.exec(text("UPDATE donor_thanks SET person_id = :id").bindparams(id=shows.person_id))
    await on_account_closed(db, AccountClosed(shows.person_id))
    assert (await shown_to_holder(db, live_campaign.id))[0].thanks is None


@pytest.mark.parametrize(
    "hidden", [{"status": PledgeStatus.REFUNDED}, {"name_shown": False, "message": None}]
)
async def test_who_shows_nothing_or_gave_nothing_in_the_end_is_not_thanked_alone(
    db, live_campaign, writer, shows, hidden
):
    (shown,) = await shown_to_holder(db, live_campaign.id)
    shows.sqlmodel_update(hidden)
    with pytest.raises(NotFoundError):
        await thank_one(db, live_campaign.id, shown.handle, "Merci !", by=writer)


async def test_whether_somebody_wants_such_letters(db, live_campaign, shows):
    async def wanted():
        return await wants(db, live_campaign.id, "thanks", shows.person_id)

    assert await wanted()
    await refuse(db, shows.person_id, {"news"})
    assert await wanted()
    await refuse(db, shows.person_id, {"thanks"})
    assert not await wanted()
    await refuse(db, shows.person_id, set())
    at = await db.now()
    db.add(
        Follow(
            campaign_id=live_campaign.id,
            person_id=shows.person_id,
            since=at,
            ended_at=at,
        )
    )
    await db.flush()
    assert not await wanted()
