"""A ballot as it is written, before anybody votes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from consultations.ballots.rules import SMALLEST_GROUP, Input, Mode, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDetails:
    title: str
    body: str = ""
    cost_minor: int | None = None
    envelope: int | None = None
    place_id: UUID | None = None
    idea_id: UUID | None = None
    picture: bytes | None = None
    picture_shows: str = ""


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
