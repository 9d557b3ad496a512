"""Accounts as the French chart of accounts (plan comptable général) numbers them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from payments.errors import DomainError

LONGEST_NUMBER = 10
LONGEST = 100
"""Characters of a name."""

NUMBER = re.compile(r"[1-8][0-9]{2,9}")
"""The first digit is the class; auditors want three that the chart knows (LPF, art. A47 A-1, VII)."""

OF_A_YEAR = frozenset("67")
"""Classes of what is spent and earned: they begin each year at nothing."""


class NotAnAccountNumberError(DomainError):
    code = "account_number_malformed"


class AccountNumberTakenError(DomainError):
    """Parameters: `number`, and the `label` of the account that has it."""

    code = "account_number_taken"


@dataclass(frozen=True, slots=True)
class Account:
    number: str
    label: str

    @property
    def is_of_a_year(self) -> bool:
        return self.number[0] in OF_A_YEAR


@dataclass(frozen=True, slots=True)
class Chart:
    """`accounts` by family of the ledger's accounts; `unclassified` is the account of what is in none."""

    accounts: Mapping[str, Account]
    unclassified: Account
    family_of: Callable[[str], str | None]

    def account(self, address: str) -> Account:
        return self.accounts.get(self.family_of(address) or "", self.unclassified)

    def is_one_of_many(self, address: str) -> bool:
        """Whether other accounts of the ledger stand under the same number."""
        return self.family_of(address) != address


def check_number(number: str, others: Iterable[Account]) -> None:
    """NotAnAccountNumberError; AccountNumberTakenError, since two natures would be told as one."""
    if not NUMBER.fullmatch(number):
        raise NotAnAccountNumberError
    for other in others:
        if other.number == number:
            raise AccountNumberTakenError(number=number, label=other.label)
