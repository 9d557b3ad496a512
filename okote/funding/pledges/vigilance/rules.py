"""Who is to be looked at, and what may be made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from payments.errors import DomainError
from payments.money import Money

ROLLING = timedelta(days=365)
"""Over which a donor's payments are summed: fractions reach a sum as one payment would (funding.md, R10)."""


class DonorFrozenError(DomainError):
    """Says nothing of why: nobody is told that they are looked at."""

    code = "donor_frozen"


class NotFrozenError(DomainError):
    """Only who is frozen can be released."""

    code = "donor_not_frozen"


class StillFrozenError(DomainError):
    """Who is frozen is released, and nothing else."""

    code = "donor_still_frozen"


@dataclass(frozen=True, slots=True)
class Donor:
    """Someone in their own name, or a body by its number, whoever gives for it."""

    person_id: UUID | None = None
    kind: IdentifierKind | None = None
    number: str | None = None


class Registered(Protocol):
    """A body, wherever it stands."""

    @property
    def identifier(self) -> HolderIdentifier: ...


def of_body(body: Registered) -> Donor:
    return Donor(None, body.identifier.kind, body.identifier.number)


def donors(person_id: UUID, body: Registered | None) -> list[Donor]:
    """Who gives, and in whose name."""
    return [Donor(person_id), *([of_body(body)] if body is not None else [])]


def to_look_at(
    total: Money, above: Money | None, *, paid_at: datetime, seen_at: datetime | None, frozen: bool
) -> bool:
    """At the sum or above, until someone has looked; each later payment asks again, unless it is frozen.

    `paid_at` is the donor's latest payment, `seen_at` when someone looked last.
    """
    if frozen or above is None or total < above:
        return False
    return seen_at is None or paid_at > seen_at


def check_outcome(*, frozen: bool, released: bool) -> None:
    """NotFrozenError, StillFrozenError: no look lets a donor give again by the way."""
    if released and not frozen:
        raise NotFrozenError
    if frozen and not released:
        raise StillFrozenError
