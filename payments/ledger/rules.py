"""What may be recorded: positive amounts between two accounts, each input known by its hash."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from payments.errors import DomainError
from payments.money import CurrencyMismatchError, Money

LONGEST = 200
ADDRESS = re.compile(r"[a-z0-9-]+(:[a-z0-9-]+)*")
KIND = re.compile(r"[a-z0-9][a-z0-9._:-]*")
REVERSAL = "reversal"


class IdempotencyConflictError(DomainError):
    """The key has already recorded something else."""

    code = "idempotency_conflict"


class AlreadyReversedError(DomainError):
    """An entry is reversed at most once."""

    code = "already_reversed"


def check_address(address: str) -> None:
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise ValueError(f"not the address of an account: {address!r}")


@dataclass(frozen=True, slots=True)
class Posting:
    """So much leaves `source` (credited) and enters `destination` (debited)."""

    source: str
    destination: str
    amount: Money

    def __post_init__(self) -> None:
        check_address(self.source)
        check_address(self.destination)
        if self.source == self.destination:
            raise ValueError(f"nothing moves from {self.source} to itself")
        if self.amount.minor <= 0:
            raise ValueError("a posting is positive: swap its accounts instead")

    def mirrored(self) -> "Posting":
        return Posting(self.destination, self.source, self.amount)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an entry will say, apart from where, under which key and when."""

    kind: str
    postings: Sequence[Posting]
    reference: UUID | None = None
    reverses: UUID | None = None

    def __post_init__(self) -> None:
        if len(self.kind) > LONGEST or not KIND.fullmatch(self.kind):
            raise ValueError(f"not a kind of entry: {self.kind!r}")
        if not self.postings:
            raise ValueError("an entry moves something")
        for posting in self.postings[1:]:
            if posting.amount.currency != self.postings[0].amount.currency:
                raise CurrencyMismatchError(
                    left=self.postings[0].amount.currency, right=posting.amount.currency
                )

    @property
    def digest(self) -> str:
        """SHA-256 of the draft as canonical JSON (sorted keys, no spaces), in hexadecimal.

        The moment is not part of it: the same job, run again later, asks for the same thing. Kinds and
        addresses need no escapes, so PostgreSQL can prove the digest too (`invariants.py`).
        """
        content = {
            "kind": self.kind,
            "postings": [
                {
                    "amount": posting.amount.minor,
                    "currency": posting.amount.currency,
                    "destination": posting.destination,
                    "source": posting.source,
                }
                for posting in self.postings
            ],
            "reference": self.reference and str(self.reference),
            "reverses": self.reverses and str(self.reverses),
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()


def reversal(entry: UUID, postings: Sequence[Posting], reference: UUID | None) -> Draft:
    """The entry's mirror: posting by posting, the same amount back."""
    return Draft(REVERSAL, [posting.mirrored() for posting in postings], reference, reverses=entry)


@dataclass(frozen=True, slots=True)
class Turnover:
    """What entered an account (debit) and what left it (credit)."""

    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """What entered less what left."""
        return self.debit - self.credit

    def __add__(self, other: "Turnover") -> "Turnover":
        return Turnover(self.debit + other.debit, self.credit + other.credit)


NOTHING_MOVED = Turnover(Money.zero(), Money.zero())
