"""What constraints can't say of follows."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "subject-follow-ends-with-the-account",
        "Nobody whose account is closed follows anything, or is still to be told of anything.",
        """
        SELECT p.id FROM person p LEFT JOIN subject_follow f ON f.person_id = p.id
        LEFT JOIN digest d ON d.person_id = p.id LEFT JOIN subject_news n ON p.id IN (n.person_id, n.by)
        WHERE p.closed_at IS NOT NULL AND num_nonnulls(f.person_id, d.person_id, n.id) > 0
        """,
    ),
)
