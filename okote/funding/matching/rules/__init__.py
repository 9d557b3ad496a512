"""The law of matching: what partners may promise, what they owe on what is in force, when they are called."""

from okote.funding.matching.rules.amending import (
    AmendmentKind,
    CeilingBelowOwedError,
    CeilingUnchangedError,
    amendment,
    left_by_withdrawal,
)
from okote.funding.matching.rules.calls import FUNDS_DUE, FundsCallStatus, funds_call_status, funds_due_on
from okote.funding.matching.rules.promises import (
    MOST_DONORS,
    CeilingNotPositiveError,
    Commitment,
    Completion,
    Condition,
    ConditionOutOfRangeError,
    Lump,
    Measure,
    PerEuro,
    Promise,
    RateOutOfRangeError,
    Rule,
)
from okote.funding.matching.rules.standings import (
    Match,
    Matching,
    Pledged,
    Standing,
    brings,
    of_kind,
    on_donors,
)

__all__ = [
    "FUNDS_DUE",
    "MOST_DONORS",
    "AmendmentKind",
    "CeilingBelowOwedError",
    "CeilingNotPositiveError",
    "CeilingUnchangedError",
    "Commitment",
    "Completion",
    "Condition",
    "ConditionOutOfRangeError",
    "FundsCallStatus",
    "Lump",
    "Match",
    "Matching",
    "Measure",
    "PerEuro",
    "Pledged",
    "Promise",
    "RateOutOfRangeError",
    "Rule",
    "Standing",
    "amendment",
    "brings",
    "funds_call_status",
    "funds_due_on",
    "left_by_withdrawal",
    "of_kind",
    "on_donors",
]
