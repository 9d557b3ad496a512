"""A draft of a ballot: its terms as they hang together, its list in order, what is missing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.rules import OF_MONEY, OPTIONS_MOST, Input, Mode, Rule, goes_together, line
from consultations.ballots.tally.rules import Completion, Start, Utility
from okote.platform.errors import DomainError
from payments.money import Money

ENVELOPES_MOST = 24
STEP_MINOR = 100
"""By which equal shares grow where nothing else is said: one euro."""

TIES = ("announced",)
"""The cheapest, then most votes, then one lot: as the count names it."""


class ReceiptUnknownError(DomainError):
    """Nobody has such a receipt in the log of this ballot, or the vote counts no longer."""

    code = "ballot_receipt"


class AnnulmentWaitsError(DomainError):
    """One vote at a time: another already waits for a second person."""

    code = "ballot_annulment_waits"


class PointsInsteadError(DomainError):
    """What counts points needs people to give them."""

    code = "ballot_points_instead"


class OptionsFullError(DomainError):
    """Parameter: `most`."""

    code = "ballot_options_full"

    def __init__(self) -> None:
        super().__init__(most=OPTIONS_MOST)


class LevelMissingError(DomainError):
    """Nobody has answered how much there is to fear."""

    code = "ballot_level_missing"


class ProcessDraftError(DomainError):
    """Nobody would find the ballot: its consultation is not published."""

    code = "ballot_process_draft"


class IdeasElsewhereError(DomainError):
    """What people would choose from are ideas of another consultation."""

    code = "ballot_ideas_elsewhere"


@dataclass(frozen=True, slots=True)
class Draft:
    """All of a ballot that is still written, as one thing that is replaced by another."""

    process_id: UUID
    phase_id: UUID
    details: BallotDetails
    options: tuple[OptionDetails, ...] = ()
    envelopes: tuple[EnvelopeDetails, ...] = ()

    @property
    def mark(self) -> str:
        """By which it is seen that somebody else saved it meanwhile."""
        whole = line(
            self.process_id,
            self.phase_id,
            [sorted((name, str(value)) for name, value in asdict(one).items()) for one in self._parts],
        )
        return sha256(whole.encode()).hexdigest()[:16]

    @property
    def _parts(self) -> tuple[BallotDetails | OptionDetails | EnvelopeDetails, ...]:
        return (self.details, *self.options, *self.envelopes)


def check_moved(was: Draft, now: Draft) -> None:
    """Ideas are voted on where people proposed them. IdeasElsewhereError."""
    if was.process_id != now.process_id and any(one.idea_id for one in now.options):
        raise IdeasElsewhereError


def changed(draft: Draft, **values: Any) -> Draft:
    """With other details."""
    return replace(draft, details=replace(draft.details, **values))


def with_options(draft: Draft, added: Sequence[OptionDetails]) -> Draft:
    """At the end of the list; an idea that stands there already is not put in twice. OptionsFullError."""
    known = {one.idea_id for one in draft.options if one.idea_id}
    options = (*draft.options, *(one for one in added if one.idea_id is None or one.idea_id not in known))
    if len(options) > OPTIONS_MOST:
        raise OptionsFullError
    return replace(draft, options=options)


def with_option(draft: Draft, position: int, option: OptionDetails) -> Draft:
    """In the place of the one at that position, counted from 1."""
    options = list(draft.options)
    options[position - 1] = option
    return replace(draft, options=tuple(options))


def without_option(draft: Draft, position: int) -> Draft:
    return replace(draft, options=draft.options[: position - 1] + draft.options[position:])


def moved_option(draft: Draft, position: int, by: int) -> Draft:
    """Earlier (-1) or later (+1), as far as the list goes."""
    options = list(draft.options)
    one = options.pop(position - 1)
    options.insert(max(0, position - 1 + by), one)
    return replace(draft, options=tuple(options))


def with_envelopes(draft: Draft, rows: Mapping[int, EnvelopeDetails]) -> Draft:
    """By the numbers that they had: options keep theirs, and what drew on one that goes draws on none."""
    numbers = {was: now for now, was in enumerate(sorted(rows), 1)}
    options = tuple(
        replace(one, envelope=None if one.envelope is None else numbers.get(one.envelope))
        for one in draft.options
    )
    return replace(draft, options=options, envelopes=tuple(rows[number] for number in sorted(rows)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """How people vote and how it is counted, as it was typed."""

    input: Input
    rule: Rule
    least: int = 1
    most: int = 1
    points: int = 0
    points_most: int = 0
    winners: int | None = None
    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD1U
    step_minor: int = STEP_MINOR
    start: Start = Start.EXACT
    support_least: int = 0


def settled(typed: Typed) -> dict[str, Any]:
    """What of it counts together: what does not belong to the rule or the way of voting is left out.

    PointsInsteadError.
    """
    spread = typed.input is Input.POINTS
    shares = typed.rule is Rule.EQUAL_SHARES
    if not goes_together(typed.input, typed.rule, by_points=typed.utility is Utility.POINTS):
        raise PointsInsteadError
    single = typed.input is Input.SINGLE
    grows = shares and typed.completion is not Completion.NONE
    return {
        "input": typed.input,
        "rule": typed.rule,
        "least": 1 if single else typed.least,
        "most": 1 if single else typed.most,
        "points": typed.points if spread else 0,
        "points_most": typed.points_most if spread else 0,
        "winners": None if typed.rule in OF_MONEY else typed.winners,
        "utility": typed.utility.value if shares else None,
        "completion": typed.completion.value if shares else None,
        "step_minor": typed.step_minor if grows else None,
        "start": typed.start.value if shares else None,
        "support_least": typed.support_least,
    }


class Step(StrEnum):
    """What is written of a ballot, in the order of its pages."""

    TEXT = "text"
    VOTE = "vote"
    MONEY = "money"
    OPTIONS = "options"
    WHO = "who"
    LEVEL = "level"
    ANNOUNCE = "announce"


@dataclass(frozen=True, slots=True)
class Situation:
    """What of the world decides whether a draft can be announced."""

    at: datetime
    starts_at: datetime
    ends_at: datetime | None
    lets_vote: bool
    apart: bool
    published: bool
    level: int | None
    """At which it stands by the questions; None where nobody answered."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list: on which page it is put right, and whether it is well."""

    name: str
    step: Step
    well: bool


def checks(draft: Draft, situation: Situation) -> list[Check]:
    """All that must be well before it is announced, in the order of the pages."""
    details, options = draft.details, draft.options
    numbers = range(1, len(draft.envelopes) + 1)
    money, sealed = details.rule in OF_MONEY, details.mode is Mode.SEALED
    by_points = details.utility == Utility.POINTS
    over = situation.ends_at is not None and situation.ends_at <= situation.at
    lines = [
        ("published", Step.TEXT, True, situation.published),
        ("phase", Step.TEXT, True, situation.lets_vote),
        ("end", Step.TEXT, True, situation.ends_at is not None),
        ("time", Step.TEXT, True, not over),
        ("points", Step.VOTE, True, goes_together(details.input, details.rule, by_points=by_points)),
        ("most", Step.VOTE, True, details.most <= len(options)),
        ("winners", Step.VOTE, not money, details.winners is not None),
        ("lot", Step.VOTE, True, bool(details.lot_source)),
        ("envelopes", Step.MONEY, money, bool(draft.envelopes)),
        ("options", Step.OPTIONS, True, 2 <= len(options) <= OPTIONS_MOST),
        ("costs", Step.OPTIONS, money, all(one.cost_minor is not None for one in options)),
        ("draws", Step.OPTIONS, money, all(one.envelope in numbers for one in options)),
        ("level", Step.LEVEL, sealed, situation.level is not None),
        ("apart", Step.LEVEL, sealed, situation.apart),
    ]
    return [Check(name, step, well) for name, step, asked, well in lines if asked]


def ready(lines: Sequence[Check]) -> bool:
    return all(one.well for one in lines)


def check_level(mode: Mode, level: int | None) -> None:
    """A sealed ballot promises secrecy: how much there is to fear is known first. LevelMissingError."""
    if mode is Mode.SEALED and level is None:
        raise LevelMissingError


@dataclass(frozen=True, slots=True)
class Offered:
    """An idea that may be put to the vote; its cost where somebody worked it out."""

    idea_id: UUID
    number: int
    title: str
    body: str
    place_id: UUID | None = None
    cost_minor: int | None = None
    picture: bytes | None = None
    picture_shows: str = ""

    @property
    def cost(self) -> Money | None:
        return None if self.cost_minor is None else Money(self.cost_minor)

    def option(self, envelope: int | None) -> OptionDetails:
        return OptionDetails(
            title=self.title,
            body=self.body,
            cost_minor=self.cost_minor,
            envelope=envelope,
            place_id=self.place_id,
            idea_id=self.idea_id,
            picture=self.picture,
            picture_shows=self.picture_shows,
        )


def envelope_for(place: UUID | None, envelopes: Sequence[EnvelopeDetails]) -> int | None:
    """That of its place, or the one for the whole; None where several are, or none is."""
    of_place = [n for n, one in enumerate(envelopes, 1) if place and one.place_id == place]
    whole = [n for n, one in enumerate(envelopes, 1) if one.place_id is None]
    found = of_place or whole
    return found[0] if len(found) == 1 else None
