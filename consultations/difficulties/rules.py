"""How a difficulty lives: from who struggles with it to a service's answer, and by when it is owed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from payments.errors import DomainError

WORDS_MOST = 3_000
NAME_MOST = 120
TELEPHONE_MOST = 40
ADDRESS_MOST = 300
TITLE_MOST = 100
DOCUMENTS_MOST = 5

DAYS_MOST = 365
"""Nobody who struggles waits for more than a year."""

LONGEST = timedelta(days=3 * 365)
"""After which nothing of what was told is left, also where nobody ever answered."""


class Category(StrEnum):
    """Those of the programme of Alsace's public service, 2023."""

    ECONOMIC = "economic"
    SOCIAL = "social"
    ADMINISTRATIVE = "administrative"
    OTHER = "other"


class Way(StrEnum):
    """How it was told; at the counter and by telephone an agent types what somebody without account says."""

    SITE = "site"
    COUNTER = "counter"
    TELEPHONE = "telephone"


class AnsweredBy(StrEnum):
    """How somebody wants the answer."""

    SITE = "site"
    TELEPHONE = "telephone"
    LETTER = "letter"


class DifficultyState(StrEnum):
    """Where it stands: `told` waits for the service that is to answer, `sent` for that service to see it."""

    TOLD = "told"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What was done with it, by whom it concerns or by the administration."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    TAKEN_BACK = "taken_back"
    ASKED = "asked"
    REPLIED = "replied"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


State, Kind = DifficultyState, StepKind

UNSEEN = frozenset({State.TOLD, State.SENT})
"""No service has said that it looks into it."""
OWED = frozenset({State.TOLD, State.SENT, State.ACKNOWLEDGED})
"""The administration owes the next word."""
OPEN = OWED | {State.ASKED}
IN_HANDS = frozenset({State.SENT, State.ACKNOWLEDGED, State.ASKED})
"""A service has it, and has not answered."""

BEFORE: Mapping[StepKind, frozenset[DifficultyState]] = {
    Kind.SENT: frozenset({State.TOLD}),
    Kind.ACKNOWLEDGED: frozenset({State.SENT}),
    Kind.PASSED_ON: IN_HANDS,
    Kind.TAKEN_BACK: frozenset({State.SENT}),
    Kind.ASKED: frozenset({State.SENT, State.ACKNOWLEDGED}),
    Kind.REPLIED: OPEN,
    Kind.ANSWERED: IN_HANDS,
    Kind.CLOSED: OPEN | {State.ANSWERED},
    Kind.REOPENED: frozenset({State.ANSWERED, State.CLOSED}),
}
"""From where each step is possible."""

_AFTER: Mapping[StepKind, DifficultyState] = {
    Kind.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Kind.ASKED: State.ASKED,
    Kind.ANSWERED: State.ANSWERED,
    Kind.CLOSED: State.CLOSED,
}
"""Where a step leads, whichever service has it then."""


class DifficultyMovedOnError(DomainError):
    """This step does not follow from where it stands: somebody else may have been quicker."""

    code = "difficulty_moved_on"


class OwnDifficultyError(DomainError):
    """Whoever told it does not handle it."""

    code = "difficulty_own"


class SameServiceError(DomainError):
    """It is with that service already."""

    code = "difficulty_same_service"


class NoTelephoneError(DomainError):
    """An answer by telephone needs a number."""

    code = "difficulty_no_telephone"


class NoAddressError(DomainError):
    """An answer by letter needs a name and an address."""

    code = "difficulty_no_address"


class NoAccountError(DomainError):
    """Who has no account reads nothing on the site."""

    code = "difficulty_no_account"


class DocumentsMostError(DomainError):
    """Parameter: `most`, of documents that a difficulty has."""

    code = "difficulty_documents"


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody wants to be answered, and where they are reached."""

    channel: AnsweredBy = AnsweredBy.SITE
    name: str | None = None
    telephone: str | None = None
    address: str | None = None


def check_reach(reach: Reach, *, account: bool) -> None:
    """NoAccountError, NoTelephoneError, NoAddressError."""
    if reach.channel is AnsweredBy.SITE and not account:
        raise NoAccountError
    if reach.channel is AnsweredBy.TELEPHONE and not reach.telephone:
        raise NoTelephoneError
    if reach.channel is AnsweredBy.LETTER and not (reach.name and reach.address):
        raise NoAddressError


def following(state: DifficultyState, step: StepKind, *, service: bool) -> DifficultyState:
    """Where a step leads; `service` says whether one has it then. DifficultyMovedOnError.

    Words of who struggles end the wait for them, and change nothing otherwise.
    """
    if state not in BEFORE[step]:
        raise DifficultyMovedOnError
    if step is Kind.REPLIED:
        return State.ACKNOWLEDGED if state is State.ASKED else state
    return _AFTER.get(step, State.SENT if service else State.TOLD)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a territory promises to who tells a difficulty, in days of its calendar."""

    acknowledge: int = 3
    answer: int = 30
    react: int = 30
    """From an answer to which nobody reacts until the difficulty counts as closed."""
    keep: int = 365
    """From the closing until what was told is deleted."""
    by_category: Mapping[Category, int] = field(default_factory=dict)
    by_service: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def kept(self) -> timedelta:
        return timedelta(days=self.keep)

    def answer_within(self, category: Category, service: UUID | None) -> int:
        """A service's own delay comes before that of the category, and this before the usual one."""
        if service is not None and service in self.by_service:
            return self.by_service[service]
        return self.by_category.get(category, self.answer)


@dataclass(frozen=True, slots=True)
class Dues:
    """By the end of which days of the territory it is acknowledged, and answered."""

    acknowledge: date
    answer: date

    @classmethod
    def promised(cls, terms: Terms, category: Category, service: UUID | None, on: date) -> "Dues":
        """To who tells it on that day, or tells it anew."""
        within = terms.answer_within(category, service)
        return cls(on + timedelta(days=terms.acknowledge), on + timedelta(days=within))

    def handed_on(self, terms: Terms, category: Category, service: UUID | None, on: date) -> "Dues":
        """To another service: it has its days to look, and none more to answer than was promised."""
        look = max(self.acknowledge, on + timedelta(days=terms.acknowledge))
        return Dues(look, min(self.answer, on + timedelta(days=terms.answer_within(category, service))))

    def after_wait(self, asked: date, replied: date) -> "Dues":
        """The days on which the administration waited for an answer to its question don't count."""
        return Dues(self.acknowledge, self.answer + (replied - asked))


def is_unseen(state: DifficultyState, due: date, today: date) -> bool:
    """Whether it should have been acknowledged by now."""
    return state in UNSEEN and due < today


def is_late(state: DifficultyState, due: date, today: date) -> bool:
    """Whether it should have been answered by now; never while who struggles was asked something."""
    return state in OWED and due < today
