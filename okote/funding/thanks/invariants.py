"""What constraints can't say of thanks."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "thanks-after-success",
        "Nobody is thanked for a campaign that has not succeeded, whatever became of it since.",
        """
        SELECT t.campaign_id FROM thanks t JOIN campaign c ON c.id = t.campaign_id
        WHERE t.territory_id <> c.territory_id OR c.state NOT IN ('funded', 'paid_out')
          AND NOT EXISTS (SELECT FROM closing d WHERE d.campaign_id = c.id AND d.decision = 'funded')
        """,
    ),
    Invariant(
        "donor-thanked-for-their-own",
        "Who is thanked gave to that campaign.",
        """
        SELECT t.id FROM donor_thanks t JOIN pledge p ON p.id = t.pledge_id
        WHERE (p.campaign_id, p.territory_id, p.person_id) <> (t.campaign_id, t.territory_id, t.person_id)
           OR p.paid_at IS NULL
        """,
    ),
)
