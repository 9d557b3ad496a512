"""What the demo tells of projects that won a vote: actions with their stages, and a campaign for one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import select

from consultations.actions import service as actions
from consultations.actions.evidence import add_address
from consultations.actions.rules import ActionState, Step
from consultations.ballots.followup.rules import NotAWinnerError
from consultations.ballots.followup.service import ask_campaign, make_action, takes_campaigns
from consultations.ballots.models import BallotOption
from consultations.demo.catalogue import Told
from okote.identity.visitors import Visitor

AFTER = timedelta(hours=1)
"""From when it becomes an action until everyone reads it."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class StageTold(Told, frozen=True):
    """Days are counted from today; `due` is what is promised from then on."""

    on: int
    state: ActionState
    note: str = ""
    due: int | None = None


class FollowedTold(Told, frozen=True):
    """An option that won, and became an action of a service on that day. `holder` is named where a campaign
    is asked for besides.
    """

    option: str
    service: str
    on: int
    stages: Sequence[StageTold]
    evidence: Mapping[str, str] = {}
    holder: str = ""


@dataclass(slots=True)
class Followed:
    """One winner's; in a small demo others may win, and then nothing is told of it."""

    telling: Any
    told: FollowedTold
    ballot: Callable[[], UUID]
    service: Callable[[], UUID]
    by: Callable[[], Awaitable[Visitor]]
    action: UUID | None = None

    def moments(self, day: Callable[[int], datetime]) -> Sequence[Moment]:
        told = self.told
        stages = [(day(one.on) + 2 * AFTER, partial(self.move, one)) for one in told.stages]
        return [(day(told.on), self.become), (day(told.on) + AFTER, self.show), *stages]

    async def become(self) -> None:
        by = await self.by()
        named = select(BallotOption.id).where(
            BallotOption.ballot_id == self.ballot(), BallotOption.title == self.told.option
        )
        with suppress(NotAWinnerError):
            async with self.telling.house.database.unit_of_work() as db:
                option = (await db.exec(named)).one()
                action = await make_action(db, self.ballot(), option, self.service(), by=by)
                if self.told.holder and takes_campaigns(db):
                    await ask_campaign(db, self.ballot(), option, self.told.holder, by=by)
                self.action = action.id

    async def show(self) -> None:
        if self.action is None:
            return
        by = await self.by()
        async with self.telling.house.database.unit_of_work() as db:
            await actions.publish(db, self.action, by=by)
            for title, url in self.told.evidence.items():
                await add_address(db, self.action, title, url, by=by)

    async def move(self, told: StageTold) -> None:
        if self.action is None:
            return
        by = await self.by()
        async with self.telling.house.database.unit_of_work() as db:
            today = by.territory.day(await db.now())
            due = None if told.due is None else by.territory.day(self.telling.now + timedelta(days=told.due))
            await actions.move(db, self.action, Step(told.state, today, told.note, due), by=by)
