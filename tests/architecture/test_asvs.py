"""Each requirement of ASVS 5.0.0, levels 1 and 2, ends in a test, in a sentence, or is not about us."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.architecture.cases import TESTS, named_in

ASVS = tomllib.loads((TESTS / "asvs.toml").read_text())
KEYS = {"says", "tests", "told", "none", "left"}

LEVELS = {
    1: "22 1111122223 112222222223 222 123",
    2: "122 112 12223 23",
    3: "3 113 12223 11222233 11122333 3 22333",
    4: "12233 23333 22 1222",
    5: "2 112333 113 222",
    6: "122 111111112222 11223333 112233 22222333 2223 33 2222",
    7: "222 1111 22 11222 223 22",
    8: "1233 1123 133 23",
    9: "111 1222",
    10: "22 223 22223 1111122222233333 22222 22 222",
    11: "2233 22233 11233 1222 23 23 33",
    12: "12233 11 22223",
    13: "2333 222223 2233 1222233",
    14: "22 12223333 122",
    15: "12233 12233 1222222 3333",
    16: "2 22222 2222 222 2223",
    17: "23 22223333 22",
}
"""By chapter, the level of each requirement of each of its sections."""


def required() -> Iterator[tuple[str, int]]:
    for chapter, sections in LEVELS.items():
        for section, levels in enumerate(sections.split(), 1):
            for number, level in enumerate(levels, 1):
                yield f"V{chapter}.{section}.{number}", int(level)


def faults(listed: Mapping[str, Mapping[str, Any]], ids: Mapping[str, int]) -> Iterator[str]:
    """A sentence for each that is missing, not of the standard, or shows nothing that is there."""
    for name in {name for name, level in ids.items() if level < 3} - listed.keys():
        yield f"{name} is missing"
    for name, one in listed.items():
        if name not in ids:
            yield f"{name} is not of the standard"
        if not one.get("says") or not one.keys() <= KEYS:
            yield f"{name} is written otherwise"
        if not one.keys() - {"says"} or ("none" in one and len(one) > 2):
            yield f"{name} shows nothing, or something although it is not about us"
        for test in one.get("tests", ()):
            path, _, function = test.partition("::")
            if function not in named_in(path):
                yield f"{name}: there is no {test}"


def test_the_standard_has_as_many_as_it_says():
    assert Counter(level for _, level in required()) == {1: 70, 2: 183, 3: 92}


def test_each_is_on_the_list_with_what_shows_it():
    assert sorted(faults(ASVS, dict(required()))) == []


def test_what_is_planted_is_found():
    here = "architecture/test_asvs.py::test_what_is_planted_is_found"
    planted = {
        "a": {"says": "…", "tests": ["architecture/test_asvs.py::test_of_nothing"]},
        "b": {"says": "…"},
        "c": {"tests": [here]},
        "d": {"says": "…", "none": "…", "told": "…"},
        "e": {"says": "…", "tests": [here]},
        "f": {"says": "…", "told": "…"},
    }
    found = {fault[0] for fault in faults(planted, dict.fromkeys("abcdfg", 1) | {"h": 3})}
    assert found == set("abcdeg")
