"""What constraints can't say of questions."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "question-is-of-a-campaign-that-opened",
        "Questions are asked about campaigns of the same territory, once people could see them.",
        """
        SELECT q.id FROM question q JOIN campaign c ON c.id = q.campaign_id
        WHERE q.territory_id <> c.territory_id OR c.opens_at IS NULL OR q.asked_at < c.opens_at
           OR q.handled_at < q.asked_at
        """,
    ),
    Invariant(
        "question-keeps-nothing-for-closed-accounts",
        "What somebody asked stays without their name, and only where it was answered.",
        """
        SELECT q.id FROM question q JOIN person p ON p.id = q.person_id
        WHERE p.closed_at IS NOT NULL AND (q.public_name IS NOT NULL OR q.answer IS NULL)
        """,
    ),
)
