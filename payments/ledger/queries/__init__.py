"""What accounts hold and how it came there, derived from the postings at each question."""

from payments.ledger.queries.balances import balance, balances
from payments.ledger.queries.books import Moved, flows, journal, statement, turnovers
from payments.ledger.queries.entries import entries, entry_of, postings

__all__ = [
    "Moved",
    "balance",
    "balances",
    "entries",
    "entry_of",
    "flows",
    "journal",
    "postings",
    "statement",
    "turnovers",
]
