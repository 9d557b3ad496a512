"""What a consultation asks of whoever takes part, what is known of somebody, and what they still lack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from okote.identity.levels import Level
from payments.errors import DomainError

OLDEST = 120
FEBRUARY = 2


class Residence(StrEnum):
    """How where one lives must be shown, from the weakest."""

    DECLARED = "declared"
    LIST = "list"
    CODE = "code"

    @property
    def rank(self) -> int:
        return list(Residence).index(self)


class Proof(StrEnum):
    """How something came to be known of somebody."""

    DECLARED = "declared"
    LIST = "list"
    LETTER = "letter"
    COUNTER = "counter"

    @property
    def shows(self) -> Residence:
        """A paper seen at the counter is as good as a letter that arrived."""
        return SHOWN[self]


SHOWN: Mapping[Proof, Residence] = {
    Proof.DECLARED: Residence.DECLARED,
    Proof.LIST: Residence.LIST,
    Proof.LETTER: Residence.CODE,
    Proof.COUNTER: Residence.CODE,
}


class Way(StrEnum):
    """What somebody can do about a condition that they don't meet."""

    DECLARE = "declare"
    LIST = "list"
    LETTER = "letter"
    COUNTER = "counter"
    SIGN_IN = "sign_in"
    AGE = "age"
    GUARDIAN = "guardian"
    WAIT = "wait"
    """Until a birthday; or nothing, where they live elsewhere."""


PROVING: Mapping[Residence, tuple[Way, ...]] = {
    Residence.DECLARED: (Way.DECLARE, Way.LIST, Way.LETTER, Way.COUNTER),
    Residence.LIST: (Way.LIST, Way.LETTER, Way.COUNTER),
    Residence.CODE: (Way.LETTER, Way.COUNTER),
}


class SignInTooWeakError(DomainError):
    code = "eligibility_level"


class ResidenceUnknownError(DomainError):
    code = "eligibility_residence"


class ResidenceExpiredError(DomainError):
    """Parameter: `until`, the first day on which it no longer held."""

    code = "eligibility_residence_expired"


class ResidenceUnprovedError(DomainError):
    """It was declared, or taken from a list, where more is asked."""

    code = "eligibility_residence_unproved"


class ElsewhereError(DomainError):
    """Somebody lives in the territory, and not in a place that this is about."""

    code = "eligibility_elsewhere"


class AgeUnknownError(DomainError):
    """Parameter: `floor`."""

    code = "eligibility_age"


class TooYoungError(DomainError):
    """Parameters: `floor`, and `day`, the birthday from which on they may."""

    code = "eligibility_too_young"


class GuardianMissingError(DomainError):
    """Parameter: `below`."""

    code = "eligibility_guardian"


class NotEligibleError(DomainError):
    """Parameters: `why`, the refusal of the first condition that is missing, and `lack`, its code.

    `missing` has all of them.
    """

    code = "not_eligible"

    def __init__(self, missing: "tuple[Missing, ...]") -> None:
        self.missing = missing
        super().__init__(why=missing[0].why, lack=missing[0].why.code)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Without `places`, all of the territory; without an age or a residence, those are not asked.

    `guardian_below`: who is younger takes part with the consent of a guardian.
    """

    residence: Residence | None = None
    places: frozenset[UUID] = frozenset()
    age_floor: int | None = None
    guardian_below: int | None = None
    level: Level = Level.MAIL

    @property
    def lives(self) -> Residence | None:
        """Who is to live in some places must at least have said so."""
        return self.residence or (Residence.DECLARED if self.places else None)

    @property
    def age(self) -> int:
        """From which on nobody's birthday says anything more."""
        return max(self.age_floor or 0, self.guardian_below or 0)

    def written(self) -> dict[str, Any]:
        """As plain JSON, which `read` takes back."""
        return {
            "residence": self.residence and self.residence.value,
            "places": sorted(str(place) for place in self.places),
            "age_floor": self.age_floor,
            "guardian_below": self.guardian_below,
            "level": self.level.value,
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Conditions":
        """What is not written is not asked."""
        residence = written.get("residence")
        return cls(
            residence=Residence(residence) if residence else None,
            places=frozenset(UUID(place) for place in written.get("places", ())),
            age_floor=written.get("age_floor"),
            guardian_below=written.get("guardian_below"),
            level=Level(written.get("level", Level.MAIL)),
        )


@dataclass(frozen=True, slots=True)
class Lives:
    """Where somebody lives, from `since` and before `until`, if it has an end.

    `within`: the place itself and all that it lies in, so that a commune that became part of another one
    counts as both.
    """

    place: UUID
    within: frozenset[UUID]
    proof: Proof
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Age:
    """At least `at_least` years on the day `on`; the birth date only of whoever was still too young for that
    to say enough.
    """

    at_least: int
    on: date
    proof: Proof
    born_on: date | None = None

    def reached(self, years: int, on: date) -> bool | None:
        """None where what is known does not say."""
        if self.born_on is not None:
            return birthday(self.born_on, years) <= on
        return True if self.at_least >= years and self.on <= on else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person here, each with its day; `level` is of the sign-in with which they came."""

    lives: Lives | None = None
    age: Age | None = None
    guardian: date | None = None
    """Since when a guardian agrees."""
    level: Level = Level.MAIL


@dataclass(frozen=True, slots=True)
class Missing:
    """A condition that somebody does not meet, as the refusal says it, and what they can do about it."""

    why: DomainError
    ways: tuple[Way, ...]


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody is that old; born on 29 February, on 1 March of any other year.

    A year of age is over at the end of its last day: Code civil, art. 388 and Code de procédure civile,
    art. 641; BGB, § 187(2) and § 188(2).
    """
    year = born_on.year + years
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, FEBRUARY, 28) + timedelta(days=1)


def missing(conditions: Conditions, facts: Facts, on: date) -> tuple[Missing, ...]:
    """Which conditions somebody does not meet that day, in the order in which they are asked."""
    found = (
        _level(conditions, facts),
        _residence(conditions, facts, on),
        _age(conditions, facts, on),
        _guardian(conditions, facts, on),
    )
    return tuple(one for one in found if one is not None)


def check(conditions: Conditions, facts: Facts, on: date) -> None:
    """NotEligibleError."""
    lacks = missing(conditions, facts, on)
    if lacks:
        raise NotEligibleError(lacks)


def _level(conditions: Conditions, facts: Facts) -> Missing | None:
    if facts.level.rank >= conditions.level.rank:
        return None
    return Missing(SignInTooWeakError(), (Way.SIGN_IN,))


def _residence(conditions: Conditions, facts: Facts, on: date) -> Missing | None:
    asked, lives = conditions.lives, facts.lives
    if asked is None:
        return None
    ways = PROVING[asked]
    if lives is None:
        return Missing(ResidenceUnknownError(), ways)
    if not lives.holds(on):
        return Missing(ResidenceExpiredError(until=lives.until or lives.since), ways)
    if lives.proof.shows.rank < asked.rank:
        return Missing(ResidenceUnprovedError(), ways)
    if conditions.places and not conditions.places & lives.within:
        return Missing(ElsewhereError(), (Way.WAIT,))
    return None


def _age(conditions: Conditions, facts: Facts, on: date) -> Missing | None:
    """Also asked where a guardian would have to agree for whoever is younger."""
    if not conditions.age:
        return None
    floor = conditions.age_floor or 0
    known = facts.age.reached(floor or conditions.age, on) if facts.age else None
    if known is None:
        asked = floor or conditions.age
        return Missing(AgeUnknownError(floor=asked), (Way.AGE, Way.LIST, Way.COUNTER))
    if floor and not known and facts.age and facts.age.born_on:
        return Missing(TooYoungError(floor=floor, day=birthday(facts.age.born_on, floor)), (Way.WAIT,))
    return None


def _guardian(conditions: Conditions, facts: Facts, on: date) -> Missing | None:
    below = conditions.guardian_below
    if below is None or facts.age is None:
        return None
    if facts.guardian is not None and facts.guardian <= on:
        return None
    old_enough = facts.age.reached(below, on)
    return None if old_enough else Missing(GuardianMissingError(below=below), (Way.GUARDIAN, Way.COUNTER))
