"""What Stripe takes, so that a person is told before anything is sent.

Sources: docs.stripe.com/currencies (least and most amounts), docs.stripe.com/api/metadata,
docs.stripe.com/get-started/account/statement-descriptors, docs.stripe.com/api/idempotent_requests,
docs.stripe.com/rate-limits.
"""

import re
import unicodedata
from collections.abc import Mapping

from payments.errors import DomainError
from payments.money import Money

LEAST = Money(50)
MOST = Money(99_999_999)
"""Stripe takes at least half a euro, and amounts of at most eight digits."""

DESCRIPTOR_LENGTH = 22
PART_LENGTH = 10
"""A prefix (the seller's) and a suffix (the payment's) of ten each fit with the `* ` between them."""

CALLS_IN_LIVE_MODE, CALLS_IN_TEST_MODE = 100, 25
"""That Stripe takes in a second of one account."""

KEY_LENGTH = 255
METADATA_ENTRIES, METADATA_NAME, METADATA_VALUE = 50, 40, 500

NOT_IN_DESCRIPTORS = re.compile(r"""[^A-Z0-9 .,&/+-]""")


class AmountNotPayableError(DomainError):
    """Stripe would not take this amount: `least` and `most` say what it takes."""

    code = "amount_not_payable"


def check_payable(amount: Money) -> None:
    if not LEAST <= amount <= MOST:
        raise AmountNotPayableError(amount=amount, least=LEAST, most=MOST)


def statement_suffix(text: str) -> str | None:
    """What a bank statement can say of it: capitals without accents, ten at most.

    Stripe wants one letter at least, so what has none gives no suffix. A prefix is made the same way.
    """
    folded = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).upper()
    part = " ".join(NOT_IN_DESCRIPTORS.sub(" ", plain).split())[:PART_LENGTH].rstrip()
    return part if re.search("[A-Z]", part) else None


def statement_line(prefix: str, suffix: str | None) -> str:
    """What the payer reads on their bank's statement."""
    return prefix if suffix is None else f"{prefix}* {suffix}"[:DESCRIPTOR_LENGTH]


def check_key(key: str) -> None:
    """An idempotency key comes from one of our rows; an empty or overlong one is our mistake."""
    if not 0 < len(key) <= KEY_LENGTH:
        raise ValueError("an idempotency key has between 1 and 255 characters")


def check_metadata(metadata: Mapping[str, str]) -> None:
    fits = len(metadata) <= METADATA_ENTRIES and all(
        0 < len(name) <= METADATA_NAME
        and "[" not in name
        and "]" not in name
        and len(value) <= METADATA_VALUE
        for name, value in metadata.items()
    )
    if not fits:
        raise ValueError("metadata: at most 50 entries, names of 40 characters, values of 500")
