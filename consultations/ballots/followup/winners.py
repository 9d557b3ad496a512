"""Who won: the one place that says so to what follows a vote."""

from collections.abc import Sequence

from sqlmodel import col, select

from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.results.models import BallotResult
from consultations.ballots.results.queries import taken
from consultations.ballots.visibility import totals_shown
from payments.sessions import ReadSession


async def winners(db: ReadSession, ballot: Ballot) -> Sequence[BallotOption]:
    """In the order in which they were taken, envelope by envelope; nobody before the result is published.

    As the published result has them: nothing is counted here, and nobody else ever wins.
    """
    if not totals_shown(ballot):
        return []
    results = select(BallotResult).where(BallotResult.ballot_id == ballot.id)
    won = taken((await db.exec(results.order_by(col(BallotResult.part)))).all())
    options = select(BallotOption).where(BallotOption.ballot_id == ballot.id)
    by_position = {one.position: one for one in (await db.exec(options.order_by(col(BallotOption.id)))).all()}
    return [by_position[position] for position in won]
