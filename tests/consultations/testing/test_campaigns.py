"""Tests are written of versions without names, opened to a panel, and stay as testers read them."""

from dataclasses import replace as replaced
from datetime import timedelta

import pytest

from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import (
    TestTask,
)
from consultations.testing.queries.sittings import tasks_of
from consultations.testing.rules.campaigns import (
    CampaignBegunError,
    CampaignDatesError,
    NamesLeftError,
    OtherPanelError,
    SameVersionError,
    TasksMissingError,
)
from consultations.testing.rules.reading import (
    Stage,
)
from consultations.testing.service import campaigns
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from tests.consultations.testing.conftest import TASKS, number_of, panel_of, stage_of


async def test_a_test_is_written_of_a_version_and_opened_to_its_panel(db, samira, draft, version):
    assert await stage_of(db, draft) is Stage.PLANNED
    opened = await campaigns.open_campaign(db, draft.id, by=samira)
    assert await stage_of(db, opened) is Stage.GATHERING
    await db.refresh(version)
    assert version.tested_at is not None, "nobody reopens what testers read"
    assert [one.says for one in await tasks_of(db, draft.id)] == [one.says for one in TASKS]
    assert opened.smallest_group == 3
    assert not await violations(db, INVARIANTS)


async def test_nothing_is_opened_of_which_nobody_removed_the_names(
    db, samira, details, version_of, procedure
):
    other = await version_of(procedure, cleared=False)
    draft = await campaigns.write_campaign(db, replaced(details, version_id=other.id), by=samira)
    with pytest.raises(NamesLeftError):
        await campaigns.open_campaign(db, draft.id, by=samira)


async def test_a_test_needs_tasks_and_days(db, samira, details):
    with pytest.raises(TasksMissingError):
        await campaigns.write_campaign(db, replaced(details, tasks=()), by=samira)
    backwards = replaced(details, last_day=details.first_day - timedelta(days=1))
    with pytest.raises(CampaignDatesError):
        await campaigns.write_campaign(db, backwards, by=samira)
    past = replaced(details, first_day=details.first_day - timedelta(days=1))
    draft = await campaigns.write_campaign(db, past, by=samira)
    with pytest.raises(CampaignDatesError):
        await campaigns.open_campaign(db, draft.id, by=samira)


async def test_what_testers_are_given_stays_once_it_is_open(db, samira, campaign, details):
    with pytest.raises(CampaignBegunError):
        await campaigns.change_campaign(db, campaign.id, details, by=samira)
    with pytest.raises(CampaignBegunError):
        await campaigns.remove_campaign(db, campaign.id, by=samira)
    was, campaign.reminded_at = campaign.closes_at, campaign.opened_at
    with pytest.raises(CampaignDatesError):
        await campaigns.prolong(db, campaign.id, details.last_day - timedelta(days=1), by=samira)
    longer = await campaigns.prolong(db, campaign.id, details.last_day + timedelta(days=2), by=samira)
    assert (longer.closes_at, longer.reminded_at) == (was + timedelta(days=2), None)


async def test_a_draft_is_changed_whole_or_thrown_away(db, samira, draft, details):
    fewer = replaced(details, tasks=TASKS[:1], asks_sus=True)
    assert (await campaigns.change_campaign(db, draft.id, fewer, by=samira)).asks_sus
    assert len(await tasks_of(db, draft.id)) == 1
    await campaigns.remove_campaign(db, draft.id, by=samira)
    assert await number_of(db, TestTask) == 0


async def test_before_and_after_are_two_versions_tried_by_one_panel(
    db, samira, campaign, details, territory, version_of, procedure
):
    with pytest.raises(SameVersionError):
        await campaigns.write_campaign(db, replaced(details, before_id=campaign.id), by=samira)
    other = panel_of(territory, await db.now())
    db.add(other)
    await db.flush()
    later_version = await version_of(procedure)
    after = replaced(details, before_id=campaign.id, version_id=later_version.id)
    with pytest.raises(OtherPanelError):
        await campaigns.write_campaign(db, replaced(after, panel_id=other.id), by=samira)
    assert (await campaigns.write_campaign(db, after, by=samira)).before_id == campaign.id


async def test_organisers_alone_write_tests(db, agent, engineer, details):
    for who in (agent, engineer):
        with pytest.raises(ForbiddenError):
            await campaigns.write_campaign(db, details, by=who)
