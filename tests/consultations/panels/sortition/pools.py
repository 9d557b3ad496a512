"""Pools to draw from: those of others, read where they lie, and small ones whose panels are all counted."""

import json
import os
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from consultations.panels.sortition import reading
from consultations.panels.sortition.rules import Candidate, Quota, Wanted, allowed
from consultations.panels.sortition.solver import INFINITE, Programme

BESIDE = Path(__file__).parents[5] / "shared" / "data"
REFERENCE = Path(os.environ.get("REFERENCE_DATA", BESIDE)) / "sortition"
"""Not ours to pass on: see its README for sources and licences."""

NAMES = ("example_small_20", "sf_demo_22", "diversimax_exact")

Panels = Sequence[Sequence[Candidate]]


def folder(name: str) -> Path:
    found = REFERENCE / name
    if not found.is_dir():
        pytest.skip(f"{found} is not there: REFERENCE_DATA names the folder that has sortition/")
    return found


def expected(name: str) -> dict[str, Any]:
    """The panel's size, and what sortition-algorithms 0.12.15 reached."""
    told: dict[str, Any] = json.loads((folder(name) / "expected.json").read_text())
    return told


def pool_of(name: str) -> tuple[list[Candidate], Wanted]:
    categories, people = (folder(name) / f"{file}.csv" for file in ("categories", "respondents"))
    wanted = reading.categories(reading.text_of(categories), expected(name)["panel_size"], categories.name)
    return reading.pool(reading.text_of(people), wanted, people.name), wanted


@st.composite
def small(draw: st.DrawFn) -> tuple[list[Candidate], Wanted]:
    """Up to seven people, some of whom live together; their quotas may be met or not."""
    values = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=2, max_size=7))
    homes = [draw(st.sampled_from([None, None, "first", "second"])) for _ in values]
    pool = [Candidate(str(at), *one) for at, one in enumerate(zip(values, homes, strict=True))]
    size = draw(st.integers(1, min(4, len(pool))))
    quotas = []
    for feature, value in (("letter", "a"), ("letter", "b"), ("sign", "x"), ("sign", "y"), ("sign", "z")):
        least = draw(st.sampled_from([0, 0, 1, 2]))
        quotas.append(Quota(feature, value, least, draw(st.integers(least, max(size, least)))))
    return pool, Wanted(size, tuple(quotas))


@st.composite
def odd(draw: st.DrawFn) -> tuple[list[Candidate], Wanted]:
    """Three quotas of one seat each, of which people mostly take two: by halves more could sit than can."""
    kinds = ("110", "101", "011", "001", "010", "100", "000")
    people = [one for kind in kinds for one in [tuple(kind)] * draw(st.integers(1, 2))]
    pool = [Candidate(str(at), values) for at, values in enumerate(people)]
    size = draw(st.integers(2, 3))
    ones = [Quota(feature, "1", 1, 1) for feature in "abc"]
    return pool, Wanted(size, (*ones, *(Quota(feature, "0", 0, size) for feature in "abc")))


def panels_of(pool: Sequence[Candidate], wanted: Wanted) -> list[tuple[Candidate, ...]]:
    """Every panel that there is, by looking at all."""
    return [panel for panel in combinations(pool, wanted.size) if allowed(panel, wanted)]


def reach_of(panels: Panels) -> set[str]:
    return {one.id for panel in panels for one in panel}


def optimum(panels: Panels) -> float:
    """The best least chance of all within reach: the linear programme over every panel there is."""
    programme, row = Programme(), {one: row for row, one in enumerate(sorted(reach_of(panels)), start=1)}
    programme.column(worth=1)
    programme.row(1, 1, {})
    for _ in row:
        programme.row(0, INFINITE, {0: -1.0})
    for panel in panels:
        programme.column(rows={0: 1.0, **{row[one.id]: 1.0 for one in panel}})
    found = programme.best()
    assert found is not None
    return found.worth
