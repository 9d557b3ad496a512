"""What a coach sees to is said with a name and a day, and nothing is approved before what must be."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.checklist.models import CampaignCheck
from okote.funding.campaigns.checklist.queries import checklist, items, unticked
from okote.funding.campaigns.checklist.rules import CheckExpiredError, CheckNameMissingError
from okote.funding.campaigns.checklist.service import add_item, change_item, take_usual, tick, untick
from okote.funding.campaigns.comments.service import comment
from okote.funding.campaigns.service import approve, save_draft, submit
from okote.funding.campaigns.service.review import OfferIncompleteError
from okote.identity.models import Role
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError

STATUTES = {"fr": "Statuts", "de": "Satzung", "en": "Statutes"}
PLAN = {"fr": "Plan", "de": "Plan", "en": "Plan"}


@pytest.fixture
async def coach(someone):
    return await someone(Role.COACH)


@pytest.fixture
async def statutes(db, administrator):
    return await add_item(db, STATUTES, compulsory=True, by=administrator)


@pytest.fixture
async def plan(db, administrator):
    return await add_item(db, PLAN, compulsory=False, by=administrator)


async def done(db, territory, campaign):
    return [one.done for one in await checklist(db, territory, campaign.id)]


async def test_nothing_is_approved_before_what_is_compulsory_is_ticked(
    db, statutes, plan, submitted, coach, reviewer
):
    with pytest.raises(OfferIncompleteError) as refused:
        await approve(db, submitted.id, version=1, by=reviewer)
    assert refused.value.parameters == {"count": 1}
    assert (await unticked(db, [submitted.id]))[submitted.id] == 1
    await tick(db, submitted.id, statutes.id, note="Reçus", by=coach)
    assert (await unticked(db, [submitted.id]))[submitted.id] == 0
    await approve(db, submitted.id, version=1, by=reviewer)
    assert await done(db, reviewer.territory, submitted) == [True, False]


async def test_a_mandate_is_asked_of_a_public_authority_and_of_nobody_else(
    db, draft, holder, coach, territory, administrator
):
    mandate = await add_item(db, PLAN, compulsory=True, of_authorities=True, by=administrator)
    assert ((await unticked(db, [draft.id]))[draft.id], await done(db, territory, draft)) == (0, [])
    holder.public_authority = True
    await db.flush()
    assert ((await unticked(db, [draft.id]))[draft.id], await done(db, territory, draft)) == (1, [False])
    await tick(db, draft.id, mandate.id, by=coach)
    assert ((await unticked(db, [draft.id]))[draft.id], await done(db, territory, draft)) == (0, [True])
    holder.public_authority = False
    await db.flush()
    assert await done(db, territory, draft) == [True]  # what was ticked is told


async def test_a_tick_is_made_anew_or_taken_back_and_every_row_is_kept(db, statutes, draft, coach, territory):
    await tick(db, draft.id, statutes.id, by=coach)
    await tick(db, draft.id, statutes.id, note="Signés", by=coach)
    (one,) = await checklist(db, territory, draft.id)
    assert (one.check.note, one.check.checked_by) == ("Signés", coach.person.id)
    await untick(db, draft.id, statutes.id, by=coach)
    assert await done(db, territory, draft) == [False]
    statement = select(CampaignCheck).execution_options(populate_existing=True)
    rows = (await db.exec(statement)).all()
    assert [row.undone_by for row in rows] == [coach.person.id] * 2


async def test_a_paper_that_has_expired_is_asked_for_again(db, statutes, draft, coach, territory):
    today = territory.day(await db.now())
    with pytest.raises(CheckExpiredError):
        await tick(db, draft.id, statutes.id, expires_on=today - timedelta(days=1), by=coach)
    await tick(db, draft.id, statutes.id, expires_on=today, by=coach)
    assert (await unticked(db, [draft.id]))[draft.id] == 0
    await set_offset(db, timedelta(days=1))
    (one,) = await checklist(db, territory, draft.id)
    assert (one.done, one.expired) == (False, True)
    assert (await unticked(db, [draft.id]))[draft.id] == 1


async def test_what_is_retired_is_not_asked_any_more_but_what_was_ticked_is_told(
    db, statutes, plan, draft, coach, administrator
):
    await tick(db, draft.id, plan.id, by=coach)
    for item in (statutes, plan):
        await change_item(
            db, item.id, PLAN, compulsory=True, of_authorities=False, retired=True, by=administrator
        )
    shown = await checklist(db, administrator.territory, draft.id)
    assert [one.item.id for one in shown] == [plan.id]
    assert (await unticked(db, [draft.id]))[draft.id] == 0
    await change_item(
        db, statutes.id, STATUTES, compulsory=False, of_authorities=False, retired=False, by=administrator
    )
    assert [one.id for one in await items(db, administrator.territory.id)] == [statutes.id, plan.id]


async def test_the_usual_list_is_taken_once(db, administrator):
    usual = [(STATUTES, True, False), (PLAN, False, True)]
    for _ in range(2):
        await take_usual(db, usual, by=administrator)
    found = await items(db, administrator.territory.id)
    asked = [(one.name("de"), one.compulsory, one.of_authorities) for one in found]
    assert asked == [("Satzung", True, False), ("Plan", False, True)]
    with pytest.raises(CheckNameMissingError):
        await add_item(db, {"fr": "Budget"}, compulsory=False, by=administrator)


async def test_a_coach_reads_says_and_ticks_but_neither_writes_nor_approves(
    db, statutes, submitted, draft, offer, coach
):
    await comment(db, draft.id, "story", "Trop court", by=coach)
    for refused in (
        save_draft(db, draft.id, offer, version=1, by=coach),
        submit(db, draft.id, version=1, by=coach),
        approve(db, draft.id, version=1, by=coach),
        add_item(db, PLAN, compulsory=False, by=coach),
    ):
        with pytest.raises(ForbiddenError):
            await refused


async def test_nobody_else_ticks(db, statutes, draft, writer, someone, elsewhere):
    for stranger in (writer, await someone(Role.ACCOUNTANT)):
        for act in (tick, untick):
            with pytest.raises(ForbiddenError):
                await act(db, draft.id, statutes.id, by=stranger)
    neighbour = await someone(Role.COACH, at=elsewhere)
    with pytest.raises(NotFoundError):
        await tick(db, draft.id, statutes.id, by=neighbour)
