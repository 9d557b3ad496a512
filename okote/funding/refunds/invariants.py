"""What must hold of refunds by transfer: owed, under way or paid, once; and the ledger says the same."""

from okote.funding.pledges.rules import BY_TRANSFER
from payments.invariants import Invariant

_CODES = ", ".join(f"'{code}'" for code in sorted(BY_TRANSFER))

INVARIANTS = (
    Invariant(
        "refund-that-failed-is-owed-once",
        "What no refund brought to its donor is owed by transfer, once, unless their bank has it meanwhile.",
        f"""
        SELECT p.id, p.refund_failure, count(r.id) FROM pledge p
        LEFT JOIN bank_refund r ON r.pledge_id = p.id AND r.ended_at IS NULL
        LEFT JOIN dispute d ON d.payment_id = p.payment_id AND d.status IN ('needs_response', 'under_review')
        WHERE p.paid_at IS NOT NULL AND p.payment_id IS NOT NULL AND d.id IS NULL
        GROUP BY p.id
        HAVING count(r.id) <> CASE WHEN p.refund_failure IN ({_CODES}) THEN 1 ELSE 0 END
        """,  # noqa: S608 (our own words)
    ),
    Invariant(
        "refund-by-transfer-is-paid-once",
        "A pledge that a transfer gave back is given back, by one transfer that stands.",
        """
        SELECT r.pledge_id, p.status FROM bank_refund r JOIN pledge p ON p.id = r.pledge_id
        WHERE r.state = 'paid'
        GROUP BY r.pledge_id, p.id
        HAVING count(*) > 1 OR p.refund_failure IS NOT NULL OR p.status NOT IN ('refunded', 'charged_back')
        """,
    ),
    Invariant(
        "owed-to-donors-is-in-the-ledger",
        "What is owed to a campaign's donors by transfer is what the ledger keeps for them.",
        """
        SELECT account, sum(minor) AS minor FROM (
            SELECT destination AS account, amount_minor AS minor FROM ledger_posting
            WHERE destination ~ '^campaign:[^:]+:(owed-to-donors)$'
            UNION ALL SELECT source, -amount_minor FROM ledger_posting
            WHERE source ~ '^campaign:[^:]+:(owed-to-donors)$'
            UNION ALL SELECT format('campaign:%s:owed-to-donors', campaign_id), amount_minor FROM bank_refund
            WHERE ended_at IS NULL
        ) side GROUP BY account HAVING sum(minor) <> 0
        """,
    ),
    Invariant(
        "transfers-to-donors-are-in-the-ledger",
        "What the operator's own bank paid donors is what the refunds by transfer say.",
        """
        SELECT book, sum(minor) AS minor FROM (
            SELECT l.book, l.amount_minor AS minor FROM ledger_posting l
            JOIN ledger_entry e ON (e.book, e.id) = (l.book, l.entry_id) AND e.kind = 'refund-transferred'
            WHERE l.source = 'operator:bank'
            UNION ALL SELECT l.book, -l.amount_minor FROM ledger_posting l
            JOIN ledger_entry back ON (back.book, back.id) = (l.book, l.entry_id)
            JOIN ledger_entry e ON (e.book, e.id) = (back.book, back.reverses)
            WHERE l.destination = 'operator:bank' AND e.kind = 'refund-transferred'
            UNION ALL SELECT t.book, -r.amount_minor FROM bank_refund r
            JOIN territory t ON t.id = r.territory_id
            WHERE r.state = 'paid'
        ) side GROUP BY book HAVING sum(minor) <> 0
        """,
    ),
    Invariant(
        "bank-is-told-by-an-approved-file",
        "Nothing was paid but by a file that was approved, and that nobody threw away.",
        """
        SELECT r.id FROM bank_refund r JOIN bank_order o ON o.id = r.order_id
        WHERE o.territory_id <> r.territory_id OR o.dropped_at IS NOT NULL
           OR (r.state IN ('paid', 'returned') AND r.paid_on IS NOT NULL AND o.approved_at IS NULL)
        """,
    ),
)
