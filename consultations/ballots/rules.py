"""What a ballot is and where it stands, which votes it takes, and what a receipt proves. Pure."""

import json
from base64 import b32encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import digest
from typing import Protocol
from uuid import UUID

from okote.platform.errors import DomainError

TITLE_MOST = 200
BODY_MOST = 6_000
REASON_MOST = 500
PICTURE_SHOWS_MOST = 200
OPTIONS_MOST = 500
POINTS_MOST = 1_000
SMALLEST_GROUP = 20
"""Receipts in a batch at least, and votes of which more than the minutes is published."""

CODE_LENGTH = 16
"""Letters and digits of a change code: 80 bits, which nobody guesses."""

KEPT_FOR = timedelta(days=90)
"""Of a sealed ballot, from its publication until roll and urn are emptied; the database says the same.

Who contests what an administration published has two months, and from overseas one more (code de justice
administrative, R. 421-1 and R. 421-7). A secret vote is kept as long as it can be contested, and then
destroyed (CNIL, deliberation 2019-053).
"""

Choices = Mapping[int, int]
"""Position of an option to its points (1 where there are none); empty is a blank vote."""


class Mode(StrEnum):
    """Open: beside the account. Sealed: the roll says who voted, the urn what, and nothing joins them."""

    OPEN = "open"
    SEALED = "sealed"


class Input(StrEnum):
    """One option, several, or points spread over them."""

    SINGLE = "single"
    APPROVAL = "approval"
    POINTS = "points"


class Rule(StrEnum):
    """As `okote tally` names them."""

    MOST_VOTES = "most-votes"
    MOST_POINTS = "most-points"
    GREEDY = "greedy"
    GREEDY_POINTS = "greedy-points"
    EQUAL_SHARES = "equal-shares"


OF_POINTS = frozenset({Rule.MOST_POINTS, Rule.GREEDY_POINTS})
OF_MONEY = frozenset({Rule.GREEDY, Rule.GREEDY_POINTS, Rule.EQUAL_SHARES})


def goes_together(way: Input, rule: Rule, *, by_points: bool) -> bool:
    """Points are counted where they are given, and there alone but for equal shares by cost."""
    spread = way is Input.POINTS
    if rule is Rule.EQUAL_SHARES:
        return spread or not by_points
    return (rule in OF_POINTS) == spread


class Channel(StrEnum):
    """How somebody votes; the first on the roll is the one that counts."""

    WEB = "web"
    CODE = "code"
    ASSISTED = "assisted"
    PAPER = "paper"


class State(StrEnum):
    """Each follows from what was decided and from the clock; none is set by a job."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"


class BallotStateError(DomainError):
    """It does not stand where this could be done. Parameter: `state`."""

    code = "ballot_state"


class BallotEarlyError(DomainError):
    """Nobody can vote yet."""

    code = "ballot_early"


class BallotOverError(DomainError):
    """The first moment after the vote has come."""

    code = "ballot_over"


class AlreadyVotedError(DomainError):
    """Somebody of this key is on the roll. The receipt was shown once, and can't be shown again."""

    code = "ballot_voted"


class ElectorChangedError(DomainError):
    """A line of the list was found to be theirs just now: asked again, all is known."""

    code = "ballot_elector_changed"


class LineMissingError(DomainError):
    """Whoever votes online is to be found on the list, where people vote by it as well."""

    code = "ballot_line"


class LinesLateError(DomainError):
    """Somebody without a line has voted online: nobody votes by lines in this ballot any more."""

    code = "ballot_lines_late"


class CountDiffersError(DomainError):
    """Counted again, it came out differently: nobody knows yet which result is right."""

    code = "ballot_count_differs"


class EndlessError(DomainError):
    """People vote in its phase: without an end the ballot could never be closed."""

    code = "ballot_endless"


class UnknownCodeError(DomainError):
    """No vote of this ballot has this code."""

    code = "ballot_code"


class ChoicesError(DomainError):
    """A choice that is not on the ballot. Parameters: `least`, `most`, `points`, `points_most`."""

    code = "ballot_choices_unknown"

    def __init__(self, terms: "Terms") -> None:
        super().__init__(
            least=terms.least, most=terms.most, points=terms.points, points_most=terms.points_most
        )


class ChoiceWithdrawnError(ChoicesError):
    """An option that was withdrawn. Parameters as of the others."""

    code = "ballot_choices_withdrawn"


class ChoicesTooManyError(ChoicesError):
    """More than `most`."""

    code = "ballot_choices_too_many"


class ChoicesTooFewError(ChoicesError):
    """Fewer than `least`, and not blank."""

    code = "ballot_choices_too_few"


class ChoicesPointsError(ChoicesError):
    """More than `points` in all, or than `points_most` for one, or none for one that is named."""

    code = "ballot_choices_points"


CHOICES: Mapping[str, type[ChoicesError]] = {
    "unknown": ChoicesError,
    "withdrawn": ChoiceWithdrawnError,
    "too_many": ChoicesTooManyError,
    "too_few": ChoicesTooFewError,
    "points": ChoicesPointsError,
}
"""By what the database answers."""


class KeyChangedError(DomainError):
    """The service's secret key is not the one with which it was announced."""

    code = "ballot_key_changed"


class BallotEmptiedError(DomainError):
    """Roll and urn are empty, as was announced: what is published is all that there is."""

    code = "ballot_emptied"


class NotApartError(DomainError):
    """The service may read the roll or the urn: whoever runs it has to give them roles of their own."""

    code = "ballot_not_apart"


class Terms(Protocol):
    """What of a ballot decides which votes it takes."""

    input: Input
    least: int
    most: int
    points: int
    points_most: int


class Life(Protocol):
    """What of a ballot decides where it stands."""

    announced_at: datetime | None
    closed_at: datetime | None
    counted_at: datetime | None
    published_at: datetime | None


class Kept(Protocol):
    """What of a ballot says whether its roll and urn are still there."""

    emptied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Period:
    """When people vote: open at its first moment, and no longer at its last; None where it has no end."""

    opens: datetime
    closes: datetime | None


def state(ballot: Life, period: Period, at: datetime) -> State:
    if ballot.published_at:
        return State.PUBLISHED
    if ballot.counted_at:
        return State.COUNTED
    if ballot.closed_at:
        return State.CLOSED
    if not ballot.announced_at:
        return State.DRAFT
    if at < period.opens:
        return State.ANNOUNCED
    return State.OPEN if period.closes is None or at < period.closes else State.ENDED


def check_state(ballot: Life, period: Period, at: datetime, *wanted: State) -> None:
    """BallotStateError."""
    found = state(ballot, period, at)
    if found not in wanted:
        raise BallotStateError(state=found)


def kept_until(published_at: datetime) -> datetime:
    """From when on nothing is kept of who voted, and of votes only what was published."""
    return published_at + KEPT_FOR


def check_kept(ballot: Kept) -> None:
    """BallotEmptiedError."""
    if ballot.emptied_at is not None:
        raise BallotEmptiedError


def check_choices(
    terms: Terms, choices: Choices, *, offered: Collection[int], withdrawn: Collection[int] = ()
) -> None:
    """ChoicesError, as the database decides again. Where so many options were withdrawn that fewer than
    `least` are left, all that are left suffice.
    """
    why = _refusal(terms, choices, set(offered), set(withdrawn))
    if why:
        raise CHOICES[why](terms)


def _refusal(terms: Terms, choices: Choices, offered: set[int], withdrawn: set[int]) -> str | None:
    given = choices.values()
    spread = terms.input is Input.POINTS
    limits = {
        "unknown": not set(choices) <= offered | withdrawn,
        "withdrawn": not withdrawn.isdisjoint(choices),
        "too_many": len(choices) > terms.most,
        "too_few": len(choices) < min(terms.least, len(offered - withdrawn)),
        "points": (
            sum(given) > terms.points
            or max(given, default=0) > terms.points_most
            or min(given, default=1) < 1
        )
        if spread
        else any(one != 1 for one in given),
    }
    return next((why for why, wrong in limits.items() if wrong), None) if choices else None


def canonical(choices: Choices) -> str:
    """`1:1,4:1`: position and points, in the order of positions; nothing where it is blank."""
    return ",".join(f"{position}:{points}" for position, points in sorted(choices.items()))


def read(written: str) -> dict[int, int]:
    """The choices of what `canonical` wrote."""
    pairs = (one.split(":") for one in written.split(",") if one)
    return {int(position): int(points) for position, points in pairs}


def receipt(ballot: UUID, choices: str, nonce: str) -> bytes:
    """SHA-256 of ballot, choices as `canonical` writes them, and nonce, with a space between each two."""
    return sha256(f"{ballot} {choices} {nonce}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the voter holds: the code that replaces the vote, the nonce that the receipt hides behind."""

    code: str
    nonce: str


def secrets_of(key: bytes, ballot: UUID, seed: str) -> Secrets:
    """Of a form that was shown once: sent twice, it is answered twice alike, and nothing has to be kept.

    `seed` is random and stands in the form alone; `key` is the service's, so that a form proves nothing.
    """
    made = digest(key, f"vote {ballot} {seed}".encode(), sha256)
    return Secrets(b32encode(made[:10]).decode(), made[10:26].hex())


def typed(code: str) -> str:
    """A code as somebody types it: spaces, hyphens and small letters are forgiven."""
    return "".join(one for one in code.upper() if one.isalnum())


def code_hash(ballot: UUID, code: str) -> bytes:
    """What the urn keeps of a code, salted by the ballot."""
    return sha256(f"code {ballot} {typed(code)}".encode()).digest()


def voter_key(key: bytes, ballot: UUID, voter: UUID) -> bytes:
    """What the roll keeps of a person, or of a code by letter: of no use elsewhere, or without `key`."""
    return digest(key, f"roll {ballot} {voter}".encode(), sha256)


def key_check(key: bytes, ballot: UUID) -> bytes:
    """By which it is seen that a ballot is voted on with another key than it was announced with."""
    return digest(key, f"ballot {ballot}".encode(), sha256)


class Told(Protocol):
    """A receipt in the public log."""

    receipt: bytes
    struck: bool


def link_hash(previous: bytes, number: int, ballot: UUID, receipts: Sequence[Told]) -> bytes:
    """Of a batch of receipts, over the one before; or over the digest of what was announced."""
    lines = sorted((one.receipt, one.struck) for one in receipts)
    head = f"{number} {ballot} {len(lines)} {previous.hex()}\n"
    told = "".join(f"{one.hex()}{' struck' if struck else ''}\n" for one, struck in lines)
    return sha256((head + told).encode()).digest()


def line(*words: object) -> str:
    """As the database writes it for the digest of what was announced: a JSON array."""
    return json.dumps(words, ensure_ascii=False, default=str)
