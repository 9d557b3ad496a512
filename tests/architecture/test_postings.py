"""What each event posts is told in two places and done in a third: all three say the same."""

import ast
import re
from pathlib import Path

from okote.funding import accounts
from payments.reconciliation.accounts import ADJUSTED, MIRRORED

ROOT = Path(__file__).parents[2]
HEADING = "| event | kind | from | to | amount |"


def told(text: str) -> list[tuple[str, ...]]:
    """The postings of the table below the heading: kind, source, destination."""
    lines = text.partition(HEADING)[2].strip().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    postings, kind = [], ""
    for row in rows[1:]:
        if len(row) != 5 or "`" not in row[2]:
            break
        kind = row[1] or kind
        postings.append((kind.strip("`"), row[2], row[3]))
    return postings


def posted() -> set[str]:
    """Every `kind` that funding posts."""
    return {
        keyword.value.value
        for path in (ROOT / "okote" / "funding").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "post"
        for keyword in call.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }


README = told((ROOT / "README.md").read_text())


def test_the_readme_and_the_addresses_tell_the_same_postings():
    assert told(accounts.__doc__ or "") == README


def test_what_is_told_is_what_is_posted():
    assert {kind for kind, _, _ in README} == posted() | {MIRRORED, ADJUSTED}


def test_another_kind_or_another_account_would_be_seen():
    text = (ROOT / "README.md").read_text()

    assert told(text.replace("`pledge-paid`", "`fee-taken`")) != README
    assert told(re.sub("`operator:vat`", "`operator:taxes`", text)) != README
