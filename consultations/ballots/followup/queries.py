"""What became of each winner, as agents and as everyone read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from consultations.actions.models import Action
from consultations.actions.rules import ActionState
from consultations.ballots.followup.models import BallotFollowup
from consultations.ballots.followup.winners import winners
from consultations.ballots.models import Ballot, BallotOption
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Winner:
    """An option that won, with the action that it became and when a campaign was asked for."""

    option: BallotOption
    action: Action | None
    campaign_asked_at: datetime | None
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What everyone reads of it: an action that is shown."""

    position: int
    title: str
    number: int
    state: ActionState

    @property
    def path(self) -> str:
        return f"/actions/{self.number}"


async def desk(db: ReadSession, ballot: Ballot) -> Sequence[Winner]:
    """In the order in which they won."""
    rows = await db.exec(
        select(BallotFollowup, Action)
        .outerjoin(Action, col(Action.id) == BallotFollowup.action_id)
        .where(BallotFollowup.ballot_id == ballot.id)
    )
    known = {followed.option_id: (followed, action) for followed, action in rows}
    found = []
    for option in await winners(db, ballot):
        followed, action = known.get(option.id, (None, None))
        cost = Money(option.cost_minor, ballot.currency) if option.cost_minor is not None else None
        found.append(Winner(option, action, followed.campaign_asked_at if followed else None, cost))
    return found


async def shown(db: ReadSession, ballot_id: UUID) -> Mapping[int, Followed]:
    """By the position of the option, those whose action everyone reads."""
    rows = await db.exec(
        select(BallotOption.position, BallotOption.title, Action.number, Action.state)
        .join(BallotFollowup, col(BallotFollowup.option_id) == BallotOption.id)
        .join(Action, col(Action.id) == BallotFollowup.action_id)
        .where(BallotFollowup.ballot_id == ballot_id, col(Action.published_at).is_not(None))
        .order_by(col(BallotOption.position))
    )
    return {
        position: Followed(position, title, number, ActionState(state))
        for position, title, number, state in rows
    }
