"""What the demo tells of actions that come of what testers found: decided, carried out, measured, shown."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.actions import service
from consultations.actions.describing import ActionDetails, Measure
from consultations.actions.evidence import add_address
from consultations.actions.models import Action, Theme
from consultations.actions.rules import ActionState, Step, ThemeKind
from consultations.demo.catalogue import Told
from consultations.testing.models import Finding, FindingAnswer
from okote.identity.visitors import Visitor
from payments.sessions import WriteSession

SHOWN = timedelta(days=2)
"""How long ago they were shown: after the board froze the year before, whose edition they leave alone."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class KeptTold(Told, frozen=True):
    """Each day is counted from today; without `done` it is still promised."""

    action: str
    """What it is called once it is shown: what is done, where a finding says what was wrong."""
    decided: int
    due: int
    begun: int | None = None
    done: int | None = None
    note: str = ""
    indicator: str = ""
    unit: str = ""
    before: tuple[Decimal, int] | None = None
    after: tuple[Decimal, int] | None = None
    """A value, and the day on which it was found."""
    evidence: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Promise:
    """The action of one finding; `campaign` is asked for once it has been opened."""

    told: KeptTold
    database: Any
    day: Callable[[int], datetime]
    campaign: Callable[[], UUID]
    title: str
    by: Callable[[], Awaitable[Visitor]]
    workstream: str

    def moments(self) -> Sequence[Moment]:
        told = self.told
        days = {
            ActionState.DECIDED: told.decided,
            ActionState.IN_PROGRESS: told.begun,
            ActionState.DONE: told.done,
        }
        steps = [(self.day(on), partial(self.move, state)) for state, on in days.items() if on is not None]
        return [*steps, (self.day(0) - SHOWN, self.show)]

    async def move(self, state: ActionState) -> None:
        by = await self.by()
        due = by.territory.day(self.day(self.told.due)) if state is ActionState.DECIDED else None
        note = self.told.note if state is ActionState.DONE else ""
        async with self.database.unit_of_work() as db:
            action = await self._action(db)
            step = Step(state, by.territory.day(await db.now()), note, due)
            await service.move(db, action.id, step, by=by)

    async def show(self) -> None:
        """With what was measured, and what shows that it is done."""
        by = await self.by()
        async with self.database.unit_of_work() as db:
            action = await self._action(db)
            named = select(Theme.id).where(
                Theme.territory_id == action.territory_id,
                Theme.kind == ThemeKind.WORKSTREAM,
                Theme.name == self.workstream,
            )
            details = ActionDetails(
                self.told.action,
                action.why,
                action.service_id,
                workstream_id=(await db.exec(named)).one(),
                deadline=action.deadline,
                measure=self._measure(by),
            )
            await service.change(db, action.id, details, version=action.version, by=by)
            for title, url in self.told.evidence.items():
                await add_address(db, action.id, title, url, by=by)
            await service.publish(db, action.id, by=by)

    def _measure(self, by: Visitor) -> Measure:
        def found(value: tuple[Decimal, int] | None) -> tuple[Decimal | None, date | None]:
            return (value[0], by.territory.day(self.day(value[1]))) if value else (None, None)

        return Measure(self.told.indicator, self.told.unit, *found(self.told.before), *found(self.told.after))

    async def _action(self, db: WriteSession) -> Action:
        statement = (
            select(Action)
            .join(FindingAnswer, col(FindingAnswer.action_id) == Action.id)
            .join(Finding, col(Finding.id) == FindingAnswer.finding_id)
            .where(Finding.campaign_id == self.campaign(), Finding.told_title == self.title)
        )
        return (await db.exec(statement)).one()
