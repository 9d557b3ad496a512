"""`okote draw`, as an agent types it: two files, without settings or a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from consultations.feature import FEATURE
from consultations.panels.sortition import draw
from okote import cli
from tests.consultations.panels.sortition.pools import expected, folder

ROOT = Path(__file__).parents[4]
CATEGORIES = "feature,value,min,max\nage,young,1,2\nage,old,1,2\n"
POOL = "name,age,address\n" + "".join(
    f"{name},{age},{home}\n"
    for name, age, home in [
        ("Anna", "young", "1 quai"),
        ("Berthe", "old", "1 quai"),
        ("Claude", "old", "2 quai"),
        ("Denis", "young", "3 quai"),
        ("Emil", "young", ""),
        ("Fanny", "old", ""),
    ]
)


@pytest.fixture
def said(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def said(*options, categories=CATEGORIES, pool=POOL, size=3):
        Path("c.csv").write_text(categories)
        Path("p.csv").write_text(pool)
        files = ("--categories", "c.csv", "--pool", "p.csv", "--size", str(size))
        status = cli.main(["draw", *files, *options], [FEATURE])
        told = capsys.readouterr()
        return status, told.out + told.err

    return said


@pytest.mark.parametrize("algorithm", [None, "maximin", "stratified"])
def test_programs_are_told_everything(said, algorithm):
    options = ("--algorithm", algorithm, "--tickets", "60") if algorithm else ()
    status, out = said("--json", "--id", "name", "--salt", "sel", "--seed", "7 12 23", *options)
    told = json.loads(out)
    assert status == 0
    assert told["algorithm"] == (algorithm or "maximin")
    assert told["tickets"] == (60 if algorithm else 2_000)
    assert sum(told["probabilities"].values()) == pytest.approx(3)
    assert (
        told["probabilities"].keys()
        == told["numbers"].keys()
        == {*["Anna", "Berthe", "Claude", "Denis", "Emil", "Fanny"]}
    )
    assert told["smallest"] == min(told["probabilities"].values()) > 0
    assert told["out_of_reach"] == []
    assert told["optimum"] == (None if algorithm == "stratified" else 0.5)
    assert sorted(told["panel"] + told["reserves"]) == sorted(told["probabilities"])
    assert told["seed"] == draw.seed_of(told["hash"], "7 12 23")
    assert told["ticket"] == draw.ticket_of(told["seed"], told["tickets"])
    assert told["pool"].keys() == {"size", "excluded", "sha256"}


def test_the_published_minimum_is_what_it_says(said):
    """Within 0.001, as whoever runs the command reads it."""
    files = folder("sf_demo_22")
    status, out = said(
        "--json",
        categories=(files / "categories.csv").read_text(),
        pool=(files / "respondents.csv").read_text(),
        size=22,
    )
    smallest = expected("sf_demo_22")["computed"]["results"]["leximin"]["min_probability"]
    assert status == 0
    assert json.loads(out)["smallest"] == pytest.approx(smallest, abs=0.001)


def test_people_read_it_in_lines(said):
    status, out = said(
        "--id", "name", "--exclude", "Claude", "Fanny", "--seed", "7", "--salt", "sel", "--tickets", "60"
    )
    assert status == 0
    assert "Pool: 4 people, 2 excluded, SHA-256 " in out
    assert "Least chance: 66.67% (66.6667% is the most that quotas allow); 60 tickets, maximin\n" in out
    assert " 66.67% for 3: Anna, Denis, Emil\n" in out
    assert "100.00% for 1: Berthe\n" in out
    assert "Salt, to keep secret: sel\n" in out
    assert "a number drawn by this machine: 7\n" in out
    assert "\nPanel: " in out
    assert "\nReserves, in order: " in out


def test_who_can_never_sit_is_said(said):
    status, out = said("--id", "name", pool=POOL + "Gil,older,\n", categories=CATEGORIES + "age,older,0,0\n")
    assert status == 0
    assert "No panel within the quotas can have: Gil\n" in out
    assert "  0.00% for 1: Gil\n" in out


def test_one_of_each_household(said):
    for seed in range(5):
        _, out = said("--json", "--id", "name", "--address", "address", "--seed", str(seed), "--salt", "sel")
        assert not {"Anna", "Berthe"} <= {*json.loads(out)["panel"]}
    assert any(
        {"Anna", "Berthe"}
        <= {*json.loads(said("--json", "--id", "name", "--seed", str(seed), "--salt", "sel")[1])["panel"]}
        for seed in range(20)
    ), "without the column they sit together"


def test_a_public_draw_that_is_to_come_draws_nobody_and_its_result_is_replayed(said, tmp_path):
    """First the report with its seal; then, of the same salt, the panel; then anyone, by `draw.py` alone."""
    named = ("--salt", "sel", "--public-draw", "Loto of 5 December", "--report", "report.json")
    _, first = said("--json", *named)
    sealed, before = json.loads(first), json.loads(Path("report.json").read_text())
    assert (sealed["panel"], before["panel"], before["result"]) == (None, None, None)
    assert "Nobody is drawn before this: Loto of 5 December\n" in said(*named)[1]
    _, second = said("--json", *named, "--seed", "7 12 23 31 40 + 5")
    drawn = json.loads(second)
    assert drawn["hash"] == sealed["hash"] == before["seal"]
    program = tmp_path / "draw.py"
    program.write_bytes(Path(draw.__file__).read_bytes())
    run = subprocess.run(
        [sys.executable, "-I", "-S", program, "report.json", "7 12 23 31 40 + 5"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"Panel: {' '.join(drawn['numbers'][one] for one in drawn['panel'])}\n" in run.stdout
    assert run.stdout.endswith("All as the report says.\n")


def test_without_a_salt_nothing_comes_twice(said):
    hashes = {json.loads(said("--json")[1])["pool"]["sha256"] for _ in range(2)}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("options", "files", "reason"),
    [
        ((), {"pool": POOL + "Gil,ancient,\n"}, "p.csv, line 8: “ancient” is no value of “age”"),
        ((), {"categories": CATEGORIES + "sex,woman,2,1\n"}, "c.csv, line 4: the minimum is above"),
        (("--exclude", "Gil"), {}, "p.csv has nobody with the id Gil, who is to be excluded."),
        (("--tickets", "0"), {}, "A lottery has between 1 and 100000 tickets."),
        (("--report", "nowhere/report.json"), {}, "nowhere/report.json can't be written: No such file"),
        ((), {"size": 0}, "A panel has between 1 and 10000 seats."),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_line_and_the_reason(said, options, files, reason):
    status, out = said(*options, **files)
    assert status == 1
    assert reason in out


def test_no_other_command_loads_the_solver():
    """It takes a tenth of a second and twenty megabytes."""

    def loads(module):
        ask = f"import sys, consultations.panels.sortition.{module}; print('highspy' in sys.modules)"
        return subprocess.run([sys.executable, "-c", ask], check=True, cwd=ROOT, capture_output=True).stdout

    assert loads("command") == b"False\n"
    assert loads("service") == b"True\n"


def test_quotas_that_cannot_be_met_are_explained(said):
    status, out = said(size=5)
    assert status == 1
    assert "No panel is within the quotas." in out
    assert "- the maxima of “age” add up to 4; there are 5 seats" in out
    assert "The least that would have to give way:\n" in out
    assert "- “young” of “age”: max 2 to 3" in out or "- “old” of “age”: max 2 to 3" in out


def test_a_relaxation_beyond_what_one_would_let_be_moved_says_so(said):
    firm = "feature,value,min,max,min_flex,max_flex\nage,young,1,2,1,2\nage,old,1,2,1,2\n"
    status, out = said(size=5, categories=firm)
    assert status == 1
    assert "The least that would have to give way, beyond min_flex and max_flex:" in out
