"""What must hold of the decision and of what came of it."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "campaign-decided-by-its-closing",
        "A campaign that is funded or refunded has the closing that says so, and no other has one; but what"
        " was funded may be cancelled since.",
        """
        SELECT c.id, c.state FROM campaign c LEFT JOIN closing d ON d.campaign_id = c.id
        WHERE (CASE WHEN c.state IN ('funded', 'paid_out') THEN 'funded'
                    WHEN c.state = 'cancelled' AND d.decision IS NOT NULL THEN 'funded'
                    WHEN c.state IN ('refunding', 'refunded') THEN 'refunded' END)
              IS DISTINCT FROM d.decision
        """,
    ),
    Invariant(
        "closing-follows-the-rule",
        "Funded exactly when what was raised reaches the threshold of the goal.",
        """
        SELECT d.campaign_id FROM closing d JOIN campaign c ON c.id = d.campaign_id
        WHERE (d.decision = 'funded') <> (
            (d.pledged_minor
             + CASE c.threshold_on WHEN 'all' THEN d.public_minor + d.private_minor ELSE 0 END)
            * 10000 >= c.goal_minor * c.threshold_bp
        )
        """,
    ),
    Invariant(
        "closing-counts-the-pledges-in-force",
        "What a funded campaign's closing counted is what its donors gave, unless it was undone; cheques that"
        " a bank did not pay were counted as well, and what banks took back since.",
        """
        SELECT d.campaign_id FROM closing d
        LEFT JOIN pledge p ON p.campaign_id = d.campaign_id
             AND (p.status = 'in_force'
                  OR EXISTS (SELECT FROM recovery r WHERE r.pledge_id = p.id)
                  OR EXISTS (SELECT FROM cheque q WHERE q.pledge_id = p.id AND q.state = 'bounced'))
        WHERE d.decision = 'funded'
          AND NOT EXISTS (SELECT FROM campaign c WHERE c.id = d.campaign_id AND c.state = 'cancelled')
        GROUP BY d.campaign_id
        HAVING coalesce(sum(p.amount_minor), 0) <> d.pledged_minor
            OR coalesce(sum(p.amount_minor) FILTER (WHERE p.payment_id IS NULL), 0) <> d.cheques_minor
        """,
    ),
    Invariant(
        "partners-called-once-funded",
        "Partners are called by campaigns that are funded, and by no other.",
        """
        SELECT f.commitment_id FROM funds_call f
        JOIN commitment s ON s.id = f.commitment_id
        LEFT JOIN closing d ON d.campaign_id = s.campaign_id
        WHERE d.decision IS DISTINCT FROM 'funded'
        """,
    ),
    Invariant(
        "partners-called-for-what-was-counted",
        "What public partners and companies are called to pay is what the closing counted of each.",
        """
        SELECT d.campaign_id FROM closing d
        LEFT JOIN commitment s ON s.campaign_id = d.campaign_id
        LEFT JOIN partner p ON p.id = s.partner_id
        LEFT JOIN funds_call f ON f.commitment_id = s.id
        WHERE d.decision = 'funded'
        GROUP BY d.campaign_id
        HAVING coalesce(sum(f.amount_minor) FILTER (WHERE p.kind = 'public'), 0) <> d.public_minor
            OR coalesce(sum(f.amount_minor) FILTER (WHERE p.kind = 'private'), 0) <> d.private_minor
        """,
    ),
    Invariant(
        "platform-keeps-what-the-closing-says",
        "The platform's share and its VAT are in the ledger as the closing has them, and nothing of one that"
        " was undone.",
        """
        SELECT d.campaign_id FROM closing d JOIN territory t ON t.id = d.territory_id
        JOIN campaign c ON c.id = d.campaign_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.minor) FILTER (WHERE l.whose = 'operator:commission'), 0) AS base,
                   coalesce(sum(l.minor) FILTER (WHERE l.whose = 'operator:vat'), 0) AS vat
            FROM (SELECT source AS whose, amount_minor AS minor FROM ledger_posting
                  WHERE book = t.book AND destination = format('campaign:%s:due', d.campaign_id)
                  UNION ALL SELECT destination, -amount_minor FROM ledger_posting
                  WHERE book = t.book AND source = format('campaign:%s:due', d.campaign_id)) l
        ) told
        CROSS JOIN LATERAL (SELECT CASE WHEN c.state = 'cancelled' THEN 0 ELSE 1 END AS stands) undone
        WHERE told.base <> stands * (d.commission_minor - d.vat_minor) OR told.vat <> stands * d.vat_minor
        """,
    ),
    Invariant(
        "fees-not-recovered-are-those-of-pledges-given-back",
        "The operator bears Stripe's fees of the pledges that were given back, each once.",
        """
        SELECT c.id FROM campaign c JOIN territory t ON t.id = c.territory_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.fee_minor), 0) AS fees FROM pledge p
            WHERE p.campaign_id = c.id AND p.paid_at IS NOT NULL
              AND (p.status = 'refunded' OR (p.status = 'charged_back'
                   AND (c.state = 'cancelled'
                        OR NOT EXISTS (SELECT FROM recovery r
                                       WHERE r.pledge_id = p.id AND r.dispute_id IS NOT NULL))))
        ) given_back
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN l.destination = 'operator:fees-not-recovered'
                                     THEN l.amount_minor ELSE -l.amount_minor END), 0) AS fees
            FROM ledger_posting l
            WHERE l.book = t.book
              AND 'operator:fees-not-recovered' IN (l.source, l.destination)
              AND format('campaign:%s:fees', c.id) IN (l.source, l.destination)
        ) borne
        WHERE borne.fees <> given_back.fees
        """,
    ),
    Invariant(
        "campaign-settled-holds-nothing",
        "Of a campaign that is paid out or refunded, only what its holder owes is left in the accounts, and"
        " what is still on its way back to donors.",
        """
        SELECT c.id, side.account, sum(side.minor) AS minor FROM campaign c
        JOIN (
            SELECT destination AS account, amount_minor AS minor FROM ledger_posting
            UNION ALL SELECT source, -amount_minor FROM ledger_posting
            UNION ALL SELECT format('campaign:%s:pledges', campaign_id), amount_minor FROM pledge
            WHERE status IN ('cancelling', 'refunding', 'disputed') AND payment_id IS NOT NULL
            UNION ALL SELECT format('campaign:%s:fees', campaign_id), -fee_minor FROM pledge
            WHERE status IN ('cancelling', 'refunding', 'disputed') AND payment_id IS NOT NULL
            UNION ALL SELECT format('campaign:%s:pledges', r.campaign_id), -r.amount_minor FROM bank_refund r
            JOIN pledge p ON p.id = r.pledge_id AND p.status IN ('cancelling', 'refunding', 'disputed')
            WHERE r.ended_at IS NULL
            UNION ALL SELECT format('campaign:%s:pledges', p.campaign_id), o.amount_minor FROM pledge p
            JOIN operation o ON o.payment_id = p.payment_id AND o.kind = 'refund'
                 AND o.status IN ('waiting', 'pending')
            WHERE p.status = 'charged_back' AND p.paid_at IS NOT NULL
            UNION ALL SELECT format('campaign:%s:pledges', p.campaign_id),
                             p.amount_minor - coalesce(sum(d.amount_minor), 0) FROM pledge p
            LEFT JOIN dispute d ON d.payment_id = p.payment_id AND d.status IN ('lost', 'prevented')
            WHERE p.status = 'charged_back' AND p.paid_at IS NOT NULL AND p.refund_failure IS NOT NULL
              AND NOT EXISTS (SELECT FROM bank_refund r WHERE r.pledge_id = p.id AND r.ended_at IS NULL)
            GROUP BY p.id
        ) side ON side.account IN (format('campaign:%s:pledges', c.id), format('campaign:%s:fees', c.id),
                                   format('campaign:%s:due', c.id))
        WHERE c.state IN ('paid_out', 'refunded')
        GROUP BY c.id, side.account HAVING sum(side.minor) <> 0
        """,
    ),
    Invariant(
        "money-held-75-days-at-most",
        "Stripe holds a payment for 90 days: a campaign not settled 75 days after its first needs a person;"
        " but for what no refund brought to its donor, which waits for them.",
        """
        SELECT c.id, min(p.paid_at) AS first_paid_at FROM campaign c JOIN pledge p ON p.campaign_id = c.id
        WHERE c.state IN ('live', 'closing', 'funded', 'refunding', 'cancelled')
          AND p.status IN ('in_force', 'refunding', 'cancelling') AND p.payment_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM bank_refund r WHERE r.pledge_id = p.id AND r.ended_at IS NULL)
        GROUP BY c.id HAVING min(p.paid_at) <= okote_now() - interval '75 days'
        """,
    ),
    Invariant(
        "given-back-after-success-by-two",
        "What the office gives back of a campaign that succeeded was asked for by one person and approved by"
        " another, unless it was refunded in Stripe's own pages.",
        """
        SELECT r.pledge_id FROM recovery r WHERE r.dispute_id IS NULL AND NOT EXISTS (
            SELECT FROM approval a
            WHERE a.territory_id = r.territory_id AND a.act = 'pledge-reclaim' AND a.subject_id = r.pledge_id
              AND a.verdict = 'approved'
        ) AND NOT EXISTS (
            SELECT FROM pledge p JOIN operation o ON o.payment_id = p.payment_id AND o.kind = 'refund'
            WHERE p.id = r.pledge_id AND o.details ->> 'reason' = 'at_stripe'
        )
        """,
    ),
    Invariant(
        "disputed-money-is-accounted-for",
        "What banks have of a campaign's pledges is what disputes took and did not end; what its holder owes"
        " of it is what was not got back, and nothing of a campaign that was undone.",
        """
        SELECT account, sum(minor) AS minor FROM (
            SELECT destination AS account, amount_minor AS minor FROM ledger_posting
            WHERE destination ~ '^campaign:[^:]+:(disputed|to-recover)$'
            UNION ALL SELECT source, -amount_minor FROM ledger_posting
            WHERE source ~ '^campaign:[^:]+:(disputed|to-recover)$'
            UNION ALL SELECT format('campaign:%s:disputed', p.campaign_id), l.amount_minor FROM dispute_line l
            JOIN dispute d ON d.id = l.dispute_id AND d.status NOT IN ('lost', 'prevented')
            JOIN pledge p ON p.payment_id = d.payment_id AND p.paid_at IS NOT NULL
            UNION ALL SELECT format('campaign:%s:to-recover', r.campaign_id), -r.amount_minor
            FROM recovery r JOIN campaign c ON c.id = r.campaign_id AND c.state <> 'cancelled'
            WHERE r.recovered_at IS NULL
        ) side GROUP BY account HAVING sum(minor) <> 0
        """,
    ),
    Invariant(
        "undone-by-two-before-anything-left",
        "A campaign that had succeeded is cancelled by one person and another, before anything is"
        " transferred, and nothing is due from then on: to its holder, by it or by its partners.",
        """
        SELECT d.campaign_id FROM closing d JOIN campaign c ON c.id = d.campaign_id
        JOIN territory t ON t.id = d.territory_id
        WHERE c.state = 'cancelled' AND (
            d.transferred_at IS NOT NULL OR d.transfer_operation IS NOT NULL
            OR NOT EXISTS (SELECT FROM approval a WHERE a.territory_id = d.territory_id
                           AND a.act = 'campaign-undo' AND a.subject_id = c.id AND a.verdict = 'approved'
                           AND a.asked_by <> a.decided_by)
            OR EXISTS (
                SELECT FROM (
                    SELECT destination AS account, amount_minor AS minor FROM ledger_posting
                    WHERE book = t.book UNION ALL
                    SELECT source, -amount_minor FROM ledger_posting WHERE book = t.book
                ) side
                WHERE side.account IN (format('campaign:%s:due', c.id),
                                       format('campaign:%s:commission-owed', c.id))
                   OR side.account LIKE format('partner:%%:match:%s:granted', c.id)
                GROUP BY side.account HAVING sum(side.minor) <> 0
            )
        )
        """,
    ),
)
