"""What constraints can't say of thanks."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "thanks-after-success",
        "Nobody is thanked for a campaign that has not succeeded.",
        """
        SELECT t.campaign_id FROM thanks t JOIN campaign c ON c.id = t.campaign_id
        WHERE t.territory_id <> c.territory_id OR c.state NOT IN ('funded', 'paid_out')
        """,
    ),
)
