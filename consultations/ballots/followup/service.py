"""What won becomes an action, and where it is wished a campaign is asked for: once each."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from consultations.actions.describing import ActionDetails, CameFrom
from consultations.actions.models import Action
from consultations.actions.rules import Origin
from consultations.actions.service import propose
from consultations.ballots.followup.models import BallotFollowup
from consultations.ballots.followup.rules import (
    CampaignAskedError,
    NoCampaignsError,
    NotAWinnerError,
    action_title,
    action_why,
)
from consultations.ballots.followup.winners import winners
from consultations.ballots.models import Ballot, BallotOption
from consultations.permissions import may_moderate
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.events import SUBSCRIPTIONS, emit
from okote.territories.events import ProjectChosen
from okote.territories.queries import one_of
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


async def make_action(
    db: WriteSession,
    ballot_id: UUID,
    option_id: UUID,
    service_id: UUID,
    *,
    deadline: date | None = None,
    by: Visitor,
) -> Action:
    """A proposal of an action, from the option as it was voted on; asked twice, it is the same.

    Those alone read it who work on it until it is shown, as any action. NotAWinnerError, and of `propose`.
    """
    require(may_moderate(by))
    ballot, option = await _won(db, ballot_id, option_id, by)
    followed = await db.get(BallotFollowup, option.id)
    if followed is not None and followed.action_id is not None:
        return await one_of(db, Action, by.territory.id, followed.action_id)
    details = ActionDetails(
        title=action_title(option.title),
        why=action_why(option.body, ballot.question),
        service_id=service_id,
        places=[option.place_id] if option.place_id else [],
        deadline=deadline,
        budget=Money(option.cost_minor, ballot.currency) if option.cost_minor else None,
    )
    action = await propose(db, details, by=by, origin=_origin(ballot, option))
    followed = followed or await _followed(db, ballot, option, action_id=action.id)
    followed.action_id = action.id
    await db.flush()
    return action


async def ask_campaign(
    db: WriteSession, ballot_id: UUID, option_id: UUID, holder: str, *, by: Visitor
) -> None:
    """Whoever makes campaigns hears of it by an event, and of nothing else.

    NotAWinnerError, CampaignAskedError, NoCampaignsError where this site has none.
    """
    require(may_moderate(by))
    if not takes_campaigns(db):
        raise NoCampaignsError
    ballot, option = await _won(db, ballot_id, option_id, by)
    followed = await db.get(BallotFollowup, option.id)
    if followed is not None and followed.campaign_asked_at is not None:
        raise CampaignAskedError
    at = await db.now()
    followed = followed or await _followed(db, ballot, option, campaign_asked_at=at)
    followed.campaign_asked_at = at
    await db.flush()
    chosen = ProjectChosen(
        territory_id=ballot.territory_id,
        source=option.id,
        title=option.title,
        text=option.body,
        cost=Money(option.cost_minor, ballot.currency) if option.cost_minor else None,
        place_id=option.place_id,
        path=f"/ballots/{ballot.id}",
        holder=holder,
        by=by.doer,
    )
    await emit(db, chosen)


def takes_campaigns(db: ReadSession) -> bool:
    """Whether somebody in this house makes campaigns of what was chosen."""
    return bool(cast("Any", db.info[SUBSCRIPTIONS]).get(ProjectChosen))


def _origin(ballot: Ballot, option: BallotOption) -> CameFrom:
    """The idea that was voted on, whose page then shows the action; the vote where it came from none."""
    if option.idea_id is not None:
        return CameFrom(Origin.IDEA, option.title, f"/ideas/{option.idea_id}", option.idea_id)
    return CameFrom(Origin.VOTE, ballot.title, f"/ballots/{ballot.id}", option.id)


async def _won(
    db: WriteSession, ballot_id: UUID, option_id: UUID, by: Visitor
) -> tuple[Ballot, BallotOption]:
    """One writer at a time for the winners of a ballot. NotAWinnerError."""
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await db.lock(f"followup:{ballot.id}")
    option = next((one for one in await winners(db, ballot) if one.id == option_id), None)
    if option is None:
        raise NotAWinnerError
    return ballot, option


async def _followed(db: WriteSession, ballot: Ballot, option: BallotOption, **what: Any) -> BallotFollowup:
    followed = BallotFollowup(
        option_id=option.id,
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        title=option.title,
        created_at=await db.now(),
        **what,
    )
    db.add(followed)
    return followed
