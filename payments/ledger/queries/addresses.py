"""Accounts by where they lie: an address stands for itself and for what is under it."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped

from payments.ledger.rules import check_address


def under(account: Mapped[str], prefix: str) -> ColumnElement[bool]:
    """At the address or under it. As a range, which the index serves: `;` follows `:` in ASCII."""
    check_address(prefix)
    return or_(account == prefix, account.between(f"{prefix}:", f"{prefix};"))
