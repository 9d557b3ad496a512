"""What people typed: kept as typed, read with an error beside each field that can't be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar.datastructures import UploadFile

from okote.platform.characters import is_written
from payments.errors import DomainError

MOST_DIGITS = 20
"""Of a whole number: more than any column holds, and few enough to be read."""

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Of days that people type: those at the ends of the calendar are no instant in every place."""


class MissingError(DomainError):
    code = "field_missing"


class TooLongError(DomainError):
    """`most`: characters allowed; `length`: characters typed."""

    code = "field_too_long"


class NotADateError(DomainError):
    code = "field_not_a_date"


class NotAChoiceError(DomainError):
    code = "field_not_a_choice"


class NotANumberError(DomainError):
    code = "field_not_a_number"


@dataclass(slots=True)
class Form:
    """A form being read: ask it for each field, then whether it is sound.

    `values` is what was typed, shown again as it was; `errors` holds one refusal a field, in the order
    in which the fields were asked for, so that the summary follows the page.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, DomainError] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return not self.errors

    def refuse(self, name: str, error: DomainError) -> None:
        """Put a refusal beside a field; the first one stays."""
        self.errors.setdefault(name, error)

    def raw(self, name: str) -> str:
        value = self.values.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def text(self, name: str, *, most: int, required: bool = True) -> str:
        """What people see, with all its spaces; control characters are dropped, line ends those of Unix."""
        text = self.raw(name).replace("\r\n", "\n")
        text = "".join(filter(is_written, text))
        if required and not text:
            self.refuse(name, MissingError())
        if len(text) > most:
            self.refuse(name, TooLongError(most=most, length=len(text)))
        return text

    def choice(self, name: str, choices: Sequence[str]) -> str:
        value = self.raw(name)
        if value not in choices:
            self.refuse(name, NotAChoiceError() if value else MissingError())
        return value

    async def file(self, name: str, *, required: bool = True) -> bytes:
        """All of what was sent with it; nothing where no file was chosen."""
        sent = self.values.get(name)
        data = await sent.read() if isinstance(sent, UploadFile) else b""
        if required and not data:
            self.refuse(name, MissingError())
        return data

    def ticked(self, name: str) -> bool:
        return bool(self.raw(name))

    def day(self, name: str) -> date | None:
        """A date as browsers send it, `2026-12-09`; years in which nobody here lives are slips."""
        value = self.raw(name)
        if not value:
            self.refuse(name, MissingError())
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found <= LATEST:
            self.refuse(name, NotADateError())
            return None
        return found

    def whole(self, name: str, *, least: int, most: int) -> int:
        value = self.raw(name)
        digits = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
        if not digits or not least <= int(value) <= most:
            self.refuse(name, NotANumberError(least=least, most=most) if value else MissingError())
            return least
        return int(value)
