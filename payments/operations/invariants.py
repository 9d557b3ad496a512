"""What constraints can't say of payments and operations, for it takes several rows."""

from payments.invariants import Invariant

INVARIANTS = (
    # Of a refund that waits, a bank may have a part before Stripe is asked, who then refuses it.
    Invariant(
        "payments-refunds-within-paid",
        "What is refunded of a payment and what banks took back for good never exceed what came.",
        """
        SELECT p.id, went.moved, went.asked, coalesce(p.received_minor, p.amount_minor) AS came
        FROM payment p
        JOIN (
            SELECT payment_id, sum(amount_minor) FILTER (WHERE moved) AS moved,
                   sum(amount_minor) FILTER (WHERE asked) AS asked
            FROM (SELECT payment_id, amount_minor, status <> 'waiting' AS moved, TRUE AS asked FROM operation
                  WHERE kind = 'refund' AND status <> 'failed'
                  UNION ALL SELECT payment_id, amount_minor, TRUE, FALSE FROM dispute
                  WHERE status IN ('lost', 'prevented')
            ) one GROUP BY payment_id
        ) went ON went.payment_id = p.id
        WHERE greatest(went.moved, went.asked) > coalesce(p.received_minor, p.amount_minor)
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
    Invariant(
        "payments-dispute-of-what-was-paid",
        "Only money that came is disputed, in its own currency and in the book of its payment.",
        """
        SELECT d.id, p.status FROM dispute d JOIN payment p ON p.id = d.payment_id
        WHERE p.status NOT IN ('paid', 'quarantined') OR d.book <> p.book OR d.currency <> p.currency
        """,
    ),
    Invariant(
        "payments-dispute-moved-what-it-says",
        "A day after its end, a dispute that was won has moved nothing, and one that was lost its amount.",
        """
        SELECT d.id, d.status, d.amount_minor, coalesce(sum(l.amount_minor), 0) AS moved
        FROM dispute d LEFT JOIN dispute_line l ON l.dispute_id = d.id
        WHERE d.closed_at < okote_now() - interval '1 day'
        GROUP BY d.id
        HAVING coalesce(sum(l.amount_minor), 0)
               <> CASE WHEN d.status IN ('lost', 'prevented') THEN -d.amount_minor ELSE 0 END
        """,
    ),
    Invariant(
        "payments-dispute-is-followed",
        "A dispute that is not decided is looked at every day.",
        "SELECT id, status FROM dispute WHERE next_check_at < okote_now() - interval '2 days'",
    ),
)
