"""How many proofs of one payment are kept, and until when they are sent."""

from datetime import date

from payments.errors import DomainError

MOST_PROOFS = 5


class TooManyProofsError(DomainError):
    """Parameter: `most`."""

    code = "too_many_proofs"


class ProofTooLateError(DomainError):
    """The payment is recorded: what proved it stays as it is."""

    code = "proof_too_late"


def check_proof(received_on: date | None, *, sent: int) -> None:
    if received_on is not None:
        raise ProofTooLateError
    if sent >= MOST_PROOFS:
        raise TooManyProofsError(most=MOST_PROOFS)
