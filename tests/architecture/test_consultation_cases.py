"""Each edge case of consultations ends in a test or a setting."""

import tomllib

from consultations.panels.models import Panel
from consultations.testing.models import TestCampaign
from tests.architecture.cases import TESTS, faults

CASES = tomllib.loads((TESTS / "consultation_cases.toml").read_text())
NUMBERS = [*range(1, 46), *range(52, 59)]
"""As in the reference of the field."""
SETTINGS = {f"{table.__name__}.{name}" for table in (Panel, TestCampaign) for name in table.model_fields}


def test_each_case_is_on_the_list_once():
    assert list(map(int, CASES)) == NUMBERS


def test_what_shows_it_is_there():
    assert list(faults(CASES, SETTINGS)) == []


def test_what_is_planted_is_found():
    planted = {
        "27": {"says": "…", "tests": ["architecture/test_consultation_cases.py::test_of_nothing"]},
        "28": {"says": "…", "setting": "Panel.of_nobody"},
        "32": {"says": "…", "setting": "Panel.youngest"},
    }
    assert [fault[:2] for fault in faults(planted, SETTINGS)] == ["27", "28"]
