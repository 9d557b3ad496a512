"""What ballots hang into consultations: the button to vote, which there are, and who takes part by them."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.ballots.models import Ballot, OpenVote
from consultations.ballots.polling import queries
from consultations.ballots.polling.words import STATES, TONES
from consultations.ballots.rules import State
from consultations.processes.pages import Doing, Part
from consultations.processes.queries import ShownProcess
from consultations.processes.rules import Permit
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession

VOTE = Doing(Permit.VOTE, say("Go and vote"), lambda process: f"/ballots?process={process.slug}")


async def hung(db: ReadSession, territory: Territory, shown: ShownProcess) -> Part | None:  # noqa: ARG001 (as rooms are asked)
    """Those that were announced, in whichever phase, and the button while one is open; nothing where there
    are none.
    """
    rows = await queries.of_process(db, shown.process.id)
    said = {"rows": rows, "states": STATES, "tones": TONES}
    is_open = any(row.state is State.OPEN for row in rows)
    return Part("consultations/ballots/polling/hung.html", said, (VOTE,) if is_open else ()) if rows else None


def taking(process_id: UUID) -> Any:
    """Whoever voted openly; of sealed votes nobody knows."""
    return (
        select(OpenVote.person_id)
        .join(Ballot, col(Ballot.id) == OpenVote.ballot_id)
        .where(Ballot.process_id == process_id)
    )
