"""What must hold of pledges: Stripe, the pledge and the ledger tell the same story, each once."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "pledge-counts-only-what-was-paid",
        "A pledge that counts, or is being given back, was paid: the same sum, once; unless it is a cheque.",
        """
        SELECT p.id, p.status FROM pledge p LEFT JOIN payment y ON y.id = p.payment_id
        WHERE p.status IN ('in_force', 'disputed', 'cancelling', 'refunding')
          AND (p.payment_id IS NOT NULL OR p.paid_at IS NULL)
          AND (y.status IS DISTINCT FROM 'paid' OR y.amount_minor <> p.amount_minor
               OR y.currency <> p.currency OR p.paid_at IS NULL)
        """,
    ),
    Invariant(
        "pledge-knows-its-payment",
        "Every payment that went through for a pledge is known to that pledge.",
        """
        SELECT y.id FROM payment y LEFT JOIN pledge p ON p.id = y.subject AND p.payment_id = y.id
        WHERE y.purpose = 'pledge' AND y.status = 'paid' AND p.paid_at IS NULL
        """,
    ),
    Invariant(
        "pledge-paid-is-in-the-ledger-once",
        "A pledge that was paid at Stripe has one entry that says so, of its own sum; another has none.",
        """
        SELECT p.id FROM pledge p
        LEFT JOIN ledger_entry e ON e.reference = p.id AND e.kind = 'pledge-paid'
        LEFT JOIN ledger_posting l ON l.entry_id = e.id AND l.book = e.book
              AND l.source = format('campaign:%s:pledges', p.campaign_id) AND l.destination = 'stripe:balance'
        GROUP BY p.id
        HAVING (p.paid_at IS NULL OR p.payment_id IS NULL) <> (count(e.id) = 0)
            OR count(DISTINCT e.id) > 1
            OR (count(e.id) > 0 AND coalesce(sum(l.amount_minor), 0) <> p.amount_minor)
        """,
    ),
    Invariant(
        "pledge-refunded-is-in-the-ledger-once",
        "A paid pledge that was given back has one entry that says so and stands, of its own sum; another has"
        " none.",
        """
        SELECT p.id FROM pledge p
        LEFT JOIN ledger_entry e ON e.reference = p.id AND (e.kind = 'pledge-refunded'
              OR e.kind = 'refund-transferred' AND p.status = 'refunded')
              AND NOT EXISTS (SELECT FROM ledger_entry r WHERE r.book = e.book AND r.reverses = e.id)
        LEFT JOIN ledger_posting l ON l.entry_id = e.id AND l.book = e.book
              AND (l.source = 'stripe:balance'
                      AND l.destination = format('campaign:%s:pledges', p.campaign_id)
                   OR l.destination = format('campaign:%s:owed-to-donors', p.campaign_id)
                      AND l.source = 'operator:bank')
        GROUP BY p.id
        HAVING (p.status = 'refunded' AND p.paid_at IS NOT NULL AND p.payment_id IS NOT NULL)
               <> (count(e.id) > 0)
            OR count(DISTINCT e.id) > 1
            OR (count(e.id) > 0 AND coalesce(sum(l.amount_minor), 0) <> p.amount_minor)
        """,
    ),
    Invariant(
        "pledge-given-back-is-on-record",
        "What the office gave back is in the audit trail, with its reason, by somebody who did not give it.",
        """
        SELECT p.id FROM pledge p
        WHERE p.given_back_because IS NOT NULL AND NOT EXISTS (
            SELECT FROM audit_entry e
            WHERE e.territory_id = p.territory_id AND e.subject_id = p.id AND e.deed = 'pledge_given_back'
              AND e.reason = p.given_back_because AND e.person_id <> p.person_id
        )
        """,
    ),
    Invariant(
        "pledge-given-while-its-campaign-was-open",
        "Nobody gives before the first day or after the deadline.",
        """
        SELECT p.id FROM pledge p JOIN campaign c ON c.id = p.campaign_id
        WHERE p.created_at < c.opens_at OR p.created_at >= c.ends_at OR p.territory_id <> c.territory_id
        """,
    ),
    Invariant(
        "pledge-of-own-people-where-they-may-give",
        "Nobody who works for the holder or a partner gives where the campaign's terms refuse it.",
        """
        SELECT p.id FROM pledge p JOIN campaign c ON c.id = p.campaign_id
        WHERE p.own_people AND c.own_people = 'refused'
        """,
    ),
    Invariant(
        "pledge-of-a-closed-account-shows-nothing",
        "What a donor showed of a pledge went with their account.",
        """
        SELECT p.id FROM pledge p JOIN person d ON d.id = p.person_id
        WHERE d.closed_at IS NOT NULL
          AND (p.public_name IS NOT NULL OR p.name_shown OR p.amount_shown OR p.message IS NOT NULL)
        """,
    ),
    Invariant(
        "pledge-in-the-name-of-a-body-shows-no-other",
        "Where a name is shown of what a company or an association gives, it is theirs.",
        """
        SELECT p.id FROM pledge p JOIN pledge_body b ON b.pledge_id = p.id
        WHERE p.public_name <> b.name OR p.territory_id <> b.territory_id
        """,
    ),
)
