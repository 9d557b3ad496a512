"""Lists, a page at a time."""

from dataclasses import dataclass

import pytest

from okote.web.pagination import ONE_MORE, PAGE, Paged, latest, numbered


@dataclass
class Row:
    id: int


def rows(count: int) -> list[Row]:
    """The latest first."""
    return [Row(number) for number in range(count, 0, -1)]


@pytest.mark.parametrize(
    ("found", "before", "expected"),
    [
        (rows(0), None, Paged([])),
        (rows(PAGE), None, Paged(rows(PAGE))),
        (rows(ONE_MORE), None, Paged(rows(ONE_MORE)[:PAGE], next={"before": 2})),
        (rows(ONE_MORE), 52, Paged(rows(ONE_MORE)[:PAGE], first={"before": None}, next={"before": 2})),
        (rows(0), 1, Paged([], first={"before": None})),
    ],
)
def test_a_page_of_the_latest_ends_where_the_next_begins(found, before, expected):
    assert latest(found, before) == expected


@pytest.mark.parametrize(
    ("found", "number", "expected"),
    [
        ("", 1, Paged("")),
        ("ab", 1, Paged("ab")),
        ("abc", 1, Paged("ab", next={"number": 2})),
        ("abc", 2, Paged("ab", previous={"number": 1}, next={"number": 3})),
        ("a", 3, Paged("a", previous={"number": 2})),
    ],
)
def test_numbered_pages(found, number, expected):
    assert numbered(found, number, most=2) == expected


@pytest.mark.parametrize(
    ("list_", "asked"),
    [
        ("ledger/entries", "before=x"),
        ("stripe", "failed=0"),
        ("stripe/inbox", "before=-1"),
        ("work", "mail=%00"),
        ("work", "job=x"),
        ("work", f"job={10**30}"),
    ],
)
async def test_an_address_that_no_page_has_can_not_be_read(lea, only_territory, list_, asked):
    assert (await lea.get(f"/en/back-office/{list_}")).status_code == 200
    answer = await lea.get(f"/en/back-office/{list_}?{asked}")
    assert answer.status_code == 400
    assert "something in it that we could not read" in answer.text
