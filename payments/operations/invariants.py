"""What constraints can't say of payments and operations, for it takes several rows."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "payments-refunds-within-paid",
        "The refunds of a payment that have not failed never exceed what came.",
        """
        SELECT p.id, sum(r.amount_minor) AS refunded, coalesce(p.received_minor, p.amount_minor) AS came
        FROM payment p
        JOIN operation r ON r.payment_id = p.id AND r.kind = 'refund' AND r.status <> 'failed'
        GROUP BY p.id HAVING sum(r.amount_minor) > coalesce(p.received_minor, p.amount_minor)
        """,
    ),
    Invariant(
        "payments-refund-of-what-was-paid",
        "Only money that came is refunded, in its own currency.",
        """
        SELECT r.id, p.status FROM operation r JOIN payment p ON p.id = r.payment_id
        WHERE r.kind = 'refund'
          AND ((p.status <> 'paid' AND p.received_minor IS NULL) OR r.currency <> p.currency)
        """,
    ),
    Invariant(
        "payments-reversals-within-transferred",
        "The reversals of a transfer that have not failed never exceed what was transferred.",
        """
        SELECT t.id, sum(r.amount_minor) AS reversed, t.amount_minor AS transferred FROM operation t
        JOIN operation r ON r.reverses = t.id AND r.status <> 'failed'
        GROUP BY t.id
        HAVING sum(r.amount_minor) > t.amount_minor OR t.status <> 'succeeded' OR t.kind <> 'transfer'
        """,
    ),
    Invariant(
        "payments-money-moves-within-days",
        # A payout waits seven days for the last charges to settle, then five working days for the bank.
        "No refund, transfer or payout is under way for more than 16 days.",
        """
        SELECT id, kind, status, code, created_at FROM operation
        WHERE next_attempt_at IS NOT NULL AND status IN ('waiting', 'pending')
          AND amount_minor IS NOT NULL AND created_at < okote_now() - interval '16 days'
        """,
    ),
    Invariant(
        "payments-opened-once",
        "A payment has one operation that opens it, and the session that this one opened.",
        """
        SELECT p.id, count(o.id) AS openings FROM payment p
        LEFT JOIN operation o ON o.payment_id = p.id AND o.kind = 'open_checkout'
        GROUP BY p.id HAVING count(o.id) <> 1 OR min(o.stripe_id) IS DISTINCT FROM p.session_id
        """,
    ),
    Invariant(
        "payments-operation-in-the-book-of-its-object",
        "An operation is in the book of its payment and of its account.",
        """
        SELECT o.id FROM operation o
        LEFT JOIN payment p ON p.id = o.payment_id LEFT JOIN connected_account a ON a.id = o.account_id
        WHERE o.book <> p.book OR o.book <> a.book
        """,
    ),
    Invariant(
        "payments-made-has-its-identifier",
        "What moved money bears the identifier that Stripe gave it.",
        """
        SELECT id, kind FROM operation
        WHERE status = 'succeeded' AND stripe_id IS NULL AND amount_minor IS NOT NULL
        """,
    ),
)
