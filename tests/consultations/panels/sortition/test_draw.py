"""The last step, by anyone: `draw.py` alone, with nothing but Python and the published report."""

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.panels.sortition import draw
from consultations.panels.sortition.freezing import frozen
from consultations.panels.sortition.report import Algorithm, Report, drawn, written
from consultations.panels.sortition.rules import Candidate, Quota, Wanted
from consultations.panels.sortition.service import lottery, sealed

PROGRAM = Path(draw.__file__)
RESULT = "7 12 23 31 40 + 5"
POOL = [Candidate(f"person {at}", ("young" if at % 3 else "old",)) for at in range(12)]
FROZEN = frozen(POOL, Wanted(3, (Quota("age", "young", 1, 2), Quota("age", "old", 1, 2))), "salt")
SEALED = sealed(FROZEN, Algorithm.MAXIMIN, lottery(FROZEN, Algorithm.MAXIMIN, 60), "Loto of 5 December")
REPORT = json.loads(written(drawn(SEALED, RESULT)))


@pytest.fixture
def again(tmp_path):
    """The program copied elsewhere, by itself: without packages, without this project."""
    program = tmp_path / "draw.py"
    program.write_bytes(PROGRAM.read_bytes())

    def again(report, *arguments, environment=None):
        (tmp_path / "report.json").write_text(report if isinstance(report, str) else json.dumps(report))
        return subprocess.run(
            [sys.executable, "-s" if environment else "-I", "-S", program, "report.json", *arguments],
            cwd=tmp_path,
            env=environment or {},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return again


@pytest.mark.parametrize(
    "announced", [(), (RESULT,), (" 7 12  23 31 40 + 5\n",), ("07 - 12 - 23 - 31 - 40, 05",)]
)
def test_anyone_draws_the_same_panel_from_the_report_alone(again, announced):
    run = again(REPORT, *announced)
    assert (run.returncode, run.stderr) == (0, "")
    assert f"Panel: {' '.join(REPORT['panel'])}\n" in run.stdout
    assert f"Reserves, in order: {' '.join(REPORT['reserves'])}\n" in run.stdout
    assert run.stdout.endswith("All as the report says.\n")


def test_it_also_speaks_where_a_terminal_lacks_its_letters(again):
    run = again({**REPORT, "public_draw": "Loto → « numéros »"}, environment={"PYTHONIOENCODING": "ascii"})
    assert (run.returncode, run.stderr) == (1, "")
    assert "Public draw: Loto \\u2192 \\xab num\\xe9ros \\xbb: " in run.stdout


@pytest.mark.parametrize(
    ("typed", "counts"),
    [("007, 12 + 5", "7 12 5"), ("00", "0"), (" a1  b2 ", "a1 b2"), ("Loto 07", "Loto 07"), ("–", "–")],
)
def test_of_numbers_alone_nothing_else_counts(typed, counts):
    assert draw.announced(typed) == counts


def test_before_the_public_draw_it_says_the_seal_and_nobody(again):
    run = again(written(SEALED))
    assert run.returncode == 0
    assert run.stdout == f"Seal: {SEALED.seal}\nStill to come: Loto of 5 December\nAll as the report says.\n"


def test_another_result_is_another_draw(again):
    run = again(REPORT, "7 12 23 31 40 + 6")
    assert run.returncode == 1
    assert "NOT as the report says: result, seed, ticket" in run.stdout


def resealed(**changed):
    """As whoever forged it would publish it: with the seal, and all that follows from it, anew."""
    report = {**REPORT, **changed}
    return {**report, **draw.drawn(report, RESULT)}


FIRST, *OTHERS = REPORT["panels"]
PLANTED = {
    "another panel": ({**REPORT, "panel": REPORT["panel"][::-1]}, "panel"),
    "another ticket": ({**REPORT, "ticket": REPORT["ticket"] + 1}, "ticket"),
    "another seed": ({**REPORT, "seed": "0" * 64}, "seed"),
    "reserves in another order": ({**REPORT, "reserves": REPORT["reserves"][::-1]}, "reserves"),
    "another result": ({**REPORT, "result": "1 2 3"}, "seed, ticket"),
    "a seal of something else": ({**REPORT, "seal": "0" * 64}, "seal"),
    **{
        f"{part} changed after the seal": ({**REPORT, part: other}, "seal")
        for part, other in {
            "size": 4,
            "algorithm": "stratified",
            "public_draw": "Loto of 12 December",
            "quotas": REPORT["quotas"][:1],
            "pool": {**REPORT["pool"], "sha256": "0" * 64},
            "numbers": REPORT["numbers"][::-1],
            "panels": [{**FIRST, "tickets": FIRST["tickets"] + 1}, *OTHERS],
            "optimum": 0.5,
        }.items()
    },
    "a least chance better than it is": (resealed(smallest={"tickets": 59, "of": 60}), "smallest"),
    "tickets that nobody told of": (
        resealed(panels=[{**FIRST, "tickets": FIRST["tickets"] + 1}, *OTHERS]),
        "smallest",
    ),
    "somebody seated twice": (
        resealed(panels=[{**FIRST, "members": [FIRST["members"][0]] * 3}, *OTHERS]),
        "panels",
    ),
}


@pytest.mark.parametrize(("report", "named"), PLANTED.values(), ids=PLANTED)
def test_what_is_forged_is_named(report, named):
    lines, wrong = draw.told(report, report["result"])
    assert named in ", ".join(wrong)
    assert any(line.startswith("Panel: ") for line in lines)


def test_what_was_changed_before_the_public_draw_is_named_as_well(again):
    forged = {**json.loads(written(SEALED)), "size": 4}
    run = again(forged)
    assert run.returncode == 1
    assert "NOT as the report says: seal, panels." in run.stdout


def test_all_that_is_said_before_the_public_draw_is_sealed():
    fields = Report.__struct_fields__
    assert fields[: fields.index("seal")] == draw.SEALED


def test_it_says_how_it_is_asked():
    assert [draw.main(arguments) for arguments in ([], ["a", "b", "c"])] == [2, 2]


def test_it_needs_the_standard_library_alone():
    imported = {
        name.name.partition(".")[0] if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names


def test_every_ticket_is_somebodys_and_each_panel_has_its_own():
    tickets = sum(panel["tickets"] for panel in REPORT["panels"])
    drawn = Counter(tuple(draw.panel_of(REPORT["panels"], ticket)) for ticket in range(tickets))
    assert tickets == REPORT["smallest"]["of"] == 60
    assert drawn == {tuple(panel["members"]): panel["tickets"] for panel in REPORT["panels"]}
    with pytest.raises(ValueError, match="fewer tickets"):
        draw.panel_of(REPORT["panels"], tickets)


@given(st.text(max_size=20), st.text(max_size=20))
def test_results_that_read_alike_are_alike_and_others_are_not(first, second):
    seeds = [draw.seed_of("0" * 64, result) for result in (first, second)]
    assert (seeds[0] == seeds[1]) == (first.split() == second.split())


def test_reserves_are_all_others_once():
    assert sorted([*REPORT["panel"], *REPORT["reserves"]]) == REPORT["numbers"]


def test_a_report_says_nothing_about_anybody():
    """Numbers and panels alone: no id, no household, not the salt; values only as quotas name them."""
    text = json.dumps({name: part for name, part in REPORT.items() if name != "quotas"})
    assert not [said for said in ("person", "young", "old", "salt") if said in text]
