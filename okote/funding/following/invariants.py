"""What constraints can't say of follows."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "follow-ends-with-the-account",
        "Nobody whose account is closed follows anything.",
        """
        SELECT f.person_id, f.campaign_id FROM follow f JOIN person p ON p.id = f.person_id
        WHERE p.closed_at IS NOT NULL
        """,
    ),
)
