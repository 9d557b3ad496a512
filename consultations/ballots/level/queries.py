"""What was answered about a ballot, and at which level it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from consultations.ballots.level.models import BallotLevel
from consultations.ballots.level.rules import QUESTIONNAIRES, Question, Questionnaire, level
from okote.identity.models import Person
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Answered:
    """One sheet; None for the name of an account that is closed."""

    questionnaire: Questionnaire
    answers: Mapping[Question, bool]
    by: str | None
    at: datetime

    @property
    def level(self) -> int:
        return level(self.questionnaire, self.answers)


async def sheets(db: ReadSession, ballot_id: UUID) -> Sequence[Answered]:
    """All of a ballot, the latest first: that one counts."""
    wanted = (
        select(BallotLevel, func.coalesce(Person.public_name, Person.email))
        .join(Person, col(Person.id) == BallotLevel.answered_by)
        .where(BallotLevel.ballot_id == ballot_id)
        .order_by(col(BallotLevel.id).desc())
    )
    asked = {one.name: one for one in QUESTIONNAIRES}
    return [
        Answered(asked[row.edition], {Question(name): said for name, said in row.answers.items()}, by, row.at)
        for row, by in (await db.exec(wanted)).all()
    ]


async def latest(db: ReadSession, ballot_id: UUID) -> Answered | None:
    """What counts; None where nobody has answered."""
    found = await sheets(db, ballot_id)
    return found[0] if found else None
