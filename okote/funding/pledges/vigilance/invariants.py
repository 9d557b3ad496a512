"""What must hold of donors who are frozen."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "frozen-donor-begins-nothing",
        "While a donor is frozen, no contribution of theirs is begun.",
        """
        SELECT p.id FROM donor_review r
        JOIN pledge p ON p.territory_id = r.territory_id AND p.created_at > r.at
        LEFT JOIN pledge_body b ON b.pledge_id = p.id
        WHERE r.outcome = 'frozen'
          AND (p.person_id = r.person_id AND b.pledge_id IS NULL OR b.kind = r.kind AND b.number = r.number)
          AND NOT EXISTS (
              SELECT FROM donor_review later
              WHERE later.territory_id = r.territory_id AND later.outcome = 'released'
                AND later.at BETWEEN r.at AND p.created_at
                AND (later.person_id = r.person_id OR later.kind = r.kind AND later.number = r.number)
          )
        """,
    ),
)
