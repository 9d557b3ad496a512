"""What must hold of what takes two people."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "approval-is-on-record",
        "What was approved or refused stands in the audit trail, by whoever decided.",
        """
        SELECT a.id FROM approval a
        WHERE a.decided_by IS NOT NULL AND NOT EXISTS (
            SELECT FROM audit_entry e
            WHERE e.territory_id = a.territory_id AND e.subject_id = a.id AND e.person_id = a.decided_by
        )
        """,
    ),
)
