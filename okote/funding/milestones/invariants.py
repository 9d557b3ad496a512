"""What constraints can't say of milestones."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "milestone-while-its-campaign-was-open",
        "What is told of a campaign on its way is told while it is open, a day apart at least.",
        """
        SELECT m.id FROM campaign_milestone m JOIN campaign c ON c.id = m.campaign_id
        WHERE c.opens_at IS NULL OR m.at < c.opens_at OR m.at >= c.ends_at
           OR EXISTS (
               SELECT FROM campaign_milestone o
               WHERE o.campaign_id = m.campaign_id AND o.id <> m.id
                 AND o.at <= m.at AND o.at > m.at - interval '1 day'
           )
        """,
    ),
    Invariant(
        "milestone-of-a-threshold-that-was-reached",
        "Nobody is told that a threshold is reached which was not.",
        "SELECT m.id FROM campaign_milestone m WHERE m.milestone = 'threshold' AND NOT m.reached",
    ),
)
