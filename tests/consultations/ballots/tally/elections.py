"""Elections to count: those of others, read where they lie, and small ones drawn at random."""

import csv
import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from consultations.ballots.tally.election import WITH_POINTS, Ballot, Election, Project, VoteType
from consultations.ballots.tally.pabulib import reading
from consultations.ballots.tally.rules import Completion, Rule, Settings, Start, Ties, Utility

BESIDE = Path(__file__).parents[5] / "shared" / "data"
REFERENCE = Path(os.environ.get("REFERENCE_DATA", BESIDE)) / "pabulib"
"""Not ours to pass on: see its README for sources and licences."""

NAMES = (
    "France_Toulouse_2019",
    "France_Toulouse_2022_13_-_Rangueil_Sauzelong_Jules-Julien_Pech-David_Pouvourville",
    "France_Toulouse_2022_1_-_Capitole_Arnaud_Bernard_Carmes",
    "France_Toulouse_2024",
    "Hungary_Budapest_2022_VIII_Jozsefvaros",
    "Hungary_Budapest_2024",
    "Netherlands_Amsterdam_166",
    "Netherlands_Amsterdam_309",
    "Netherlands_Amsterdam_643",
    "Netherlands_Assen_2024",
    "Poland_Gdansk_2020",
    "Poland_Gdansk_2020_Oliwa",
    "Poland_Gdynia_2021_Green_Budget",
    "Poland_Katowice_2020",
    "Poland_Krakow_2021",
    "Poland_Lodz_2022",
    "Poland_Warszawa_2020_Praga-Poludnie",
    "Poland_Wieliczka_2023_Green_Budget",
    "Poland_Wroclaw_2015_from_500",
    "Switzerland_Zurich_S5",
    "Switzerland_Zurich_S5D10",
    "US_Stanford_Dataset_Merced_Peoples_Budget_Ballot_2019_vote_rankings",
    "US_Stanford_Dataset_PB_Cambridge_2019_vote_approvals",
    "Worldwide_Mechanical_Turk_Utilities_3",
)


def path_of(name: str) -> Path:
    found = REFERENCE / f"{name}.pb"
    if not found.is_file():
        pytest.skip(f"{found} is not there: REFERENCE_DATA names the folder that has pabulib/")
    return found


@cache
def election_of(name: str) -> Election:
    return reading.election(path_of(name).read_bytes())


def expected(name: str) -> dict[str, Any]:
    """What the organisers said, and what pabutools 1.2.3 found."""
    told: dict[str, Any] = json.loads((path_of(name).parent / "expected" / f"{name}.json").read_text())
    return told


def seconds_of_pabutools(name: str) -> dict[str, str]:
    with (path_of(name).parent / "timings.tsv").open() as file:
        return next(row for row in csv.DictReader(file, delimiter="\t") if row["election"] == name)


@st.composite
def small(draw: st.DrawFn, *, points: bool | None = None) -> Election:
    """Up to six projects, which may cost nothing, too much or the same, and up to eight kinds of ballots."""
    costs = draw(st.lists(st.sampled_from([0, 1, 2, 3, 3, 4, 5, 6, 10, 25]), min_size=1, max_size=6))
    vote_type = draw(
        st.sampled_from([VoteType.CUMULATIVE if points else VoteType.APPROVAL])
        if points is not None
        else st.sampled_from([VoteType.APPROVAL, VoteType.CUMULATIVE, VoteType.ORDINAL])
    )
    projects = tuple(Project(f"p{place}", cost) for place, cost in enumerate(costs))
    ballots: Counter[Ballot] = Counter()
    for chosen in draw(st.lists(st.sets(st.integers(0, len(costs) - 1)), max_size=8)):
        choices = tuple(sorted(chosen))
        given = tuple(draw(st.integers(1, 4)) for _ in choices) if vote_type in WITH_POINTS else None
        ballots[Ballot(choices, given)] += draw(st.integers(1, 5))
    return Election(vote_type, draw(st.integers(0, 30)), projects, ballots)


@st.composite
def settings_for(draw: st.DrawFn, election: Election) -> Settings:
    points = election.has_points
    rule = draw(st.sampled_from([one for one in Rule if points or not one.endswith("points")]))
    ties, seed = draw(st.sampled_from(Ties)), draw(st.sampled_from(["", "7 12 23"]))
    minimum = draw(st.sampled_from([0, 0, 1, 4]))
    if rule is not Rule.EQUAL_SHARES:
        fixed = rule in (Rule.MOST_VOTES, Rule.MOST_POINTS) and draw(st.booleans())
        winners = draw(st.integers(1, 4)) if fixed else None
        return Settings(rule, ties=ties, seed=seed, winners=winners, minimum_votes=minimum)
    return Settings(
        rule,
        draw(st.sampled_from(Utility)) if points else Utility.COST,
        draw(st.sampled_from(Completion)),
        start=draw(st.sampled_from(Start)),
        ties=ties,
        seed=seed,
        minimum_votes=minimum,
    )
