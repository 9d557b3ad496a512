"""Each edge case of funding ends in a test, a setting, or on the list of what is left to later work."""

import ast
import tomllib
from functools import cache
from pathlib import Path

from okote.funding.terms.models import FundingTerms

TESTS = Path(__file__).parents[1]
CASES = tomllib.loads((TESTS / "funding_cases.toml").read_text())
NUMBER = 52
LEFT_TO = {"trust issue", "receipts issue"}
SETTINGS = {f"FundingTerms.{name}" for name in FundingTerms.model_fields}


@cache
def named_in(path):
    file = TESTS / path
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module(body=[])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def faults(cases):
    """A sentence for each case that shows nothing, or something that is not there."""
    for number, case in cases.items():
        tests, setting, left_to = (case.get(key) for key in ("tests", "setting", "left_to"))
        if not (case.keys() <= {"says", "tests", "setting", "left_to"} and case.get("says")):
            yield f"{number} is written otherwise"
        if not (tests or setting or left_to):
            yield f"{number} shows nothing"
        for test in tests or ():
            path, _, name = test.partition("::")
            if name not in named_in(path):
                yield f"{number}: there is no {test}"
        if setting and setting not in SETTINGS:
            yield f"{number}: there is no {setting}"
        if left_to and left_to not in LEFT_TO:
            yield f"{number}: there is no {left_to}"


def test_each_case_is_on_the_list_once():
    assert sorted(map(int, CASES)) == list(range(1, NUMBER + 1))


def test_what_shows_it_is_there():
    assert list(faults(CASES)) == []


def test_what_is_planted_is_found():
    planted = {
        "1": {"says": "…", "tests": ["architecture/test_funding_cases.py::test_of_nothing"]},
        "2": {"says": "…", "tests": ["nowhere/test_rules.py::test_it"]},
        "3": {"says": "…", "setting": "FundingTerms.of_nobody"},
        "4": {"says": "…", "left_to": "somebody"},
        "5": {"says": "…"},
        "6": {"setting": "FundingTerms.own_people"},
        "7": {"says": "…", "tests": ["architecture/test_funding_cases.py::test_what_is_planted_is_found"]},
    }
    found = {fault[0] for fault in faults(planted)}
    assert found == set("123456")
