"""Tables of edge cases: each ends in a test, a setting, or on the list of what is left to later work."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]


@cache
def named_in(path):
    file = TESTS / path
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module(body=[])
    return {
        node.name
        for owner in ast.walk(tree)
        if isinstance(owner, ast.Module | ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def faults(
    cases: Mapping[str, Mapping[str, Any]], settings: Collection[str], later: Collection[str] = ()
) -> Iterator[str]:
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
        if setting and setting not in settings:
            yield f"{number}: there is no {setting}"
        if left_to and left_to not in later:
            yield f"{number}: there is no {left_to}"
