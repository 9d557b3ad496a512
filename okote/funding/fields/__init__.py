"""What people type in the forms of funding, read without ever guessing."""

from okote.funding.fields.reading import (
    NotAPercentageError,
    NotARateError,
    amount,
    as_typed,
    chosen,
    day,
    email,
    names,
    percentage,
    percentage_as_typed,
    rate,
    reference,
)

__all__ = [
    "NotAPercentageError",
    "NotARateError",
    "amount",
    "as_typed",
    "chosen",
    "day",
    "email",
    "names",
    "percentage",
    "percentage_as_typed",
    "rate",
    "reference",
]
