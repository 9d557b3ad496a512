"""Each edge case of funding ends in a test, a setting, or on the list of what is left to later work."""

import tomllib

from okote.funding.terms.models import FundingTerms
from tests.architecture.cases import TESTS, faults

CASES = tomllib.loads((TESTS / "funding_cases.toml").read_text())
NUMBER = 52
LEFT_TO = {"trust issue", "receipts issue"}
SETTINGS = {f"FundingTerms.{name}" for name in FundingTerms.model_fields}


def test_each_case_is_on_the_list_once():
    assert sorted(map(int, CASES)) == list(range(1, NUMBER + 1))


def test_what_shows_it_is_there():
    assert list(faults(CASES, SETTINGS, LEFT_TO)) == []


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
    found = {fault[0] for fault in faults(planted, SETTINGS, LEFT_TO)}
    assert found == set("123456")
