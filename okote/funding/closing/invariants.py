"""What must hold of the decision and of what came of it."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "campaign-decided-by-its-closing",
        "A campaign that is funded or refunded has the closing that says so, and no other has one.",
        """
        SELECT c.id, c.state FROM campaign c LEFT JOIN closing d ON d.campaign_id = c.id
        WHERE (CASE WHEN c.state IN ('funded', 'paid_out') THEN 'funded'
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
        "What a funded campaign's closing counted is what its donors gave.",
        """
        SELECT d.campaign_id FROM closing d
        LEFT JOIN pledge p ON p.campaign_id = d.campaign_id AND p.status = 'in_force'
        WHERE d.decision = 'funded'
        GROUP BY d.campaign_id HAVING coalesce(sum(p.amount_minor), 0) <> d.pledged_minor
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
        "campaign-settled-holds-nothing",
        "Of a campaign that is paid out or refunded, only what its holder owes is left in the accounts, and"
        " what is still on its way back to donors.",
        """
        SELECT c.id, side.account, sum(side.minor) AS minor FROM campaign c
        JOIN (
            SELECT destination AS account, amount_minor AS minor FROM ledger_posting
            UNION ALL SELECT source, -amount_minor FROM ledger_posting
            UNION ALL SELECT format('campaign:%s:pledges', campaign_id), amount_minor FROM pledge
            WHERE status IN ('cancelling', 'refunding')
            UNION ALL SELECT format('campaign:%s:fees', campaign_id), -fee_minor FROM pledge
            WHERE status IN ('cancelling', 'refunding')
        ) side ON side.account IN (format('campaign:%s:pledges', c.id), format('campaign:%s:fees', c.id),
                                   format('campaign:%s:due', c.id))
        WHERE c.state IN ('paid_out', 'refunded')
        GROUP BY c.id, side.account HAVING sum(side.minor) <> 0
        """,
    ),
    Invariant(
        "money-held-75-days-at-most",
        "Stripe holds a payment for 90 days: a campaign not settled 75 days after its first needs a person.",
        """
        SELECT c.id, min(p.paid_at) AS first_paid_at FROM campaign c JOIN pledge p ON p.campaign_id = c.id
        WHERE c.state IN ('live', 'closing', 'funded', 'refunding', 'cancelled')
          AND p.status IN ('in_force', 'refunding', 'cancelling')
        GROUP BY c.id HAVING min(p.paid_at) <= okote_now() - interval '75 days'
        """,
    ),
)
