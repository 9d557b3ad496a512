"""What partners promised, what they owe on what is in force, what envelopes still hold."""

from okote.funding.matching.queries.ceilings import amendments_of
from okote.funding.matching.queries.commitments import (
    Filled,
    NamedCommitment,
    commitment_in,
    commitments,
    filled,
    reservations,
    unpaid_calls,
    without_commitment,
)
from okote.funding.matching.queries.own import gives_itself, promised_by, signed_itself
from okote.funding.matching.queries.sums import Sums, counted_pledges, matched, paid_before, sums_of

__all__ = [
    "Filled",
    "NamedCommitment",
    "Sums",
    "amendments_of",
    "commitment_in",
    "commitments",
    "counted_pledges",
    "filled",
    "gives_itself",
    "matched",
    "paid_before",
    "promised_by",
    "reservations",
    "signed_itself",
    "sums_of",
    "unpaid_calls",
    "without_commitment",
]
