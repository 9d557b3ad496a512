"""A draw and its states: what is named beforehand, when its numbers are typed, and what makes it void."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from consultations.panels.members.rules import STRATUM_MOST
from payments.errors import DomainError

TEXT_MOST = 160
NUMBERS_MOST = 200
REASON_MOST = 500
FURTHEST = timedelta(days=90)
"""From the day on which the pool is frozen to that of the public draw."""
MOST_NUMBERS = 40
EVERYBODY = "*"
"""The stratum of all, where nothing was asked of volunteers."""


class DrawState(StrEnum):
    """Where a draw stands: first its pool is frozen, last the panel is drawn, or it was all void."""

    FROZEN = "frozen"
    COMPUTING = "computing"
    COMPUTED = "computed"
    """Sealed: every panel that may sit is published, and nobody knows which."""
    DRAWN = "drawn"
    VOID = "void"


DECIDED = frozenset({DrawState.DRAWN, DrawState.VOID})
"""Nothing of such a draw is still to come: another may begin."""


class Hitch(StrEnum):
    """Why the lottery of a frozen pool does not come."""

    UNMET = "unmet"
    UNSOLVED = "unsolved"
    LATE = "late"


class NotDrawableError(DomainError):
    """Nobody is drawn for a draft, before the call has begun, or once the panel has ended."""

    code = "draw_not_now"


class DrawExistsError(DomainError):
    """A panel has one draw at a time."""

    code = "draw_exists"


class NoSeatLeftError(DomainError):
    """Each seat is somebody's, or offered to somebody: there is nothing to draw for."""

    code = "draw_no_seat_left"


class LotteryDayError(DomainError):
    """Parameters: `first` and `last`, the days that may be named."""

    code = "draw_lottery_day"


class PoolChangedError(DomainError):
    """Somebody came or went since it was found that quotas can be met."""

    code = "draw_pool_changed"


class DrawMovedOnError(DomainError):
    """It stands elsewhere by now."""

    code = "draw_moved_on"


class LotteryNotOverError(DomainError):
    """Parameter: `day`, which must be over before its numbers are typed."""

    code = "draw_lottery_not_over"


class SealedLateError(DomainError):
    """The lottery was sealed once the public draw might have been known: it decides nothing."""

    code = "draw_sealed_late"


class NoNumbersError(DomainError):
    """Parameter: `most`. There are no numbers in what was typed, or too many."""

    code = "draw_numbers"


class EnteredAlreadyError(DomainError):
    """One person typed them; the other one is somebody else."""

    code = "draw_entered_already"


class SamePersonError(DomainError):
    """Whoever asks that a draw be void does not decide it."""

    code = "draw_void_same_person"


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """Named before anybody can know it: which lottery, of which day, which of its numbers in which order."""

    lottery: str
    day: date
    numbers: str


def check_day(day: date, today: date) -> None:
    """LotteryDayError unless it is still to come, and soon."""
    if not today < day <= today + FURTHEST:
        raise LotteryDayError(first=today + timedelta(days=1), last=today + FURTHEST)


def check_enterable(
    state: DrawState, at: datetime, *, day: date, begins: datetime, ends: datetime, sealed_at: datetime | None
) -> None:
    """`begins` and `ends` are of the lottery's day.

    DrawMovedOnError, SealedLateError, LotteryNotOverError.
    """
    if state is not DrawState.COMPUTED or sealed_at is None:
        raise DrawMovedOnError
    if sealed_at >= begins:
        raise SealedLateError
    if at < ends:
        raise LotteryNotOverError(day=day)


def numbers(typed: str) -> str:
    """Whole numbers with one space between them, whatever stood there: two who type the same agree.

    NoNumbersError.
    """
    found = [str(int(one)) for one in re.findall(r"[0-9]+", typed[: 4 * NUMBERS_MOST])]
    joined = " ".join(found)
    if not 1 <= len(found) <= MOST_NUMBERS or len(joined) > NUMBERS_MOST:
        raise NoNumbersError(most=MOST_NUMBERS)
    return joined


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed, in which round."""

    round: int
    by: UUID
    numbers: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What an entry comes to: its round and place, and whom it stands beside, if anyone."""

    round: int
    place: int
    beside: Entry | None


def turn(entries: Sequence[Entry], by: UUID) -> Turn:
    """Of who types now: beside the one of this round, or first of a new one where two differed.

    EnteredAlreadyError.
    """
    latest = max((one.round for one in entries), default=1)
    there = [one for one in entries if one.round == latest]
    if len(there) == 2:
        return Turn(latest + 1, 1, None)
    if any(one.by == by for one in there):
        raise EnteredAlreadyError
    return Turn(latest, len(there) + 1, there[0] if there else None)


def passed_over(waiting: Sequence[str], drawn: Sequence[str], homes: Mapping[str, str]) -> list[str]:
    """Who is left of the reserves, in their order, once each household has one of its own at most."""
    taken = {homes[one] for one in drawn}
    left = []
    for one in waiting:
        if homes[one] not in taken:
            taken.add(homes[one])
            left.append(one)
    return left


def stratum(values: Sequence[str]) -> str:
    """What those share who stand in for one another; its length is that of a seat's."""
    said = " · ".join(values) or EVERYBODY
    return (
        said
        if len(said) <= STRATUM_MOST
        else f"{said[: STRATUM_MOST - 9]} {sha256(said.encode()).hexdigest()[:8]}"
    )


def overall(stage: str, part: float) -> int:
    """How far a lottery is, in hundredths: the first stage is short."""
    whole = min(max(part, 0.0), 1.0)
    return int(5 * whole) if stage == "covering" else 5 + int(94 * whole)
