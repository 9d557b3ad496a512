"""What a line typed from a paper says, whether a box adds up, and when two have typed alike. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from consultations.ballots import rules
from consultations.ballots.rules import Input, Terms
from okote.platform.errors import DomainError

NAME_MOST = 120
PLACE_MOST = 300
DEVICE_MOST = 40
BATCH_MOST = 500
"""Papers of a batch: what two people type in one sitting."""
BOX_MOST = 100_000
CODES_MOST = 20_000
UPLOAD_MOST = 2_000
SETTLING = 3
"""The turn in which what two people typed differently is settled."""
BOTH = 2

SPOILED, OVERVOTED, BLANK = "spoiled", "overvoted", ""
"""What a line says that names no choice; the last is a vote."""
SIGNS: Mapping[str, str] = {"x": SPOILED, "+": OVERVOTED, "-": BLANK}

_CHOICE = re.compile(r"[1-9][0-9]{0,3}(?::[1-9][0-9]{0,3})?")


class Marking(StrEnum):
    """What became of somebody whom a booth marked on the roll."""

    MARKED = "marked"
    VOTED = "voted"
    """Already, by whatever channel: the first on the roll stands."""
    UNKNOWN = "unknown"
    REFUSED = "refused"
    """Not of those who may vote."""
    UNTIMELY = "untimely"


class LineError(DomainError):
    """Parameter: `line`, the number of a line that says nothing that is on the ballot."""

    code = "paper_line"


class MarkLineError(DomainError):
    """Parameter: `line`, of what a device kept, that is no mark or one that stands there already."""

    code = "booth_mark_line"


class ControlTotalError(DomainError):
    """Parameters: `papers` as said before, and `lines` as typed."""

    code = "paper_total"


class TypedTwiceError(DomainError):
    """One person types a batch once: the other time is for somebody else."""

    code = "paper_same_person"


class TypedAlreadyError(DomainError):
    """Two people have typed it."""

    code = "paper_typed"


class NotSettledError(DomainError):
    """Lines in which two people differ are left, or somebody has not agreed yet."""

    code = "paper_not_settled"


class BatchStateError(DomainError):
    """It is in the urn, or was removed."""

    code = "paper_batch_state"


class BoxOpenError(DomainError):
    """The box was opened, or is counted with another one."""

    code = "paper_box_open"


class BoxShutError(DomainError):
    """Its papers are counted by hand first."""

    code = "paper_box_shut"


class BoxDifferenceError(DomainError):
    """Parameters: `papers`, `marks`. Why they are not as many has to be said."""

    code = "paper_difference"


class BoxSmallError(DomainError):
    """Parameter: `least`. What so few chose would show who: it is emptied together with another one."""

    code = "paper_small"


class BoxLeftSmallError(DomainError):
    """Parameter: `booth`. So few were given a paper there that its box can go with none once this is open."""

    code = "paper_small_left"


class BoxFullError(DomainError):
    """Parameter: `left`, papers of the box that are in no batch yet."""

    code = "paper_too_many"


class BoxesLeftError(DomainError):
    """Parameter: `booth`, whose papers are not all in the urn."""

    code = "paper_left"


class BoothNameError(DomainError):
    """Another booth of this ballot bears that name."""

    code = "booth_name"


class SealedAloneError(DomainError):
    """An open vote stands beside an account: without one, nobody gives it."""

    code = "paper_sealed_alone"


class ElectorUnknownError(DomainError):
    """No line of the list, or more than one, is this person's."""

    code = "elector_unknown"


class VotingCodeError(DomainError):
    """It opens nothing."""

    code = "voting_code"


class VotingCodeRevokedError(DomainError):
    """It was declared void, or another one was made in its place."""

    code = "voting_code_revoked"


@dataclass(frozen=True, slots=True)
class Offer:
    """What of a ballot decides what a paper may say: also what was withdrawn since it was printed."""

    terms: Terms
    printed: frozenset[int]


def read_papers(typed: str, papers: int, offer: Offer) -> list[str]:
    """What each paper says, one a line, as `rules.canonical` writes it. LineError, ControlTotalError."""
    lines = typed.replace("\r\n", "\n").strip().split("\n") if typed.strip() else []
    if len(lines) != papers:
        raise ControlTotalError(papers=papers, lines=len(lines))
    return [read_paper(line, number, offer) for number, line in enumerate(lines, 1)]


def read_paper(line: str, number: int, offer: Offer) -> str:
    """`1 4 7` or, where points are given, `1:3 4:2`; `-` is blank, `x` spoiled, `+` says too much.

    What was withdrawn after the papers were printed stays, as in votes that were given before. LineError
    where it names what was never on the ballot, or nothing.
    """
    sign = line.strip().lower()
    if sign in SIGNS:
        return SIGNS[sign]
    choices: dict[int, int] = {}
    for word in sign.replace(",", " ").split():
        position, colon, points = word.partition(":")
        sound = _CHOICE.fullmatch(word) and bool(colon) == (offer.terms.input is Input.POINTS)
        if not sound or int(position) in choices:
            raise LineError(line=number)
        choices[int(position)] = int(points or 1)
    if not choices or not offer.printed >= set(choices):
        raise LineError(line=number)
    try:
        rules.check_choices(offer.terms, choices, offered=offer.printed)
    except rules.ChoicesTooFewError:
        return SPOILED
    except rules.ChoicesError:
        return OVERVOTED
    return rules.canonical(choices)


def written(said: str, terms: Terms) -> str:
    """As somebody types it who reads the same."""
    signs = {meaning: sign for sign, meaning in SIGNS.items()}
    if said in signs:
        return signs[said]
    spread = terms.input is Input.POINTS
    pairs = rules.read(said).items()
    return " ".join(f"{position}:{points}" if spread else str(position) for position, points in pairs)


def check_box(papers: int, marks: int, difference: str) -> None:
    """BoxDifferenceError."""
    if papers != marks and not difference:
        raise BoxDifferenceError(papers=papers, marks=marks)


def check_large(papers: int, least: int, *, alone: bool) -> None:
    """The only box of a ballot, and the only batch of a box, has none to go with. BoxSmallError."""
    if 0 < papers < least and not alone:
        raise BoxSmallError(least=least)


def check_left(marks: Mapping[str, int], least: int) -> None:
    """What is left shut, by its name, can still be emptied without showing who: together if need be, or it
    would never be emptied, and the ballot never closed. BoxLeftSmallError.
    """
    if 0 < sum(marks.values()) < least:
        raise BoxLeftSmallError(booth=", ".join(name for name, many in marks.items() if many))


def turn(typists: Sequence[UUID], person: UUID) -> int:
    """1 or 2. TypedAlreadyError, TypedTwiceError."""
    if len(typists) >= BOTH:
        raise TypedAlreadyError
    if person in typists:
        raise TypedTwiceError
    return len(typists) + 1


def settled(typists: Collection[UUID], settler: UUID, agreed: UUID | None) -> bool:
    """By a third person alone; where one of both did, once the other agrees."""
    return settler not in typists or (agreed in typists and agreed != settler)
