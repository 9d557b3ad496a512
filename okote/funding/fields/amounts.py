"""An amount as people type it, read without ever guessing."""

import re

from payments.errors import DomainError
from payments.money import Money

LEAST_AMOUNT = Money.of("0.50")
"""Stripe charges no less in euros (docs.stripe.com/currencies)."""

MOST_AMOUNT = Money.of("999999.99")
"""Stripe takes amounts of eight digits at most (docs.stripe.com/currencies)."""

DECIMAL_MARK = {"fr": ",", "de": ",", "en": "."}


class AmountError(DomainError):
    """Any reason to refuse what was typed; the form shows its sentence beside the field."""


class AmountEmptyError(AmountError):
    code = "amount_empty"


class AmountNotANumberError(AmountError):
    code = "amount_not_a_number"


class AmountAmbiguousError(AmountError):
    """Parameters: the two ways to read it, `large` ("1.000" is a thousand) and `small` (it is one)."""

    code = "amount_ambiguous"


class AmountTooPreciseError(AmountError):
    code = "amount_too_precise"


class AmountNegativeError(AmountError):
    code = "amount_negative"


class AmountZeroError(AmountError):
    code = "amount_zero"


class AmountBelowLeastError(AmountError):
    """Parameter: `least`."""

    code = "amount_below_least"


class AmountTooLargeError(AmountError):
    """Parameter: `most`."""

    code = "amount_too_large"


_CURRENCY = re.compile(r"^(?:€|EUR\b) ?| ?(?:€|EUR|euros?)$", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<sign>[-−–]?) ?(?P<figures>[0-9][0-9 .,'’]*)")
_MARK_AND_THREE = re.compile(r"(?P<lead>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<three>[0-9]{3})")
_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]*))?")
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<group>[ .,'’])[0-9]{3}(?:(?P=group)[0-9]{3})*)"
    r"(?:(?!(?P=group))[.,](?P<decimals>[0-9]*))?"
)


def parse_amount(text: str, *, least: Money, language: str) -> Money:
    """Read what a person typed in a field in euros, or say which of eight things is wrong with it.

    Point and comma are both taken as the decimal mark where two digits or fewer follow; spaces of
    every width, points, commas and apostrophes may group thousands. A single mark before three
    digits is a third decimal if it is the decimal mark of the reader's language, and otherwise
    ambiguous: it is asked about, since being wrong would cost a thousand times the gift.
    """
    typed = _CURRENCY.sub("", " ".join(text.split()))
    if not typed:
        raise AmountEmptyError
    signed = _SIGNED.fullmatch(typed)
    if signed is None:
        raise AmountNotANumberError
    if signed["sign"] and re.search("[1-9]", typed):
        raise AmountNegativeError
    return _within(_read(signed["figures"], language), max(least, LEAST_AMOUNT))


def _read(figures: str, language: str) -> Money:
    found = _MARK_AND_THREE.fullmatch(figures)
    if found and found["mark"] != DECIMAL_MARK[language]:
        large = Money.of(found["lead"] + found["three"])
        raise AmountAmbiguousError(large=large, small=Money.of(f"{found['lead']}.{found['three'][:2]}"))
    read = _PLAIN.fullmatch(figures) or _GROUPED.fullmatch(figures)
    if read is None:
        raise AmountNotANumberError
    whole, decimals = re.sub("[^0-9]", "", read["whole"]).lstrip("0"), read["decimals"] or ""
    if len(decimals) > 2:
        raise AmountTooPreciseError
    if len(whole) > len(str(MOST_AMOUNT.minor)):
        raise AmountTooLargeError(most=MOST_AMOUNT)  # int() itself refuses thousands of digits
    return Money(int(whole or "0") * 100 + int(decimals.ljust(2, "0")))


def _within(amount: Money, least: Money) -> Money:
    if not amount:
        raise AmountZeroError
    if amount < least:
        raise AmountBelowLeastError(least=least)
    if amount > MOST_AMOUNT:
        raise AmountTooLargeError(most=MOST_AMOUNT)
    return amount
