"""What is counted of a ballot: an election for each envelope, made of the votes that were found. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Protocol

from consultations.ballots import rules as ballots
from consultations.ballots.minutes.rules import Urn
from consultations.ballots.rules import Input
from consultations.ballots.tally.counting import Outcome, candidates
from consultations.ballots.tally.election import Ballot as Vote
from consultations.ballots.tally.election import Election, Project, VoteType
from consultations.ballots.tally.pabulib import announced, writing
from consultations.ballots.tally.rules import (
    UNDER_THE_BUDGET,
    Completion,
    Rule,
    Settings,
    Start,
    Utility,
)
from payments.money import Money

WHOLE = 0
"""The number of what is no envelope."""

MINOR = Money(0).minor_per_major

VOTE_TYPES: Mapping[Input, VoteType] = {
    Input.SINGLE: VoteType.CHOOSE_1,
    Input.APPROVAL: VoteType.APPROVAL,
    Input.POINTS: VoteType.CUMULATIVE,
}


class Told(Protocol):
    """What of a ballot says how it is counted."""

    title: str
    input: Input
    most: int
    points: int
    points_most: int
    rule: ballots.Rule
    utility: str | None
    completion: str | None
    step_minor: int | None
    start: str | None
    winners: int | None
    support_least: int
    currency: str
    lot: str | None


class Offered(Protocol):
    """An option, as it stood on the ballot."""

    position: int
    title: str
    cost_minor: int | None
    envelope: int | None

    @property
    def withdrawn_at(self) -> object: ...


class Held(Protocol):
    """An envelope."""

    position: int
    name: str
    amount_minor: int


class Found(Protocol):
    """Votes that say the same."""

    @property
    def choices(self) -> str: ...
    @property
    def votes(self) -> int: ...
    @property
    def annulled(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What is counted by itself: an envelope, or the whole; `places` are the positions of its options."""

    number: int
    name: str
    election: Election
    places: Sequence[int]

    @property
    def file(self) -> bytes:
        return writing.file(self.election)

    @property
    def suffix(self) -> str:
        """What tells its files from those of other parts."""
        return f"-{self.number}" if self.number else ""


def one_line(text: str) -> str:
    """As a file says it, whichever program reads it."""
    return " ".join(text.split())


def of_money(ballot: Told) -> bool:
    """Whether its rule shares out money."""
    return Rule(ballot.rule.value) in UNDER_THE_BUDGET


def settings(ballot: Told) -> Settings:
    """As they were announced, with what was drawn since; ties go by cost, then votes, then lot."""
    rule = Rule(ballot.rule.value)
    shared = rule is Rule.EQUAL_SHARES
    return Settings(
        rule=rule,
        utility=Utility(ballot.utility) if shared and ballot.utility else Utility.COST,
        completion=Completion(ballot.completion) if shared and ballot.completion else Completion.NONE,
        step=Fraction(ballot.step_minor, MINOR) if shared and ballot.step_minor else Fraction(1),
        start=Start(ballot.start) if shared and ballot.start else Start.EXACT,
        seed=one_line(ballot.lot or ""),
        winners=None if rule in UNDER_THE_BUDGET else ballot.winners,
        minimum_votes=ballot.support_least,
    )


def parts(
    ballot: Told, options: Sequence[Offered], envelopes: Sequence[Held], found: Sequence[Found]
) -> list[Part]:
    """One for each envelope where the rule shares out money, or else one.

    Blank and annulled votes are not counted, nor are options that were withdrawn: a vote that named one keeps
    what else it names, and its voter a share. Of an envelope those vote who named one of its options.
    """
    if not of_money(ballot):
        return [_part(ballot, WHOLE, "", 0, options, found)]
    return [
        _part(
            ballot,
            one.position if len(envelopes) > 1 else WHOLE,
            one.name,
            one.amount_minor,
            [option for option in options if option.envelope == one.position],
            found,
        )
        for one in envelopes
    ]


def _part(
    ballot: Told, number: int, name: str, budget: int, options: Sequence[Offered], found: Iterable[Found]
) -> Part:
    standing = [one for one in options if one.withdrawn_at is None]
    places = {one.position: place for place, one in enumerate(standing)}
    offered = {one.position for one in options}
    cast: Counter[Vote] = Counter()
    for pile in found:
        choices = ballots.read(pile.choices)
        if pile.votes and not offered.isdisjoint(choices):
            cast[_vote(ballot, choices, places)] += pile.votes
    priced = of_money(ballot)
    projects = tuple(
        Project(str(one.position), (one.cost_minor or 0) if priced else 0, {"name": one_line(one.title)})
        for one in standing
    )
    told = {**_meta(ballot, name), **announced.told(settings(ballot))}
    election = Election(VOTE_TYPES[ballot.input], budget, projects, cast, unit=MINOR, meta=told)
    return Part(number, name, election, [one.position for one in standing])


def _vote(ballot: Told, choices: ballots.Choices, places: Mapping[int, int]) -> Vote:
    kept = sorted((places[position], points) for position, points in choices.items() if position in places)
    chosen = tuple(place for place, _ in kept)
    return Vote(chosen, tuple(points for _, points in kept)) if ballot.input is Input.POINTS else Vote(chosen)


def _meta(ballot: Told, envelope: str) -> dict[str, str]:
    said = {"description": one_line(ballot.title), "subunit": one_line(envelope), "currency": ballot.currency}
    limits = {"max_length": str(ballot.most)}
    if ballot.input is Input.POINTS:
        limits |= {"max_points": str(ballot.points_most), "max_sum_points": str(ballot.points)}
    return {name: text for name, text in {**said, **limits}.items() if text}


def needs_lot(election: Election, told: Settings, outcome: Outcome) -> bool:
    """Whether what nobody has drawn yet could change who wins.

    Where shares grow, a tie in a run that was given up may have mattered: so there any two options that
    somebody chose, with the same cost and as many votes, are enough.
    """
    if told.seed:
        return False
    if told.rule is Rule.EQUAL_SHARES and told.completion is not Completion.NONE:
        votes = election.votes()
        level = Counter(
            (election.projects[place].cost, votes[place]) for place in candidates(votes, told) if votes[place]
        )
        return max(level.values(), default=0) > 1
    return any(tie.decided == "lot" for tie in outcome.ties)


def opened(found: Iterable[Found]) -> Urn:
    """What was in the urn."""
    piles = list(found)
    everything = sum(one.votes for one in piles)
    annulled = sum(one.annulled for one in piles)
    blank = sum(one.votes for one in piles if not one.choices)
    return Urn(everything + annulled, blank, annulled, everything - blank)


def received(ballot: Told, options: Sequence[Offered], found: Sequence[Found]) -> list[list[int | None]]:
    """Of each option its position, votes, and points or None."""
    votes: Counter[int] = Counter()
    points: Counter[int] = Counter()
    for pile in found:
        for position, given in ballots.read(pile.choices).items():
            votes[position] += pile.votes
            points[position] += pile.votes * given
    spread = ballot.input is Input.POINTS
    return [[one.position, votes[one.position], points[one.position] if spread else None] for one in options]


def fingerprint(made: Sequence[Part], found: Sequence[Found]) -> bytes:
    """SHA-256 of all that is counted: the published files, and every pile with what was annulled of it."""
    piles = [[one.choices, one.votes, one.annulled] for one in found]
    told = [[one.number, sha256(one.file).hexdigest()] for one in made]
    return sha256(json.dumps([told, piles], separators=(",", ":")).encode()).digest()
