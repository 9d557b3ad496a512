"""An envelope is never promised twice: what commitments hold of it, and what returns to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from payments.errors import DomainError
from payments.money import Money, total


class PartnerKind(StrEnum):
    """A public body, or a company or foundation."""

    PUBLIC = "public"
    PRIVATE = "private"


class ReservationNotPositiveError(DomainError):
    code = "reservation_not_positive"


class EnvelopeExceededError(DomainError):
    """Parameters: `ceiling` that was asked, `available` in the envelope."""

    code = "envelope_exceeded"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one signed commitment holds of an envelope.

    `used` is None until the campaign is over, then what was called for: nothing where it failed.
    """

    ceiling: Money
    used: Money | None = None

    @property
    def held(self) -> Money:
        """The whole ceiling from the signature on, so that no pledge ever finds the envelope empty."""
        return self.ceiling if self.used is None else self.used


def available(envelope: Money, reservations: Sequence[Reservation]) -> Money:
    """What may still be promised; one row lock on the envelope makes it true (funding.md, 5.9)."""
    return envelope - total([reservation.held for reservation in reservations], envelope.currency)


def check_reservable(envelope: Money, reservations: Sequence[Reservation], ceiling: Money) -> None:
    """A commitment is signed only if the envelope covers its whole ceiling."""
    if ceiling <= Money.zero(ceiling.currency):
        raise ReservationNotPositiveError
    left = available(envelope, reservations)
    if ceiling > left:
        raise EnvelopeExceededError(ceiling=ceiling, available=left)
