"""Lists too long for one page.

Where rows keep coming, the latest stand first and each page begins after the last row of the one before, so
that nobody sees a row twice or misses one, whatever comes meanwhile. Where the order is another, pages have
numbers. An address that no page of ours has is refused as any that can't be read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from litestar.params import FromQuery, QueryParameter

Row = TypeVar("Row")

PAGE = 50
ONE_MORE = PAGE + 1
"""Rows that a query is asked for: the one more tells that there is another page."""

Before = FromQuery[UUID | None]
"""As a route asks for the row after which its page begins."""

Number = Annotated[int, QueryParameter(ge=1, le=1_000)]
"""As a route asks which page it is; reading on costs more with each."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page of a list, and what its address changes for the others: a value of None is left out of it.

    Where there is no such page, there is nothing at all.
    """

    rows: Sequence[Row]
    first: Mapping[str, object] | None = None
    previous: Mapping[str, object] | None = None
    next: Mapping[str, object] | None = None


def latest(
    found: Sequence[Row],
    before: object | None,
    *,
    name: str = "before",
    key: Callable[[Row], Any] = attrgetter("id"),
) -> Paged[Row]:
    """What came last, or last `before` a row by its key, of at most `ONE_MORE` rows in that order."""
    shown = found[:PAGE]
    return Paged(
        shown,
        first=None if before is None else {name: None},
        next={name: key(shown[-1])} if len(found) > PAGE else None,
    )


def numbered(found: Sequence[Row], number: int, most: int, *, name: str = "number") -> Paged[Row]:
    """The page of that number, of at most one row more than the `most` that it holds."""
    return Paged(
        found[:most],
        previous={name: number - 1} if number > 1 else None,
        next={name: number + 1} if len(found) > most else None,
    )
