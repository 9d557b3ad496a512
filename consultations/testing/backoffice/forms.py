"""The form of a test: what it offers, what was typed, and a test as it would be typed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.models import Panel
from consultations.panels.rules import PanelKind
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.testing.models import TestCampaign, TestTask
from consultations.testing.queries.standing import comparable
from consultations.testing.rules.campaigns import (
    READING_DAYS_LEAST,
    READING_DAYS_MOST,
    SCENARIO_MOST,
    TASK_MOST,
    TASKS_MOST,
    TITLE_MOST,
    CampaignDatesError,
    NamesLeftError,
    OtherPanelError,
    SameVersionError,
    TasksMissingError,
)
from consultations.testing.service.campaigns import CampaignDetails, TaskDetails
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from okote.web.formatting import Wording
from okote.web.forms import Form
from payments.sessions import ReadSession

Choices = Sequence[tuple[str, str]]

ELSEWHERE = {
    CampaignDatesError.code: "last_day",
    TasksMissingError.code: "says-1",
    NamesLeftError.code: "version",
    SameVersionError.code: "before",
    OtherPanelError.code: "before",
    "panel_ended": "panel",
}


async def choices(
    db: ReadSession, visitor: Visitor, words: Wording, written: TestCampaign | None = None
) -> Mapping[str, Choices]:
    """Panels of testers that have not ended; versions whose names were removed; tests to compare with."""
    here = visitor.territory.id
    panels = select(Panel.id, Panel.name).where(
        Panel.kind == PanelKind.TESTERS,
        col(Panel.published_at).is_not(None),
        col(Panel.ended_at).is_(None),
    )
    versions: Any = (
        select(ProcedureVersion.id, Procedure.name, ProcedureVersion.number)
        .join(Procedure, col(Procedure.id) == ProcedureVersion.procedure_id)
        .where(
            col(ProcedureVersion.names_removed_at).is_not(None),
            col(ProcedureVersion.withdrawn_at).is_(None),
            col(Procedure.retired_at).is_(None),
        )
        .order_by(col(Procedure.name), col(ProcedureVersion.number).desc(), col(ProcedureVersion.id))
    )
    called = say("%(name)s, version %(number)s")
    return {
        "panels": [
            (str(key), name)
            for key, name in await db.exec(
                of_territory(panels, Panel.territory_id, here).order_by(col(Panel.name), col(Panel.id))
            )
        ],
        "versions": [
            (str(key), words.say(called, name=name, number=number))
            for key, name, number in await db.exec(of_territory(versions, Procedure.territory_id, here))
        ],
        "tests": [(str(one.campaign.id), one.campaign.title) for one in await comparable(db, written, here)],
    }


def details(form: Form, offered: Mapping[str, Choices]) -> CampaignDetails | None:
    """In the order of the page; None where something can't be read."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    panel = form.choice("panel", [key for key, _ in offered["panels"]])
    version = form.choice("version", [key for key, _ in offered["versions"]])
    before = form.choice("before", [key for key, _ in offered["tests"]]) if form.raw("before") else ""
    first, last = form.day("first_day"), form.day("last_day")
    tasks = [one for number in range(1, TASKS_MOST + 1) if (one := _task(form, number)) is not None]
    days = form.whole("reading_days", least=READING_DAYS_LEAST, most=READING_DAYS_MOST)
    if not form.sound or first is None or last is None:
        return None
    return CampaignDetails(
        title=title,
        panel_id=UUID(panel),
        version_id=UUID(version),
        first_day=first,
        last_day=last,
        tasks=tasks,
        asks_sus=form.ticked("asks_sus"),
        reading_days=days,
        before_id=UUID(before) if before else None,
    )


def _task(form: Form, number: int) -> TaskDetails | None:
    """None where nothing was typed there."""
    scenario = form.text(f"scenario-{number}", most=SCENARIO_MOST, required=False)
    says = form.text(f"says-{number}", most=TASK_MOST, required=bool(scenario))
    return TaskDetails(says, scenario) if says else None


def as_typed(campaign: TestCampaign, tasks: Sequence[TestTask], visitor: Visitor) -> Mapping[str, str]:
    last = campaign.closes_at - timedelta(microseconds=1)
    typed = {
        "title": campaign.title,
        "panel": str(campaign.panel_id),
        "version": str(campaign.version_id),
        "before": str(campaign.before_id or ""),
        "first_day": visitor.territory.day(campaign.opens_at).isoformat(),
        "last_day": visitor.territory.day(last).isoformat(),
        "reading_days": str(campaign.reading_days),
        "asks_sus": "yes" if campaign.asks_sus else "",
    }
    for number, one in enumerate(tasks, 1):
        typed |= {f"scenario-{number}": one.scenario, f"says-{number}": one.says}
    return typed
