"""Figures of others: every SUS sheet, every interval; each column not ours is named, with its reason."""

import json
from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest

from consultations.measures.statistics import means, sus
from consultations.measures.statistics.shares import Share, Z, adjusted_wald

DATA = Path(__file__).parents[3] / "data" / "usability"


def load(name: str):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


SHEETS = load("sus.json")["cases"]
INTERVALS = load("intervals.json")
CASES = INTERVALS["cases"]
PUBLISHED = INTERVALS["newcombe_1998_wilson"]["cases"]

ROUNDED = 1e-9
"""The files' figures have ten decimals."""

NOT_OURS = {
    "wald": "without width where all succeed: never below a hundred trials",
    "jeffreys": "between the two that we use, and a second answer to the same question",
    "wilson_90": "we tell 95 % alone; the formula is met by `wilson`",
}


def called(case) -> str:
    return f"{case['successes']} of {case['trials']}"


def test_the_files_hold_as_many_cases_as_we_know_of():
    assert (len(SHEETS), len(CASES), len(PUBLISHED)) == (4, 6, 4)
    met = {"successes", "trials", "confidence", "agresti_coull", "wilson", "clopper_pearson"}
    assert all(case.keys() == met | NOT_OURS.keys() for case in CASES)
    assert {case["confidence"] for case in CASES} == {0.95}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet["score"]))
def test_a_sheet_has_the_score_that_was_published(sheet):
    assert sus.score(sheet["answers"]) == Fraction(sheet["score"])


@pytest.mark.parametrize("case", CASES, ids=called)
def test_a_rate_has_the_adjusted_wald_interval(case):
    assert adjusted_wald(case["successes"], case["trials"]) == pytest.approx(
        case["agresti_coull"], abs=ROUNDED
    )


def test_four_of_five_is_36_to_98_per_cent():
    assert Share(4, 5).percents == (3_600, 9_800)


@pytest.mark.parametrize("case", CASES, ids=called)
def test_on_two_levels_the_bounds_of_a_mean_are_those_of_clopper_and_pearson(case):
    """Ours takes half the chance of the worst end and half that of the best: these are both halves."""
    successes, trials = case["successes"], case["trials"]
    fine = 10**10
    answers = [0] * (trials - successes) + [fine] * successes
    low, high = (round(end * fine) for end in case["clopper_pearson"])

    if successes:
        assert means.chance_above([0, *answers], low) == pytest.approx(1 - means.TAIL, abs=1e-8)
    if successes < trials:
        assert means.chance_above([*answers, fine], high) == pytest.approx(means.TAIL, abs=1e-8)


def wilson_ends(successes: int, trials: int, centre: float) -> tuple[float, float]:
    """Wilson's interval has the adjusted Wald's centre; its width follows from the score equation."""
    rate = successes / trials
    width = Z * sqrt(rate * (1 - rate) / trials + Z**2 / (4 * trials**2)) / (1 + Z**2 / trials)
    return centre - width, centre + width


def centre(successes: int, trials: int) -> float:
    """Of the adjusted Wald interval as the service computes it, before what leaves the scale is cut off."""
    low, high = adjusted_wald(successes, trials)
    mirrored = adjusted_wald(trials - successes, trials)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))
    return (low + high) / 2 if low > 0 and high < 1 else (successes + Z**2 / 2) / (trials + Z**2)


@pytest.mark.parametrize("case", CASES, ids=called)
def test_the_computed_wilson_intervals_have_the_same_centre(case):
    ends = wilson_ends(case["successes"], case["trials"], centre(case["successes"], case["trials"]))
    assert ends == pytest.approx(case["wilson"], abs=ROUNDED)


@pytest.mark.parametrize("case", PUBLISHED, ids=called)
def test_the_published_wilson_intervals_have_the_same_centre(case):
    ends = wilson_ends(case["successes"], case["trials"], centre(case["successes"], case["trials"]))
    assert ends == pytest.approx(case["interval"], abs=0.00006)
