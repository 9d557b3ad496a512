"""Committing from an envelope, changing what was committed, and noting that a partner has paid."""

from okote.funding.matching.service.amending import (
    AmendmentReasonMissingError,
    AmendmentTooLateError,
    amend_commitment,
    amendable,
    withdraw_commitment,
)
from okote.funding.matching.service.proving import add_proof
from okote.funding.matching.service.receiving import (
    FundsAlreadyReceivedError,
    FundsCalledOffError,
    ReceivedInFutureError,
    record_receipt,
)
from okote.funding.matching.service.signing import (
    CommitmentDetails,
    CommitmentExistsError,
    CommitmentTooLateError,
    sign_commitment,
)

__all__ = [
    "AmendmentReasonMissingError",
    "AmendmentTooLateError",
    "CommitmentDetails",
    "CommitmentExistsError",
    "CommitmentTooLateError",
    "FundsAlreadyReceivedError",
    "FundsCalledOffError",
    "ReceivedInFutureError",
    "add_proof",
    "amend_commitment",
    "amendable",
    "record_receipt",
    "sign_commitment",
    "withdraw_commitment",
]
