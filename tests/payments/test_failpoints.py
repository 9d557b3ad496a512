"""Each place between two effects is named once, stands in the code once, and does nothing by itself."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from payments import failpoints
from payments.failpoints import POINTS, FailpointError, planned, reached, watched

ROOT = Path(__file__).parents[2]
FLOORS = ("payments", "okote", "consultations")
LEAST = 25


IMPORT = "from payments.failpoints import reached\n"


def places(source: str) -> list[str]:
    """The names that this code passes by; of a name that is no plain text, how it is made."""
    if IMPORT not in source:
        return []
    return [
        node.args[0].value if isinstance(node.args[0], ast.Constant) else ast.dump(node.args[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reached"
    ]


def test_what_is_named_is_what_stands_in_the_code():
    files = [file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py"))]
    found = Counter(name for file in files for name in places(file.read_text()))
    assert found == dict.fromkeys(POINTS, 1)
    assert len(POINTS) >= LEAST


@pytest.mark.parametrize(
    "planted", ['reached("nowhere")', "reached(name)", 'reached("mail.sent")\nreached("mail.sent")']
)
def test_a_place_without_its_line_or_twice_would_be_found(planted):
    found = Counter(places(IMPORT + planted))
    assert found
    assert found != {"mail.sent": 1}


def test_they_are_off():
    assert failpoints._watch is None
    reached("mail.sent")


def test_a_place_is_told_with_what_passes_by():
    seen = []
    with watched(seen.append):
        reached("operation.called", "refund")
        reached("mail.sent")
    reached("mail.tried")
    assert seen == ["operation.called/refund", "mail.sent"]


def test_a_plan_acts_at_the_time_it_names_and_once():
    watch = planned(["mail.sent fail 2", "mail.tried fail"])
    watch("mail.sent")
    with pytest.raises(FailpointError, match=r"mail\.tried"):
        watch("mail.tried")
    with pytest.raises(FailpointError, match=r"mail\.sent"):
        watch("mail.sent")
    watch("mail.sent")
    watch("mail.tried")


def test_no_plan_is_no_watch():
    assert planned([]) is None


@pytest.mark.parametrize("line", ["mail.gone kill", "mail.sent explode", "mail.sent kill 1 2"])
def test_a_line_that_names_no_place_or_no_action_is_refused(line):
    with pytest.raises(ValueError, match="is no place"):
        planned([line])
