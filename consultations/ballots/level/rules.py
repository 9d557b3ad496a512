"""Questions about a ballot, each worth a point at most; the points say at which of three levels its risk is.

Source of the questions: CNIL, délibération n° 2019-053 of 25 April 2019 (in force from 21 June 2020 until the
end of 2026) and the grid of ten questions that comes with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payments.errors import DomainError


class Question(StrEnum):
    """What is asked, by a name that stays when the words change."""

    MAY_BE_PUT_OFF = "may_be_put_off"
    FEWER_THAN_50 = "fewer_than_50"
    FEWER_THAN_1000 = "fewer_than_1000"
    OTHER_WAYS = "other_ways"
    GIVES_POWER = "gives_power"
    ALL_IN_FRANCE = "all_in_france"
    ALL_IN_EUROPE = "all_in_europe"
    THREATENED = "threatened"
    FORMAL_PROOF = "formal_proof"
    LAW_WANTS_IT = "law_wants_it"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`points` has by question the answer that is worth one; `most` the most of each level but the last."""

    name: str
    source: str
    since: date
    until: date
    """Its last day."""
    points: Mapping[Question, bool]
    most: Sequence[int]


CNIL_2019 = Questionnaire(
    name="2019-053",
    source="https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000038661239",
    since=date(2020, 6, 21),
    until=date(2026, 12, 31),
    points={
        Question.MAY_BE_PUT_OFF: False,
        Question.FEWER_THAN_50: False,
        Question.FEWER_THAN_1000: False,
        Question.OTHER_WAYS: False,
        Question.GIVES_POWER: True,
        Question.ALL_IN_FRANCE: False,
        Question.ALL_IN_EUROPE: False,
        Question.THREATENED: True,
        Question.FORMAL_PROOF: True,
        Question.LAW_WANTS_IT: True,
    },
    most=(2, 6),
)
"""0 to 2 points are the first level, 3 to 6 the second, 7 to 10 the third."""

QUESTIONNAIRES = (CNIL_2019,)
"""All that we know, the oldest first: what was answered is read by the questions that were asked."""


class UnansweredError(DomainError):
    """A level needs every answer. Parameter: `questions`, how many are left."""

    code = "ballot_level_unanswered"


def in_force(day: date) -> Questionnaire | None:
    """Which questions hold on that day; None where the authority has others, which we don't know yet."""
    return next((one for one in QUESTIONNAIRES if one.since <= day <= one.until), None)


def to_ask(day: date) -> Questionnaire:
    """The questions in force on that day, or else the latest that we know."""
    return in_force(day) or QUESTIONNAIRES[-1]


def points(questionnaire: Questionnaire, answers: Mapping[Question, bool]) -> int:
    """UnansweredError."""
    if left := questionnaire.points.keys() - answers.keys():
        raise UnansweredError(questions=len(left))
    return sum(answers[question] is counts for question, counts in questionnaire.points.items())


def level(questionnaire: Questionnaire, answers: Mapping[Question, bool]) -> int:
    """1 little to fear, 2 something, 3 much. UnansweredError."""
    found = points(questionnaire, answers)
    return 1 + sum(found > most for most in questionnaire.most)
