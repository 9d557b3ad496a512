"""Ballots as the office sees them: drafts too, and what can still be put on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import any_, literal
from sqlmodel import col, func, select

from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.models import Ballot
from consultations.ballots.office.rules import Draft, Offered
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import Period, State, state
from consultations.processes.models import Phase, Process, ProcessEnvelope
from consultations.processes.rules import Permit
from consultations.studying.queries import admitted
from okote.approvals.queries import Asked, open_approvals
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment

NOW: Any = func.okote_now(type_=Moment())

_WAS = (col(Ballot.announced_at).is_not(None), col(Ballot.closed_at).is_(None))
STATES: Mapping[State, tuple[Any, ...]] = {
    State.DRAFT: (col(Ballot.announced_at).is_(None),),
    State.ANNOUNCED: (*_WAS, col(Phase.starts_at) > NOW),
    State.OPEN: (
        *_WAS,
        col(Phase.starts_at) <= NOW,
        col(Phase.ends_at).is_(None) | (col(Phase.ends_at) > NOW),
    ),
    State.ENDED: (*_WAS, col(Phase.ends_at) <= NOW),
    State.CLOSED: (col(Ballot.closed_at).is_not(None), col(Ballot.counted_at).is_(None)),
    State.COUNTED: (col(Ballot.counted_at).is_not(None), col(Ballot.published_at).is_(None)),
    State.PUBLISHED: (col(Ballot.published_at).is_not(None),),
}
"""As `rules.state` answers, by the database's clock."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A ballot in the list, with the title of its consultation and where it stands."""

    ballot: Ballot
    process: str
    period: Period
    state: State


async def every_ballot(
    db: ReadSession,
    territory_id: UUID,
    *,
    process_id: UUID | None = None,
    in_state: State | None = None,
    before: UUID | None = None,
    limit: int = ONE_MORE,
) -> list[Listed]:
    """Drafts too, the latest written first."""
    columns: tuple[Any, ...] = (Ballot, Process.title, Phase.starts_at, Phase.ends_at, NOW)
    wanted: Any = (
        select(*columns)
        .join(Process, col(Process.id) == Ballot.process_id)
        .join(Phase, col(Phase.id) == Ballot.phase_id)
    )
    wanted = of_territory(wanted, Ballot.territory_id, territory_id)
    if process_id is not None:
        wanted = wanted.where(Ballot.process_id == process_id)
    if in_state is not None:
        wanted = wanted.where(*STATES[in_state])
    if before is not None:
        wanted = wanted.where(col(Ballot.id) < before)
    rows = await db.exec(wanted.order_by(col(Ballot.id).desc()).limit(limit))
    return [_listed(*row) for row in rows.all()]


def _listed(ballot: Ballot, process: str, starts_at: Any, ends_at: Any, at: Any) -> Listed:
    period = Period(starts_at, ends_at)
    return Listed(ballot, process, period, state(ballot, period, at))


async def processes_with(db: ReadSession, territory_id: UUID) -> Sequence[tuple[UUID, str]]:
    """The consultations that have a ballot, by title."""
    some = select(Ballot.id).where(Ballot.process_id == Process.id).exists()
    wanted = of_territory(select(Process.id, Process.title), Process.territory_id, territory_id)
    return (await db.exec(wanted.where(some).order_by(Process.title, col(Process.id)))).all()


async def voting_phases(db: ReadSession, territory_id: UUID) -> Sequence[tuple[Phase, Process]]:
    """Phases in which people may vote and that are not over, of consultations that are not archived."""
    wanted: Any = select(Phase, Process).join(Process, col(Process.id) == Phase.process_id)
    wanted = of_territory(wanted, Phase.territory_id, territory_id).where(
        col(Process.archived_at).is_(None),
        literal(Permit.VOTE.value) == any_(col(Phase.permits)),
        col(Phase.ends_at).is_(None) | (col(Phase.ends_at) > NOW),
    )
    rows = await db.exec(wanted.order_by(Process.title, col(Process.id), col(Phase.starts_at)))
    return [(phase, process) for phase, process in rows.all()]


async def envelopes_of(db: ReadSession, process_id: UUID) -> tuple[EnvelopeDetails, ...]:
    """The money at stake in a consultation, as a ballot begins with it."""
    wanted = select(ProcessEnvelope).where(ProcessEnvelope.process_id == process_id)
    rows = (await db.exec(wanted.order_by(col(ProcessEnvelope.id)))).all()
    return tuple(
        EnvelopeDetails(name=one.name, amount_minor=one.amount_minor, place_id=one.place_id) for one in rows
    )


async def offered(db: ReadSession, territory_id: UUID, process_id: UUID) -> Sequence[Offered]:
    """Ideas that may be put to the vote, as their study ended, the first proposed first."""
    found = await admitted(db, territory_id, process_id)
    return [
        Offered(
            one.idea_id,
            one.number,
            one.title,
            one.body,
            one.place_id,
            one.cost_minor,
            one.picture,
            one.picture_shows,
        )
        for one in found
    ]


async def waiting(db: ReadSession, territory_id: UUID, ballot_id: UUID) -> Sequence[Asked]:
    """What was asked about a ballot and waits for a second person."""
    return [one for one in await open_approvals(db, territory_id) if one.approval.subject_id == ballot_id]


def drafted(shown: ShownBallot) -> Draft:
    """A ballot as it is written, to be replaced by another."""
    ballot = shown.ballot
    said = {one.name: getattr(ballot, one.name) for one in fields(BallotDetails)}
    return Draft(
        ballot.process_id,
        ballot.phase_id,
        BallotDetails(**said),
        tuple(
            OptionDetails(**{name.name: getattr(one, name.name) for name in fields(OptionDetails)})
            for one in shown.options
        ),
        tuple(
            EnvelopeDetails(**{name.name: getattr(one, name.name) for name in fields(EnvelopeDetails)})
            for one in shown.envelopes
        ),
    )
