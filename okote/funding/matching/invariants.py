"""What constraints can't say of commitments: nothing is promised twice, late, or from another's envelope."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "envelope-not-promised-twice",
        "What commitments hold of an envelope is at most what is in it.",
        """
        SELECT e.id, e.amount_minor, sum(
            CASE WHEN c.state IN ('funded', 'paid_out', 'refunding', 'refunded', 'cancelled')
                 THEN coalesce(f.amount_minor, 0) ELSE s.ceiling_minor END
        ) AS held_minor
        FROM envelope e
        JOIN commitment s ON s.envelope_id = e.id
        JOIN campaign c ON c.id = s.campaign_id
        LEFT JOIN funds_call f ON f.commitment_id = s.id
        GROUP BY e.id HAVING sum(
            CASE WHEN c.state IN ('funded', 'paid_out', 'refunding', 'refunded', 'cancelled')
                 THEN coalesce(f.amount_minor, 0) ELSE s.ceiling_minor END
        ) > e.amount_minor
        """,
    ),
    Invariant(
        "commitment-from-the-partner-s-own-envelope",
        "A commitment draws on an envelope of its own partner, in the territory of the campaign.",
        """
        SELECT s.id FROM commitment s
        JOIN envelope e ON e.id = s.envelope_id
        JOIN partner p ON p.id = s.partner_id
        JOIN campaign c ON c.id = s.campaign_id
        WHERE e.partner_id <> s.partner_id
           OR NOT s.territory_id = ALL (ARRAY[e.territory_id, p.territory_id, c.territory_id])
        """,
    ),
    Invariant(
        "commitment-signed-before-the-campaign-opened",
        "What partners promise is said before anyone gives.",
        """
        SELECT s.id FROM commitment s
        JOIN campaign_step t ON t.campaign_id = s.campaign_id AND t.state = 'live'
        WHERE s.signed_at >= t.at
        """,
    ),
    Invariant(
        "funds-call-within-its-ceiling",
        "A partner is called for its ceiling at most, in the same currency.",
        """
        SELECT f.commitment_id FROM funds_call f
        JOIN commitment s ON s.id = f.commitment_id
        WHERE f.amount_minor > s.ceiling_minor OR f.currency <> s.currency
           OR f.territory_id <> s.territory_id
        """,
    ),
    Invariant(
        "funds-received-are-in-the-ledger",
        "A call is marked as received if and only if the ledger says so, for the same amount.",
        """
        SELECT f.commitment_id FROM funds_call f
        JOIN territory t ON t.id = f.territory_id
        LEFT JOIN ledger_entry e ON e.book = t.book AND e.key = 'match-received:' || f.commitment_id
        LEFT JOIN ledger_posting p ON p.book = e.book AND p.entry_id = e.id
        WHERE (f.received_on IS NULL) <> (e.id IS NULL) OR p.amount_minor <> f.amount_minor
        """,
    ),
)
