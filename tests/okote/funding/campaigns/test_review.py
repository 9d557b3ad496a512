"""Two pairs of eyes between a draft and the day on which it opens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.events import CampaignApproved, CampaignSentBack, CampaignSubmitted
from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.queries import history
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.rules.life import ReviewedByWriterError, TransitionRefusedError
from okote.funding.campaigns.service import approve, save_draft, send_back, submit, take_back
from okote.funding.campaigns.service.review import (
    FirstDayPastError,
    OfferIncompleteError,
    ReviewReasonMissingError,
)
from okote.funding.terms.models import FundingTerms
from okote.funding.terms.rules import Base, OwnPeople
from okote.identity.models import Role
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from tests.okote.funding.clocks import REUNION

TERMS = (
    "opens_at",
    "ends_at",
    "threshold_bp",
    "threshold_on",
    "commission_bp",
    "commission_on",
    "vat_bp",
    "own_people",
)


async def test_an_offer_is_sent_in_by_who_writes_it(db, draft, writer, heard):
    campaign = await submit(db, draft.id, version=1, by=writer)

    assert campaign.state is CampaignState.IN_REVIEW
    step = (await db.exec(select(CampaignStep).where(CampaignStep.state == "in_review"))).one()
    assert (step.person_id, step.reason) == (writer.person.id, "")
    assert heard == [CampaignSubmitted(draft.id, draft.territory_id, step.id)]


async def test_an_offer_that_lacks_something_is_not_sent_in(db, draft, writer, offer):
    emptied = replace(offer, purpose=" ", budget=(), timetable="")
    await save_draft(db, draft.id, emptied, version=1, by=writer)
    with pytest.raises(OfferIncompleteError) as refused:
        await submit(db, draft.id, version=2, by=writer)
    assert refused.value.parameters == {"count": 3}
    assert draft.state is CampaignState.DRAFT


async def test_nothing_is_sent_in_without_a_period(db, draft, writer, offer):
    await save_draft(db, draft.id, replace(offer, last_day=None), version=1, by=writer)
    with pytest.raises(OfferIncompleteError):
        await submit(db, draft.id, version=2, by=writer)


async def test_an_offer_is_read_while_stripe_still_checks_the_holder(db, draft, writer, reviewer, holder):
    holder.account_ready = False
    await submit(db, draft.id, version=1, by=writer)
    with pytest.raises(OfferIncompleteError) as refused:
        await approve(db, draft.id, version=1, by=reviewer)
    assert refused.value.parameters == {"count": 2}


async def test_a_second_person_approves_with_the_terms_of_the_territory(db, submitted, reviewer, heard):
    own = FundingTerms(territory_id=submitted.territory_id, threshold_bp=6_000, commission_on=Base.PLEDGES)
    db.add(own)

    campaign = await approve(db, submitted.id, version=1, by=reviewer)

    assert campaign.state is CampaignState.SCHEDULED
    assert campaign.terms.threshold_bp == 6_000
    assert (campaign.terms.commission_bp, campaign.terms.commission_on) == (800, Base.PLEDGES)
    assert (campaign.period.days, campaign.takes_own_people) == (30, OwnPeople.UNMATCHED)
    assert isinstance(heard[-1], CampaignApproved)

    own.threshold_bp = 9_000
    assert campaign.terms.threshold_bp == 6_000  # what was promised stays


async def test_its_days_are_those_of_the_territory(db, territory, submitted, reviewer):
    """From midnight to midnight in Saint-Denis, whatever time it is in Strasbourg."""
    territory.time_zone = "Indian/Reunion"
    campaign = await approve(db, submitted.id, version=1, by=reviewer)
    last = campaign.period.last_minute.astimezone(REUNION).date()
    assert campaign.opens_at.astimezone(REUNION).date() == campaign.first_day
    assert last == campaign.last_day
    assert campaign.opens_at.astimezone(REUNION).time() == time()
    assert campaign.ends_at.astimezone(REUNION).time() == time()


async def test_the_usual_terms_hold_where_a_territory_never_said_otherwise(approved):
    assert approved.terms.threshold_bp == 7_500
    assert approved.terms.threshold_on is Base.ALL
    assert approved.terms.vat_bp == 2_000


@pytest.mark.parametrize(
    ("days", "instants"),
    [
        # the clocks go forward on 28 March 2027 at 2:00, and back on 31 October
        (("2027-03-28", "2027-03-28"), ("2027-03-27T23:00", "2027-03-28T22:00")),
        (("2027-03-01", "2027-03-27"), ("2027-02-28T23:00", "2027-03-27T23:00")),
        (("2027-10-31", "2027-10-31"), ("2027-10-30T22:00", "2027-10-31T23:00")),
    ],
)
async def test_a_period_is_whole_days_of_the_place_also_when_the_clocks_change(
    db, draft, writer, reviewer, offer, days, instants
):
    first, last = map(date.fromisoformat, days)
    dated = replace(offer, first_day=first, last_day=last)
    await save_draft(db, draft.id, dated, version=1, by=writer)
    await submit(db, draft.id, version=2, by=writer)

    campaign = await approve(db, draft.id, version=2, by=reviewer)

    opens, ends = (datetime.fromisoformat(instant).replace(tzinfo=UTC) for instant in instants)
    assert (campaign.opens_at, campaign.ends_at) == (opens, ends)


async def test_whoever_wrote_a_part_does_not_approve(db, draft, offer, writer, reviewer, someone):
    """Also an administrator, who may both write and review."""
    administrator = await someone(Role.ADMINISTRATOR)
    await save_draft(db, draft.id, offer, version=1, by=administrator)
    await submit(db, draft.id, version=2, by=writer)
    with pytest.raises(ReviewedByWriterError):
        await approve(db, draft.id, version=2, by=administrator)
    await approve(db, draft.id, version=2, by=reviewer)


async def test_whoever_only_sent_it_in_does_not_approve_either(db, draft, reviewer):
    await submit(db, draft.id, version=1, by=reviewer)
    with pytest.raises(ReviewedByWriterError):
        await approve(db, draft.id, version=1, by=reviewer)


async def test_a_holder_does_not_review(db, submitted, writer):
    with pytest.raises(ForbiddenError):
        await approve(db, submitted.id, version=1, by=writer)
    with pytest.raises(ForbiddenError):
        await send_back(db, submitted.id, "Trop court", by=writer)


async def test_nor_does_an_agent_of_another_territory(db, submitted, someone, elsewhere):
    stranger = await someone(Role.AGENT, at=elsewhere)
    for refused in (
        approve(db, submitted.id, version=1, by=stranger),
        send_back(db, submitted.id, "Trop court", by=stranger),
        take_back(db, submitted.id, by=stranger),
    ):
        with pytest.raises(NotFoundError):
            await refused


async def test_a_reviewer_asks_for_changes_and_then_may_still_approve(db, submitted, writer, reviewer, heard):
    with pytest.raises(ReviewReasonMissingError):
        await send_back(db, submitted.id, "  ", by=reviewer)
    sent_back = await send_back(db, submitted.id, " Le budget est trop vague. ", by=reviewer)

    assert sent_back.state is CampaignState.DRAFT
    assert isinstance(heard[-1], CampaignSentBack)
    lines = await history(db, submitted.id)
    assert [(line.before, line.state, line.reason) for line in lines[:2]] == [
        (CampaignState.IN_REVIEW, CampaignState.DRAFT, "Le budget est trop vague."),
        (CampaignState.DRAFT, CampaignState.IN_REVIEW, ""),
    ]
    assert [line.actor for line in lines[:2]] == [Actor.REVIEWER, Actor.WRITER]
    assert not lines[0].by_rule

    await submit(db, submitted.id, version=1, by=writer)
    await approve(db, submitted.id, version=1, by=reviewer)


async def test_what_is_approved_is_what_was_read(db, submitted, offer, writer, reviewer):
    await take_back(db, submitted.id, by=writer)
    await save_draft(db, submitted.id, replace(offer, story="Tout autre chose"), version=1, by=writer)
    with pytest.raises(StaleError):
        await submit(db, submitted.id, version=1, by=writer)
    await submit(db, submitted.id, version=2, by=writer)
    with pytest.raises(StaleError):
        await approve(db, submitted.id, version=1, by=reviewer)


async def test_what_is_taken_back_promises_nothing_any_more(db, approved, writer):
    campaign = await take_back(db, approved.id, by=writer)
    assert campaign.state is CampaignState.DRAFT
    assert {getattr(campaign, name) for name in TERMS} == {None}


async def test_a_campaign_does_not_open_in_the_past(db, draft, writer, reviewer):
    await submit(db, draft.id, version=1, by=writer)
    await set_offset(db, timedelta(days=2))
    with pytest.raises(FirstDayPastError) as refused:
        await approve(db, draft.id, version=1, by=reviewer)
    assert refused.value.parameters == {"first_day": draft.first_day}


async def test_a_campaign_may_open_today(db, draft, offer, writer, reviewer):
    today = offer.first_day - timedelta(days=1)
    await save_draft(db, draft.id, replace(offer, first_day=today), version=1, by=writer)
    await submit(db, draft.id, version=2, by=writer)
    campaign = await approve(db, draft.id, version=2, by=reviewer)
    assert campaign.period.opens_at <= await db.now()


async def test_only_what_was_sent_in_is_approved(db, draft, reviewer, writer):
    with pytest.raises(TransitionRefusedError):
        await approve(db, draft.id, version=1, by=reviewer)
    with pytest.raises(TransitionRefusedError):
        await take_back(db, draft.id, by=writer)
