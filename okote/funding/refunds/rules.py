"""Which refunds are done by transfer, which accounts can be paid, who may still name one, when we remind."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from payments.errors import DomainError


class BankRefundState(StrEnum):
    ASKED = "asked"  # its donor has not named an account yet
    READY = "ready"  # to be transferred
    ORDERED = "ordered"  # in a file for the operator's bank
    PAID = "paid"
    RETURNED = "returned"  # the bank sent it back: it is asked for anew
    WITHDRAWN = "withdrawn"  # asked of Stripe again, or the donor's bank has taken the money


S = BankRefundState

OPEN = frozenset({S.ASKED, S.READY, S.ORDERED})
"""Still owed."""


class NotAnIbanError(DomainError):
    """It is too short or too long for its country, or its check digits are wrong."""

    code = "iban_wrong"


class IbanElsewhereError(DomainError):
    """Parameter: `country`, outside the Single Euro Payments Area."""

    code = "iban_elsewhere"


class AccountFixedError(DomainError):
    """It is with the bank already."""

    code = "bank_refund_fixed"


class NotOrderedError(DomainError):
    code = "bank_refund_not_ordered"


class NothingToOrderError(DomainError):
    code = "bank_refunds_none"


class PaidInFutureError(DomainError):
    code = "bank_refund_in_future"


class DetailsUnreadableError(DomainError):
    """They were locked under another secret key."""

    code = "bank_details_unreadable"


_LENGTHS = (
    "AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28"
    " IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19"
    " SK24 SM27 VA22"
)
LENGTHS = {one[:2]: int(one[2:]) for one in _LENGTHS.split()}
"""Characters of an IBAN by country of the Single Euro Payments Area (SWIFT's IBAN registry; EPC409-09)."""

SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def iban(typed: str) -> str:
    """An account as banks write it, without blanks, where its check digits say that nothing is mistyped.

    ISO 13616: the first four characters moved to the end, letters as two digits from A = 10 on, the number is
    1 modulo 97 (ISO 7064). NotAnIbanError, IbanElsewhereError.
    """
    written = "".join(typed.split()).replace("-", "").upper()
    if not SHAPE.fullmatch(written) or not written.isascii():
        raise NotAnIbanError
    country = written[:2]
    number = int("".join(str(int(one, 36)) for one in written[4:] + written[:4]))
    if number % 97 != 1 or not 2 <= int(written[2:4]) <= 98:
        raise NotAnIbanError
    if country not in LENGTHS:
        raise IbanElsewhereError(country=country)
    if len(written) != LENGTHS[country]:
        raise NotAnIbanError
    return written


def masked(account: str) -> str:
    """As its owner knows it again, and nobody else can use it: the country and the last four characters."""
    return f"{account[:2]}•• •••• {account[-4:]}"


@dataclass(frozen=True, slots=True)
class Details:
    """Whose account, as banks know them."""

    name: str
    account: str

    @property
    def words(self) -> str:
        return f"{self.account} {self.name}"

    @classmethod
    def read(cls, words: str) -> "Details":
        account, _, name = words.partition(" ")
        return cls(name, account)


FRESH = timedelta(minutes=15)
"""Since when somebody may have signed in to be shown the form, so that nobody else sits at their screen."""

FILLED_IN = timedelta(minutes=60)
"""The same of what is then sent, so that nothing typed is lost."""


def is_fresh(opened_at: datetime | None, at: datetime, within: timedelta = FRESH) -> bool:
    return opened_at is not None and at - opened_at <= within


REMINDERS = (timedelta(days=14), timedelta(days=60))
"""After which a donor who named no account is written to once more; then it is kept for them."""


def reminders_due(owed_at: datetime, at: datetime) -> int:
    """How many reminders should have gone by now."""
    return sum(at - owed_at >= after for after in REMINDERS)
