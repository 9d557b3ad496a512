"""An explained count as plain JSON and back, without the votes: it is told anew in each reader's language."""

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, get_args

from consultations.ballots.explaining.reasons import Why
from consultations.ballots.explaining.whole import Explained
from consultations.ballots.tally.counting import Outcome
from consultations.ballots.tally.election import Ballot, Election, Project, VoteType
from consultations.ballots.tally.pabulib import announced
from consultations.ballots.tally.ties import Tie
from consultations.measures.statistics.shares import Share

KINDS: Mapping[str, type[Any]] = {one.__name__: one for one in get_args(Why)}


def kept(explained: Explained) -> dict[str, Any]:
    election, outcome = explained.election, explained.outcome
    return {
        "announced": announced.told(explained.settings),
        "vote_type": election.vote_type.value,
        "budget": election.budget,
        "unit": election.unit,
        "points_unit": election.points_unit,
        "projects": [[one.id, one.cost, one.told.get("name", "")] for one in election.projects],
        "votes": election.votes(),
        "winners": list(outcome.winners),
        "ties": [[one.round, list(one.between), one.first, one.decided] for one in outcome.ties],
        "share": None if outcome.share is None else str(outcome.share),
        "steps": outcome.steps,
        "added": outcome.added,
        "why": [_why(explained.why[place]) for place in range(len(election.projects))],
        "greedy": list(explained.greedy),
        "reached": [explained.reached.count, explained.reached.of],
        "reached_by_greedy": [explained.reached_by_greedy.count, explained.reached_by_greedy.of],
    }


def _why(why: Why) -> dict[str, Any]:
    told = {one.name: getattr(why, one.name) for one in fields(why)}
    plain = {name: str(value) if isinstance(value, Fraction) else value for name, value in told.items()}
    return {"kind": type(why).__name__, **plain}


def thawed(told: Mapping[str, Any]) -> Explained:
    """Its election says how many votes each project has, and no longer which were given together."""
    settings = announced.settings(told["announced"])
    if settings is None:
        raise ValueError("a count that nobody announced")
    projects = tuple(Project(name, cost, {"name": title}) for name, cost, title in told["projects"])
    votes = {Ballot((place,)): times for place, times in enumerate(told["votes"]) if times}
    election = Election(
        VoteType(told["vote_type"]),
        told["budget"],
        projects,
        votes,
        told["unit"],
        told["points_unit"],
    )
    outcome = Outcome(
        tuple(told["winners"]),
        tuple(Tie(at, tuple(between), first, decided) for at, between, first, decided in told["ties"]),
        None if told["share"] is None else Fraction(told["share"]),
        told["steps"],
        told["added"],
    )
    return Explained(
        election,
        settings,
        outcome,
        {place: _reason(one) for place, one in enumerate(told["why"])},
        told["greedy"],
        Share(*told["reached"]),
        Share(*told["reached_by_greedy"]),
    )


def _reason(told: Mapping[str, Any]) -> Why:
    kind = KINDS[told["kind"]]
    values = {
        one.name: Fraction(told[one.name]) if one.type is Fraction else told[one.name] for one in fields(kind)
    }
    found: Why = kind(**values)
    return found
