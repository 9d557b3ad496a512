"""Tests, written for a panel, opened to it, given more time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select, update

from consultations.panels.models import Panel
from consultations.panels.rules import PanelEndedError, PanelKind
from consultations.panels.terms import SmallestGroupSet
from consultations.permissions import may_run_panels
from consultations.procedures.models import ProcedureVersion
from consultations.procedures.service.versions import take_to_test
from consultations.testing.deeds import CAMPAIGN, TestDeed
from consultations.testing.events import TestOpened
from consultations.testing.models import TestCampaign, TestTask
from consultations.testing.rules import campaigns, reading
from consultations.testing.rules.campaigns import (
    CampaignBegunError,
    OtherPanelError,
    Plan,
    check_change,
    check_comparable,
    check_opening,
)
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.days import end_of, start_of
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """Without a scenario one still imagines that of the task before."""

    says: str
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class CampaignDetails:
    """A test as its form says it: both days are counted."""

    title: str
    panel_id: UUID
    version_id: UUID
    first_day: date
    last_day: date
    tasks: Sequence[TaskDetails]
    asks_sus: bool = False
    reading_days: int = reading.READING.days
    before_id: UUID | None = None


async def write_campaign(db: WriteSession, details: CampaignDetails, *, by: Visitor) -> TestCampaign:
    """A draft that organisers alone read.

    CampaignDatesError, TasksMissingError, SameVersionError, OtherPanelError, PanelEndedError.
    """
    require(may_run_panels(by))
    await db.lock(_writing(by.territory.id))
    written = TestCampaign(
        territory_id=by.territory.id,
        slug=await _slug(db, details.title, by.territory.id),
        created_at=await db.now(),
        **(await _said(db, details, by)),
    )
    db.add(written)
    await db.flush()
    await _put_tasks(db, written, details.tasks)
    await note(db, by.doer, TestDeed.TEST_WRITTEN, written)
    return written


async def change_campaign(
    db: WriteSession, campaign_id: UUID, details: CampaignDetails, *, by: Visitor
) -> TestCampaign:
    """A draft, whole. CampaignBegunError, and those of `write_campaign`."""
    campaign = await _draft(db, campaign_id, by)
    was = CAMPAIGN.facts(campaign)
    for name, value in (await _said(db, details, by)).items():
        setattr(campaign, name, value)
    await db.exec(delete(TestTask).where(col(TestTask.campaign_id) == campaign.id))
    await _put_tasks(db, campaign, details.tasks)
    await note(db, by.doer, TestDeed.TEST_CHANGED, campaign, was)
    return campaign


async def remove_campaign(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> None:
    """A draft alone. CampaignBegunError."""
    campaign = await _draft(db, campaign_id, by)
    await note(db, by.doer, TestDeed.TEST_REMOVED, campaign)
    await db.delete(campaign)


async def open_campaign(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> TestCampaign:
    """Testers are written to, and what they try stays as it is.

    PanelEndedError, and the errors of `check_opening`.
    """
    campaign = await _draft(db, campaign_id, by)
    at, was = await db.now(), CAMPAIGN.facts(campaign)
    if campaign.opens_at < at and by.territory.day(campaign.opens_at) == by.territory.day(at):
        campaign.opens_at = at
    plan = await _plan(db, campaign)
    panel = await _panel(db, campaign.panel_id, by)
    version = await one_of(db, ProcedureVersion, by.territory.id, campaign.version_id)
    check_opening(plan, at, names_removed=version.names_removed_at is not None)
    await take_to_test(db, version.id, by=by)
    campaign.opened_at, campaign.smallest_group = at, panel.smallest_group
    await note(db, by.doer, TestDeed.TEST_OPENED, campaign, was)
    await emit(db, TestOpened(campaign.id))
    return campaign


async def on_smallest_group_set(db: WriteSession, event: SmallestGroupSet) -> None:
    """What was handed over stays as it was read; tests that still wait for answers follow."""
    await db.lock(_writing(event.territory))
    await db.exec(
        update(TestCampaign)
        .where(
            col(TestCampaign.territory_id) == event.territory,
            col(TestCampaign.handed_over_at).is_(None),
            col(TestCampaign.smallest_group) < event.least,
        )
        .values(smallest_group=event.least)
    )


async def prolong(db: WriteSession, campaign_id: UUID, last_day: date, *, by: Visitor) -> TestCampaign:
    """As long as it has not ended. CampaignDatesError, CampaignBegunError."""
    require(may_run_panels(by))
    campaign = await held(db, TestCampaign, by.territory.id, campaign_id)
    at, was, plan = await db.now(), CAMPAIGN.facts(campaign), await _plan(db, campaign)
    closes_at = end_of(last_day, by.territory.zone)
    longer = Plan(plan.procedure, plan.version, plan.scenario, plan.tasks, plan.opens, closes_at)
    if campaign.opened_at is None or campaign.handed_over_at is not None:
        raise CampaignBegunError
    check_change(plan, longer, at, begun=True)
    campaign.closes_at, campaign.reminded_at = closes_at, None
    await note(db, by.doer, TestDeed.TEST_PROLONGED, campaign, was)
    return campaign


async def _draft(db: WriteSession, campaign_id: UUID, by: Visitor) -> TestCampaign:
    require(may_run_panels(by))
    campaign = await held(db, TestCampaign, by.territory.id, campaign_id)
    if campaign.opened_at is not None:
        raise CampaignBegunError
    return campaign


async def _said(db: ReadSession, details: CampaignDetails, by: Visitor) -> dict[str, Any]:
    """The columns of a draft."""
    here, zone = by.territory.id, by.territory.zone
    panel = await _panel(db, details.panel_id, by)
    version = await one_of(db, ProcedureVersion, here, details.version_id)
    if not 0 < len(details.tasks) <= campaigns.TASKS_MOST:
        raise campaigns.TasksMissingError(most=campaigns.TASKS_MOST)
    if details.last_day < details.first_day:
        raise campaigns.CampaignDatesError
    if details.before_id is not None:
        before = await one_of(db, TestCampaign, here, details.before_id)
        if before.panel_id != panel.id:
            raise OtherPanelError
        after = Plan(version.procedure_id, version.id, "", (), before.opens_at, before.closes_at)
        check_comparable(await _plan(db, before), after)
    return {
        "panel_id": panel.id,
        "version_id": version.id,
        "before_id": details.before_id,
        "title": details.title,
        "asks_sus": details.asks_sus,
        "opens_at": start_of(details.first_day, zone),
        "closes_at": end_of(details.last_day, zone),
        "smallest_group": panel.smallest_group,
        "reading_days": details.reading_days,
    }


async def _panel(db: ReadSession, panel_id: UUID, by: Visitor) -> Panel:
    """One of testers. PanelEndedError."""
    panel = await one_of(db, Panel, by.territory.id, panel_id)
    if panel.kind is not PanelKind.TESTERS:
        raise NotFoundError
    if panel.ended_at is not None:
        raise PanelEndedError
    return panel


async def _put_tasks(db: WriteSession, campaign: TestCampaign, tasks: Sequence[TaskDetails]) -> None:
    db.add_all(
        TestTask(
            territory_id=campaign.territory_id,
            campaign_id=campaign.id,
            position=position,
            scenario=one.scenario,
            says=one.says,
        )
        for position, one in enumerate(tasks, 1)
    )
    await db.flush()


async def _plan(db: ReadSession, campaign: TestCampaign) -> Plan:
    tasks = select(TestTask).where(TestTask.campaign_id == campaign.id).order_by(col(TestTask.position))
    kept = (await db.exec(tasks)).all()
    version = await one_of(db, ProcedureVersion, campaign.territory_id, campaign.version_id)
    return Plan(
        version.procedure_id,
        version.id,
        "\n".join(one.scenario for one in kept),
        [one.says for one in kept],
        campaign.opens_at,
        campaign.closes_at,
    )


async def _slug(db: ReadSession, title: str, territory_id: UUID) -> str:
    wanted = slugs.slug(title)
    alike = select(TestCampaign.slug).where(col(TestCampaign.slug).startswith(wanted, autoescape=True))
    taken = await db.exec(of_territory(alike, TestCampaign.territory_id, territory_id))
    return slugs.free(wanted, taken.all())


def _writing(territory_id: UUID) -> str:
    """What whoever writes a test holds, and whoever changes what all of them follow."""
    return f"tests:{territory_id}"
