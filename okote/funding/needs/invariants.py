"""What constraints can't say of help."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "help-is-for-a-need-of-its-campaign",
        "Help, what it is for and the campaign are of the same territory.",
        """
        SELECT h.id FROM help h JOIN need n ON n.id = h.need_id JOIN campaign c ON c.id = n.campaign_id
        WHERE h.campaign_id <> n.campaign_id OR h.territory_id <> n.territory_id
           OR n.territory_id <> c.territory_id OR c.opens_at IS NULL OR h.offered_at < c.opens_at
        """,
    ),
    Invariant(
        "help-keeps-nothing-for-closed-accounts",
        "Who offered help and left is not known any more.",
        """
        SELECT h.id FROM help h JOIN person p ON p.id = h.person_id
        WHERE p.closed_at IS NOT NULL
          AND (h.status = 'offered' OR num_nonnulls(h.name, h.contact, h.message) > 0)
        """,
    ),
)
