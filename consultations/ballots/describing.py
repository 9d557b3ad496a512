"""A ballot as it is written, before anybody votes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import col, delete

from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.rules import (
    SMALLEST_GROUP,
    Input,
    Mode,
    Rule,
)
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDetails:
    title: str
    body: str = ""
    cost_minor: int | None = None
    envelope: int | None = None
    place_id: UUID | None = None
    idea_id: UUID | None = None
    picture: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeDetails:
    name: str
    amount_minor: int
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDetails:
    """In the words of `Ballot`."""

    title: str
    question: str
    mode: Mode
    input: Input
    rule: Rule
    least: int = 1
    most: int = 1
    points: int = 0
    points_most: int = 0
    utility: str | None = None
    completion: str | None = None
    step_minor: int | None = None
    start: str | None = None
    winners: int | None = None
    support_least: int = 0
    ties: Sequence[str] = ()
    lot_source: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)
    smallest_group: int = SMALLEST_GROUP


def texts(details: BallotDetails) -> dict[str, Any]:
    """By column."""
    return asdict(details) | {"ties": list(details.ties)}


async def describe(
    db: WriteSession,
    ballot: Ballot,
    details: BallotDetails,
    options: Sequence[OptionDetails],
    envelopes: Sequence[EnvelopeDetails],
) -> None:
    """Write a draft's texts, options and envelopes, in place of those that it had."""
    for name, value in texts(details).items():
        setattr(ballot, name, value)
    db.add(ballot)
    await db.flush()
    await db.exec(delete(BallotOption).where(col(BallotOption.ballot_id) == ballot.id))
    await db.exec(delete(BallotEnvelope).where(col(BallotEnvelope.ballot_id) == ballot.id))
    for position, envelope in enumerate(envelopes, 1):
        db.add(BallotEnvelope(ballot_id=ballot.id, position=position, **asdict(envelope)))
    for position, option in enumerate(options, 1):
        db.add(BallotOption(ballot_id=ballot.id, position=position, **asdict(option)))
    await db.flush()
