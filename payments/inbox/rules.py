"""Which of our rows an event is about, read from its body; what it says of them is not read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from payments.errors import DomainError


class Source(StrEnum):
    """About our own account, or about a connected one: two endpoints, with a secret each."""

    PLATFORM = "platform"
    CONNECT = "connect"


class Target(StrEnum):
    """What is asked of Stripe again because of an event."""

    PAYMENT = "payment"
    RETURNS = "returns"  # what went back of a payment
    DISPUTES = "disputes"  # what banks and card networks say of it
    OPERATION = "operation"
    ACCOUNT = "account"
    NOTHING = "nothing"


class Remark(StrEnum):
    """Why an event led to nothing, for a person to see."""

    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_OBJECT = "unknown_object"


class WrongModeError(DomainError):
    """Play money where we deal in real, or the other way round."""

    code = "wrong_mode"


TYPES = (
    ("checkout.session.", Target.PAYMENT),
    ("payment_intent.", Target.PAYMENT),
    ("charge.dispute.", Target.DISPUTES),
    ("radar.early_fraud_warning.", Target.DISPUTES),
    ("charge.refund.", Target.OPERATION),
    ("charge.refunded", Target.RETURNS),
    ("charge.", Target.PAYMENT),
    ("refund.", Target.OPERATION),
    ("transfer.", Target.OPERATION),
    ("payout.", Target.OPERATION),
    ("account.updated", Target.ACCOUNT),
    ("account.application.deauthorized", Target.ACCOUNT),
    ("account.external_account.", Target.ACCOUNT),
    ("capability.", Target.ACCOUNT),
    ("person.", Target.ACCOUNT),
    ("balance.available", Target.NOTHING),
)
"""Beginnings of types, the first that fits decides."""


def target(event_type: str) -> Target | None:
    """None of a type that we know nothing about."""
    return next((asked for beginning, asked in TYPES if event_type.startswith(beginning)), None)


@dataclass(frozen=True, slots=True)
class News:
    """Which object changed; our own identifiers as we once wrote them on it, so to be checked."""

    object_type: str
    object_id: str | None
    intent_id: str | None
    account_id: str | None
    payment_id: UUID | None
    operation_id: UUID | None

    def concerns(self, payment_id: UUID, session_id: str | None, intent_id: str | None) -> bool:
        """By Stripe's identifiers; by our note only while the payment has not learnt of these."""
        learnt = session_id if self.object_type == "checkout.session" else intent_id
        return (
            (session_id is not None and session_id == self.object_id)
            or (intent_id is not None and intent_id == self.intent_id)
            or (learnt is None and payment_id == self.payment_id)
        )


def news(event: dict[str, Any]) -> News:
    """Of a connected account's events, the account is named beside the object."""
    subject = event["data"]["object"]
    kind, object_id = subject["object"], subject.get("id")
    notes = subject.get("metadata") or {}
    intent = object_id if kind == "payment_intent" else subject.get("payment_intent")
    return News(
        object_type=kind,
        object_id=object_id,
        intent_id=intent if isinstance(intent, str) else None,
        account_id=event.get("account") or (object_id if kind == "account" else None),
        payment_id=_identifier(notes.get("payment_id")),
        operation_id=_identifier(notes.get("operation_id")),
    )


def _identifier(note: object) -> UUID | None:
    try:
        return UUID(str(note))
    except ValueError:
        return None
