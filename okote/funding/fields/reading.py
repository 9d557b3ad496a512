"""Amounts, shares, days and names as people type them in the forms of the back office.

Each puts its refusal beside the field and answers something harmless, as `Form` does.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from okote.funding.fields.amounts import DECIMAL_MARK, parse_amount
from okote.identity import addresses
from okote.web.forms import Form, NotADateError
from payments.errors import DomainError
from payments.money import BASIS_POINTS, Money

CENT = Money(1)

Word = TypeVar("Word", bound=StrEnum)


class NotAPercentageError(DomainError):
    code = "not_a_percentage"


class NotARateError(DomainError):
    code = "not_a_rate"


def names(form: Form, languages: Iterable[str], *, most: int) -> dict[str, str]:
    """Of one thing, in each language of a territory."""
    return {language: form.text(f"name-{language}", most=most) for language in languages}


def amount(form: Form, name: str, *, language: str, required: bool = True) -> Money | None:
    """An amount in euros; None where it is empty and may be, or can't be read."""
    if not required and not form.raw(name):
        return None
    try:
        return parse_amount(form.raw(name), least=CENT, language=language)
    except DomainError as error:
        form.refuse(name, error)
        return None


def percentage(form: Form, name: str) -> int:
    """In basis points: "7,5" is 750."""
    share = _decimal(form.raw(name).removesuffix("%").rstrip())
    if share is None or share > 100:
        form.refuse(name, NotAPercentageError())
        return 0
    return int(share * (BASIS_POINTS // 100))


def rate(form: Form, name: str) -> int:
    """Euros added to each euro, in basis points: "0,5" is 5 000. The rules then say how much is too much."""
    added = _decimal(form.raw(name))
    if added is None:
        form.refuse(name, NotARateError())
        return 0
    return int(added * BASIS_POINTS)


def _decimal(typed: str) -> Decimal | None:
    """Point or comma, two decimals at most, no sign."""
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,2})?", typed):
        return None
    return Decimal(typed.replace(",", "."))


def day(form: Form, name: str, *, required: bool = True) -> date | None:
    """A day of this century; others are slips, and the calendar's ends would break the arithmetic."""
    if not required and not form.raw(name):
        return None
    found = form.day(name)
    if found is not None and not 2000 <= found.year < 2100:
        form.refuse(name, NotADateError())
        return None
    return found


def chosen(form: Form, name: str, words: type[Word]) -> Word | None:
    """One of a few; None where nothing was chosen yet."""
    if not form.raw(name):
        return None
    value = form.choice(name, [word.value for word in words])
    return None if name in form.errors else words(value)


def reference(form: Form, name: str, among: set[UUID]) -> UUID | None:
    """One of those offered; None where nothing was chosen yet, or something that was not offered."""
    if not form.raw(name):
        return None
    value = form.choice(name, [str(one) for one in among])
    return None if name in form.errors else UUID(value)


def email(form: Form, name: str) -> str:
    """An address to which mails are sent, as the house keeps it."""
    typed = form.text(name, most=addresses.LONGEST)
    try:
        return addresses.normalised(typed) if typed else ""
    except DomainError as error:
        form.refuse(name, error)
        return typed


def as_typed(money: Money, language: str) -> str:
    """An amount as someone would type it, so that a form can show what is saved."""
    figures = str(money.major).removesuffix(".00")
    return figures.replace(".", DECIMAL_MARK[language])


def percentage_as_typed(basis_points: int, language: str) -> str:
    """750 is "7,5"."""
    figures = f"{Decimal(basis_points) / 100:f}"
    figures = figures.rstrip("0").rstrip(".") if "." in figures else figures
    return figures.replace(".", DECIMAL_MARK[language])
