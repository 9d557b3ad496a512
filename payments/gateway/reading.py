"""From what Stripe's library hands us to what we keep: amounts, moments, states, references."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from stripe import StripeObject

from payments.gateway.errors import UnexpectedAnswerError
from payments.money import Money, UnknownCurrencyError

State = TypeVar("State", bound=StrEnum)


def money(minor: int | None, currency: str | None) -> Money:
    """UnexpectedAnswerError for a currency that the ledger doesn't keep, or no amount at all."""
    if minor is None or currency is None:
        raise UnexpectedAnswerError("amount_missing")
    try:
        return Money(minor, currency.upper())
    except UnknownCurrencyError:
        raise UnexpectedAnswerError("currency_unknown") from None


def state(kind: type[State], value: str | None) -> State:
    try:
        return kind(value or "")
    except ValueError:
        raise UnexpectedAnswerError("state_unknown") from None


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def reference(field: str | StripeObject | None) -> str | None:
    """The identifier, whether Stripe left it as it is or expanded it into the object."""
    if field is None or isinstance(field, str):
        return field
    return str(field["id"])


def notes(metadata: StripeObject | None) -> Mapping[str, str]:
    return {} if metadata is None else {name: str(text) for name, text in metadata.to_dict().items()}
