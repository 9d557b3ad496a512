"""Answer the questions about a ballot that is still a draft."""

from collections.abc import Mapping
from uuid import UUID

from consultations.ballots import queries, rules
from consultations.ballots.level.deeds import LevelDeed
from consultations.ballots.level.models import BallotLevel
from consultations.ballots.level.rules import Question, level, to_ask
from consultations.ballots.models import Ballot
from consultations.ballots.rules import State
from consultations.permissions import may_write_processes
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held
from payments.sessions import WriteSession


async def answer(
    db: WriteSession, ballot_id: UUID, answers: Mapping[Question, bool], *, by: Visitor
) -> BallotLevel:
    """One more sheet, by the questions of that day; those before it stay to be read.

    UnansweredError; BallotStateError once the ballot is announced, whose level everyone was told.
    """
    require(may_write_processes(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    at = await db.now()
    rules.check_state(ballot, await queries.period_of(db, ballot), at, State.DRAFT)
    asked = to_ask(by.territory.day(at))
    sheet = BallotLevel(
        ballot_id=ballot.id,
        edition=asked.name,
        answers={question.value: answers[question] for question in asked.points if question in answers},
        level=level(asked, answers),
        answered_by=person_of(by).id,
        at=at,
    )
    db.add(sheet)
    await db.flush()
    await note(db, by.doer, LevelDeed.LEVEL_ANSWERED, sheet)
    return sheet
