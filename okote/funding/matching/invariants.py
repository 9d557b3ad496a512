"""What constraints can't say of commitments: nothing is promised twice, late, or from another's envelope."""

from payments.invariants import Invariant

IN_FORCE = """
        (SELECT s.*, coalesce(
            (SELECT a.ceiling_minor FROM commitment_amendment a WHERE a.commitment_id = s.id
             ORDER BY a.number DESC LIMIT 1), s.ceiling_minor) AS ceiling_in_force
         FROM commitment s)
"""
"""Commitments, each with its ceiling as amended since it was signed."""

INVARIANTS = (
    Invariant(
        "envelope-not-promised-twice",
        "What commitments hold of an envelope, but for calls that were called off, is at most what is in it.",
        f"""
        SELECT e.id, e.amount_minor, sum(
            CASE WHEN c.state = 'cancelled' AND f.received_on IS NULL THEN 0
                 WHEN c.state IN ('funded', 'paid_out', 'refunding', 'refunded', 'cancelled')
                 THEN coalesce(f.amount_minor, 0) ELSE s.ceiling_in_force END
        ) AS held_minor
        FROM envelope e
        JOIN {IN_FORCE} s ON s.envelope_id = e.id
        JOIN campaign c ON c.id = s.campaign_id
        LEFT JOIN funds_call f ON f.commitment_id = s.id
        GROUP BY e.id HAVING sum(
            CASE WHEN c.state = 'cancelled' AND f.received_on IS NULL THEN 0
                 WHEN c.state IN ('funded', 'paid_out', 'refunding', 'refunded', 'cancelled')
                 THEN coalesce(f.amount_minor, 0) ELSE s.ceiling_in_force END
        ) > e.amount_minor
        """,  # noqa: S608 (put together from what stands here)
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
        "A partner is called for its ceiling at most, for the whole of it where it promised a sum at once.",
        f"""
        SELECT f.commitment_id FROM funds_call f
        JOIN {IN_FORCE} s ON s.id = f.commitment_id
        WHERE f.amount_minor > s.ceiling_in_force
           OR (s.rule = 'lump' AND f.amount_minor <> s.ceiling_in_force)
           OR f.currency <> s.currency
           OR f.territory_id <> s.territory_id
        """,  # noqa: S608 (as above)
    ),
    Invariant(
        "commitment-amended-step-by-step",
        "Each amendment changes what was in force before it, in time, in the territory of its commitment.",
        """
        SELECT a.id FROM commitment_amendment a
        JOIN commitment s ON s.id = a.commitment_id
        JOIN campaign c ON c.id = s.campaign_id
        LEFT JOIN commitment_amendment b ON b.commitment_id = a.commitment_id AND b.number = a.number - 1
        WHERE a.before_minor <> coalesce(b.ceiling_minor, s.ceiling_minor) OR a.number > 1 AND b.id IS NULL
           OR a.signed_at < coalesce(b.signed_at, s.signed_at) OR a.signed_at >= c.ends_at
           OR (a.territory_id, a.campaign_id, a.currency) <> (s.territory_id, s.campaign_id, s.currency)
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
    Invariant(
        "funds-proof-is-of-its-territory",
        "A proof of payment is kept where the payment was asked for.",
        """
        SELECT p.id FROM funds_proof p JOIN funds_call f ON f.commitment_id = p.commitment_id
        WHERE p.territory_id <> f.territory_id OR p.sent_at < f.called_at
        """,
    ),
)
