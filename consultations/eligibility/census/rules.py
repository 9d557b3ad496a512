"""Whether two ways of writing a name, an address or a number are of the same person.

Forgiven are accents, capitals, hyphens, particles, the order of names, and given names that one of the two
leaves out; never another birth date. Names in other scripts are for the counter.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from payments.errors import DomainError

NAME_MOST = 200
ADDRESS_MOST = 300
NUMBER_MOST = 40

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_MUTATED = re.compile(r"(?<=[aou])e")
"""Müller is also written Mueller, and both are sought as Muller."""

_PARTICLES = """
d da de del della den der des di do dos du el et l la le les of ter the und van vom von y zu zum zur
"""
_STREETS = """
all allee appt apt av ave avenue bat batiment bd bld boulevard ch che chemin cours imp impasse lot lotissement
no pl place platz pte porte quai r res residence rte route rue sq square str strasse weg
"""
_STREET_ENDING = re.compile(r"(?<=\w{3})(strasse|str)$")


class Reason(StrEnum):
    """Why a person has to look at who somebody is."""

    SEVERAL = "several"
    """Two people of one name and birth date, or one who is twice on the list."""
    TAKEN = "taken"
    """Another account has shown where it lives with this line."""
    COUNTER = "counter"
    """Somebody at the counter, without an account, is known by it."""
    SECOND = "second"
    """This account has another line of the list already."""


class Verdict(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class AlreadyKnownError(DomainError):
    """At the counter: somebody is known by this line of the list already."""

    code = "census_known"


class ClaimDecidedError(DomainError):
    """Somebody has decided in the meantime."""

    code = "census_decided"


class NothingChosenError(DomainError):
    """Which line it is has to be said."""

    code = "census_line"


class ListInForceError(DomainError):
    """What is in force is replaced, not thrown away."""

    code = "census_in_force"


class ListEmptyError(DomainError):
    """Nobody of it could be read."""

    code = "census_empty"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody says of themselves; an address, or the number that the list gives them."""

    given: str
    family: str
    born_on: date
    address: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list, as it is sought."""

    id: UUID
    names: frozenset[str]
    born_on: date
    address: tuple[str, ...]
    number: str


def folded(written: str) -> str:
    """Without accents, capitals and the e of a mutated vowel."""
    decomposed = unicodedata.normalize("NFKD", written.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _MUTATED.sub("", plain)


PARTICLES = frozenset(map(folded, _PARTICLES.split()))
STREETS = frozenset(map(folded, _STREETS.split()))


def names(*written: str) -> frozenset[str]:
    """The words of a name; particles only where there is nothing else."""
    words = frozenset(_WORD.findall(folded(" ".join(written))))
    return words - PARTICLES or words


def same_name(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether all that the shorter says is in the longer: two words at least, or all that there are."""
    shorter, longer = sorted((frozenset(one), frozenset(other)), key=len)
    return bool(shorter) and shorter <= longer and (len(shorter) > 1 or shorter == longer)


def address(written: str) -> tuple[str, ...]:
    """Its words in their order, without what kind of street it is."""
    found = (_STREET_ENDING.sub("", word) for word in _WORD.findall(folded(written)))
    return tuple(word for word in found if word not in STREETS | PARTICLES)


def same_address(one: Sequence[str], other: Sequence[str]) -> bool:
    """One house: the same number first, and all words of the shorter in the longer."""
    number, others = _house(one), _house(other)
    words, more = _words(one), _words(other)
    return number == others and bool(words and more) and (words <= more or more <= words)


def _house(found: Sequence[str]) -> str | None:
    return next((_NUMBER.search(word)[0] for word in found if _NUMBER.search(word)), None)  # type: ignore[index]


def _words(found: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in found if not _NUMBER.search(word) and len(word) > 1)


def number(written: str) -> str:
    """As lists and cards write it, whatever the spaces."""
    return "".join(_WORD.findall(written)).upper()


def is_line(typed: Typed, line: Line) -> bool:
    """The name, the birth date, and either the number or the address."""
    if typed.born_on != line.born_on or not same_name(names(typed.given, typed.family), line.names):
        return False
    if typed.number and line.number and number(typed.number) == line.number:
        return True
    return bool(typed.address) and same_address(address(typed.address), line.address)


def matching(typed: Typed, lines: Iterable[Line]) -> tuple[Line, ...]:
    """All that it may be; of several, nobody takes the first."""
    return tuple(line for line in lines if is_line(typed, line))
