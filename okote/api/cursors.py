"""Where a page of a list begins: said by the page before, sealed, so that nobody asks from elsewhere."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

from litestar.params import QueryParameter

from okote.web.pages import AnyRequest
from okote.web.seals import Seal
from payments.errors import DomainError

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

Cursor = Annotated[
    str | None,
    QueryParameter(max_length=300, description="`next` of the page before; none for the first page."),
]
"""As a route asks where its page begins."""


class Listing(Protocol[Row_co]):
    """A list, the latest first: at most so many rows, those before one where that is said."""

    async def __call__(self, *, before: UUID | None, most: int) -> Sequence[Row_co]: ...


class CursorInvalidError(DomainError):
    """Not one of ours, or of another list."""

    code = "cursor_invalid"


class Cursors:
    """Those of one list, by its name."""

    def __init__(self, seal: Seal, name: str) -> None:
        self._seal = seal
        self._name = name

    async def page(
        self, listing: Listing[Row], cursor: str | None, limit: int, key: Callable[[Row], UUID]
    ) -> tuple[Sequence[Row], str | None]:
        """That which begins at `cursor`, and where the next does, if there is one."""
        return self.cut(await listing(before=self.last(cursor), most=limit + 1), limit, key)

    def last(self, cursor: str | None) -> UUID | None:
        """The last row of the page before; CursorInvalidError for what no page of this list has said."""
        if cursor is None:
            return None
        try:
            opened = self._seal.opened(urlsafe_b64decode(cursor.encode()).decode())
        except (Error, ValueError):
            raise CursorInvalidError from None
        name, _, key = (opened or "").partition(" ")
        if name != self._name:
            raise CursorInvalidError
        return UUID(key)

    def cut(
        self, rows: Sequence[Row], limit: int, key: Callable[[Row], UUID]
    ) -> tuple[Sequence[Row], str | None]:
        """A page of at most one row more than `limit`, and where the next begins, if there is one."""
        if len(rows) <= limit:
            return rows, None
        sealed = self._seal.sealed(f"{self._name} {key(rows[limit - 1])}")
        return rows[:limit], urlsafe_b64encode(sealed.encode()).decode()


def cursors(request: AnyRequest, name: str) -> Cursors:
    seal: Any = request.app.state["cursors"]
    return Cursors(seal, name)
