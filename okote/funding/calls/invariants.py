"""What constraints can't say of calls and the campaigns that answer them."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "call-is-of-the-territory-of-its-campaigns",
        "A campaign answers a call of its own territory, which everyone may read.",
        """
        SELECT c.id FROM campaign c JOIN call k ON k.id = c.call_id
        WHERE k.territory_id <> c.territory_id OR k.published_at IS NULL
        """,
    ),
    Invariant(
        "call-had-its-applications-in-time",
        "What answers a call was sent in between its first and its last instant; until then it is a draft.",
        """
        SELECT c.id FROM campaign c JOIN call k ON k.id = c.call_id
        WHERE c.applied_at < k.opens_at OR c.applied_at >= k.closes_at
           OR (c.applied_at IS NULL AND c.state NOT IN ('draft', 'cancelled'))
        """,
    ),
)
